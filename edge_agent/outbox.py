"""Samples enter as numbered, encoded messages; the publisher takes rows and acknowledges them.

Between the pipeline and the publisher: gives each message its name (boot, seq), fixes `spooled`
and `historical`, applies the policy of a full spool, and wakes whoever waits.
"""

import asyncio
from collections.abc import Callable, Sequence

from structlog.typing import FilteringBoundLogger

from contract.codec import encode
from contract.messages import Data, LastBoot
from contract.sample import Sample
from edge_agent.health import AgentState, Health
from edge_agent.spool import Spool, SpoolRow

START = (-1, -1)  # the position before every row


class Outbox:
    """The messages of one boot on their way to the broker, and those of older boots."""

    def __init__(
        self,
        spool: Spool,
        *,
        health: Health,
        high_water_rows: int,
        source_waits: bool,
        wall_ms: Callable[[], int],
        logger: FilteringBoundLogger,
    ) -> None:
        """Begin a boot; a source that waits for room never has its messages dropped."""
        self._spool = spool
        self._health = health
        self._high_water_rows = high_water_rows
        self._source_waits = source_waits
        self._wall_ms = wall_ms
        self._logger = logger
        self._freed = asyncio.Event()
        self.fresh = asyncio.Event()
        self.newest_ms: int | None = spool.remembered("newest_ms")
        self._spooled = spool.remembered("spooled") or 0
        self.boot = spool.begin_boot(wall_ms())
        self.last_boot: LastBoot | None = spool.last_boot
        self.seq = -1
        self.samples = 0
        self._newest_sent = START
        self._newest_taken = START
        self._reached = START  # the newest row sent on this connection

    @property
    def unsent(self) -> int:
        """Rows that the broker has not acknowledged yet."""
        return self._spool.unsent

    def put(self, samples: tuple[Sample, ...], *, newest_ms: int) -> None:
        """Spool one message; `newest_ms` is the world time up to which it tells."""
        while self._spool.full and not self._source_waits and self._drop():
            pass
        health = self._health
        spooled = max(self._wall_ms(), self._spooled + 1)
        historical = (
            not health.live or health.state is not AgentState.CONNECTED or self._spool.unsent > 0
        )
        seq = self.seq + 1
        message = Data(
            boot=self.boot,
            seq=seq,
            first=self.samples,
            spooled=spooled,
            historical=historical,
            samples=samples,
        )
        row = SpoolRow(self.boot, seq, len(samples), encode(message), None)
        self._spool.put(row, spooled=spooled, newest_ms=newest_ms)
        self.seq = seq
        self._spooled = spooled
        self.samples += len(samples)
        health.counters.stored += len(samples)
        self.fresh.set()

    async def room(self) -> None:
        """Wait while the spool is above its high-water mark; for sources that can wait."""
        while self._spool.unsent >= self._high_water_rows or self._spool.full:
            self._freed.clear()
            await self._freed.wait()

    def next_session(self) -> int:
        """Count one more connect of this boot; every row still there is sent again on it."""
        self._reached = START
        return self._spool.begin_session()

    def rows_after(self, position: tuple[int, int], *, limit: int) -> Sequence[SpoolRow]:
        """Return the next rows in (boot, seq) order; who took them may be sending them."""
        rows = self._spool.rows_after(position, limit=limit)
        if rows:
            self._newest_taken = max(self._newest_taken, (rows[-1].boot, rows[-1].seq))
        return rows

    def sending(self, row: SpoolRow) -> None:
        """Note that a row goes out; what is not newer than those before goes out again."""
        position = self._reached = (row.boot, row.seq)
        if position <= self._newest_sent:
            self._health.counters.retried += 1
        else:
            self._newest_sent = position

    def acked(self, row: SpoolRow) -> None:
        """Note that the broker acknowledged a row."""
        self._spool.ack(row, self._wall_ms())
        self._freed.set()

    def tidy(self, *, keep_acked_ms: int) -> None:
        """Delete the rows whose acknowledgement is old enough.

        Not while the broker is away, nor before they were sent again: it may have forgotten them.
        """
        connected = self._health.state is AgentState.CONNECTED
        self._spool.tidy(
            self._wall_ms() - keep_acked_ms, sent=self._reached if connected else START
        )
        self._freed.set()

    def finish(self) -> None:
        """Say that nothing more will be put."""
        self._health.finishing = True
        self.fresh.set()

    def close(self) -> None:
        """Let go of the spool."""
        self._spool.close()

    def _drop(self) -> bool:
        row = self._spool.drop_oldest(sent=self._newest_taken)
        if row is None:
            return False
        if row.acked_at is None:
            if row.boot == self.boot:
                self._health.counters.dropped += row.samples
            self._logger.warning(
                "spool_full_dropped_oldest", boot=row.boot, seq=row.seq, samples=row.samples
            )
        return True
