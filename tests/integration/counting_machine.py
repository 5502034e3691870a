"""A counting machine, its agent and a listener on a real broker, for tests of delivery."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import aiomqtt
import structlog
from pydantic import SecretStr

from contract.codec import decode
from contract.messages import Birth, Command, Data, Death, Status
from contract.topic import Topic, TopicFilter
from edge_agent.agent import Agent
from edge_agent.config import AgentConfig, BrokerConfig, SpoolConfig
from edge_agent.source import Batch, Reading

START = 1_772_402_400_000
LIMIT_S = 30.0


class Broker(Protocol):
    """What the `mosquitto` fixture gives."""

    host: str
    port: int
    username: str
    password: str

    def kill(self) -> None:
        """End at once."""

    def start(self) -> None:
        """Begin again."""

    def stop(self) -> None:
        """Save and end."""


@dataclass
class CountingMachine:
    """A played machine that counts a piece each second, as fast as it is read."""

    seconds: int
    batch_s: int = 50
    live_from_s: int | None = None
    name: str = "counting"
    virtual: bool = True
    at: Callable[[int], None] = field(default=lambda _: None)

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Begin a minute before what the agent remembers."""
        first = 0 if resume_after is None else max(0, (resume_after - START) // 1000 - 60)
        for second in range(first, self.seconds, self.batch_s):
            self.at(second)
            upto = min(second + self.batch_s, self.seconds)
            readings = [
                Reading("M1", t, t, {"count": one, "run": True})
                for one in range(second, upto)
                for t in (START + one * 1000,)
            ]
            done = upto == self.seconds
            live = self.live_from_s is not None and second >= self.live_from_s
            yield Batch(
                readings,
                world_ms=readings[-1].arrival_ms,
                live=live,
                ended=readings[-1].source_ms if done else None,
            )
            await asyncio.sleep(0)


def make_config(broker: Broker, folder: Path, *, line: str, samples: int = 20) -> AgentConfig:
    """Configure an agent for one counting machine."""
    return AgentConfig.model_validate(
        {
            "line": line,
            "broker": BrokerConfig(
                host=broker.host,
                port=broker.port,
                username=broker.username,
                password=SecretStr(broker.password),
                reconnect_min_s=0.05,
                reconnect_max_s=0.2,
                status_s=0.2,
            ),
            "spool": SpoolConfig(path=folder / "spool.sqlite", high_water_rows=20),
            "report": {"max_samples_per_message": samples},
            "unit": [
                {
                    "unit": "press",
                    "source_unit": "M1",
                    "mapping": "counter",
                    "name_en": "Press",
                    "name_zh": "冲床",
                    "kind": "press",
                    "digital_interface": "retrofit",
                }
            ],
            "mapping": {
                "counter": {
                    "tags": {"produced": {"tag": "count"}},
                    "rows": [{"when": {"run": True}, "then": {"state": "executing"}}],
                }
            },
        }
    )


def make_agent(config: AgentConfig, source: CountingMachine) -> Agent:
    """Build an agent on the wall's clock."""
    return Agent(
        config,
        source,
        wall_ms=lambda: time.time_ns() // 1_000_000,
        logger=structlog.get_logger(),
    )


@dataclass
class Heard:
    """What a subscriber heard of one line."""

    births: list[Birth] = field(default_factory=list)
    data: list[Data] = field(default_factory=list)
    payloads: dict[tuple[int, int], set[bytes]] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    deaths: list[Death] = field(default_factory=list)

    def take(self, topic: str, payload: bytes) -> None:
        """Decode and keep one message of the agent."""
        kind = Topic.parse(topic).kind
        if kind == "command":
            return
        match decode(kind, payload):
            case Birth() as birth:
                self.births.append(birth)
            case Data() as data:
                self.data.append(data)
                self.payloads.setdefault((data.boot, data.seq), set()).add(payload)
            case Status() as status:
                self.statuses.append(status)
            case Death() as death:
                self.deaths.append(death)
            case Command():
                pass

    @property
    def produced(self) -> set[int]:
        """The counter values that arrived."""
        return {
            sample.produced
            for data in self.data
            for sample in data.samples
            if isinstance(sample.produced, int)
        }


def client_of(broker: Broker, identifier: str) -> aiomqtt.Client:
    """Make a client with a persistent session, as ingest has."""
    return aiomqtt.Client(
        broker.host,
        broker.port,
        username=broker.username,
        password=broker.password,
        identifier=identifier,
        clean_session=False,
        protocol=aiomqtt.ProtocolVersion.V311,
    )


@asynccontextmanager
async def listening(broker: Broker, line: str) -> AsyncIterator[Heard]:
    """Hear everything of one line, through every death of the broker."""
    heard = Heard()
    ready = asyncio.Event()
    topics = str(TopicFilter.parse(line))
    identifier = f"listener-{line.replace('/', '-')}"

    async def listen() -> None:
        while True:
            try:
                async with client_of(broker, identifier) as client:
                    await client.subscribe(topics, qos=1)
                    ready.set()
                    async for message in client.messages:
                        heard.take(str(message.topic), bytes(message.payload))
            except aiomqtt.MqttError:
                await asyncio.sleep(0.05)

    task = asyncio.create_task(listen())
    try:
        await asyncio.wait_for(ready.wait(), LIMIT_S)
        yield heard
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a state."""
    async with asyncio.timeout(LIMIT_S):
        while not condition():  # noqa: ASYNC110  # many states of many parts, seen from outside
            await asyncio.sleep(0.01)


def assert_conserved(heard: Heard, *, pieces: int) -> None:
    """Every piece arrived; messages say the same each time; a boot counts its samples right."""
    assert heard.produced == set(range(pieces))
    assert all(len(spellings) == 1 for spellings in heard.payloads.values())
    assert firsts_are_right(heard.data)


def firsts_are_right(data: Iterable[Data]) -> bool:
    """Tell whether seq rises by one and `first` by the samples before, in each boot."""
    known = {(one.boot, one.seq): one for one in data}
    sent: dict[int, int] = {}
    for boot, seq in sorted(known):
        one = known[boot, seq]
        if one.first != sent.get(boot, 0) or (seq and (boot, seq - 1) not in known):
            return False
        sent[boot] = one.first + len(one.samples)
    return True
