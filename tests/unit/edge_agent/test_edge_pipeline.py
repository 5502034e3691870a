"""The whole pipeline into a real spool, without a broker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog

from contract.codec import decode
from contract.messages import Data
from contract.sample import Sample
from edge_agent.agent import Agent
from edge_agent.config import AgentConfig
from edge_agent.health import Counters
from edge_agent.source import Batch, Reading, Scalar
from edge_agent.spool import SpoolRow, open_spool

LINE = "acme/site/area/line"
START = 1_772_402_400_000
NOBODY_LISTENS = 9  # the discard port: connections are refused


class Played:
    """A source that plays given batches, then waits for ever unless the last one ended."""

    name = "played"

    def __init__(self, batches: Sequence[Batch], *, virtual: bool = True) -> None:
        self._batches = batches
        self.virtual = virtual
        self.resumed: int | None = None
        self.given = 0
        self.done = asyncio.Event()

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield what was given."""
        self.resumed = resume_after
        for batch in self._batches:
            self.given += 1
            yield batch
        self.done.set()
        await asyncio.Event().wait()


def config_of(folder: Path, **sections: Any) -> AgentConfig:
    """Configure two units whose state and count are read."""
    units = [
        {
            "unit": name.lower(),
            "source_unit": name,
            "mapping": "counter",
            "name_en": name,
            "name_zh": name,
            "kind": "press",
            "digital_interface": "retrofit",
        }
        for name in "AB"
    ]
    mapping = {
        "tags": {"produced": {"tag": "count"}},
        "rows": [{"when": {"run": True}, "then": {"state": "executing"}}],
        **sections.pop("mapping", {}),
    }
    return AgentConfig.model_validate(
        {
            "line": LINE,
            "broker": {"port": NOBODY_LISTENS},
            "unit": units,
            "mapping": {"counter": mapping},
            **sections,
            "spool": {"path": folder / "spool.sqlite", **sections.get("spool", {})},
        }
    )


async def run_through(config: AgentConfig, source: Played, *, wait_for: str = "done") -> Agent:
    """Run an agent until its source has given everything, then stop it."""
    agent = Agent(config, source, wall_ms=lambda: START, logger=structlog.get_logger())
    stop = asyncio.Event()
    running = asyncio.create_task(agent.run(stop))
    async with asyncio.timeout(20):
        if wait_for == "done":
            await source.done.wait()
        else:
            while agent.ended is None:  # noqa: ASYNC110  # a state seen from outside
                await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 20)
    return agent


def spooled(config: AgentConfig) -> list[Data]:
    """Return the messages on disk."""
    spool = open_spool(config.spool_path, line=LINE, max_bytes=1 << 30)
    with contextlib.closing(spool):
        rows: Sequence[SpoolRow] = spool.rows_after((-1, -1), limit=10_000)
    messages = [decode("data", row.payload) for row in rows]
    return [message for message in messages if isinstance(message, Data)]


def samples(config: AgentConfig) -> list[Sample]:
    """Return all samples on disk in the order of their messages."""
    return [sample for message in spooled(config) for sample in message.samples]


def reading(unit: str, second: float, *, late_ms: int = 0, **tags: Scalar) -> Reading:
    """Make a reading so many seconds after the start."""
    at = START + round(second * 1000)
    return Reading(unit, at, at + late_ms, tags)


def upto(second: float) -> int:
    """Return the world time so many seconds after the start."""
    return START + round(second * 1000)


async def test_samples_are_spooled_in_time_order_across_units(tmp_path: Path) -> None:
    """Readings out of order within the hold leave as samples in the order of source time."""
    config = config_of(tmp_path)
    readings = [
        reading("B", 1, run=True, count=1),
        reading("A", 2, run=True, count=1),
        reading("A", 4, count=3),
        reading("A", 3, late_ms=1500, count=2),
        reading("B", 4.2, late_ms=300, count=2),
    ]
    source = Played([Batch(readings, upto(60), live=False, ended=upto(60))])
    agent = await run_through(config, source, wait_for="ended")
    said = [(one.unit, one.t - START, one.produced) for one in samples(config)]
    assert said == [("b", 1000, 1), ("a", 2000, 1), ("a", 3000, 2), ("a", 4000, 3), ("b", 4200, 2)]
    assert agent.counters == Counters(received=5, stored=5)
    assert agent.ended == upto(60)


