"""A simulated line as a source of readings: as fast as the path takes it, or at wall speed."""

import asyncio
from collections.abc import AsyncIterator, Callable

from edge_agent.source import Batch, Reading
from simulators.line import Line

KEEP_ALIVE_MS = 10_000
# A new start begins this much before the newest time the agent remembers; identity makes the
# overlap harmless, and nothing that was read but not yet spooled is lost.
OVERLAP_MS = 60_000
_LIVE_STEP_S = 0.5


class SimulatedSource:
    """Runs one line from its start; the clock is the world's own, so the spool may slow it down.

    Args:
        line: a line that was not advanced yet.
        end: world ms at which a played run ends, on the 10 s grid; None goes on at wall speed
            once the wall clock is reached.
        speed: world seconds per wall second while playing; None is as fast as the path allows.
        wall_ms: the wall clock.
        chunk_ms: world time per batch while playing.
    """

    virtual = True

    def __init__(
        self,
        line: Line,
        *,
        end: int | None,
        speed: float | None,
        wall_ms: Callable[[], int],
        chunk_ms: int = 60_000,
    ) -> None:
        self.name = line.path
        self._line = line
        self._end = end
        self._speed = speed
        self._wall_ms = wall_ms
        self._chunk_ms = chunk_ms

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield what the line's controllers say, from its start or from before `resume_after`."""
        at = await self._skip(resume_after)
        began_world, began_wall = at, self._wall_ms()
        while True:
            wall = self._wall_ms()
            reach = wall if self._end is None else self._end
            if self._speed is not None:
                # Never ahead of its own clock, however fast that is set.
                reach = min(reach, began_world + int((wall - began_wall) * self._speed))
            target = min(at + self._chunk_ms, reach)
            live = self._end is None and target >= wall
            if target > at:
                at = target
                ended = at if at == self._end else None
                readings = self._line.run_until(at)
                if ended is not None:
                    readings += self._line.still_on_their_way()
                yield Batch(
                    readings=[Reading(*reading) for reading in readings],
                    world_ms=at,
                    live=live,
                    ended=ended,
                )
                if ended is not None:
                    return
            if target >= reach:
                await asyncio.sleep(_LIVE_STEP_S)

    async def _skip(self, resume_after: int | None) -> int:
        start = self._line.start
        if resume_after is None:
            return start - 1
        grid = (resume_after - OVERLAP_MS) // KEEP_ALIVE_MS * KEEP_ALIVE_MS
        # The keep-alive at `grid` is then the first reading and carries every tag.
        stop = max(start, grid) - 1
        at = start - 1
        while at < stop:
            at = min(at + self._chunk_ms, stop)
            self._line.skip_until(at)
            await asyncio.sleep(0)
        return at
