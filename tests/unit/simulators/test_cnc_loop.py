"""From the cell's readings alone, through its mapping file, one reaches what truly happened.

The mapper here is a few lines of its own: it reads the agent's TOML and shares no code with it.
"""

import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from simulators.journal import (
    ActivityChange,
    Dispatch,
    Inspection,
    JournalEvent,
    OperatorEvent,
    OrderChange,
    ParameterChange,
    Pieces,
)
from simulators.plant_calendar import PlantCalendar
from simulators.plc import Reading, TagValue
from simulators.scenario import Scenario
from simulators.scenario_file import load_line
from simulators.truth.row import TruthRow
from simulators.world import World

SEEDS = (1, 7, 12)
HOURS = 10
HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
END = START + HOURS * HOUR
LINE = load_line(Path(str(files("simulators"))) / "scenarios/demo-plant/furniture.toml")
REPOSITORY = Path(str(files("simulators"))).parent
MAPPING = tomllib.loads(
    (REPOSITORY / "factory/plants/demo-plant/cell-3.agent.toml").read_text(encoding="utf-8")
)
REGISTER = {row["source_unit"]: row for row in MAPPING["unit"]}
COUNTERS = ("produced", "scrap", "rework", "defects", "inspected_automatically")
METERS = ("energy_kwh", "compressed_air_m3", "material_in_kg", "waste_kg")
EVENT_FIELDS = {
    "acknowledge": "operator_acknowledge",
    "reset": "operator_reset",
    "door": "operator_door",
    "estop_release": "operator_e_stop_release",
    "leave_automatic": "operator_leave_automatic",
    "manual_touch": "operator_manual_touch",
}

Fields = dict[str, Any]


@dataclass
class Run:
    """One played world: its journal, its readings and its truth."""

    events: list[JournalEvent]
    readings: list[Reading]
    truth: list[TruthRow]
    seen: dict[str, list[tuple[int, Fields]]] = field(default_factory=dict)
    """Unit to what the mapping makes of each of its readings."""


class Keep:
    """A journal sink that keeps every event."""

    def __init__(self) -> None:
        self.events: list[JournalEvent] = []

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)


@cache
def run(seed: int) -> Run:
    """Play the cell alone."""
    keep = Keep()
    scenario = Scenario(name="cell", start=START, lines=(LINE,))
    world = World(scenario, seed=seed, start=START, sinks=lambda _: [keep])
    readings = world.lines[LINE.config.path].run_until(END)
    played = Run(keep.events, readings, world.truth_rows(END))
    held: dict[str, dict[str, TagValue]] = defaultdict(dict)
    for reading in readings:
        row = REGISTER[reading.unit]
        held[reading.unit] |= reading.tags
        fields = mapped(MAPPING["mapping"][row["mapping"]], held[reading.unit])
        played.seen.setdefault(row["unit"], []).append((reading.source_ms, fields))
    return played


def mapped(mapping: dict[str, Any], tags: dict[str, TagValue]) -> Fields:
    """Map what a unit holds to fields by the rules of the file: first row wins."""
    fields: Fields = {}
    for name, origin in mapping["tags"].items():
        value = tags[origin["tag"]]
        fields[name] = value if name not in METERS else round(float(value or 0) * 1000)
    for row in mapping["rows"]:
        if all(tags[tag] in listed(wanted) for tag, wanted in row["when"].items()):
            fields |= row["then"]
            reason = fields["reason"]
            if isinstance(reason, dict):
                fields["reason"] = mapping["words"][reason["words"]][str(tags[reason["tag"]])]
            return fields
    raise AssertionError(f"no row covers {tags}")


def listed(wanted: object) -> list[object]:
    """Return a list of the values a row accepts."""
    return wanted if isinstance(wanted, list) else [wanted]


def activity(fields: Fields) -> str:
    """Return what the fields say the unit does."""
    if fields["operation_mode"] in {"setup", "maintenance"}:
        return str(fields["operation_mode"])
    running = fields["state"] == "executing" and fields["operation_mode"] == "processing"
    return "producing" if running else "standing"


