"""Readings as controllers give them: complete at first, then changes, on their grid, repeatable."""

from collections.abc import Generator, Sequence
from itertools import pairwise

import msgspec
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.errors import ModelError, ScenarioError
from simulators.journal import ActivityChange, JournalEvent, Pieces
from simulators.plant_calendar import PlantCalendar
from simulators.plc import Reading, TagValue
from simulators.scenario import LineScenario, PlcConfig, Scenario
from simulators.scenario_file import load_scenario
from simulators.truth.row import TIME_FIELD
from simulators.truth.unit import Leaf
from simulators.world import World

SCENARIO = load_scenario("two-machines")
LINE = SCENARIO.lines[0].config.path
START = SCENARIO.start
HOUR = 3_600_000
VENDOR = {unit.vendor: unit.id for unit in SCENARIO.lines[0].config.units}


class Journal:
    """A sink that keeps every event."""

    def __init__(self) -> None:
        self.events: list[JournalEvent] = []

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)


def world(scenario: Scenario = SCENARIO, *, seed: int = 1) -> tuple[World, Journal]:
    """Return a world with its journal."""
    journal = Journal()
    return World(scenario, seed=seed, start=scenario.start, sinks=lambda _: [journal]), journal


def play(hours: float, *, scenario: Scenario = SCENARIO, seed: int = 1) -> list[Reading]:
    """Return the readings of the first hours."""
    played, _ = world(scenario, seed=seed)
    return played.lines[LINE].run_until(START + round(hours * HOUR))


def with_plc(plc: PlcConfig) -> Scenario:
    """Return the scenario with other controllers."""
    line = SCENARIO.lines[0]
    config = msgspec.structs.replace(line.config, plc=plc)
    return msgspec.structs.replace(SCENARIO, lines=(LineScenario(config, line.section),))


def held(readings: Sequence[Reading], unit: str) -> list[tuple[int, dict[str, TagValue]]]:
    """Return what a reader holds of one unit after each of its readings."""
    tags: dict[str, TagValue] = {}
    found = []
    for reading in readings:
        if VENDOR[reading.unit] == unit:
            tags = {**tags, **reading.tags}
            found.append((reading.source_ms, tags))
    return found


def test_first_reading_is_complete_and_at_the_start() -> None:
    """Each unit says everything at the first ms, in the line's order."""
    first = play(0)
    assert [reading.unit for reading in first] == ["CUT01", "PCK01"]
    for reading in first:
        assert reading.source_ms == reading.arrival_ms == START
        assert set(reading.tags) == {"Good", "Bad", "State", "Order", "Product", "Wh"}


def test_keep_alive_comes_every_ten_seconds() -> None:
    """Every unit answers at every whole ten seconds, the start and the end included."""
    readings = play(1)
    for unit in VENDOR:
        times = [r.source_ms for r in readings if r.unit == unit and r.source_ms % 10_000 == 0]
        assert times == list(range(START, START + HOUR + 1, 10_000))


def test_one_reading_per_unit_and_ms_in_order() -> None:
    """Readings come in order of arrival and never twice for one unit in one ms."""
    readings = play(8)
    assert [r.arrival_ms for r in readings] == sorted(r.arrival_ms for r in readings)
    keys = [(r.unit, r.source_ms) for r in readings]
    assert len(keys) == len(set(keys))


def test_only_changed_tags_travel_after_the_first_reading() -> None:
    """No tag is repeated with the value it had."""
    last: dict[tuple[str, str], TagValue] = {}
    for reading in play(2):
        for tag, value in reading.tags.items():
            assert last.get((reading.unit, tag), "never") != value
            last[reading.unit, tag] = value


