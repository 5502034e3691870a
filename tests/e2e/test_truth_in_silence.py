"""Faults that take information away: what was not seen is UNKNOWN, and nothing is invented.

A silence longer than three heartbeats is unknown whole; a transition lost in a shorter one may be
misplaced by at most that silence, and the sum of those is the bound of every leaf (contract 2.7).
"""

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import pytest

from contract.kpi import LEAF_FIELDS, consumption_field
from contract.sample import CONSUMPTION_FIELDS
from contract.states import LEAVES
from factory.truth.kpis import Key, Mismatch, Row, key_of
from factory.truth.once import OnceResult
from factory.when import parse_instant
from factory.world_run import PlantSetup
from simulators.faults import Fault, ReadingDropout, SilentMachine
from simulators.journal import ActivityChange, JournalEvent
from simulators.world import World

Play = Callable[[PlantSetup, float, Sequence[Fault]], OnceResult]

SITE = "demo/chongqing"
BOTTLING = f"{SITE}/bottling/line-1"
SEWING = f"{SITE}/sewing/line-2"
FURNITURE = f"{SITE}/furniture/cell-3"
HOURS = 2
HOUR_MS = 3_600_000
HEARTBEAT_MS = 10_000
SILENCE_MS = 3 * HEARTBEAT_MS
EPS = 1e-6
KNOWN_LEAVES = tuple(leaf for leaf in LEAF_FIELDS if leaf != "unknown_time_s")
CALENDAR_LEAVES = ("unscheduled_time_s", "planned_down_time_s")


@dataclass(frozen=True, slots=True)
class Unheard:
    """Stretches of one unit, in ms, in which a healthy machine would have been heard."""

    long: tuple[tuple[int, int], ...]
    short: tuple[tuple[int, int], ...]

    def inside(self, start: int, end: int) -> "tuple[float, float, int]":
        """Return the seconds of long and of short stretches in a window, and how many are long."""
        long = [overlap_s(stretch, start, end) for stretch in self.long]
        short = [overlap_s(stretch, start, end) for stretch in self.short]
        return sum(long), sum(short), sum(1 for seconds in long if seconds)

    def cuts(self, start: int, end: int) -> bool:
        """Tell whether a stretch runs over an edge of the window, so that pieces change sides."""
        edges = (start, end)
        return any(a < edge < b for a, b in (*self.long, *self.short) for edge in edges)


def overlap_s(stretch: tuple[int, int], start: int, end: int) -> float:
    """Return how much of a stretch lies in a window, s."""
    return max(0, min(stretch[1], end) - max(stretch[0], start)) / 1000


def heard(setup: PlantSetup, faults: Sequence[Fault], path: str) -> Mapping[str, list[int]]:
    """Return the times of the readings of a line's units."""
    spoiled = msgspec.structs.replace(setup.scenario, faults=tuple(faults))
    line = World(spoiled, seed=7, start=spoiled.start).lines[path]
    times: dict[str, list[int]] = {unit.vendor: [] for unit in line.config.units}
    for reading in line.run_until(spoiled.start + HOURS * HOUR_MS):
        times[reading.unit].append(reading.source_ms)
    return {unit.id: times[unit.vendor] for unit in line.config.units}


def unheard(setup: PlantSetup, faults: Sequence[Fault]) -> Mapping[str, Unheard]:
    """Return the stretches in which readings of the struck units were lost, by path."""
    start = setup.scenario.start
    # What is lost at the very ends of a run is never shown by a later reading.
    ends = (start - 1, start + HOURS * HOUR_MS + 1)
    found = {}
    for path in {fault.line for fault in faults}:
        healthy, struck = heard(setup, (), path), heard(setup, faults, path)
        for unit, times in struck.items():
            lost = sorted(set(healthy[unit]) - set(times))
            gaps = [
                (a, b)
                for a, b in pairwise([ends[0], *times, ends[1]])
                if bisect(lost, a) < bisect(lost, b)
            ]
            if gaps:
                found[f"{path}/{unit}"] = Unheard(
                    long=tuple((a, b) for a, b in gaps if b - a > SILENCE_MS),
                    short=tuple((a, b) for a, b in gaps if b - a <= SILENCE_MS),
                )
    return found


