"""From the bottling line's readings alone, through its mapping file, one reaches the truth.

The mapper here is a few lines of its own: it reads the agent's TOML and shares no code with it.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulators.journal import (
    CycleEnd,
    Dispatch,
    Inspection,
    JournalEvent,
    OperatorEvent,
    ParameterChange,
)
from simulators.plant_calendar import PlantCalendar
from simulators.plc import Reading, TagValue
from simulators.scenario import LineScenario, Scenario
from simulators.scenario_file import load_line
from simulators.truth.row import TIME_FIELD, TruthRow
from simulators.world import World

SEEDS = (1, 7)
HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
END = START + 8 * HOUR
SIMULATORS = Path(str(files("simulators")))
LINE = load_line(SIMULATORS / "scenarios/demo-plant/bottling.toml")
MAPPING = tomllib.loads(
    (SIMULATORS.parent / "factory/plants/demo-plant/line-1.agent.toml").read_text("utf-8")
)
REGISTER = {row["source_unit"]: row for row in MAPPING["unit"]}
PIECES = ("produced", "scrap", "rework")
METERS = (
    "energy_kwh",
    "water_l",
    "compressed_air_m3",
    "process_co2_kg",
    "material_in_kg",
    "waste_kg",
)
EVIDENCE = (
    "cycles",
    "inspected_automatically",
    "parameter_changes_system",
    "parameter_changes_hand",
    "dispatched_system",
    "dispatched_hand",
    "confirmed_system",
    "confirmed_hand",
)
EVENT_FIELD = {
    "acknowledge": "operator_acknowledge",
    "reset": "operator_reset",
    "door": "operator_door",
    "estop_release": "operator_e_stop_release",
    "leave_automatic": "operator_leave_automatic",
    "manual_touch": "operator_manual_touch",
}

Sums = dict[tuple[str, int, str], float]
"""Unit, start of the hour and name of a field to its sum."""


class Played:
    """What one run gave."""

    def __init__(self, seed: int, line: LineScenario = LINE) -> None:
        scenario = Scenario(name="bottling", start=START, lines=(line,))
        self.events: list[JournalEvent] = []
        world = World(scenario, seed=seed, start=START, sinks=lambda _path: [self])
        self.readings = world.lines[line.config.path].run_until(END)
        self.rows: list[TruthRow] = world.truth_rows(END)

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)


@cache
def played(seed: int) -> Played:
    """Play one seed once."""
    return Played(seed)


class UnitMapper:
    """One unit's tags as they stand, and the fields that the mapping file makes of them."""

    def __init__(self, source_unit: str) -> None:
        row = REGISTER[source_unit]
        self.unit: str = row["unit"]
        self.pri: dict[str, float] = row["planned_run_time_s"]
        self._mapping: dict[str, Any] = MAPPING["mapping"][row["mapping"]]
        self._tags: dict[str, TagValue] = {}
        self.fields: dict[str, Any] = {}

    def take(self, tags: Mapping[str, TagValue]) -> None:
        """Take the tags of one reading."""
        self._tags.update(tags)
        fields = {name: self._field(name, origin) for name, origin in self._mapping["tags"].items()}
        for row in self._mapping["rows"]:
            if all(self._tags[tag] in _list(wanted) for tag, wanted in row["when"].items()):
                fields |= {k: v for k, v in row["then"].items() if k != "reason"}
                self.fields = fields
                return
        raise AssertionError(f"{self.unit}: no row covers {self._tags}")

    def _field(self, name: str, origin: Mapping[str, Any]) -> Any:
        if name in METERS:
            return self._tags[origin["tag"]]
        return self._tags[origin["tag"]] if "tag" in origin else origin["value"]

    def scale(self, meter: str) -> float:
        """Return the scale of a meter."""
        return float(self._mapping["tags"][meter]["scale"])

    @property
    def producing(self) -> bool:
        """Whether the machine says that it makes something."""
        said = (self.fields["state"], self.fields["operation_mode"])
        return said == ("executing", "processing")

    def leaf(self, calendar_class: str) -> str:
        """Return the leaf of what the machine says, inside one class of the calendar."""
        if self.producing:
            return "production"
        if calendar_class != "open":
            return calendar_class
        if self.fields["operation_mode"] == "setup":
            return "setup"
        return "delay" if self.fields["order"] else "down"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def hourly(readings: Iterable[Reading]) -> Sums:
    """Sum readings to unit and hour; keep-alives stand on every edge of the calendar."""
    calendar = PlantCalendar(LINE.config.calendar)
    sums: Sums = defaultdict(float)
    mappers: dict[str, UnitMapper] = {}
    since: dict[str, int] = {}
    for source_unit, t, _, tags in readings:
        mapper = mappers.get(source_unit)
        if mapper is None:
            mapper = mappers[source_unit] = UnitMapper(source_unit)
            mapper.take(tags)
            since[source_unit] = t
            continue
        slot = calendar.slot_at(since[source_unit])
        leaf = mapper.leaf(slot.kind)
        before = mapper.fields
        assert t <= slot.end
        sums[mapper.unit, slot.hour, TIME_FIELD[leaf]] += t - since[source_unit]  # type: ignore[index]  # one of the leaves
        mapper.take(tags)
        since[source_unit] = t
        for name in PIECES:
            n = mapper.fields.get(name, 0) - before.get(name, 0)
            sums[mapper.unit, slot.hour, name] += n
            if n and name == "produced":
                sums[mapper.unit, slot.hour, "pri"] += n * mapper.pri[before["product"]]
        for name in METERS:
            if name in mapper.fields:
                amount = (mapper.fields[name] - before[name]) * mapper.scale(name)
                sums[mapper.unit, slot.hour, f"{name}_{leaf}"] += amount
    return sums