def test_single_pieces_carry_their_own_ms_and_fast_counters_the_scan() -> None:
    """The cutter counts at each piece's ms; the packer on whole seconds or at its events."""
    played, journal = world()
    readings = played.lines[LINE].run_until(START + 8 * HOUR)
    cut = [e.t for e in journal.events if isinstance(e, Pieces) and e.unit == "cutter"]
    steps = [r.source_ms for r in readings if r.unit == "CUT01" and {"Good", "Bad"} & set(r.tags)]
    assert steps[1:] == cut
    changes = {e.t for e in journal.events if isinstance(e, ActivityChange) and e.unit == "packer"}
    packed = [r.source_ms for r in readings if r.unit == "PCK01" and "Good" in r.tags]
    assert len(packed) > 100
    assert all(t % 1000 == 0 or t in changes for t in packed)


@pytest.mark.parametrize(("scan_ms", "slow"), [(1000, False), (5000, False), (5000, True)])
def test_a_reader_knows_the_true_counts_within_one_scan(scan_ms: int, slow: bool) -> None:  # noqa: FBT001 - a test parameter
    """What is held at t includes every piece up to t minus one scan, and none after t."""
    scenario = with_plc(PlcConfig(scan_ms=scan_ms, states_on_scan=slow))
    played, journal = world(scenario)
    readings = played.lines[LINE].run_until(START + 8 * HOUR)
    pieces = [(e.t, e.good) for e in journal.events if isinstance(e, Pieces) and e.unit == "packer"]
    for t, tags in held(readings, "packer"):
        good = tags["Good"]
        assert isinstance(good, int)
        assert good == sum(n for at, n in pieces if at <= t)
    counted = {t for t, _ in held(readings, "packer")}
    assert all(any(t <= at <= t + scan_ms for at in counted) for t, _ in pieces)