async def test_late_reading_is_refused_and_counted(tmp_path: Path) -> None:
    """A reading older than what its unit already told is refused; other units are untouched."""
    config = config_of(tmp_path)
    source = Played(
        [
            Batch([reading("A", 5, run=True, count=1)], upto(10), live=False),
            Batch([reading("A", 4, late_ms=6500, count=9)], upto(11), live=False),
            Batch([reading("B", 4, late_ms=7500, run=True, count=4)], upto(20), live=False),
        ]
    )
    agent = await run_through(config, source)
    assert agent.counters.refused_late == 1
    assert agent.counters.rejected == 1
    assert [one.unit for one in samples(config)] == ["a", "b"]


async def test_unknown_unit_is_refused_and_counted(tmp_path: Path) -> None:
    """A vendor unit that no [[unit]] names is counted as rejected; nothing is invented for it."""
    config = config_of(tmp_path)
    source = Played([Batch([reading("X", 1, run=True)], upto(10), live=False)])
    agent = await run_through(config, source)
    assert agent.counters.rejected == 1
    assert samples(config) == []


async def test_duplicate_readings_yield_nothing_new(tmp_path: Path) -> None:
    """A reading that comes twice is one sample."""
    config = config_of(tmp_path)
    one, two = reading("A", 1, run=True, count=1), reading("A", 2, count=2)
    source = Played([Batch([one, one, two, two], upto(10), live=False)])
    await run_through(config, source)
    assert [sample.produced for sample in samples(config)] == [1, 2]


async def test_messages_are_numbered_and_count_the_samples_before(tmp_path: Path) -> None:
    """Messages hold at most so many samples; seq and first tell exactly what was sent before."""
    config = config_of(tmp_path, report={"max_samples_per_message": 7})
    readings = [reading("A", n, run=True, count=n) for n in range(20)]
    source = Played([Batch(readings, upto(60), live=False, ended=upto(60))])
    await run_through(config, source, wait_for="ended")
    messages = spooled(config)
    assert [(one.seq, one.first, len(one.samples)) for one in messages] == [
        (0, 0, 7),
        (1, 7, 7),
        (2, 14, 6),
    ]
    times = [one.spooled for one in messages]
    assert times == sorted(set(times))
    assert all(one.historical for one in messages)


async def test_live_source_closes_its_message_with_each_batch(tmp_path: Path) -> None:
    """What is live does not wait for company."""
    config = config_of(tmp_path)
    source = Played(
        [
            Batch([reading("A", n, run=True, count=n)], upto(n + 3), live=True)
            for n in range(0, 30, 10)
        ],
        virtual=False,
    )
    await run_through(config, source)
    assert [len(one.samples) for one in spooled(config)] == [1, 1, 1]


async def test_quiet_source_does_not_keep_its_samples_waiting(tmp_path: Path) -> None:
    """A message that is not full goes after its wall time, though no batch follows."""
    config = config_of(tmp_path, report={"max_age_ms": 0, "reorder_ms": 0})
    source = Played([Batch([reading("A", 1, run=True, count=1)], upto(1), live=False)])
    agent = Agent(config, source, wall_ms=lambda: START, logger=structlog.get_logger())
    stop = asyncio.Event()
    running = asyncio.create_task(agent.run(stop))
    async with asyncio.timeout(20):
        while agent.spool_unsent() < 1:  # noqa: ASYNC110  # a state seen from outside
            await asyncio.sleep(0.01)
    stop.set()
    await running


