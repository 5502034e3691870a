"""The acceptance run through the command line: eight hours of the demo plant equal their truth.

What the files say is judged here anew, from what people are promised of them, and shares nothing
with the comparison inside the command.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from analytics.target_queries import TARGET_COLUMNS
from contract.kpi import BASE_FIELD_NAMES, KPI_FIELD_NAMES, LEAF_FIELDS, QUANTITY_KPI_FIELDS
from factory.world_run import PlantSetup
from tests.command_line import factory

Value = float | int | str | bool | None
Row = dict[str, Value]
Key = tuple[Value, ...]

HOURS = 8
KEY_FIELDS = ("level", "path", "window", "window_start")
KEPT = (
    *LEAF_FIELDS,
    "planned_busy_time_s",
    *QUANTITY_KPI_FIELDS,
    "order_execution_time_s",
    "failure_count",
    "repair_count",
    "corrective_maintenance_time_s",
    "attended_time_s",
    "attended_work_time_s",
    "inspected_quantity",
    "first_pass_quantity",
    "defect_quantity",
)
RATIOS = ("availability", "effectiveness", "quality_ratio", "oee_index")


class Written(msgspec.Struct, frozen=True):
    """What `factory demo --once --json` writes."""

    oee: list[Row]
    truth: list[Row]
    conservation: list[dict[str, int | str]]
    wall_s: float
    peak_rss_mb: float
    samples: int


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its file, what it printed, and where its store lies."""

    written: Written
    printed: str
    data_dir: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Eight hours of seed 7, played once for all tests of this file."""
    folder = tmp_path_factory.mktemp("truth")
    out, data_dir = folder / "out.json", folder / "world"
    options = ("--hours", str(HOURS), "--seed", "7", "--data-dir", str(data_dir))
    done = factory("demo", "--once", *options, "--json", str(out))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return Run(msgspec.json.decode(out.read_bytes(), type=Written), done.stdout, data_dir)


def keyed(rows: Sequence[Row]) -> dict[Key, Row]:
    """Return rows by their key; a key that stands twice fails."""
    found = {tuple(row[name] for name in KEY_FIELDS): row for row in rows}
    assert len(found) == len(rows)
    return found


def test_nothing_is_missing(run: Run) -> None:
    """Each agent's samples are all stored, none is missing, and the file says what it took."""
    conservation = run.written.conservation
    assert [row["agent"] for row in conservation] == sorted(
        str(row["agent"]) for row in conservation
    )
    assert len(conservation) == 3
    for row in conservation:
        assert row["missing"] == 0
        assert row["sent"] == row["stored"]
        assert int(row["sent"]) > 10_000
        assert {"merged", "duplicates_received", "dead_lettered"} <= row.keys()
    assert run.written.samples == sum(int(row["sent"]) for row in conservation)
    assert run.written.wall_s > 0
    assert run.written.peak_rss_mb > 0
    assert "nothing is missing" in run.printed


def test_every_unit_line_and_site_has_every_hour_shift_and_day(
    run: Run, demo_plant: PlantSetup
) -> None:
    """No row is absent and none is too many; each carries every KPI field of the contract."""
    units = {
        f"{line.config.path}/{unit.id}"
        for line in demo_plant.scenario.lines
        for unit in line.config.units
    }
    assert len(units) >= 30
    lines = {line.config.path for line in demo_plant.scenario.lines}
    places = {("unit", path) for path in units} | {("line", path) for path in lines}
    places.add(("site", "demo/chongqing"))
    # Early shift of a Monday in Chongqing, 06:00 to 14:00 there.
    hours = [f"2026-03-01T{hour}:00:00Z" for hour in (22, 23)]
    hours += [f"2026-03-02T{hour:02}:00:00Z" for hour in range(HOURS - 2)]
    windows = {("hour", start) for start in hours}
    windows |= {("shift", hours[0]), ("day", hours[0])}
    wanted = {(*place, *window) for place in places for window in windows}
    assert keyed(run.written.oee).keys() == wanted
    assert keyed(run.written.truth).keys() == wanted
    for row in run.written.oee:
        assert set(KPI_FIELD_NAMES) <= row.keys()
        assert row["partial"] is (row["window"] == "day")


def mismatches(run: Run, fields: Sequence[str], *, relative: float) -> Iterator[str]:
    """Yield every value that is not the truth within a relative tolerance."""
    got = keyed(run.written.oee)
    for key, truth in keyed(run.written.truth).items():
        for field in fields:
            if got[key][field] != pytest.approx(truth[field], rel=relative, abs=1e-9):
                yield f"{key} {field}: {got[key][field]}, truth {truth[field]}"


def test_leaves_and_quantities_equal_truth(run: Run) -> None:
    """Time leaves, quantities, earned time and consumption lie within 1e-6 of the truth."""
    # Whether a delay is a microstop of the TPM view is no fact of the plant.
    told = [name for name in BASE_FIELD_NAMES if name != "microstop_time_s"]
    assert list(mismatches(run, told, relative=1e-6)) == []
    sums = {field: sum(float(row[field] or 0) for row in run.written.truth) for field in KEPT}
    # The comparison means something: everything that a seen world can have, this one has.
    empty = {field for field, total in sums.items() if not total}
    assert empty == {"unknown_time_s", "unknown_produced_quantity", "unknown_good_quantity"}


def test_ratios_equal_truth(run: Run) -> None:
    """A, E, Q and OEE lie within 1e-9 of the truth, null where it is, and OEE is A * E * Q."""
    assert list(mismatches(run, RATIOS, relative=1e-9)) == []
    for key, row in keyed(run.written.oee).items():
        factors = [row[name] for name in RATIOS[:3]]
        if all(isinstance(factor, float) for factor in factors):
            a, e, q = (float(factor or 0) for factor in factors)
            assert row["oee_index"] == pytest.approx(a * e * q, rel=1e-9, abs=1e-12), key


@pytest.mark.parametrize(
    ("level", "window"), [("unit", "hour"), ("line", "shift"), ("site", "day")]
)
def test_the_store_gives_the_same_rows_again(run: Run, level: str, window: str) -> None:
    """`factory oee --format json` reads the rows of the file from the store, and adds targets."""
    asked = ("--by", level, "--window", window, "--format", "json")
    done = factory("oee", *asked, "--data-dir", str(run.data_dir))
    assert done.returncode == 0, done.stderr
    wanted = [r for r in run.written.oee if (r["level"], r["window"]) == (level, window)]
    got = json.loads(done.stdout)
    for row in got:
        # Those stand in master data; the store keeps the target of OEE alone.
        assert [row.pop(name) is None for name in TARGET_COLUMNS] == [level != "line"] * 3
    assert got == wanted


def test_the_audit_of_the_store_finds_nothing_missing(run: Run) -> None:
    """`factory audit` proves the conservation anew from the ledger and exits 0."""
    done = factory("audit", "--data-dir", str(run.data_dir))
    assert done.returncode == 0, done.stdout + done.stderr
