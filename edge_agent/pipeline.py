"""Take readings from the source, leave spooled messages behind.

  source -> reorder -> mapping -> report -> message -> outbox (spool)
            2 s of     vendor     by ex-    several    numbered, on disk
            source     words to   ception   samples    before anybody
            time       ours                 in one     sends them

It reads no clock but the source's world and goes on while the broker is away.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from edge_agent.health import Health
from edge_agent.message import Assembler
from edge_agent.outbox import Outbox
from edge_agent.reorder import Lane, Released, Reorder
from edge_agent.report import UnitReport
from edge_agent.source import Batch, Reading, Source

_READINGS_A_TURN = 256  # then the event loop gets its turn: a played world is CPU-bound


@dataclass(frozen=True, slots=True)
class UnitStages:
    """The stages that belong to one unit; `correct_time` subtracts its clock offset."""

    lane: Lane
    report: UnitReport
    correct_time: bool


class Pipeline:
    """Pumps one source into one outbox."""

    def __init__(
        self,
        *,
        source: Source,
        units: Mapping[str, UnitStages],
        reorder: Reorder,
        assembler: Assembler,
        outbox: Outbox,
        health: Health,
        wall_ms: Callable[[], int],
        logger: FilteringBoundLogger,
    ) -> None:
        """Read `source`; `units` by vendor-side unit name."""
        self._source = source
        self._units = units
        self._reorder = reorder
        self._assembler = assembler
        self._outbox = outbox
        self._health = health
        self._wall_ms = wall_ms
        self._logger = logger
        self._released: deque[Released] = deque()
        self._now_ms = -1
        self._touched: dict[str, tuple[UnitReport, int]] = {}
        self._strangers: set[str] = set()
        self._steps: dict[str, int] = dict.fromkeys(units, 0)

    async def run(self) -> None:
        """Pump until the source ends."""
        batches = self._source.batches(resume_after=self._outbox.newest_ms)
        async with aclosing(batches) as stream:  # type: ignore[type-var]  # sources are async generators
            async for batch in stream:
                self._take(batch)
                await self._work()
                self._close_message(everything=batch.live)
                if batch.ended is not None:
                    self._health.ended = batch.ended
                    break
                await self._pause()
        self.finish()

    def tick(self) -> None:
        """Close a message whose samples have waited enough while the source was quiet."""
        self._close_message(everything=False)

    def finish(self) -> None:
        """Pass on everything that is still held, at the end or at a stop."""
        self._released.extend(self._reorder.release_all())
        while self._released:
            self._step(self._released.popleft())
        self._flush_touched()
        self._close_message(everything=True)

    def _take(self, batch: Batch) -> None:
        counters = self._health.counters
        for reading in batch.readings:
            counters.received += 1
            stages = self._units.get(reading.unit)
            if stages is None:
                self._refuse_stranger(reading)
            elif not stages.lane.take(reading):
                self._refuse_late(reading, stages.lane)
        self._health.world_ms = batch.world_ms
        if batch.live and not self._health.live:
            self._outbox.fresh.set()  # the birth may say so, even where nothing is to be sent
        self._health.live = batch.live
        self._released.extend(self._reorder.release(batch.world_ms))
        self._watch_clocks()

    async def _work(self) -> None:
        released = self._released
        turn = 0
        while released:
            self._step(released.popleft())
            turn += 1
            if self._assembler.full or turn >= _READINGS_A_TURN:
                turn = 0
                self._close_message(everything=False)
                await self._pause()
        # Nothing at or before the horizon can come any more, so this ms is complete.
        self._flush_touched()

    async def _pause(self) -> None:
        if self._source.virtual:
            await self._outbox.room()
        await asyncio.sleep(0)

    def _step(self, released: Released) -> None:
        world_ms, reading = released
        if world_ms != self._now_ms:
            self._flush_touched()
            self._now_ms = world_ms
        stages = self._units[reading.unit]
        stages.report.take(reading.tags)
        t = world_ms if stages.correct_time else reading.source_ms
        self._touched[reading.unit] = (stages.report, t)

    def _flush_touched(self) -> None:
        for report, t in self._touched.values():
            sample = report.flush(t)
            if sample is not None:
                self._assembler.add(sample, world_ms=self._now_ms)
        self._touched.clear()

    def _close_message(self, *, everything: bool) -> None:
        assembler = self._assembler
        everything = everything or assembler.overdue(self._wall_ms())
        while assembler.full or everything:
            samples = assembler.take()
            if not samples:
                return
            self._outbox.put(samples, newest_ms=assembler.newest_ms)

    def _refuse_stranger(self, reading: Reading) -> None:
        self._health.counters.rejected += 1
        if reading.unit not in self._strangers:
            self._strangers.add(reading.unit)
            self._logger.warning("unknown_unit", source_unit=reading.unit)

    def _refuse_late(self, reading: Reading, lane: Lane) -> None:
        self._health.counters.rejected += 1
        self._health.counters.refused_late += 1
        self._logger.warning(
            "reading_too_late",
            source_unit=reading.unit,
            source_ms=reading.source_ms,
            behind_ms=lane.released_ms - reading.source_ms,
        )

    def _watch_clocks(self) -> None:
        for unit, stages in self._units.items():
            offset = stages.lane.offset
            if offset.steps != self._steps[unit]:
                self._steps[unit] = offset.steps
                self._health.counters.clock_steps += 1
                self._logger.warning(
                    "source_clock_stepped", source_unit=unit, offset_ms=offset.used_ms
                )
