"""How a bottling line behaves: PackML, conveyors, people, orders, wear, calibration."""

import time
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.bottling.rejects import RejectStream
from simulators.bottling.section import BottlingSection
from simulators.errors import ModelError, ScenarioError
from simulators.journal import (
    ActivityChange,
    JournalEvent,
    OperatorEvent,
    OrderChange,
    Pieces,
    StockPosting,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import LineScenario, Scenario
from simulators.scenario_file import load_line
from simulators.world import World

HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
SIMULATORS = Path(str(files("simulators")))
LINE = load_line(SIMULATORS / "scenarios/demo-plant/bottling.toml")
PATH = LINE.config.path
UNITS = [unit.id for unit in LINE.config.units]
ITEMS = {unit.id: unit.items_per_count for unit in LINE.config.units}


class Kept:
    """One run with its whole journal."""

    def __init__(self, seed: int, hours: int, line: LineScenario = LINE) -> None:
        self.events: list[JournalEvent] = []
        scenario = Scenario(name="bottling", start=START, lines=(line,))
        self.world = World(scenario, seed=seed, start=START, sinks=lambda _path: [self])
        self.end = START + hours * HOUR
        self.readings = self.world.lines[PATH].run_until(self.end)

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)


@cache
def kept(seed: int) -> Kept:
    """Play one seed once."""
    return Kept(seed, 16)


def test_suspended_is_external_and_held_is_internal() -> None:
    """Starved comes from upstream, blocked from downstream, a broken machine is its own."""
    by = defaultdict(set)
    for event in kept(7).events:
        if isinstance(event, ActivityChange) and event.activity == "stopped":
            by[event.cause].add(event.attribution)
    assert by["starved"] == {"upstream"}
    assert by["blocked"] == {"downstream"}
    assert by["cap jam"] == {"own"}
    assert {"own", "upstream", "downstream", "media", "operator", "planned"} <= set().union(
        *by.values()
    )


def test_bottles_are_conserved_along_the_line() -> None:
    """What a machine gave is at the next one, on the conveyor, or was taken off by hand."""
    run = kept(7)
    given: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    remnant: Counter[str] = Counter()
    section = {machine.unit: machine for machine in _section().machines}
    for event in run.events:
        if isinstance(event, Pieces):
            count = event.good + event.scrap + event.rework
            given[event.unit] += event.good * section[event.unit].gives
            taken[event.unit] += count * section[event.unit].takes
        elif isinstance(event, StockPosting) and event.material.startswith("remnant-after-"):
            remnant[event.unit] += round(event.quantity)
    capacity = {conveyor.after: conveyor.capacity for conveyor in _section().conveyors}
    for before, after in pairwise(UNITS):
        machine = section[after]
        left = given[before] - taken[after] - remnant[after]
        # A batch in work has left the conveyor and is not counted yet.
        assert 0 <= left <= capacity[before] + machine.batch * machine.takes, (before, after)


def test_machines_follow_one_list_of_orders() -> None:
    """Every unit works on the same orders one after the other, and rests between two of them."""
    orders: dict[str, list[str]] = defaultdict(list)
    for event in kept(7).events:
        if isinstance(event, OrderChange):
            orders[event.unit].append(event.order)
    first = [order for order in orders["depalletiser"] if order]
    assert len(first) >= 5
    for unit in UNITS:
        mine = orders[unit]
        assert all((a == "") != (b == "") for a, b in pairwise(mine))
        assert [order for order in mine if order] == first[: sum(order != "" for order in mine)]


def test_products_never_share_a_conveyor() -> None:
    """A machine counts the first of an order after the next machine has finished the one before."""
    finished: dict[tuple[str, str], int] = {}
    order_of: dict[str, str] = {}
    follows: dict[str, str] = {}
    for event in kept(7).events:
        if isinstance(event, OrderChange):
            before = order_of.get(event.unit, "")
            if event.order:
                order_of[event.unit] = event.order
                if before:
                    follows[event.order] = before
            elif before:
                finished[event.unit, before] = event.t
        elif isinstance(event, Pieces) and event.order in follows:
            place = UNITS.index(event.unit)
            if place + 1 < len(UNITS):
                assert (UNITS[place + 1], follows[event.order]) in finished


def test_nobody_works_in_a_pause() -> None:
    """No machine starts, no badge shows and no order begins inside a break."""
    calendar = PlantCalendar(LINE.config.calendar)
    run = kept(7)
    for event in run.events:
        if isinstance(event, ActivityChange) and event.activity == "producing":
            # A start that was under way when the break began ends within seconds.
            assert "open" in {calendar.class_at(event.t), calendar.class_at(event.t - 10_000)}
        if isinstance(event, OrderChange) and event.order:
            assert calendar.class_at(event.t) == "open"
    for _, t, _, tags in run.readings:
        if "HMI.Badge" in tags:
            assert bool(tags["HMI.Badge"]) == (calendar.class_at(t) == "open")