def steps(values: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """Keep the instants at which a value changes."""
    return [v for n, v in enumerate(values) if n == 0 or v[1] != values[n - 1][1]]


UNITS = [unit.id for unit in LINE.config.units]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("seed", SEEDS)
def test_states_and_reasons_change_at_the_ms_at_which_they_truly_do(seed: int, unit: str) -> None:
    """Executing and processing is exactly producing; setup and maintenance are their modes."""
    played = run(seed)
    words = {"stopped": "standing", "off": "standing"}
    truth = steps(
        [
            (e.t, (words.get(e.activity, e.activity), e.cause))
            for e in played.events
            if isinstance(e, ActivityChange) and e.unit == unit
        ]
    )
    said = steps([(t, (activity(f), f["reason"])) for t, f in played.seen[unit]])
    assert said == truth


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("seed", SEEDS)
def test_orders_change_exactly_when_they_truly_do(seed: int, unit: str) -> None:
    """The order and product tags change at the order's start and end, to the ms."""
    played = run(seed)
    truth = [
        (e.t, (e.order, e.product))
        for e in played.events
        if isinstance(e, OrderChange) and e.unit == unit
    ]
    said = steps([(t, (f["order"], f["product"])) for t, f in played.seen[unit]])
    assert said == steps(truth)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_panel_is_counted_at_its_ms(seed: int, unit: str) -> None:
    """Cumulative counters step exactly with the journal's panels, defects and inspections."""
    played = run(seed)
    sums: dict[str, int] = dict.fromkeys(COUNTERS, 0)
    truth: dict[str, dict[int, int]] = {name: {} for name in COUNTERS}
    for e in played.events:
        if e.unit != unit or not isinstance(e, Pieces | Inspection):
            continue
        if isinstance(e, Inspection):
            gained = {"inspected_automatically": e.count}
        else:
            produced = e.good + e.scrap + e.rework
            gained = {"produced": produced, "scrap": e.scrap, "rework": e.rework}
            gained["defects"] = e.defects
        for name, n in gained.items():
            if n:
                sums[name] += n
                truth[name][e.t] = sums[name]
    for name in COUNTERS:
        if name not in played.seen[unit][0][1]:
            assert sums[name] == 0, f"{unit} has no counter of {name} but {sums[name]} happened"
            continue
        said = steps([(t, f[name]) for t, f in played.seen[unit]])
        assert said[0] == (START, 0)
        assert said[1:] == list(truth[name].items())


@pytest.mark.parametrize("seed", SEEDS)
def test_evidence_counters_agree_with_the_journal(seed: int) -> None:
    """Operator events, parameter changes, dispatch and confirmation are all counted."""
    played = run(seed)
    truth: Counter[tuple[str, str]] = Counter()
    for e in played.events:
        match e:
            case OperatorEvent():
                truth[e.unit, EVENT_FIELDS[e.kind]] += 1
            case ParameterChange():
                truth[e.unit, f"parameter_changes_{e.source}"] += 1
            case Dispatch():
                truth[e.unit, f"{e.step}_{e.source}"] += e.count
    names = {name for _, name in truth}
    assert names == {
        *EVENT_FIELDS.values(),
        "parameter_changes_system",
        "parameter_changes_hand",
        "dispatched_system",
        "confirmed_system",
        "confirmed_hand",
    }
    said = {
        (unit, name): seen[-1][1].get(name, 0)
        for unit, seen in played.seen.items()
        for name in names
    }
    assert said == {key: truth[key] for key in said}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("seed", SEEDS)
def test_leaves_and_meters_per_shift_equal_truth(seed: int, unit: str) -> None:
    """Time leaves, panels and every meter per leaf, summed from readings, are those of truth."""
    played = run(seed)
    calendar = PlantCalendar(LINE.config.calendar)
    seen = played.seen[unit]
    times = [t for t, _ in seen]
    shifts = [
        row
        for row in played.truth
        if row.path.endswith(f"/{unit}") and (row.level, row.window) == ("unit", "shift")
    ]
    assert len(shifts) == 2
    for shift in shifts:
        last = bisect_right(times, min(shift.window_end, END)) - 1
        first = bisect_right(times, shift.window_start) - 1
        leaves, amounts = summed(seen[first : last + 1], calendar)
        for leaf, name in LEAF_FIELD.items():
            assert leaves[leaf] / 1000 == shift.values[name]
        for meter in METERS:
            for leaf in LEAF_FIELD:
                truth = shift.values[f"{meter}_{leaf}"] or 0.0
                assert amounts[meter, leaf] / 1e6 == pytest.approx(truth, rel=1e-9, abs=1e-12)
        begin, end = seen[first][1], seen[last][1]
        assert end["produced"] - begin["produced"] == shift.values["produced_quantity"]
        assert end["scrap"] - begin["scrap"] == shift.values["scrap_quantity"]
        assert end["rework"] - begin["rework"] == shift.values["rework_quantity"]


LEAF_FIELD = {
    "unscheduled": "unscheduled_time_s",
    "planned_down": "planned_down_time_s",
    "production": "actual_production_time_s",
    "setup": "actual_unit_setup_time_s",
    "delay": "actual_unit_delay_time_s",
    "down": "actual_unit_down_time_s",
}


def summed(
    seen: list[tuple[int, Fields]], calendar: PlantCalendar
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Sum leaves in ms and meters in thousandths between neighbouring readings."""
    leaves: Counter[str] = Counter()
    amounts: Counter[tuple[str, str]] = Counter()
    for (t, fields), (until, after) in pairwise(seen):
        leaf = leaf_of(fields, calendar.class_at(t))
        leaves[leaf] += until - t
        for meter in METERS:
            amounts[meter, leaf] += after[meter] - fields[meter]
    return leaves, amounts


def leaf_of(fields: Fields, kind: str) -> str:
    """Classify a stretch by the ISO rules: producing first, then the calendar, then the rest."""
    doing = activity(fields)
    if doing == "producing":
        return "production"
    if kind != "open":
        return kind
    if doing == "setup":
        return "setup"
    return "delay" if fields["order"] else "down"
