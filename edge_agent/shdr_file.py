"""A recording of an MTConnect adapter enters; its readings leave in the order of their own time.

The recording is the world clock: it is sorted whole, silence in it stays silence, and it ends.
"""

import asyncio
from collections.abc import AsyncIterator
from operator import attrgetter
from pathlib import Path

from structlog.typing import FilteringBoundLogger

from edge_agent.config import ShdrConfig
from edge_agent.errors import BadConfig
from edge_agent.shdr import BadLine, ShdrParser
from edge_agent.source import Batch, Reading, Scalar

LOOK_BACK_MS = 60_000


class ShdrFile:
    """A source that plays a recording, at most `speed` times as fast as it was recorded."""

    def __init__(
        self,
        path: Path,
        *,
        config: ShdrConfig,
        logger: FilteringBoundLogger,
        speed: float | None = None,
        batch_ms: int = 60_000,
    ) -> None:
        """Play `path`; `speed` None is as fast as the path lets it; `batch_ms` of world time."""
        self._path = path
        self._config = config
        self._logger = logger
        self._speed = speed
        self._batch_ms = batch_ms
        self.bad_lines: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    @property
    def virtual(self) -> bool:
        """A recording can wait."""
        return True

    def readings(self) -> list[Reading]:
        """Read the whole recording, sorted by its own time; equal times keep their order."""
        parser = ShdrParser(conditions=frozenset(self._config.conditions))
        readings: list[Reading] = []
        try:
            lines = self._path.open(encoding="utf-8", errors="replace")
        except OSError as error:
            raise BadConfig(
                f"recording {self._path} cannot be read ({error.strerror}); give its path"
            ) from error
        with lines:
            for number, line in enumerate(lines, start=1):
                try:
                    said = parser.parse(line)
                except BadLine as bad:
                    self._logger.warning("bad_line", file=self.name, line=number, why=str(bad))
                    continue
                readings.extend(
                    Reading(one.device or self._config.unit, one.source_ms, one.source_ms, one.tags)
                    for one in said
                )
        self.bad_lines = parser.bad_lines
        if not readings:
            raise BadConfig(
                f"recording {self._path} holds no SHDR data line; is it another format?"
            )
        readings.sort(key=attrgetter("source_ms"))
        return readings

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield the recording in slices of its own time, the last one with its end."""
        readings = self.readings()
        if resume_after is not None:
            readings = _fold(readings, before_ms=resume_after - LOOK_BACK_MS)
        ended = readings[-1].source_ms
        slice_end = readings[0].source_ms
        first = 0
        while first < len(readings):
            # A gap is crossed in one step: there is nothing in it to hand over.
            slice_end = max(slice_end + self._batch_ms, readings[first].source_ms)
            last = first
            while last < len(readings) and readings[last].source_ms <= slice_end:
                last += 1
            done = last == len(readings)
            yield Batch(
                readings[first:last],
                world_ms=ended if done else slice_end,
                live=False,
                ended=ended if done else None,
            )
            first = last
            if self._speed is not None and not done:
                await asyncio.sleep(self._batch_ms / 1000 / self._speed)


def _fold(readings: list[Reading], *, before_ms: int) -> list[Reading]:
    """Replace what lies before a time by one reading per unit with all tags as they stood."""
    older = [reading for reading in readings if reading.source_ms < before_ms]
    tags: dict[str, dict[str, Scalar]] = {}
    at: dict[str, int] = {}
    for reading in older:
        tags.setdefault(reading.unit, {}).update(reading.tags)
        at[reading.unit] = reading.source_ms
    folded = [Reading(unit, at[unit], at[unit], tags[unit]) for unit in tags]
    folded.sort(key=attrgetter("source_ms"))
    return folded + readings[len(older) :]
