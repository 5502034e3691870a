"""The loop against its laws: whatever the order of arrival, the rows are the same."""

import random
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.config import AnalyticsConfig
from analytics.kpi_store import KpiQuery, KpiTable
from analytics.loop import Analytics
from analytics.master_data import MasterData, master_data_of
from analytics.memory_history import MemoryHistory
from analytics.memory_kpi_store import MemoryKpiStore
from contract.kpi import BASE_FIELD_NAMES, RATIO_FIELDS, WINDOWS
from contract.path import EquipmentPath

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
OTHER = EquipmentPath("demo", "chongqing", "sewing", "line-2")
HOUR = 3_600_000
# Monday 2026-03-02 06:00 in Shanghai, the start of a shift.
START = 1_772_402_400_000
UNITS = ("filler", "packer-1", "packer-2")
SITE = {
    "enterprise": "demo",
    "site": "chongqing",
    "zone": "Asia/Shanghai",
    "calendar": "plant",
    "calendars": {
        "plant": {
            "shifts": [
                {"name": "early", "start": "06:00", "end": "14:00"},
                {"name": "late", "start": "14:00", "end": "22:00"},
                {"name": "night", "start": "22:00", "end": "06:00"},
            ],
            "pauses": [{"start": "06:40", "end": "07:10"}],
        }
    },
    "lines": [
        {
            "area": "bottling",
            "id": "line-1",
            "stages": [
                {"id": "fill", "units": ["filler"]},
                {"id": "pack", "units": ["packer-1", "packer-2"]},
            ],
            "last_counter": "packer-1",
            "units": {
                "filler": {"planned_run_time_s": {"*": 2.0, "B": 5.0}},
                "packer-1": {"planned_run_time_s": {"*": 5.0}},
                "packer-2": {"planned_run_time_s": {"*": 5.0}},
            },
        }
    ],
    "orders": [
        {"id": "O1", "line": "bottling/line-1", "product": "A", "planned_quantity": 100},
    ],
}


def plant() -> MasterData:
    """Check the master data above."""
    return master_data_of(SITE, where="test")


def story(seed: int, *, minutes: int, units: tuple[str, ...] = UNITS) -> pd.DataFrame:
    """Draw what units of a line say: heartbeats, changes, pieces, orders and silences."""
    rows: list[dict[str, object]] = []
    for unit in units:
        draw = random.Random(f"{seed}/{unit}")
        good = scrap = 0
        energy = 0.0
        state, mode, order, product = "not_executing", "none", "", ""
        t, end = START, START + minutes * 60_000
        while t <= end:
            if draw.random() < 0.08:
                state = draw.choice(["executing", "executing", "not_executing", "out_of_service"])
                mode = draw.choice(["processing", "processing", "setup"])
            if draw.random() < 0.03:
                order, product = draw.choice([("O1", "A"), ("O2", "B"), ("", "")])
            if state == "executing":
                good += draw.randrange(3)
                scrap += draw.random() < 0.1
            energy += draw.random() / 7
            rows.append(
                {
                    "work_unit": unit,
                    "time": t,
                    "state": state,
                    "operation_mode": mode,
                    "reason": "jam" if state == "not_executing" else "",
                    "order": order,
                    "product": product,
                    "good": good,
                    "scrap": scrap,
                    "energy_kwh": energy,
                }
            )
            step = draw.choice([10_000, 10_000, 10_000, 3_217, 4_000])
            if draw.random() < 0.01:
                step = draw.choice([40_000, 400_000, 2_000_000])
            t += step
    return pd.DataFrame(rows)


@dataclass
class Plant:
    """A line's history, its KPI store and the loop between them, on a wall clock we turn."""

    history: MemoryHistory = field(default_factory=MemoryHistory)
    store: MemoryKpiStore = field(default_factory=MemoryKpiStore)
    wall: int = 1_000_000
    config: AnalyticsConfig = field(default_factory=lambda: AnalyticsConfig(duty=1.0))

    def __post_init__(self) -> None:
        """Start the loop."""
        self.restart()

    def restart(self) -> None:
        """Forget what is only in memory."""
        self.loop = Analytics(
            self.history,
            self.store,
            [plant()],
            wall_ms=lambda: self.wall,
            logger=structlog.get_logger(),
            config=self.config,
        )

    def commit(self, rows: pd.DataFrame, line: EquipmentPath = LINE) -> None:
        """Commit samples and their change row."""
        if rows.empty:
            return
        self.wall += 1
        self.history.append("sample", tagged(rows, line))
        change = {
            "worker": "w",
            "time": self.wall,
            "first": int(rows["time"].min()),
            "last": int(rows["time"].max()),
        }
        self.history.append("change", tagged(pd.DataFrame([change]), line))

    def say(self, line: EquipmentPath = LINE, *, ended: int | None = None, boot: int = 1) -> None:
        """Commit a status."""
        status = {
            "kind": "status",
            "time": self.wall,
            "boot": boot,
            "samples": 0,
            "ended": ended,
        }
        self.history.append("pipeline", tagged(pd.DataFrame([status]), line))

    def birth(self, clock: str, line: EquipmentPath = LINE) -> None:
        """Commit a birth."""
        birth = {"kind": "birth", "time": self.wall, "boot": 1, "session": 1, "clock": clock}
        self.history.append("pipeline", tagged(pd.DataFrame([birth]), line))

    def step(self) -> None:
        """Let wall time pass and do one pass."""
        self.wall += 10_000
        self.loop.step()

    def settle(self) -> None:
        """Pass until all is computed."""
        for _ in range(200):
            self.step()
            if self.loop.settled():
                return
        raise AssertionError("the loop does not settle")

    def read(self, table: KpiTable, **asked: object) -> pd.DataFrame:
        """Read a table."""
        return self.store.read(KpiQuery(table, **asked))  # type: ignore[arg-type]  # keywords as given


