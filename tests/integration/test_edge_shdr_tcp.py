"""The SHDR client against a real TCP server: pairs, heartbeats, losses, reconnects."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from edge_agent.config import ShdrConfig
from edge_agent.shdr_tcp import ShdrTcp
from edge_agent.source import Reading

LIMIT_S = 20.0


@dataclass
class Adapter:
    """A little adapter: greets each client with its lines and answers PING."""

    greeting: list[str]
    answers_ping: bool = True
    port: int = 0
    clients: list[asyncio.StreamWriter] = field(default_factory=list)
    pings: int = 0
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.clients.append(writer)
        for line in self.greeting:
            writer.write(f"{line}\n".encode())
        while line_bytes := await reader.readline():
            if line_bytes.startswith(b"* PING"):
                self.pings += 1
                if self.answers_ping:
                    writer.write(b"* PONG 100\n")
        writer.close()

    def say(self, line: str) -> None:
        """Write one line to the newest client."""
        self.clients[-1].write(f"{line}\n".encode())

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            self._server.close()
        for client in self.clients:
            client.close()
        self.clients.clear()


@asynccontextmanager
async def adapter_of(*greeting: str, answers_ping: bool = True) -> AsyncIterator[Adapter]:
    """Run an adapter."""
    adapter = Adapter(list(greeting), answers_ping=answers_ping)
    await adapter.start()
    try:
        yield adapter
    finally:
        await adapter.stop()


@asynccontextmanager
async def reading_from(adapter: Adapter, **options: float) -> AsyncIterator[list[Reading]]:
    """Collect what a client reads from the adapter."""
    source = ShdrTcp(
        ShdrConfig(port=adapter.port, unit="M1", conditions=("system",)),
        wall_ms=lambda: time.time_ns() // 1_000_000,
        logger=structlog.get_logger(),
        **options,
    )
    readings: list[Reading] = []

    async def read() -> None:
        async for batch in source.batches(resume_after=None):
            assert batch.live
            assert all(one.arrival_ms <= batch.world_ms + 1 for one in batch.readings)
            readings.extend(batch.readings)

    task = asyncio.create_task(read())
    try:
        yield readings
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a state."""
    async with asyncio.timeout(LIMIT_S):
        while not condition():  # noqa: ASYNC110  # a state of another task, seen from outside
            await asyncio.sleep(0.01)


def now_line(pairs: str, *, skew_s: int = 0) -> str:
    """Write a line whose time is the wall's, or off by some seconds."""
    at = time.gmtime(time.time() + skew_s)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', at)}.000Z|{pairs}"


async def test_lines_become_readings_and_bad_ones_do_not_end_the_connection() -> None:
    """What an adapter says arrives with its own time, a bad line between notwithstanding."""
    lines = (
        "2022-08-08T13:51:34.7167146Z|execution|READY|mode|AUTO",
        "rubbish",
        "2022-08-08T13:51:35Z|system|FAULT|17|HIGH||door",
    )
    async with adapter_of(*lines) as adapter, reading_from(adapter) as readings:
        await until(lambda: len([one for one in readings if one.tags]) == 2)
        said = [one for one in readings if one.tags]
        assert said[0].source_ms == 1_659_966_694_716
        assert said[0].tags == {"execution": "READY", "mode": "AUTO"}
        assert said[1].tags["system"] == "FAULT"


async def test_pong_is_a_fresh_answer_without_news() -> None:
    """Each PONG gives a reading without tags, never older than what the device said."""
    line = now_line("execution|ACTIVE", skew_s=90)
    async with adapter_of(line) as adapter, reading_from(adapter) as readings:
        await until(lambda: len([one for one in readings if not one.tags]) >= 3)
        times = [one.source_ms for one in readings]
        assert times == sorted(times)
        # In the device's own time: a skewed clock does not make its answers look old.
        assert readings[-1].source_ms - readings[-1].arrival_ms > 85_000


async def test_lost_connection_makes_every_tag_unavailable_and_comes_back() -> None:
    """A closed connection says None for all tags; a new one brings the values again."""
    line = now_line("execution|ACTIVE|mode|AUTO")
    async with adapter_of(line) as adapter, reading_from(adapter) as readings:
        await until(lambda: any(one.tags.get("execution") == "ACTIVE" for one in readings))
        await adapter.stop()
        await until(lambda: readings[-1].tags == {"execution": None, "mode": None})
        lost_ms = readings[-1].source_ms
        adapter.greeting = [line.replace("ACTIVE", "READY")]  # as old as the one before
        await adapter.start()
        await until(lambda: any(one.tags.get("execution") == "READY" for one in readings))
        (back,) = [one for one in readings if one.tags.get("execution") == "READY"]
        assert back.source_ms >= lost_ms


async def test_adapter_that_answers_nothing_is_lost() -> None:
    """A connection that stays open but silent is given up: TCP alone proves nothing."""
    line = now_line("execution|ACTIVE")
    async with (
        adapter_of(line, answers_ping=False) as adapter,
        reading_from(adapter, ping_every_s=0.1) as readings,
    ):
        await until(lambda: any(one.tags.get("execution", "") is None for one in readings))
        assert adapter.pings >= 2