def test_filler_is_the_constraint_of_every_product() -> None:
    """Design speeds form a V around the filler."""
    for product in LINE.config.products:
        pri = {u: s / ITEMS[u] for u, s in product.planned_run_time_per_item_s.items()}
        assert max(pri, key=lambda unit: pri[unit]) == "filler"
        assert pri["depalletiser"] < pri["rinser"] < pri["filler"]
        assert pri["filler"] > pri["labeller"] > pri["inspector"] > pri["palletiser"]
        assert pri["packer"] == pytest.approx(pri["inspector"], rel=0.01)


@pytest.mark.parametrize("seed", [1, 7])
def test_line_oee_is_that_of_real_lines(seed: int) -> None:
    """A shift's filler OEE lies between 50 and 75 %, with each quantity there."""
    run = kept(seed)
    rows = [row for row in run.world.truth_rows(run.end) if row.window == "shift"]
    for row in rows:
        if row.path in {PATH, f"{PATH}/filler"}:
            oee = row.values["oee_index"]
            assert oee is not None
            assert 0.50 <= oee <= 0.75
            assert row.values["scrap_quantity"]
    line = next(row for row in rows if row.level == "line")
    assert line.values["rework_quantity"]
    for meter in ("energy_kwh", "water_l", "compressed_air_m3", "process_co2_kg"):
        for leaf in ("production", "setup", "delay", "down", "planned_down"):
            assert line.values[f"{meter}_{leaf}"], (meter, leaf)


def test_heads_wear_and_are_serviced() -> None:
    """Wear of the capping heads rises while it fills and falls to nothing at a format change."""
    wear = [
        int(tags["Process.CapHeadWear_permille"] or 0)
        for name, _, _, tags in kept(7).readings
        if name == "FIL01" and "Process.CapHeadWear_permille" in tags
    ]
    assert max(wear) > 300
    assert sum(after < before for before, after in pairwise(wear)) >= 2


def test_operators_act_in_every_way() -> None:
    """Acknowledge, reset, door, emergency stop, leaving automatic and a touch by hand all occur."""
    kinds = {event.kind for event in kept(7).events if isinstance(event, OperatorEvent)}
    assert len(kinds) == 6


def test_a_unit_gives_at_most_one_reading_in_two_seconds_of_running() -> None:
    """The line stays within its share of the plant's samples."""
    run = kept(7)
    per_unit = Counter(name for name, _, _, _ in run.readings)
    assert all(n <= 16 * 3600 / 2 for n in per_unit.values())
    assert sum(per_unit.values()) < 16 * 7500


def test_a_shift_is_simulated_in_little_time() -> None:
    """Eight hours with readings and truth take less than 2.5 s of CPU."""
    begun = time.process_time()
    Kept(3, 8)
    assert time.process_time() - begun < 2.5


def test_the_same_seed_gives_the_same_bytes_however_it_is_cut() -> None:
    """Readings of one run equal those of the same run in uneven pieces."""
    scenario = Scenario(name="bottling", start=START, lines=(LINE,))
    whole = World(scenario, seed=5, start=START).lines[PATH].run_until(START + HOUR)
    line = World(scenario, seed=5, start=START).lines[PATH]
    pieces = [r for t in range(0, HOUR, 77_777) for r in line.run_until(START + t)]
    pieces += line.run_until(START + HOUR)
    assert msgspec.json.encode(pieces) == msgspec.json.encode(whole)


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0.001, 0.2), seed=st.integers(0, 1000))
def test_rejects_come_at_their_share(share: float, seed: int) -> None:
    """Over many batches the bad ones are the share asked for, never more than a batch holds."""
    stream = RejectStream(Random(seed))
    batches = [stream.draw(12, share) for _ in range(4000)]
    assert max(batches) <= 12
    expected = 48_000 * share
    assert abs(sum(batches) - expected) < 6 * expected**0.5 + 1


def test_unknown_incident_is_refused() -> None:
    """A scripted cause that the machine does not have is named."""
    incident = msgspec.structs.replace(LINE.config.incidents[0], cause="earthquake")
    config = msgspec.structs.replace(LINE.config, incidents=(incident,))
    with pytest.raises(ModelError, match="earthquake"):
        Kept(1, 5, LineScenario(config=config, section=LINE.section))


def test_section_that_misses_a_machine_is_refused() -> None:
    """The sentence says what to write."""
    section = msgspec.structs.replace(_section(), machines=_section().machines[:-1])
    with pytest.raises(ScenarioError, match=r"bottling\.machine"):
        Kept(1, 1, LineScenario(config=LINE.config, section=section))


def _section() -> BottlingSection:
    assert isinstance(LINE.section, BottlingSection)
    return LINE.section
