"""Faults: each spoils readings in its own way, and none touches what truly happened."""

import pytest

from simulators.errors import ScenarioError
from simulators.faults import (
    ClockSkew,
    CounterReset,
    Duplicates,
    Fault,
    OutOfOrder,
    ReadingDropout,
    SilentMachine,
)
from simulators.plc import Reading, TagValue
from simulators.scenario_file import load_scenario
from simulators.world import World

SCENARIO = load_scenario("two-machines")
LINE = SCENARIO.lines[0].config.path
START = SCENARIO.start
END = START + 2 * 3_600_000
ALL: list[Fault] = [
    CounterReset(line=LINE, unit="cutter", at_s=3333),
    ReadingDropout(line=LINE, unit="cutter", probability=0.1, intervals_s=((100, 200),)),
    SilentMachine(line=LINE, unit="packer", from_s=600, to_s=1200),
    ClockSkew(line=LINE, unit="packer", offset_ms=-7000),
    Duplicates(line=LINE, probability=0.05),
    OutOfOrder(line=LINE, probability=0.05),
]


def play(*faults: Fault, skip: int = 0, step: int = 0) -> list[Reading]:
    """Return two hours of readings."""
    line = World(SCENARIO, seed=2, start=START, faults=faults).lines[LINE]
    if skip:
        line.skip_until(START + skip)
    out: list[Reading] = []
    for t in range(START + skip, END, step or END):
        out += line.run_until(t)
    return out + line.run_until(END)


def held(readings: list[Reading], vendor: str) -> dict[int, dict[str, TagValue]]:
    """Return what a reader holds of one unit, by source time."""
    tags: dict[str, TagValue] = {}
    found = {}
    for reading in readings:
        if reading.unit == vendor:
            tags = {**tags, **reading.tags}
            found[reading.source_ms] = tags
    return found


def test_counters_start_from_zero_after_a_reset() -> None:
    """The reading of the reset's ms is full, the next counts from 0, nothing is lost."""
    at = START + 3_340_000  # 3333 s, on the keep-alive grid
    clean = held(play(), "CUT01")
    reset = held(play(ALL[0]), "CUT01")
    assert list(clean) == list(reset)
    for t, tags in clean.items():
        for counter in ("Good", "Bad", "Wh"):
            base = clean[at][counter] if t > at else 0
            assert isinstance(base, int)
            want = tags[counter]
            assert isinstance(want, int)
            assert reset[t][counter] == want - base
        assert reset[t]["State"] == tags["State"]
    assert clean[at]["Good"] != 0


@pytest.mark.parametrize(
    ("fault", "vendor", "from_s", "to_s"),
    [(ALL[2], "PCK01", 600, 1200), (ALL[1], "CUT01", 100, 200)],
)
def test_lost_readings_are_gone_and_the_next_is_complete(
    fault: Fault, vendor: str, from_s: int, to_s: int
) -> None:
    """Nothing arrives inside, and what a reader holds afterwards is not stale."""
    clean, lossy = held(play(), vendor), held(play(fault), vendor)
    assert lossy.keys() < clean.keys()
    assert not [t for t in lossy if START + from_s * 1000 <= t < START + to_s * 1000]
    for t, tags in lossy.items():
        assert tags == clean[t]


def test_skewed_clock_moves_source_time_only() -> None:
    """A clock that is 7 s late shows it in every source time; arrivals stay."""
    clean = [r for r in play() if r.unit == "PCK01"]
    skewed = [r for r in play(ALL[3]) if r.unit == "PCK01"]
    assert [r.source_ms + 7000 for r in skewed] == [r.source_ms for r in clean]
    assert [r[2:] for r in skewed] == [r[2:] for r in clean]


def test_duplicates_come_twice() -> None:
    """Without the repeated readings the stream is the clean one."""
    spoiled = play(Duplicates(line=LINE, probability=0.2))
    seen: list[Reading] = []
    for reading in spoiled:
        if reading not in seen[-4:]:
            seen.append(reading)
    assert seen == play()
    assert 1.1 < len(spoiled) / len(seen) < 1.3


def test_late_readings_come_within_two_seconds() -> None:
    """Some arrive behind younger ones, none later than the delay, none is lost, arrivals rise."""
    clean, late = play(), play(OutOfOrder(line=LINE, probability=0.2, delay_ms=1900))
    assert [r.arrival_ms for r in late] == sorted(r.arrival_ms for r in late)
    assert all(0 <= r.arrival_ms - r.source_ms <= 1900 for r in late)
    order = [r.source_ms for r in late]
    assert order != sorted(order)
    arrived = sorted((r.source_ms, r.unit, r.tags) for r in late)
    kept = {(t, u) for t, u, _ in arrived}
    missing = [r for r in clean if (r.source_ms, r.unit) not in kept]
    assert all(END - r.source_ms <= 1900 for r in missing)


def test_late_readings_are_not_lost_with_the_end_of_a_run() -> None:
    """Who waits for what is still on its way has every reading of a clean world, each once."""
    fault = OutOfOrder(line=LINE, probability=0.9, delay_ms=1900)
    line = World(SCENARIO, seed=2, start=START, faults=[fault]).lines[LINE]
    arrived = line.run_until(END)
    late = line.still_on_their_way()
    assert late
    assert line.still_on_their_way() == []
    clean = sorted((r.source_ms, r.unit, r.tags) for r in play())
    assert sorted((r.source_ms, r.unit, r.tags) for r in [*arrived, *late]) == clean


def test_faults_do_not_touch_the_truth() -> None:
    """With every fault at once the rows of truth are those of a clean world."""
    clean = World(SCENARIO, seed=2, start=START)
    spoiled = World(SCENARIO, seed=2, start=START, faults=ALL)
    for world in (clean, spoiled):
        world.lines[LINE].run_until(END)
    assert spoiled.truth_rows(END) == clean.truth_rows(END)


def test_faults_do_not_depend_on_chunks_or_skips() -> None:
    """The same readings are struck in whatever pieces the world is run."""
    want = play(*ALL)
    assert play(*ALL, step=777) == want
    # A second reset-free hour after a skip over the reset still counts from the reset.
    after = held(play(*ALL, skip=3_600_000), "CUT01")
    whole = held(want, "CUT01")
    assert after
    late = {r.source_ms for r in want if r.arrival_ms != r.source_ms}
    assert all(tags == whole[t] for t, tags in after.items() if t not in late)


def test_fault_on_an_unknown_line_is_refused() -> None:
    """A fault that would never strike is a mistake in the request."""
    with pytest.raises(ScenarioError, match="unknown line"):
        World(SCENARIO, seed=1, start=START, faults=[SilentMachine(line="x", from_s=0, to_s=1)])
