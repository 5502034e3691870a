"""The sewing line behaves as a progressive bundle line: people, bundles, needles, mechanics."""

import re
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from simulators.journal import (
    ActivityChange,
    CycleStart,
    JournalEvent,
    OrderChange,
    Pieces,
    StockPosting,
)
from simulators.line import KEEP_ALIVE_MS
from simulators.plant_calendar import PlantCalendar
from simulators.plc import Reading
from simulators.scenario import LineScenario, Scenario
from simulators.scenario_file import load_line
from simulators.sewing.section import SewingSection
from simulators.truth.row import TruthRow
from simulators.world import World

HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
HOURS = 16
LINE = load_line(Path(str(files("simulators"))) / "scenarios/demo-plant/sewing.toml")
STAGES = [stage.units for stage in LINE.config.stages]
SEEDS = (2, 7)


def section() -> SewingSection:
    """Return the section of the demo plant."""
    assert isinstance(LINE.section, SewingSection)
    return LINE.section


def build(seed: int, line: LineScenario = LINE) -> World:
    """Build a world of this line alone."""
    return World(Scenario(name="line", start=START, lines=(line,)), seed=seed, start=START)


class Play:
    """Some hours of the line: journal, readings and rows of truth."""

    def __init__(self, seed: int, *, line: LineScenario = LINE, hours: int = HOURS) -> None:
        self.events: list[JournalEvent] = []
        end = START + hours * HOUR
        scenario = Scenario(name="line", start=START, lines=(line,))
        world = World(scenario, seed=seed, start=START, sinks=lambda _: [self])
        self.readings: list[Reading] = world.lines[line.config.path].run_until(end)
        self.rows: list[TruthRow] = world.truth_rows(end)

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)

    def intervals(self) -> list[tuple[str, int, int, ActivityChange]]:
        """Return unit, start, end and what was done, for every finished interval."""
        last: dict[str, ActivityChange] = {}
        out = []
        for event in self.events:
            if isinstance(event, ActivityChange):
                old = last.get(event.unit)
                if old is not None:
                    out.append((event.unit, old.t, event.t, old))
                last[event.unit] = event
        return out


@cache
def play(seed: int) -> Play:
    """Play two shifts."""
    return Play(seed)


def test_sewing_bulletin_is_large_and_uses_every_machine_kind() -> None:
    """Twenty operations and more, stations for the large ones doubled, end inspection last."""
    operations = [s for s in LINE.config.stages if section().operation[s.id].defect_rate]
    assert len(operations) >= 20
    assert 22 <= len(LINE.config.units) <= 26
    assert {unit.kind for unit in LINE.config.units} == set(section().machine)
    assert sum(len(units) == 2 for units in STAGES) >= 3
    assert LINE.config.last_counter == STAGES[-1][-1]


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_nobody_starts_a_piece_in_a_break(seed: int) -> None:
    """A cycle may end inside a break, none begins there; nobody rests outside one."""
    calendar = PlantCalendar(LINE.config.calendar)
    starts = [e.t for e in play(seed).events if isinstance(e, CycleStart)]
    assert len(starts) > 10_000
    assert [t for t in starts if calendar.class_at(t) != "open"] == []
    resting = {"break", "handover"}
    for _, start, _, change in play(seed).intervals():
        if change.cause in resting:
            assert calendar.class_at(start) != "open"


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_pieces_are_conserved_from_operation_to_operation(seed: int) -> None:
    """No operation gets more pieces of an order than the one before let through."""
    produced: Counter[tuple[int, str]] = Counter()
    passed: Counter[tuple[int, str]] = Counter()
    stage_of = {unit: number for number, units in enumerate(STAGES) for unit in units}
    fed: Counter[str] = Counter()
    trials = {u.id: section().machine[u.kind].trial_pieces for u in LINE.config.units}  # type: ignore[index] # kinds were checked when the line was built
    for e in play(seed).events:
        if isinstance(e, Pieces):
            key = (stage_of[e.unit], e.order)
            trial = e.scrap if e.scrap == trials[e.unit] and not produced[key] else 0
            produced[key] += e.good + e.rework + e.scrap - trial
            passed[key] += e.good + e.rework
            fed[e.order] += stage_of[e.unit] == 0
            if stage_of[e.unit] > 0:
                before = passed[stage_of[e.unit] - 1, e.order]
                first = e.order == next(iter(fed))
                laid_out = section().bundle.initial * section().bundle.size * first
                assert produced[key] <= before + laid_out + trials[e.unit]
    assert len(fed) >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_style_change_runs_through_the_line_as_a_wave(seed: int) -> None:
    """Between two orders each station stands without one for minutes, later the further down."""
    changes: dict[str, list[OrderChange]] = defaultdict(list)
    for e in play(seed).events:
        if isinstance(e, OrderChange):
            changes[e.unit].append(e)
    least = section().changeover.min_clearing_s * 1000
    for seen in changes.values():
        for old, new in pairwise(seen):
            assert bool(old.order) != bool(new.order)
            if not old.order:
                assert new.t - old.t >= least
                assert new.t - old.t < 45 * 60_000
    second = [min(changes[unit][2].t for unit in units) for units in STAGES]
    assert second[0] < second[4] < second[10] < second[-1]


