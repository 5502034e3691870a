"""An edge agent that has caught up with the wall clock, against a real broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiomqtt
import pytest
import structlog

from contract.codec import decode, encode
from contract.messages import Birth, Command, Data, Death, Message, Status
from contract.topic import Topic, TopicFilter
from edge_agent.agent import Agent
from edge_agent.config import AgentConfig
from edge_agent.source import Batch, Reading, Source
from factory.mosquitto import Mosquitto

START = 1_772_402_400_000
LIMIT_S = 30.0
_M = TypeVar("_M", Birth, Data, Status, Death)


class Clockwork:
    """A machine that plays twenty seconds, then is live and counts when it is told to."""

    name = "clockwork"
    virtual = True

    def __init__(self) -> None:
        self.second = 20
        self.turns: asyncio.Queue[None] = asyncio.Queue()

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield the past at once and the present on request."""
        del resume_after
        past = [self.reading(second) for second in range(20)]
        yield Batch(past, START + 30_000, live=False)
        while True:
            await self.turns.get()
            self.second += 10
            reading = self.reading(self.second)
            yield Batch([reading], reading.arrival_ms + 5000, live=True)

    @staticmethod
    def reading(second: int) -> Reading:
        """Say one count."""
        at = START + second * 1000
        return Reading("M1", at, at, {"count": second, "run": True})


def config_of(broker: Mosquitto, folder: Path, line: str) -> AgentConfig:
    """Configure one counting machine."""
    return AgentConfig.model_validate(
        {
            "line": line,
            "broker": {
                "host": broker.host,
                "port": broker.port,
                "username": broker.username,
                "password": broker.password,
            },
            "spool": {"path": folder / "spool.sqlite"},
            "report": {"max_age_ms": 0},
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


def client_of(broker: Mosquitto) -> aiomqtt.Client:
    """Make a client of the test's own."""
    return aiomqtt.Client(
        broker.host, broker.port, username=broker.username, password=broker.password
    )


class Line:
    """A running agent, what it was heard to say, and the hands on its machine."""

    def __init__(self, agent: Agent, machine: Clockwork, ear: aiomqtt.Client) -> None:
        self.agent = agent
        self.machine = machine
        self.ear = ear
        self.stop = asyncio.Event()
        self.heard: list[Message] = []

    async def listen(self) -> None:
        """Keep what the agent says."""
        async for message in self.ear.messages:
            kind = Topic.parse(str(message.topic)).kind
            if kind != "command":
                self.heard.append(decode(kind, bytes(message.payload)))

    def of(self, kind: type[_M]) -> list[_M]:
        """Return what was heard of one kind."""
        return [message for message in self.heard if isinstance(message, kind)]

    async def become_live(self) -> None:
        """Go on until the birth says wall."""
        await until(lambda: bool(self.of(Data)) and not self.agent.spool_unsent())
        self.machine.turns.put_nowait(None)
        await until(lambda: self.of(Birth)[-1].clock == "wall")


@asynccontextmanager
async def running(
    broker: Mosquitto, folder: Path, line: str, source: Source | None = None
) -> AsyncIterator[Line]:
    """Run an agent of this line and listen to it."""
    machine = Clockwork()
    agent = Agent(
        config_of(broker, folder, line),
        source or machine,
        wall_ms=lambda: time.time_ns() // 1_000_000,
        logger=structlog.get_logger(),
    )
    async with client_of(broker) as ear, asyncio.timeout(LIMIT_S):
        await ear.subscribe(str(TopicFilter.parse(line)), qos=1)
        scene = Line(agent, machine, ear)
        listening = asyncio.create_task(scene.listen())
        work = asyncio.create_task(agent.run(scene.stop))
        try:
            yield scene
        finally:
            scene.stop.set()
            await work
            listening.cancel()
            await asyncio.wait({listening})


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a state."""
    while not condition():  # noqa: ASYNC110  # a state of other tasks, seen from outside
        await asyncio.sleep(0.01)


async def test_birth_says_played_then_wall(shared_mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Births say played until the source is live and all is sent, then wall, in one session."""
    async with running(shared_mosquitto, tmp_path, "acme/site/live/wall") as line:
        await line.become_live()
        births = line.of(Birth)
        assert [birth.clock for birth in births] == ["played", "wall"]
        assert {birth.session for birth in births} == {1}


async def test_live_data_is_not_historical(shared_mosquitto: Mosquitto, tmp_path: Path) -> None:
    """What was played is historical; what comes when everything is sent is not."""
    async with running(shared_mosquitto, tmp_path, "acme/site/live/present") as line:
        await line.become_live()
        before = len(line.of(Data))
        line.machine.turns.put_nowait(None)
        await until(lambda: len(line.of(Data)) > before)
        data = line.of(Data)
        assert data[0].historical
        assert not data[-1].historical
        assert data[-1].samples[-1].t == START + 40_000


@pytest.mark.parametrize("garbage", [b"\xff", b"{}", b'{"v":9,"command":"rebirth"}'])
async def test_rebirth_is_answered_and_garbage_is_not(
    shared_mosquitto: Mosquitto, tmp_path: Path, garbage: bytes
) -> None:
    """A rebirth request brings the register again; anything else in its place brings nothing."""
    path = f"acme/site/live/rebirth-{len(garbage)}"
    command = str(TopicFilter.parse(path).of("command"))
    async with running(shared_mosquitto, tmp_path, path) as line:
        await line.become_live()
        await line.ear.publish(command, garbage, qos=1)
        await line.ear.publish(command, encode(Command(command="rebirth")), qos=1)
        await until(lambda: len(line.of(Birth)) == 3)
    births = line.of(Birth)
    assert len(births) == 3
    assert births[1] == births[2]


async def test_clean_stop_says_a_last_status_and_no_death(
    shared_mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """A stop sends what is held, says so in a status with nothing unsent, and leaves no will."""
    async with running(shared_mosquitto, tmp_path, "acme/site/live/stop") as line:
        await line.become_live()
        before = len(line.of(Status))
        line.stop.set()
        await until(lambda: len(line.of(Status)) > before and not line.of(Status)[-1].unsent)
        last = line.of(Status)[-1]
        assert last.samples == sum(len(one.samples) for one in line.of(Data))
        assert last.ended is None
    assert line.of(Death) == []


class DumbMachine:
    """A live machine that cannot be reached: it has nothing to say, from the start."""

    name = "dumb"
    virtual = False

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield that the present was reached, once asked, and never a reading."""
        del resume_after
        await self.asked.wait()
        yield Batch([], START, live=True)
        await asyncio.Event().wait()


async def test_birth_says_wall_though_the_machine_says_nothing(
    shared_mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """A line whose machine is away at the agent's start goes by the wall's clock all the same."""
    machine = DumbMachine()
    async with running(shared_mosquitto, tmp_path, "acme/site/live/dumb", machine) as line:
        await until(lambda: bool(line.of(Status)))
        machine.asked.set()
        await until(lambda: line.of(Birth)[-1].clock == "wall")
        assert [birth.clock for birth in line.of(Birth)] == ["played", "wall"]