@pytest.mark.parametrize("scan_ms", [1000, 5000, 10_000])
def test_cheap_controllers_report_each_state_within_one_scan(scan_ms: int) -> None:
    """Every reading is on the grid and each state that lasts to the grid shows there."""
    scenario = with_plc(PlcConfig(scan_ms=scan_ms, states_on_scan=True))
    exact = held(play(8), "cutter")
    scanned = held(play(8, scenario=scenario), "cutter")
    assert all(t % scan_ms == 0 for t, _ in scanned)
    at = dict(scanned)
    for (t, tags), (until, _) in pairwise(exact):
        grid = -(-t // scan_ms) * scan_ms
        if grid < until:
            assert at.get(grid, tags)["State"] == tags["State"]


@pytest.mark.parametrize(("change", "shown"), [(3000, 3000), (3001, 4000)])
def test_scan_shows_what_stands_at_its_own_ms(change: int, shown: int) -> None:
    """A change on the grid is in that scan's reading, a change one ms later in the next."""
    played, _ = world()
    line = played.lines[LINE]
    line.run_until(START + 100)

    def count() -> Generator[simpy.Event, None, None]:
        yield line.wait_until(START + change)
        unit = line.units["packer"]
        unit.plc.count("Good", 5)
        unit.scan()

    line.env.process(count())
    readings = line.run_until(START + 9000)
    assert [r.source_ms - START for r in readings if r.tags.get("Good") == 5] == [shown]


RUNNING: dict[int, Leaf] = {6: "production", 3: "setup"}


def leaves_held(readings: Sequence[Reading], unit: str) -> dict[Leaf, tuple[float, float, int]]:
    """Return leaf to seconds, kWh and number of stretches, read off the tags alone."""
    calendar = PlantCalendar(SCENARIO.lines[0].config.calendar)
    found: dict[Leaf, tuple[float, float, int]] = dict.fromkeys(TIME_FIELD, (0.0, 0.0, 0))
    before: Leaf | None = None
    for (t, tags), (until, then) in pairwise(held(readings, unit)):
        leaf = RUNNING.get(as_int(tags["State"]))
        kind = calendar.class_at(t)
        if leaf != "production" and kind != "open":
            leaf = kind
        leaf = leaf or ("delay" if tags["Order"] else "down")
        seconds, energy, stretches = found[leaf]
        wh = as_int(then["Wh"]) - as_int(tags["Wh"])
        found[leaf] = (
            seconds + (until - t) / 1000,
            energy + wh / 1000,
            stretches + (leaf != before),
        )
        before = leaf
    return found


def test_readings_carry_the_whole_truth() -> None:
    """Leaves, counts and energy per leaf read off the tags equal the truth to the ms and count."""
    end = START + 8 * HOUR
    played, _ = world()
    readings = played.lines[LINE].run_until(end)
    rows = {row.path: row for row in played.truth_rows(end) if row.window == "shift"}
    for unit in VENDOR.values():
        values = rows[f"{LINE}/{unit}"].values
        for leaf, (seconds, energy, _stretches) in leaves_held(readings, unit).items():
            assert values[TIME_FIELD[leaf]] == pytest.approx(seconds)
            assert values[f"energy_kwh_{leaf}"] == pytest.approx(energy)
        last = held(readings, unit)[-1][1]
        assert values["good_quantity"] == last["Good"]
        assert values["scrap_quantity"] == last["Bad"]


@pytest.mark.parametrize("scan_ms", [1000, 5000, 10_000])
def test_leaves_of_cheap_controllers_are_off_by_less_than_a_scan_per_transition(
    scan_ms: int,
) -> None:
    """Each leaf is wrong by at most one scan for each time the unit truly entered or left it."""
    scanned = play(8, scenario=with_plc(PlcConfig(scan_ms=scan_ms, states_on_scan=True)))
    exact = play(8)
    for unit in VENDOR.values():
        want = leaves_held(exact, unit)
        for leaf, (seconds, _energy, _stretches) in leaves_held(scanned, unit).items():
            true_seconds, _, stretches = want[leaf]
            assert abs(seconds - true_seconds) <= 2 * stretches * scan_ms / 1000
    assert leaves_held(scanned, "cutter") != leaves_held(exact, "cutter")


def as_int(value: TagValue) -> int:
    """Return a tag that must be a whole number."""
    assert isinstance(value, int)
    return value


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 2 * HOUR), max_size=40))
def test_world_does_not_depend_on_how_it_is_chunked(stops: list[int]) -> None:
    """Running in any pieces gives the same readings, journal and truth."""
    whole, journal = world()
    want = whole.lines[LINE].run_until(START + 2 * HOUR)
    pieces, other = world()
    got: list[Reading] = []
    for stop in sorted(stops):
        got += pieces.lines[LINE].run_until(START + stop)
        pieces.truth_rows(START + stop)
    got += pieces.lines[LINE].run_until(START + 2 * HOUR)
    assert got == want
    assert other.events == journal.events
    assert pieces.truth_rows(START + 2 * HOUR) == whole.truth_rows(START + 2 * HOUR)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 4 * HOUR))
def test_skipping_is_exact_and_then_complete(stop: int) -> None:
    """After a skip each unit says everything; a reader holds what one without a skip holds."""
    want = play(5)
    skipped, journal = world()
    skipped.lines[LINE].skip_until(START + stop)
    got = skipped.lines[LINE].run_until(START + 5 * HOUR)
    assert [r[:3] for r in got] == [r[:3] for r in want if r.arrival_ms > START + stop]
    for unit in VENDOR.values():
        after = dict(held(want, unit))
        for t, tags in held(got, unit):
            assert after[t] == tags
    _, other = (other_world := world())
    other_world[0].lines[LINE].run_until(START + 5 * HOUR)
    assert journal.events == other.events


def test_seeds_give_different_worlds_and_the_same_seed_the_same() -> None:
    """A world is a function of scenario, seed and start."""
    assert play(1, seed=5) == play(1, seed=5)
    assert play(1, seed=5) != play(1, seed=6)


def test_world_refuses_what_cannot_be() -> None:
    """A start off the ten-second grid is bad configuration, running backwards is a bug."""
    with pytest.raises(ScenarioError, match="whole 10 s"):
        World(SCENARIO, seed=1, start=START + 1)
    played, _ = world()
    played.lines[LINE].run_until(START + 1000)
    with pytest.raises(ModelError, match="already at"):
        played.lines[LINE].run_until(START)