async def test_virtual_source_waits_above_the_high_water_mark(tmp_path: Path) -> None:
    """A played world stands still while too much is unsent, and nothing is dropped."""
    config = config_of(
        tmp_path, report={"max_samples_per_message": 1}, spool={"high_water_rows": 5}
    )
    batches = [
        Batch([reading("A", n, run=True, count=n)], upto(n + 2), live=False) for n in range(50)
    ]
    source = Played(batches)
    agent = Agent(config, source, wall_ms=lambda: START, logger=structlog.get_logger())
    stop = asyncio.Event()
    running = asyncio.create_task(agent.run(stop))
    async with asyncio.timeout(20):
        while agent.spool_unsent() < 5:  # noqa: ASYNC110  # a state seen from outside
            await asyncio.sleep(0.01)
    for _ in range(100):
        await asyncio.sleep(0)
    assert source.given <= 6
    stop.set()
    await running
    assert agent.counters.dropped == 0


async def test_full_spool_drops_the_oldest_of_a_machine_and_counts_it(tmp_path: Path) -> None:
    """A source that cannot wait loses its oldest messages, each sample of them counted."""
    config = config_of(tmp_path, report={"max_samples_per_message": 2}, spool={"max_bytes": 2000})
    batches = [
        Batch([reading("A", n, run=True, count=n)], upto(n + 2), live=True) for n in range(50)
    ]
    agent = await run_through(config, Played(batches, virtual=False))
    kept = samples(config)
    assert agent.counters.stored == 50
    assert agent.counters.dropped == 50 - len(kept) > 0
    assert kept[-1].produced == 49


async def test_restarted_agent_resumes_after_what_it_spooled(tmp_path: Path) -> None:
    """The newest spooled time is remembered, and boots rise strictly though the clock stands."""
    config = config_of(tmp_path)
    readings = [reading("A", n, run=True, count=n) for n in range(30)]
    first = Played([Batch(readings, upto(29), live=False)])
    await run_through(config, first)
    second = Played([])
    await run_through(config, second)
    assert first.resumed is None
    assert second.resumed == upto(29)
    assert samples(config)[-1].t == upto(29)


async def test_trusting_the_agents_clock_corrects_a_constant_skew_from_the_first(
    tmp_path: Path,
) -> None:
    """With trust = agent a skewed source's samples carry true times, the very first included."""
    config = config_of(tmp_path, mapping={"trust": "agent"})
    skew = 90_000
    readings = [Reading("A", upto(n) + skew, upto(n), {"run": True, "count": n}) for n in range(60)]
    source = Played([Batch(readings[n : n + 5], upto(n + 4), live=False) for n in range(0, 60, 5)])
    await run_through(config, source)
    assert [one.t for one in samples(config)] == [upto(n) for n in range(60)]


async def test_skewed_source_that_is_trusted_keeps_its_own_times(tmp_path: Path) -> None:
    """With trust = source the skew stays in the samples, and nothing stalls or is refused."""
    config = config_of(tmp_path)
    skew = 90_000
    readings = [Reading("A", upto(n) + skew, upto(n), {"run": True, "count": n}) for n in range(60)]
    source = Played([Batch(readings[n : n + 5], upto(n + 4), live=False) for n in range(0, 60, 5)])
    agent = await run_through(config, source)
    assert [one.t for one in samples(config)] == [upto(n) + skew for n in range(60)]
    assert agent.counters.rejected == 0


async def test_redelivered_message_is_byte_identical_to_its_decoding(tmp_path: Path) -> None:
    """What is on disk is what the contract encodes: nothing is made anew at sending."""
    config = config_of(tmp_path)
    source = Played([Batch([reading("A", 1, run=True, count=1)], upto(9), live=False)])
    await run_through(config, source)
    (message,) = spooled(config)
    spool = open_spool(config.spool_path, line=LINE, max_bytes=1 << 30)
    with contextlib.closing(spool):
        (row,) = spool.rows_after((-1, -1), limit=10)
    assert msgspec.json.encode(message) == row.payload
