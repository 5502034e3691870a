"""From the sewing line's readings alone, through its mapping file, one reaches what truly happened.

The mapper here is a few lines of its own: it reads the agent's TOML and shares no code with it.
"""

import tomllib
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulators.journal import (
    ActivityChange,
    CycleEnd,
    Dispatch,
    Inspection,
    JournalEvent,
    OperatorEvent,
    OrderChange,
    ParameterChange,
    Pieces,
)
from simulators.plant_calendar import PlantCalendar
from simulators.plc import Reading
from simulators.scenario import LineScenario, Scenario
from simulators.scenario_file import load_line
from simulators.sewing.section import SewingSection
from simulators.world import World

HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
END = START + 9 * HOUR
PACKAGE = Path(str(files("simulators")))
LINE = load_line(PACKAGE / "scenarios/demo-plant/sewing.toml")
MAPPING = tomllib.loads(
    (PACKAGE.parent / "factory/plants/demo-plant/line-2.agent.toml").read_text(encoding="utf-8")
)
REGISTER = {row["source_unit"]: row for row in MAPPING["unit"]}
COUNTS = ("produced", "scrap", "rework")
METERS = ("energy_kwh", "water_l", "compressed_air_m3", "material_in_kg", "waste_kg")
LEAF_FIELD = {
    "unscheduled": "unscheduled_time_s",
    "planned_down": "planned_down_time_s",
    "production": "actual_production_time_s",
    "setup": "actual_unit_setup_time_s",
    "delay": "actual_unit_delay_time_s",
    "down": "actual_unit_down_time_s",
}
EVENT_FIELD = {
    "acknowledge": "operator_acknowledge",
    "reset": "operator_reset",
    "door": "operator_door",
    "estop_release": "operator_e_stop_release",
    "leave_automatic": "operator_leave_automatic",
    "manual_touch": "operator_manual_touch",
}
# Ours from theirs: the reasons that the mapping names otherwise than the world does.
REASON = {"breakdown_waiting": "mechanic_wait", "breakdown_repair": "mechanic_repair"}

Timeline = list[tuple[int, tuple[str, ...]]]


def stressed(line: LineScenario) -> LineScenario:
    """Return a line on which everything rare happens often."""
    section = line.section
    assert isinstance(section, SewingSection)
    replace = msgspec.structs.replace
    return LineScenario(
        line.config,
        replace(
            section,
            power=replace(section.power, mean_h=0.7),
            needle=replace(section.needle, break_mean_h=1.5, life_h=0.5),
            breakdown=replace(section.breakdown, mean_h=3.0, mechanics=1, e_stop_share=0.5),
            operator=replace(section.operator, absence=0.4),
        ),
    )


