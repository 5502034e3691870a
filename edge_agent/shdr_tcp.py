"""A live MTConnect adapter on TCP enters; its readings leave, with a heartbeat per PONG.

A PONG is a fresh answer of the source, so it becomes a reading without tags; a lost connection
makes every tag unavailable at once.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from structlog.typing import FilteringBoundLogger

from edge_agent.clock_offset import ClockOffset
from edge_agent.config import ShdrConfig
from edge_agent.ending import end
from edge_agent.shdr import BadLine, ShdrParser
from edge_agent.source import Batch, Reading, Scalar

_PING = b"* PING\n"
_PING_EVERY_S = 5.0  # twice a heartbeat slot, so that no slot goes without an answer
_PING_AT_MOST_EVERY_S = 0.1
_BATCH_S = 0.5
_RECONNECT_MIN_S = 0.5
_RECONNECT_MAX_S = 30.0
_LONGEST_LINE = 1 << 20


@dataclass(slots=True)
class _Device:
    """What one device of the adapter said so far: its tags, its clock, its newest time."""

    tags: set[str] = field(default_factory=set)
    offset: ClockOffset = field(default_factory=ClockOffset)
    newest_ms: int = 0
    lost_ms: int = -1  # when it was last called unavailable


class ShdrTcp:
    """A source that stays connected to one adapter, and says so when it is not."""

    def __init__(
        self,
        config: ShdrConfig,
        *,
        wall_ms: Callable[[], int],
        logger: FilteringBoundLogger,
        ping_every_s: float = _PING_EVERY_S,
    ) -> None:
        self._config = config
        self._wall_ms = wall_ms
        self._logger = logger.bind(adapter=self.name)
        self._ping_every_s = ping_every_s
        self._parser = ShdrParser(conditions=frozenset(config.conditions))
        self._devices: dict[str, _Device] = {}
        self._readings: list[Reading] = []
        self._ask_sooner = asyncio.Event()

    @property
    def name(self) -> str:
        """The adapter's address."""
        return f"{self._config.host}:{self._config.port}"

    @property
    def virtual(self) -> bool:
        """A machine cannot wait."""
        return False

    @property
    def bad_lines(self) -> dict[str, int]:
        """How many lines were refused, by reason."""
        return self._parser.bad_lines

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield what arrived, at least twice a second; an adapter cannot look back."""
        del resume_after
        reading = asyncio.create_task(self._stay_connected(), name="shdr")
        try:
            while not reading.done():
                await asyncio.wait({reading}, timeout=_BATCH_S)
                # Taken together: nothing that arrives later has an earlier arrival time.
                due, self._readings = self._readings, []
                yield Batch(due, world_ms=self._wall_ms() - 1)
            reading.result()  # it ends only by our own bug, which is shown
        finally:
            await end(reading)

    async def _stay_connected(self) -> None:
        attempt = 0
        while True:
            try:
                reader, writer = await asyncio.open_connection(
                    self._config.host, self._config.port, limit=_LONGEST_LINE
                )
            except OSError as error:
                self._logger.warning("adapter_away", reason=str(error))
            else:
                attempt = 0
                self._logger.info("adapter_connected")
                try:
                    await self._converse(reader, writer)
                except (OSError, ValueError, TimeoutError) as error:
                    self._logger.warning("adapter_lost", reason=str(error) or "no answer")
                finally:
                    writer.close()
                self._all_unavailable()
            most = min(_RECONNECT_MAX_S, _RECONNECT_MIN_S * 2.0**attempt)
            await asyncio.sleep(random.uniform(_RECONNECT_MIN_S / 5, most))
            attempt += 1

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._parser = ShdrParser(
            conditions=self._parser.conditions, bad_lines=self._parser.bad_lines
        )
        pinging = asyncio.create_task(self._ping(writer), name="ping")
        try:
            while True:
                # An adapter that answers no PING for two intervals is gone, whatever TCP says.
                line = await asyncio.wait_for(
                    reader.readline(), timeout=max(2 * self._ping_every_s, 1.0)
                )
                if not line:
                    raise ConnectionResetError("the adapter closed the connection")
                self._take(line.decode("utf-8", errors="replace"))
        finally:
            await end(pinging)

    async def _ping(self, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(_PING)
            await writer.drain()
            self._ask_sooner.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ask_sooner.wait(), self._ping_every_s)

    def _take(self, line: str) -> None:
        now = self._wall_ms()
        if line.startswith("* PONG"):
            self._pong(line, now)
            return
        try:
            said = self._parser.parse(line)
        except BadLine as bad:
            self._logger.warning("bad_line", why=str(bad))
            return
        for one in said:
            unit = one.device or self._config.unit
            device = self._devices.setdefault(unit, _Device())
            device.tags.update(one.tags)
            at = one.source_ms
            if at > device.lost_ms:
                device.offset.observe(at - now)
            else:
                # What an adapter repeats at connect is older than the loss, and true from now on.
                at = max(now + device.offset.used_ms, device.newest_ms)
            device.newest_ms = max(device.newest_ms, at)
            self._readings.append(Reading(unit, at, now, one.tags))

    def _pong(self, line: str, now: int) -> None:
        words = line.split()
        if len(words) == 3 and words[2].isdigit() and int(words[2]) > 0:
            # The adapter's own wish (ms), but often enough for every heartbeat slot.
            wish_s = max(int(words[2]) / 1000, _PING_AT_MOST_EVERY_S)
            if wish_s < self._ping_every_s:
                self._ping_every_s = wish_s
                self._ask_sooner.set()
        self._say_of_all(now, unavailable=False)

    def _all_unavailable(self) -> None:
        self._say_of_all(self._wall_ms(), unavailable=True)

    def _say_of_all(self, now: int, *, unavailable: bool) -> None:
        for unit, device in self._devices.items():
            # In the device's own time, or a skewed clock would make the answer look old.
            at = max(now + device.offset.used_ms, device.newest_ms)
            device.newest_ms = at
            if unavailable:
                device.lost_ms = at
            tags: dict[str, Scalar] = dict.fromkeys(sorted(device.tags)) if unavailable else {}
            self._readings.append(Reading(unit, at, now, tags))