def number(row: Row, field: str) -> float:
    """Return a field that must be a number."""
    value = row[field]
    assert isinstance(value, int | float), (key_of(row), field)
    return value


def assert_nothing_invented(row: Row, truth: Row, struck: Sequence[Unheard]) -> None:
    """Hold a row whose unit, or units below, fell silent against the truth."""
    key = key_of(row)
    start, end = (parse_instant(str(row[name]), option=name) for name in WINDOW_EDGES)
    parts = [one.inside(start, end) for one in struck]
    silence_s, bound_s = sum(part[0] for part in parts), sum(part[1] for part in parts)
    silences = sum(part[2] for part in parts)
    unknown_s = number(row, "unknown_time_s")
    # The sample before a silence may be older than the last reading, by less than a heartbeat.
    assert unknown_s <= silence_s + silences * HEARTBEAT_MS / 1000 + EPS, key
    if row["level"] == "unit":
        assert unknown_s >= silence_s - EPS, key
    for leaf in KNOWN_LEAVES:
        assert number(row, leaf) <= number(truth, leaf) + bound_s + EPS, (key, leaf)
    for leaf in CALENDAR_LEAVES:
        assert number(row, leaf) == pytest.approx(number(truth, leaf)), (key, leaf)
    total_s = sum(number(row, leaf) for leaf in LEAF_FIELDS)
    assert total_s == pytest.approx(sum(number(truth, leaf) for leaf in LEAF_FIELDS)), key
    busy_s = number(row, "planned_busy_time_s")
    assert number(row, "coverage") == pytest.approx(1 - unknown_s / busy_s), key
    slack = bound_s / busy_s + EPS
    for ratio, name in (("availability", "availability"), ("oee", "oee_index")):
        true = number(truth, name)
        assert number(row, f"{ratio}_low") - slack <= true, (key, ratio)
        assert true <= number(row, f"{ratio}_high") + slack, (key, ratio)
    for quantity in ("scrap_quantity", "rework_quantity"):
        assert number(row, quantity) <= number(truth, quantity) + EPS or cut(struck, start, end)
    if not cut(struck, start, end):
        for quantity in ("produced_quantity", "good_quantity"):
            seen = number(row, quantity) + number(row, f"unknown_{quantity}")
            assert seen == pytest.approx(number(truth, quantity)), (key, quantity)
        for meter in CONSUMPTION_FIELDS:
            fields = [consumption_field(meter, leaf) for leaf in LEAVES]
            used = sum(number(truth, field) for field in fields)
            assert sum(number(row, field) for field in fields) == pytest.approx(used), (key, meter)


WINDOW_EDGES = ("window_start", "window_end")


def cut(struck: Sequence[Unheard], start: int, end: int) -> bool:
    """Tell whether any silence runs over an edge of the window."""
    return any(one.cuts(start, end) for one in struck)


def check(result: OnceResult, silent: Mapping[str, Unheard]) -> Mapping[Key, Row]:
    """Hold every row against the truth, the struck by the bound, all others by equality."""
    assert result.missing == 0
    got = {key_of(row): row for row in result.oee}
    assert got.keys() == {key_of(row) for row in result.truth}
    for row in result.truth:
        path = str(row["path"])
        struck = [
            one for unit, one in silent.items() if unit == path or unit.startswith(f"{path}/")
        ]
        if struck:
            assert_nothing_invented(got[key_of(row)], row, struck)
    untouched = [found for found in result.differences if not above(found, silent)]
    assert [str(found) for found in untouched] == []
    return got


def above(found: Mismatch, silent: Mapping[str, Unheard]) -> bool:
    """Tell whether a difference is at a struck unit, its line or its site."""
    path = found.key[1]
    return any(unit == path or unit.startswith(f"{path}/") for unit in silent)