class Told:
    """What one unit's readings say, summed by its mapping and the calendar."""

    def __init__(self, row: dict[str, Any], calendar: PlantCalendar) -> None:
        self.mapping = MAPPING["mapping"][row["mapping"]]
        self.pri: dict[str, float] = row["planned_run_time_s"]
        self.tags: dict[str, Any] = {}
        self.states: Timeline = []
        self.orders: Timeline = []
        self.sums: dict[int, Counter[str]] = defaultdict(Counter)
        """Start of the hour to KPI fields: ms of time, counts, vendor counts of meters."""
        self._calendar = calendar
        self._t = -1
        self._leaf = ""
        self._last: dict[str, int] = {}
        self._row_tags = {tag for line in self.mapping["rows"] for tag in line["when"]} | {"Andon"}
        self._state: tuple[str, ...] = ()

    def hear(self, reading: Reading) -> None:
        """Take one reading."""
        t = reading.source_ms
        product = self.tags.get("Style", "")
        self.tags |= reading.tags
        fields = self.mapping["tags"]
        if self._t >= 0:
            hour = self.sums[self._calendar.slot_at(self._t).hour]
            hour[LEAF_FIELD[self._leaf]] += t - self._t
            for name in (*COUNTS, *METERS):
                if name in fields and fields[name]["tag"] in reading.tags:
                    delta = self.tags[fields[name]["tag"]] - self._last[name]
                    hour[f"{name}_{self._leaf}" if name in METERS else name] += delta
                    if name == "produced":
                        hour[f"pieces {product}"] += delta
                    elif name in COUNTS:
                        hour[f"lost {product}"] += delta
        self._last = {n: self.tags[fields[n]["tag"]] for n in (*COUNTS, *METERS) if n in fields}
        if self._row_tags & reading.tags.keys():
            self._state = self._decide()
        if not self.states or self.states[-1][1] != self._state:
            self.states.append((t, self._state))
        order = (self.tags["WorkOrder"], self.tags["Style"])
        if not self.orders or self.orders[-1][1] != order:
            self.orders.append((t, order))
        self._t = t
        self._leaf = self._leaf_now(t)

    def field(self, name: str) -> int:
        """Return what a counter says now; 0 where the machine does not give it."""
        origin = self.mapping["tags"].get(name)
        return self.tags[origin["tag"]] if origin else 0

    def _decide(self) -> tuple[str, str]:
        for row in self.mapping["rows"]:
            if all(self.tags[tag] == wanted for tag, wanted in row["when"].items()):
                then = row["then"]
                reason = then["reason"]
                if isinstance(reason, dict):
                    reason = self.mapping["words"][reason["words"]][str(self.tags[reason["tag"]])]
                if then["operation_mode"] in {"setup", "maintenance"}:
                    return then["operation_mode"], reason
                return "producing" if then["state"] == "executing" else "standing", reason
        raise AssertionError(f"no row covers {self.tags}")

    def _leaf_now(self, t: int) -> str:
        doing = self._state[0]
        if doing == "producing":
            return "production"
        kind = self._calendar.class_at(t)
        if kind != "open":
            return kind
        if doing == "setup":
            return "setup"
        return "delay" if self.tags["WorkOrder"] else "down"


