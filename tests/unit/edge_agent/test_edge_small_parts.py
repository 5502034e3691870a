"""Small parts that have no file of their own: bounded names, a backlog's pace, ending tasks."""

import asyncio

from edge_agent.ending import end
from edge_agent.pace import Pace
from edge_agent.unmapped import OTHERS, Unmapped


def test_unmapped_values_are_bounded() -> None:
    """A tag that never repeats fills neither memory nor the status message."""
    unmapped = Unmapped()
    for number in range(1000):
        unmapped.count(f"tag={number}")
    assert len(unmapped.counts) == 201
    assert unmapped.counts[OTHERS] == 800


async def test_pace_keeps_its_limit() -> None:
    """Turns come no faster than the limit; the first is at once."""
    loop = asyncio.get_running_loop()
    pace = Pace(200.0)
    began = loop.time()
    for _ in range(21):
        await pace.wait()
    assert loop.time() - began >= 0.099


async def test_pace_without_a_limit_never_waits() -> None:
    """Zero is no limit: not even the event loop gets a turn in between."""
    turns = 0

    async def other() -> None:
        nonlocal turns
        turns += 1

    task = asyncio.create_task(other())
    pace = Pace(0.0)
    for _ in range(1000):
        await pace.wait()
    assert turns == 0
    await task


async def test_a_task_that_misses_its_cancellation_is_ended_all_the_same() -> None:
    """An answer in the very step of the cancellation must not keep the task alive for ever.

    A status message acknowledged at that moment kept an agent from ending its run.
    """
    answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def talk() -> None:
        await asyncio.wait_for(answer, 30)
        await asyncio.get_running_loop().create_future()

    task = asyncio.create_task(talk())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    answer.set_result(None)
    async with asyncio.timeout(10):
        await end(task)
    assert task.cancelled()
