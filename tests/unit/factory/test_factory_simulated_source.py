"""A simulated line as a source: paced by its own clock, resumed from what is remembered."""

import asyncio

import pytest

from edge_agent.source import Batch
from factory.simulated_source import OVERLAP_MS, SimulatedSource
from simulators.scenario_file import load_scenario
from simulators.world import World

HOUR_MS = 3_600_000


def source(*, speed: float | None, end_ms: int | None, walls: list[int]) -> SimulatedSource:
    """The example line; the wall clock says each of `walls` once and stays at the last."""
    scenario = load_scenario("two-machines")
    (line,) = World(scenario, seed=1, start=scenario.start).lines.values()

    def wall_ms() -> int:
        return scenario.start + (walls.pop(0) if len(walls) > 1 else walls[0])

    end = None if end_ms is None else scenario.start + end_ms
    return SimulatedSource(line, end=end, speed=speed, wall_ms=wall_ms)


async def collect(made: SimulatedSource, *, until_ms: int, after: int | None = None) -> list[Batch]:
    """Take batches until the world has come that far, in less than the pauses would take."""
    start = load_scenario("two-machines").start
    taken: list[Batch] = []
    async with asyncio.timeout(5):
        async for batch in made.batches(resume_after=after):
            taken.append(batch)
            if batch.world_ms >= start + until_ms:
                break
    return taken


async def test_a_fast_pace_is_kept_however_small_the_steps() -> None:
    """One wall second at 3600 is a world hour, brought in many steps without a pause between."""
    paced = source(speed=3600.0, end_ms=2 * HOUR_MS, walls=[10 * HOUR_MS, 10 * HOUR_MS + 1000])
    taken = await collect(paced, until_ms=HOUR_MS - 1)
    assert len(taken) > 50
    assert max(batch.world_ms for batch in taken) < load_scenario("two-machines").start + HOUR_MS


async def test_a_paced_world_is_never_ahead_of_its_clock() -> None:
    """At speed 60 one wall second brings one world minute and no more."""
    paced = source(speed=60.0, end_ms=HOUR_MS, walls=[10 * HOUR_MS, 10 * HOUR_MS + 1000])
    with pytest.raises(TimeoutError):
        await collect(paced, until_ms=HOUR_MS)


async def test_a_world_without_end_is_live_when_it_reaches_the_wall() -> None:
    """Batches are historical until the wall clock is reached, and live from then on."""
    endless = source(speed=None, end_ms=None, walls=[HOUR_MS])
    taken = await collect(endless, until_ms=HOUR_MS)
    assert [batch.live for batch in taken] == [False] * (len(taken) - 1) + [True]


async def test_a_resumed_line_begins_a_minute_earlier_and_says_everything() -> None:
    """The first reading of each unit after a resume lies on the grid and carries all tags."""
    start = load_scenario("two-machines").start
    whole = await collect(source(speed=None, end_ms=HOUR_MS, walls=[0]), until_ms=HOUR_MS)
    remembered = start + HOUR_MS // 2 + 1234
    again = await collect(
        source(speed=None, end_ms=HOUR_MS, walls=[0]), until_ms=HOUR_MS, after=remembered
    )
    first = again[0].readings[0]
    assert first.source_ms == (remembered - OVERLAP_MS) // 10_000 * 10_000
    assert first.tags.keys() == next(
        reading.tags.keys() for reading in whole[0].readings if reading.unit == first.unit
    )
    assert again[-1].ended == start + HOUR_MS