def tagged(rows: pd.DataFrame, line: EquipmentPath) -> pd.DataFrame:
    """Give rows the tags of a line."""
    return rows.assign(
        enterprise=line.enterprise,
        site=line.site,
        area=line.area,
        work_center=line.work_center,
    )


def whole(rows: pd.DataFrame, *, ended: bool = True) -> Plant:
    """Compute a story in one pass."""
    got = Plant()
    got.commit(rows)
    if ended:
        got.say(ended=int(rows["time"].max()))
    got.settle()
    return got


def assert_same(got: Plant, wanted: Plant) -> None:
    """Compare everything that does not tell when it was computed."""
    for table in ("segment", "stop", "kpi"):
        a, b = got.read(table), wanted.read(table)
        if table == "kpi":
            a, b = a.drop(columns="revision"), b.drop(columns="revision")
        pd.testing.assert_frame_equal(a, b, check_exact=True)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_gives_the_same_rows(seed: int) -> None:
    """Batches that come in any order, some twice, end in the rows of one single pass."""
    rows = story(seed, minutes=190)
    draw = random.Random(seed)
    mixed = np.random.default_rng(seed).permutation(len(rows))
    batches = [rows.iloc[part] for part in np.array_split(mixed, 6)]
    batches.append(batches[2])
    draw.shuffle(batches)
    got = Plant()
    for batch in batches:
        got.commit(batch)
        got.step()
    got.say(ended=int(rows["time"].max()))
    got.settle()
    assert_same(got, whole(rows))


@pytest.mark.parametrize("seed", range(4, 8))
def test_growing_history_gives_the_same_rows(seed: int) -> None:
    """A run computed while it is played, and across restarts, ends in the rows of one pass."""
    rows = story(seed, minutes=190).sort_values("time", kind="stable")
    got = Plant()
    edges = np.sort(np.random.default_rng(seed).integers(0, len(rows), 25))
    for number, (a, b) in enumerate(zip([0, *edges], [*edges, len(rows)], strict=True)):
        got.commit(rows.iloc[a:b])
        got.step()
        if number % 5 == 4:
            got.restart()
    got.say(ended=int(rows["time"].max()))
    got.settle()
    assert_same(got, whole(rows))


@pytest.mark.parametrize("seed", [11, 12])
def test_backlog_in_chunks_gives_the_same_rows(seed: int) -> None:
    """A long backlog computed an hour at a time ends in the rows, and the revisions, of one pass."""
    rows = story(seed, minutes=400)
    got = Plant(config=AnalyticsConfig(duty=1.0, longest_chunk_s=3_600))
    got.commit(rows)
    got.say(ended=int(rows["time"].max()))
    got.settle()
    assert_same(got, whole(rows))
    assert set(got.read("kpi_revision")["revision"]) == {1}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), minutes=st.integers(5, 100))
def test_windows_are_sums_of_segments(seed: int, minutes: int) -> None:
    """Every row's base quantities are the sum of the segments in its window, at every level."""
    got = whole(story(seed, minutes=minutes))
    segments = got.read("segment")
    for row in got.read("kpi").to_dict("records"):
        inside = segments[(segments["time"] >= row["time"]) & (segments["time"] < row["end"])]
        unit = row["work_unit"] if row["level"] == "unit" else ""
        inside = inside[inside["work_unit"] == unit]
        for name in BASE_FIELD_NAMES:
            assert row[name] == pytest.approx(inside[name].sum(), rel=1e-12, abs=1e-9)


def test_every_window_has_rows_of_every_level() -> None:
    """Unit, line and site have rows of every window kind."""
    found = whole(story(1, minutes=90)).read("kpi")
    pairs = set(zip(found["level"], found["window"], strict=True))
    assert pairs == {(level, window) for level in ("unit", "line", "site") for window in WINDOWS}
    assert set(RATIO_FIELDS) <= set(found.columns)
