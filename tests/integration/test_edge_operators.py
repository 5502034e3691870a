"""A terminal that sends badges, a real agent and a real broker: where the badge may not arrive."""

import asyncio
import io
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from contract.codec import decode
from contract.messages import Data
from contract.topic import Topic, TopicFilter
from edge_agent.agent import Agent
from edge_agent.config import AgentConfig, ShdrConfig
from edge_agent.pseudonym import to_pseudonym
from edge_agent.shdr_tcp import ShdrTcp
from tests.integration.counting_machine import LIMIT_S, Broker, client_of, make_config, until

KEY = "a key that only this test has"
NAME, NUMBER = "ZHANGWEI", "480417"
BADGE = f"{NAME} {NUMBER}"
LINE = "acme/site/area/badges"
MAPPING = {
    "tags": {
        "operator": {"tag": "badge"},
        "order": {"tag": "badge"},
        "produced": {"tag": "badge"},
        "scrap": {"tag": "count"},
    },
    "values": {"who": {"tag": "badge", "causes_sample": True}},
    "rows": [
        {"when": {"run": "yes", "badge": ""}, "then": {"state": "executing"}},
        {"when": {"run": "no"}, "then": {"reason": {"tag": "badge"}}},
    ],
}


def said_by_terminal() -> list[str]:
    """Return good lines and lines that are no SHDR, the badge in each."""
    now = wall_ms()
    at = (adapter_time(now + ms) for ms in range(-1000, 0, 20))
    return [
        f"{next(at)}|run|yes|badge|{BADGE}",
        f"{next(at)}|run|no",
        f"{next(at)}|run|yes|badge|  {BADGE} ",
        f"{next(at)}|badge|{'x' * 300}{BADGE}",
        f"{next(at)}|badge|{BADGE}|count|1|colour|{BADGE}",
        BADGE,
        f"{next(at)}|{BADGE}",
        f"{next(at)}|run|yes|{BADGE}",
        f"2026-99-99T00:00:00Z {BADGE}|run|yes",
        f"{next(at)}|badge|{BADGE}|run",
        f"{next(at)}|badge|{BADGE}|system",
        f"{next(at)}|count|7",
    ]


def wall_ms() -> int:
    """Return the wall's ms."""
    return time.time_ns() // 1_000_000


def adapter_time(ms: int) -> str:
    """Return a time as a line begins."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


@asynccontextmanager
async def terminal() -> AsyncIterator[int]:
    """Run an adapter that says all of that at once, and the badge too late with each PONG."""
    late = adapter_time(wall_ms() - 10_000)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write("".join(f"{line}\n" for line in said_by_terminal()).encode())
        while await reader.readline():
            writer.write(f"* PONG 100\n{late}|badge|{BADGE}\n".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def overhearing(broker: Broker) -> AsyncIterator[list[tuple[str, bytes]]]:
    """Keep topic and payload of everything that is published for the line."""
    heard: list[tuple[str, bytes]] = []
    async with client_of(broker, "overhearing") as client:
        await client.subscribe(str(TopicFilter.parse(LINE)), qos=1)

        async def listen() -> None:
            async for message in client.messages:
                heard.append((str(message.topic), bytes(message.payload)))  # noqa: PERF401  it never ends

        task = asyncio.create_task(listen())
        try:
            yield heard
        finally:
            task.cancel()
            await asyncio.wait({task})


def on_disk(folder: Path) -> bytes:
    """Return every byte of the spool: database, write-ahead log and whatever lies beside."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def make_badge_config(broker: Broker, folder: Path) -> AgentConfig:
    """Configure an agent that reads the terminal; its key comes from the environment."""
    plain = make_config(broker, folder, line=LINE)
    return AgentConfig.model_validate(
        {
            "line": LINE,
            "broker": plain.broker,
            "spool": plain.spool,
            "unit": plain.unit,
            "report": {"reorder_ms": 0},
            "mapping": {"counter": MAPPING},
        }
    )


async def test_badge_is_nowhere_in_spool_broker_and_log(
    shared_mosquitto: Broker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Of all that is written, sent or logged nothing holds the badge, and the pseudonym is there.

    The badge comes well and badly formed, too late, too long, in a combination that no row covers,
    and through a counter, an order, a process value and a reason that read the same tag.
    """
    monkeypatch.setenv("EDGE_AGENT_OPERATORS__KEY", KEY)
    caplog.set_level(logging.DEBUG)
    pseudonym = to_pseudonym(KEY.encode())(BADGE)
    assert pseudonym is not None
    log = io.StringIO()
    logger = structlog.wrap_logger(
        structlog.PrintLogger(log), processors=[structlog.processors.JSONRenderer()]
    )
    async with terminal() as port, overhearing(shared_mosquitto) as heard:
        source = ShdrTcp(
            ShdrConfig(port=port, unit="M1", conditions=("system",)),
            wall_ms=wall_ms,
            logger=logger,
        )
        config = make_badge_config(shared_mosquitto, tmp_path)
        agent = Agent(config, source, wall_ms=wall_ms, logger=logger)
        stop = asyncio.Event()
        running = asyncio.create_task(agent.run(stop))

        def everything_told() -> bool:
            samples = [
                sample
                for topic, payload in heard
                if isinstance(message := decode(Topic.parse(topic).kind, payload), Data)
                for sample in message.samples
            ]
            return (
                any(sample.reason == sample.order == pseudonym for sample in samples)
                and any(sample.scrap == 7 for sample in samples)
                and any(b"run=yes, badge=p-" in payload for _, payload in heard)
                and "reading_too_late" in log.getvalue()
            )

        await until(everything_told)
        spool_running = on_disk(tmp_path)
        stop.set()
        await asyncio.wait_for(running, LIMIT_S)
    published = b"".join(payload for _, payload in heard)
    logged = log.getvalue() + caplog.text
    assert {Topic.parse(topic).kind for topic, _ in heard} >= {"birth", "data", "status"}
    assert logged.count('"bad_line"') == 6
    assert '"unknown_tag"' in logged
    for place in (spool_running, on_disk(tmp_path), published):
        assert pseudonym.encode() in place
    for place in (spool_running, on_disk(tmp_path), published, logged.encode()):
        for secret in (NAME, NUMBER, KEY):
            assert secret.encode() not in place
