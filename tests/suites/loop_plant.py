"""A small plant for tests of the loop: what its units say, and the loop on a wall clock we turn."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import structlog

from analytics.automation.rate_places import RateFunctions
from analytics.books import Books
from analytics.config import AnalyticsConfig
from analytics.history import History
from analytics.kpi_store import KpiQuery, KpiStore, KpiTable
from analytics.loop import Analytics
from analytics.master.data import MasterData, master_data_of
from analytics.stores.memory_books import memory_books
from analytics.stores.memory_history import MemoryHistory
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.path import EquipmentPath

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
OTHER = EquipmentPath("demo", "chongqing", "sewing", "line-2")
HOUR = 3_600_000
# Monday 2026-03-02 06:00 in Shanghai, the start of a shift.
START = 1_772_402_400_000
UNITS = ("filler", "packer-1", "packer-2")
WORDS = ("jam", "starved_upstream", "blocked_downstream", "cap_jam")
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
        {"id": "O2", "line": "bottling/line-1", "product": "B", "planned_quantity": 100},
    ],
}

# Most tests of the loop look at no rates, which take longer than all the rest of a small plant.
NO_RATES = RateFunctions(automation=lambda _: (), green=lambda _, __: ())


def plant() -> MasterData:
    """Check the master data above."""
    return master_data_of(SITE, where="test")


def story(
    seed: int, *, minutes: int, units: tuple[str, ...] = UNITS, change: float = 0.08
) -> pd.DataFrame:
    """Draw what units of a line say: heartbeats, changes, pieces, orders and silences.

    A small chance of `change` per sample makes stops that last for hours.
    """
    rows: list[dict[str, object]] = []
    for unit in units:
        draw = random.Random(f"{seed}/{unit}")
        good = scrap = 0
        energy = 0.0
        state, mode, order, product = "not_executing", "none", "", ""
        t, end = START, START + minutes * 60_000
        while t <= end:
            if draw.random() < change:
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
                    # By what was made last, so that a stop keeps its word.
                    "reason": WORDS[good % len(WORDS)] if state == "not_executing" else "",
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

    wall: int = 1_000_000
    config: AnalyticsConfig = field(default_factory=lambda: AnalyticsConfig(duty=1.0))
    history: History = field(default_factory=MemoryHistory)
    store: KpiStore = field(default_factory=MemoryKpiStore)
    master: MasterData = field(default_factory=plant)
    append: Callable[[str, pd.DataFrame], None] | None = None
    books: Books = field(default_factory=memory_books)
    rates: RateFunctions = NO_RATES

    def __post_init__(self) -> None:
        """Start the loop; a history that is not in memory comes with a way to append to it."""
        self.restart()

    def restart(self) -> None:
        """Forget what is only in memory."""
        self.loop = Analytics(
            self.history,
            self.store,
            [self.master],
            wall_ms=lambda: self.wall,
            logger=structlog.get_logger(),
            config=self.config,
            books=self.books,
            rates=self.rates,
        )

    def commit(self, rows: pd.DataFrame, line: EquipmentPath = LINE) -> None:
        """Commit samples and their change row."""
        if rows.empty:
            return
        self.wall += 1
        self._append("sample", tagged(rows, line))
        change = {
            "worker": "w",
            "time": self.wall,
            "first": int(rows["time"].min()),
            "last": int(rows["time"].max()),
        }
        self._append("change", tagged(pd.DataFrame([change]), line))

    def say(self, *, ended: int | None = None, samples: int = 0) -> None:
        """Commit a status of the line."""
        status = {
            "kind": "status",
            "time": self.wall,
            "boot": 1,
            "samples": samples,
            "ended": ended,
        }
        self._append("pipeline", tagged(pd.DataFrame([status]), LINE))

    def deliver(self, *, samples: int) -> None:
        """Commit a row of the ledger that brings the count of samples so far to `samples`."""
        row = {"time": self.wall, "boot": 1, "seq": 0, "first": 0, "samples": samples}
        self._append("delivery", tagged(pd.DataFrame([row]), LINE))

    def birth(self, clock: str) -> None:
        """Commit a birth of the line."""
        row = {"kind": "birth", "time": self.wall, "boot": 1, "session": 1, "clock": clock}
        self._append("pipeline", tagged(pd.DataFrame([row]), LINE))

    def register(self, line: EquipmentPath, planned_run_time_s: dict[str, str]) -> None:
        """Commit what a birth of a line says of its units: planned run times as JSON."""
        units = {"work_unit": list(planned_run_time_s), "time": self.wall, "items_per_count": 1.0}
        rows = pd.DataFrame({**units, "planned_run_time_s": list(planned_run_time_s.values())})
        self._append("register", tagged(rows, line))

    def forget_samples_before(self, time: int) -> None:
        """Take samples and commits away, as retention does."""
        kept, gone = MemoryHistory(), self._in_memory()
        for name, column in (("sample", "time"), ("change", "first")):
            rows = gone.rows(name)
            kept.append(name, rows[rows[column].astype("int64") >= time])
        self.history = kept
        self.restart()

    def _append(self, measurement: str, rows: pd.DataFrame) -> None:
        (self.append or self._in_memory().append)(measurement, rows)

    def _in_memory(self) -> MemoryHistory:
        if not isinstance(self.history, MemoryHistory):
            raise TypeError("this history is not in memory: give the plant a way to append to it")
        return self.history

    def settle_live(self) -> None:
        """Pass often enough for a line whose clock never stands still."""
        for _ in range(3):
            self.step()

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


def heartbeats(unit: str, first: int, last: int) -> pd.DataFrame:
    """Say every ten seconds, both ends included, that a unit works on order O2.

    Its product B makes the filler the constraint.
    """
    times = list(range(first, last + 1, 10_000))
    return pd.DataFrame(
        {
            "work_unit": unit,
            "time": times,
            "state": "executing",
            "operation_mode": "processing",
            "reason": "",
            "order": "O2",
            "product": "B",
            "good": [(time - START) // 10_000 for time in times],
        }
    )


def working(first: int, last: int) -> pd.DataFrame:
    """Say the same of every unit of the line."""
    return pd.concat([heartbeats(unit, first, last) for unit in UNITS], ignore_index=True)