@cache
def sums_of(seed: int) -> Sums:
    """Sum one seed once."""
    return hourly(played(seed).readings)


@pytest.mark.parametrize("seed", SEEDS)
def test_unit_hours_from_readings_equal_truth(seed: int) -> None:
    """Leaves to the ms, pieces, planned run time by product and meters by leaf."""
    run = played(seed)
    sums = sums_of(seed)
    hours = [row for row in run.rows if (row.level, row.window) == ("unit", "hour")]
    assert len(hours) == 8 * 7
    wrong = []
    for row in hours:
        unit, hour = row.path.rsplit("/", 1)[1], row.window_start
        wanted = {name: (row.values[name] or 0) * 1000 for name in TIME_FIELD.values()}
        wanted["produced"] = row.values["produced_quantity"] or 0
        wanted["scrap"] = row.values["scrap_quantity"] or 0
        wanted["rework"] = row.values["rework_quantity"] or 0
        wanted["pri"] = row.values["planned_run_time_produced_s"] or 0
        for meter in METERS:
            for leaf in TIME_FIELD:
                wanted[f"{meter}_{leaf}"] = row.values[f"{meter}_{leaf}"] or 0
        wrong += [
            (row.path, hour, name, value, sums[unit, hour, name])
            for name, value in wanted.items()
            if abs(value - sums[unit, hour, name]) > 1e-6 * max(1.0, abs(value))
        ]
    assert wrong == []


@pytest.mark.parametrize("seed", SEEDS)
def test_line_hours_follow_the_filler_and_count_at_the_packer(seed: int) -> None:
    """The line's time is the filler's, its good bottles are twelve a case."""
    run = played(seed)
    sums = sums_of(seed)
    hours = [row for row in run.rows if (row.level, row.window) == ("line", "hour")]
    for row in hours:
        hour = row.window_start
        for name in TIME_FIELD.values():
            assert (row.values[name] or 0) * 1000 == pytest.approx(sums["filler", hour, name])
        packed = sums["packer", hour, "produced"] - sums["packer", hour, "rework"]
        assert row.values["good_quantity"] == 12 * packed
        scrapped = sums["filler", hour, "scrap"] + sums["inspector", hour, "scrap"]
        assert row.values["scrap_quantity"] == scrapped


def evidence_of(event: JournalEvent) -> tuple[str, int]:
    """Return the counter that an event raises, and by how much."""
    match event:
        case OperatorEvent():
            return EVENT_FIELD[event.kind], 1
        case ParameterChange():
            return f"parameter_changes_{event.source}", 1
        case Dispatch():
            return f"{event.step}_{event.source}", event.count
        case Inspection():
            return "inspected_automatically", event.count
        case CycleEnd():
            return "cycles", 1
        case _:
            return "", 0


@pytest.mark.parametrize("seed", SEEDS)
def test_evidence_counters_equal_the_journal(seed: int) -> None:
    """Operator events, parameters, dispatch, inspections and cycles are counted exactly."""
    run = played(seed)
    wanted: dict[tuple[str, str], int] = defaultdict(int)
    for event in run.events:
        name, n = evidence_of(event)
        if n:
            wanted[event.unit, name] += n
    got: dict[tuple[str, str], int] = {}
    mappers = {name: UnitMapper(name) for name in REGISTER}
    for source_unit, _, _, tags in run.readings:
        mappers[source_unit].take(tags)
    for mapper in mappers.values():
        for name in (*EVIDENCE, *EVENT_FIELD.values()):
            if mapper.fields.get(name):
                got[mapper.unit, name] = mapper.fields[name]
    assert got == wanted
    assert {name for _, name in got} == {*EVIDENCE, *EVENT_FIELD.values()}


def test_cheap_controllers_err_by_less_than_a_scan_per_transition() -> None:
    """With everything on a 5 s scan, a leaf is off by less than 5 s for every change of state."""
    plc = msgspec.structs.replace(LINE.config.plc, scan_ms=5000, states_on_scan=True)
    config = msgspec.structs.replace(LINE.config, plc=plc)
    run = Played(7, LineScenario(config=config, section=LINE.section))
    assert all(reading.source_ms % 5000 == 0 for reading in run.readings)
    sums = hourly(run.readings)
    changes: dict[tuple[str, int], int] = defaultdict(int)
    for event in run.events:
        if type(event).__name__ in {"ActivityChange", "OrderChange"}:
            changes[event.unit, event.t // HOUR * HOUR] += 1
    off = 0.0
    for row in run.rows:
        if (row.level, row.window) != ("unit", "hour"):
            continue
        unit, hour = row.path.rsplit("/", 1)[1], row.window_start
        for name in TIME_FIELD.values():
            error = abs((row.values[name] or 0) * 1000 - sums[unit, hour, name])
            assert error <= 5000 * changes[unit, hour]
            off = max(off, error)
        assert row.values["produced_quantity"] == pytest.approx(
            sums[unit, hour, "produced"], abs=60
        )
    assert off > 0