def test_sewing_mechanics_are_few_and_calls_queue() -> None:
    """One mechanic among machines that fail often: one repair at a time, and calls that wait."""
    replace = msgspec.structs.replace
    breakdown = replace(section().breakdown, mean_h=4.0, mechanics=1)
    line = LineScenario(LINE.config, replace(section(), breakdown=breakdown))
    edges, waits = [], []
    for _, start, end, change in Play(2, line=line, hours=4).intervals():
        if change.activity == "maintenance":
            edges += [(start, 1), (end, -1)]
        if change.cause == "breakdown_waiting":
            waits.append(end - start)
    busy = most = 0
    for _, step in sorted(edges):
        busy += step
        most = max(most, busy)
    assert most == 1
    walk = breakdown.walk_s * 1000
    assert min(waits) == walk < max(waits)


def test_sewing_shows_every_stop_of_the_trade() -> None:
    """Two shifts and two seeds show threads, bobbins, needles, people, material and neighbours."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        seen.update(change.cause for *_, change in play(seed).intervals())
    wanted = {
        *("thread_break", "bobbin_change", "needle_break", "warm_up"),
        *("breakdown_waiting", "breakdown_repair", "starved_upstream", "blocked_downstream"),
        *("bundle_handling", "quality_rework", "training", "personal_need", "operator_absent"),
        *("missing_trims", "shade_mismatch", "no_work"),
        *("no_order", "style_changeover", "break", "handover"),
    }
    assert wanted - set(seen) == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_efficiency_and_quality_are_those_of_a_real_line(seed: int) -> None:
    """Earned over attended minutes lies in 45-75 %, end inspection sends back 2-15 %."""
    shifts = [r for r in play(seed).rows if (r.level, r.window) == ("unit", "shift")]
    for start in {row.window_start for row in shifts}:
        rows = [row.values for row in shifts if row.window_start == start]
        # Output times the standard minutes of the whole garment, over everybody's attended minutes.
        last = next(r for r in shifts if r.window_start == start and r.path.endswith("op22-1"))
        garment_s = sum(
            LINE.config.products[0].planned_run_time_per_item_s[units[0]] for units in STAGES
        )
        attended = sum(values["planned_busy_time_s"] or 0 for values in rows)
        output = last.values["produced_quantity"] or 0
        assert 0.45 <= output * garment_s / attended <= 0.75
        assert 0.02 <= (last.values["rework_quantity"] or 0) / output <= 0.15
    for row in play(seed).rows:
        if (row.level, row.window) == ("line", "shift"):
            assert 0.45 <= (row.values["oee_index"] or 0) <= 0.8


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_operators_are_pseudonyms_at_one_station_each(seed: int) -> None:
    """A badge is a pseudonym or empty, and one person sits at one station in a shift."""
    seats: dict[str, set[str]] = defaultdict(set)
    for reading in play(seed).readings:
        badge = reading.tags.get("Badge")
        if badge:
            assert isinstance(badge, str)
            assert re.fullmatch("p-[0-9a-f]{10}", badge)
            seats[badge].add(reading.unit)
    assert len(seats) >= 2 * len(LINE.config.units)
    assert {len(units) for units in seats.values()} == {1}


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_repaired_pieces_are_finished_without_being_counted_again(seed: int) -> None:
    """Finished goods are first-pass good plus repaired pieces; only the former are counted."""
    finished = sum(
        e.quantity
        for e in play(seed).events
        if isinstance(e, StockPosting) and e.material.startswith("finished")
    )
    last = [e for e in play(seed).events if isinstance(e, Pieces) and e.unit == "op22-1"]
    good, rework = sum(e.good for e in last), sum(e.rework for e in last)
    in_hand = section().bundle.size
    assert good - in_hand <= finished <= good + rework
    assert finished > good


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_spoilt_pieces_are_weighed_as_waste(seed: int) -> None:
    """The reject bin of an inspection grows by the mass of each spoilt piece and nothing else."""
    section_mg = section().piece_mg
    for unit in ("op10-1", "op22-1"):
        pieces = [e for e in play(seed).events if isinstance(e, Pieces) and e.unit == unit]
        wanted = sum(e.scrap * section_mg[e.product] for e in pieces) / 1e6
        rows = [r for r in play(seed).rows if r.path.endswith(unit) and r.window == "shift"]
        waste = sum(v or 0 for r in rows for k, v in r.values.items() if k.startswith("waste_kg"))
        assert wanted > 0
        assert waste == pytest.approx(wanted, abs=0.001)


def test_sewing_same_seed_is_identical_however_it_is_chunked() -> None:
    """One run of two hours gives the readings of many short ones; another seed gives others."""
    end = START + 2 * HOUR
    whole = build(7).lines[LINE.config.path].run_until(end)
    line = build(7).lines[LINE.config.path]
    pieces = [r for t in range(START, end + 1, 7919) for r in line.run_until(t)]
    pieces += line.run_until(end)
    assert pieces == whole
    assert build(8).lines[LINE.config.path].run_until(end) != whole


@pytest.mark.parametrize("seed", SEEDS)
def test_sewing_readings_are_few(seed: int) -> None:
    """Besides the keep-alive no station gives more than a reading in four seconds on average."""
    counts = Counter(r.unit for r in play(seed).readings if r.source_ms % KEEP_ALIVE_MS)
    assert max(counts.values()) < HOURS * HOUR / 4000