class Play:
    """One played world: truth, journal, and what the readings tell."""

    def __init__(self, line: LineScenario, seed: int) -> None:
        self.events: list[JournalEvent] = []
        scenario = Scenario(name="line", start=START, lines=(line,))
        world = World(scenario, seed=seed, start=START, sinks=lambda _: [self])
        readings = world.lines[line.config.path].run_until(END)
        self.truth = {
            (row.path.rsplit("/", 1)[1], row.window_start): row.values
            for row in world.truth_rows(END)
            if (row.level, row.window) == ("unit", "hour")
        }
        calendar = PlantCalendar(line.config.calendar)
        heard = {source: Told(row, calendar) for source, row in REGISTER.items()}
        for reading in readings:
            heard[reading.unit].hear(reading)
        self.told = {REGISTER[source]["unit"]: told for source, told in heard.items()}

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event of the journal."""
        self.events.append(event)


@cache
def play(seed: int) -> Play:
    """Play the line alone; seed 0 is the stressed one."""
    return Play(LINE if seed else stressed(LINE), seed)


SEEDS = (0, 1, 7)


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_states_and_reasons_change_at_the_ms_at_which_they_truly_do(seed: int) -> None:
    """Executing and processing is exactly producing; setup and maintenance are their modes."""
    truth: dict[str, Timeline] = defaultdict(list)
    for e in play(seed).events:
        if isinstance(e, ActivityChange):
            doing = "standing" if e.activity in {"stopped", "off"} else e.activity
            now = (doing, REASON.get(e.cause, e.cause))
            if not truth[e.unit] or truth[e.unit][-1][1] != now:
                truth[e.unit].append((e.t, now))
    assert {unit: told.states for unit, told in play(seed).told.items()} == dict(truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_orders_and_products_change_at_the_ms_at_which_they_truly_do(seed: int) -> None:
    """The order tag changes exactly where the unit takes or leaves an order."""
    truth: dict[str, Timeline] = defaultdict(list)
    for e in play(seed).events:
        if isinstance(e, OrderChange):
            truth[e.unit].append((e.t, (e.order, e.product)))
    assert {unit: told.orders for unit, told in play(seed).told.items()} == dict(truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_leaves_pieces_and_oee_of_every_hour_equal_truth(seed: int) -> None:
    """Leaf times and pieces to the unit, OEE to 1e-9, for every station and hour."""
    got, wanted = {}, {}
    for (unit, hour), values in play(seed).truth.items():
        told = play(seed).told[unit]
        sums = told.sums[hour]
        got[unit, hour] = {name: sums[name] / 1000 for name in LEAF_FIELD.values()} | {
            "produced_quantity": sums["produced"],
            "scrap_quantity": sums["scrap"],
            "rework_quantity": sums["rework"],
            "good_quantity": sums["produced"] - sums["scrap"] - sums["rework"],
        }
        wanted[unit, hour] = {name: values[name] for name in got[unit, hour]}
        good_s = sum(
            pri * (sums[f"pieces {product}"] - sums[f"lost {product}"])
            for product, pri in told.pri.items()
        )
        busy = sum(sums[name] for name in LEAF_FIELD.values())
        busy -= sums["unscheduled_time_s"] + sums["planned_down_time_s"]
        oee = good_s * 1000 / busy if busy else None
        assert oee == pytest.approx(values["oee_index"], abs=1e-9)
    assert got == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_meters_split_by_leaf_equal_truth(seed: int) -> None:
    """Energy, water, air, fabric and waste of every leaf follow from the meters in the readings."""
    for (unit, hour), values in play(seed).truth.items():
        told = play(seed).told[unit]
        for meter in METERS:
            scale = told.mapping["tags"].get(meter, {}).get("scale", 0.0)
            for leaf in LEAF_FIELD:
                got = told.sums[hour][f"{meter}_{leaf}"] * scale
                assert got == pytest.approx(values[f"{meter}_{leaf}"], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_counters_of_events_and_evidence_equal_the_journal(seed: int) -> None:
    """Operator events, parameters, dispatch, inspection, cycles and defects are all told."""
    truth: dict[str, Counter[str]] = defaultdict(Counter)
    for e in play(seed).events:
        match e:
            case OperatorEvent():
                truth[e.unit][EVENT_FIELD[e.kind]] += 1
            case ParameterChange():
                truth[e.unit][f"parameter_changes_{e.source}"] += 1
            case Dispatch():
                truth[e.unit][f"{e.step}_{e.source}"] += e.count
            case Inspection():
                truth[e.unit]["inspected_automatically"] += e.count
            case CycleEnd():
                truth[e.unit]["cycles"] += 1
            case Pieces():
                truth[e.unit]["defects"] += e.defects
            case _:
                pass
    names = {name for counts in truth.values() for name in counts}
    assert len(names) >= 14
    for unit, told in play(seed).told.items():
        assert {n: told.field(n) for n in names} == {n: truth[unit][n] for n in names}


def test_sewing_register_fits_the_scenario() -> None:
    """Every station is in the register with its own name, kind and planned run times."""
    products = {p.id: p.planned_run_time_per_item_s for p in LINE.config.products}
    assert [row["unit"] for row in MAPPING["unit"]] == [unit.id for unit in LINE.config.units]
    for unit in LINE.config.units:
        row = REGISTER[unit.vendor]
        assert (row["unit"], row["kind"]) == (unit.id, unit.kind)
        assert row["items_per_count"] == unit.items_per_count
        assert row["planned_run_time_s"] == {p: pri[unit.id] for p, pri in products.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_machines_send_no_tag_that_the_mapping_does_not_know(seed: int) -> None:
    """Each tag is mapped or ignored by name, and each mapped tag is really sent."""
    for told in play(seed).told.values():
        mapping = told.mapping
        known = {origin.get("tag") for origin in mapping["tags"].values()} - {None}
        known |= {origin["tag"] for origin in mapping["values"].values()}
        known |= {tag for row in mapping["rows"] for tag in row["when"]} | {"Andon"}
        assert known.isdisjoint(mapping.get("ignore", []))
        assert known | set(mapping.get("ignore", [])) == told.tags.keys()
