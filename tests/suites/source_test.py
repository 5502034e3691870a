"""The promises of Source, run by every implementation."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import pytest
import structlog

from edge_agent.config import ShdrConfig
from edge_agent.shdr_file import ShdrFile
from edge_agent.shdr_tcp import ShdrTcp
from edge_agent.source import Batch, Reading, Source
from factory.simulated_source import SimulatedSource
from simulators.scenario_file import load_scenario
from simulators.world import World

EXTRACT = Path(__file__).parents[1] / "cases" / "shdr" / "extract.shdr.txt"
LIMIT_S = 30.0


class ListSource:
    """A source in memory, the reference of the suite."""

    name = "list"
    virtual = True

    def __init__(self, batches: Sequence[Batch]) -> None:
        self._batches = batches

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield what was given, from a minute before what is remembered."""
        for batch in self._batches:
            since = -1 if resume_after is None else resume_after - 60_000
            readings = [one for one in batch.readings if one.source_ms >= since]
            yield Batch(readings, batch.world_ms, batch.live, batch.ended)
            await asyncio.sleep(0)


async def list_source(_: AsyncExitStack) -> Source:
    """A hundred readings of two units, one out of order."""
    readings = [
        Reading("AB"[n % 2], n * 1000 - (5 if n == 50 else 0), n * 1000, {"n": n})
        for n in range(1, 101)
    ]
    return ListSource(
        [
            Batch(readings[:40], 40_000, live=False),
            Batch([], 40_500, live=False),
            Batch(readings[40:], 100_000, live=False, ended=100_000),
        ]
    )


async def shdr_file(_: AsyncExitStack) -> Source:
    """The extract of a real recording."""
    return ShdrFile(EXTRACT, config=ShdrConfig(unit="M1"), logger=structlog.get_logger())


async def shdr_tcp(stack: AsyncExitStack) -> Source:
    """A live adapter that says the extract."""
    lines = EXTRACT.read_bytes()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(lines)
        await writer.drain()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    stack.callback(server.close)
    port = server.sockets[0].getsockname()[1]
    return ShdrTcp(
        ShdrConfig(unit="M1", port=port),
        wall_ms=lambda: time.time_ns() // 1_000_000,
        logger=structlog.get_logger(),
    )


async def simulated_line(_: AsyncExitStack) -> Source:
    """Twenty minutes of a simulated line."""
    scenario = load_scenario("two-machines")
    world = World(scenario, seed=1, start=scenario.start)
    line = next(iter(world.lines.values()))
    return SimulatedSource(line, end=line.start + 1_200_000, speed=None, wall_ms=lambda: 2**42)


Make = Callable[[AsyncExitStack], Awaitable[Source]]
EVERY: list[Make] = [list_source, shdr_file, shdr_tcp, simulated_line]
PLAYED: list[Make] = [list_source, shdr_file, simulated_line]


async def some_batches(source: Source, *, resume_after: int | None = None) -> list[Batch]:
    """Read until the source ends, or has given forty readings if it never does."""
    got: list[Batch] = []
    stream = source.batches(resume_after=resume_after)
    async with asyncio.timeout(LIMIT_S), aclosing(stream) as batches:  # type: ignore[type-var]  # async generators all
        async for batch in batches:
            got.append(batch)
            if not source.virtual and sum(len(one.readings) for one in got) >= 40:
                break
    return got


@pytest.mark.parametrize("make", EVERY, ids=lambda make: make.__name__)
async def test_nothing_arrives_at_or_before_what_was_called_past(make: Make) -> None:
    """World time never goes back, and no reading arrives that a batch before had excluded."""
    async with AsyncExitStack() as stack:
        source = await make(stack)
        batches = await some_batches(source)
    world = -1
    for batch in batches:
        assert batch.world_ms >= world
        assert all(one.arrival_ms > world for one in batch.readings)
        world = batch.world_ms


@pytest.mark.parametrize("make", EVERY, ids=lambda make: make.__name__)
async def test_readings_are_integers_and_vendor_words(make: Make) -> None:
    """Times are whole ms, units are named, tags are plain values; the source has a name."""
    async with AsyncExitStack() as stack:
        source = await make(stack)
        batches = await some_batches(source)
        assert source.name
    readings = [one for batch in batches for one in batch.readings]
    assert readings
    for one in readings:
        assert type(one.source_ms) is int
        assert type(one.arrival_ms) is int
        assert one.unit
        assert all(
            value is None or isinstance(value, bool | int | float | str)
            for value in one.tags.values()
        )


@pytest.mark.parametrize("make", PLAYED, ids=lambda make: make.__name__)
async def test_played_source_ends_once_with_its_newest_time(make: Make) -> None:
    """Only the last batch says where the run ended, and nothing in it is later."""
    async with AsyncExitStack() as stack:
        source = await make(stack)
        batches = await some_batches(source)
    assert source.virtual
    assert [batch.ended is None for batch in batches[:-1]] == [True] * (len(batches) - 1)
    ended = batches[-1].ended
    assert ended is not None
    assert ended >= max(one.source_ms for batch in batches for one in batch.readings)
    assert not any(batch.live for batch in batches)


@pytest.mark.parametrize("make", PLAYED, ids=lambda make: make.__name__)
async def test_resumed_source_tells_the_rest_again(make: Make) -> None:
    """From what is remembered on, a resumed source says the same readings as before."""
    async with AsyncExitStack() as stack:
        whole = await some_batches(await make(stack))
        readings = [one for batch in whole for one in batch.readings]
        middle = sorted(one.source_ms for one in readings)[len(readings) // 2]
        again = await some_batches(await make(stack), resume_after=middle)
    wanted = [one for one in readings if one.source_ms > middle]
    rest = [one for batch in again for one in batch.readings if one.source_ms > middle]
    assert rest == wanted