def test_a_silent_machine_is_unknown_whole_and_nothing_else(
    demo_plant: PlantSetup, play: Play
) -> None:
    """Each is UNKNOWN for as long, its pieces are kept apart, and all other units equal truth.

    A line's constraint, a sewing station over the edge of the hour, and a parallel router.
    """
    faults = [
        SilentMachine(line=BOTTLING, unit="filler", from_s=4803, to_s=5405),
        SilentMachine(line=SEWING, unit="op07-1", from_s=3300, to_s=3900),
        SilentMachine(line=FURNITURE, unit="router-1", from_s=5000, to_s=6200),
    ]
    silent = unheard(demo_plant, faults)
    assert [len(one.long) for one in silent.values()] == [1, 1, 1]
    result = play(demo_plant, HOURS, faults)
    got = check(result, silent)
    second_hour = "2026-03-01T23:00:00Z"
    filler = got["unit", f"{BOTTLING}/filler", "hour", second_hour]
    line = got["line", BOTTLING, "hour", second_hour]
    for row in (filler, line):
        assert 602 <= number(row, "unknown_time_s") <= 622
        assert number(row, "coverage") < 1
    assert number(filler, "unknown_produced_quantity") > 0
    # A third of the hour unseen: the ratios are withheld, the quantities stay (1.7).
    router = got["unit", f"{FURNITURE}/router-1", "hour", second_hour]
    assert router["withheld"] is True
    assert router["oee_index"] is None


class Stops:
    """A journal sink that keeps when a unit changed what it did, at least a minute apart."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self.times: list[int] = []

    def write(self, event: JournalEvent, /) -> None:
        """Take one event of the line."""
        if not isinstance(event, ActivityChange) or event.unit != self._unit:
            return
        if event.t - max(self.times, default=0) > 60_000:
            self.times.append(event.t)


def around_stops(setup: PlantSetup, unit: str) -> tuple[tuple[float, float], ...]:
    """Return 8 s around the stops of a bottling machine, offsets from the run's start."""
    stops, start = Stops(unit), setup.scenario.start
    world = World(
        setup.scenario,
        seed=7,
        start=start,
        sinks=lambda path: [stops] if path == BOTTLING else [],
    )
    world.lines[BOTTLING].run_until(start + HOURS * HOUR_MS - 60_000)
    offsets = [(t - start) / 1000 for t in stops.times if t > start + 60_000]
    return tuple((at - 2, at + 6) for at in offsets)


def test_dropped_readings_stay_within_the_bound_and_on_their_line(
    demo_plant: PlantSetup, play: Play
) -> None:
    """Lost minutes are UNKNOWN, shorter losses misplace at most themselves; other lines are true.

    The constraint loses just the seconds in which it stops and starts: the worst case.
    """
    faults = [
        ReadingDropout(
            line=BOTTLING, unit="filler", intervals_s=around_stops(demo_plant, "filler")
        ),
        ReadingDropout(line=BOTTLING, unit="inspector", probability=0.15),
        ReadingDropout(line=BOTTLING, unit="packer", intervals_s=((3591, 3607), (5000, 5100))),
    ]
    silent = unheard(demo_plant, faults)
    assert len(silent[f"{BOTTLING}/filler"].short) >= 3
    assert len(silent[f"{BOTTLING}/inspector"].long) > 8
    assert len(silent[f"{BOTTLING}/packer"].long) == 1
    result = play(demo_plant, HOURS, faults)
    got = check(result, silent)
    assert any(found.key[1] == f"{BOTTLING}/filler" for found in result.differences)
    assert {found.key[1] for found in result.differences} <= {*silent, BOTTLING, SITE}
    for unit in ("inspector", "packer"):
        shift = got["unit", f"{BOTTLING}/{unit}", "shift", "2026-03-01T22:00:00Z"]
        assert number(shift, "coverage") < 1
