"""An ingest without a session asks agents that were there before it to send again."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from edge_agent.health import AgentState
from edge_agent.source import Batch
from ingest.config import BrokerConfig, IngestConfig
from ingest.dead_letters import DeadLetters
from ingest.memory_store import MemoryStore
from ingest.service import Ingest
from tests.integration.counting_machine import (
    LIMIT_S,
    Broker,
    CountingMachine,
    make_agent,
    make_config,
    until,
)

PIECES = 300


class RestingMachine(CountingMachine):
    """Counts its pieces and then stays connected with nothing new to say."""

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield the pieces, and rest instead of ending."""
        async for batch in super().batches(resume_after=resume_after):
            if batch.ended is None:
                yield batch
        await asyncio.Event().wait()


async def test_an_ingest_that_joins_late_receives_what_was_sent_to_nobody(
    mosquitto: Broker, tmp_path: Path
) -> None:
    """Samples acknowledged by the broker before ingest had a session arrive all the same."""
    line = "acme/site/area/late"
    config = make_config(mosquitto, tmp_path, line=line, samples=31)
    agent = make_agent(config, RestingMachine(PIECES))
    stop = asyncio.Event()
    running = asyncio.create_task(agent.run(stop))
    # The machine rests before its last batch of 50, and the reorder stage holds two seconds:
    # eight full messages of 31 are on their way.
    sent = PIECES - 50 - 2
    await until(
        lambda: (
            agent.state is AgentState.CONNECTED
            and agent.counters.stored == sent
            and agent.spool_unsent() == 0
        )
    )
    store = MemoryStore(wall_ms=_wall_ms)
    letters = DeadLetters.open(tmp_path / "letters.sqlite")
    ingest = Ingest(
        IngestConfig(
            client_id="late",
            broker=BrokerConfig.model_validate(
                {
                    "host": mosquitto.host,
                    "port": mosquitto.port,
                    "username": mosquitto.username,
                    "password": mosquitto.password,
                }
            ),
        ),
        store,
        letters,
        wall_ms=_wall_ms,
        logger=structlog.get_logger(),
    )
    ingest.start()
    try:
        arrived = await asyncio.to_thread(
            ingest.wait_until, lambda: ingest.counters.stored >= sent, timeout_s=LIMIT_S
        )
    finally:
        ingest.stop()
        stop.set()
        await asyncio.wait_for(running, LIMIT_S)
        letters.close()
    assert arrived, f"{ingest.counters.stored} of {sent} samples arrived"


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
