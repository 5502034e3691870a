"""The edge agent against a real broker: what it spooled arrives, whole and in order."""

import asyncio
import itertools
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path

from contract.messages import Data
from edge_agent.health import AgentState
from edge_agent.source import Batch
from tests.integration.counting_machine import (
    LIMIT_S,
    START,
    Broker,
    CountingMachine,
    assert_conserved,
    firsts_are_right,
    listening,
    make_agent,
    make_config,
    until,
)


async def test_played_run_arrives_whole_in_order_with_birth_status_and_end(
    shared_mosquitto: Broker, tmp_path: Path
) -> None:
    """A played run ends with every sample acknowledged, and its last status says where."""
    line = "acme/site/area/whole"
    config = make_config(shared_mosquitto, tmp_path, line=line)
    agent = make_agent(config, CountingMachine(1000))
    async with listening(shared_mosquitto, line) as heard:
        await asyncio.wait_for(agent.run(asyncio.Event()), LIMIT_S)
        await until(lambda: bool(heard.statuses) and heard.statuses[-1].ended is not None)
    assert agent.state is AgentState.ENDED
    assert agent.spool_unsent() == 0
    assert_conserved(heard, pieces=1000)
    names = [(one.boot, one.seq) for one in heard.data]
    assert names == sorted(names)
    assert len(names) == len(set(names))
    assert all(one.historical for one in heard.data)
    assert {birth.clock for birth in heard.births} == {"played"}
    last = heard.statuses[-1]
    assert (last.ended, last.samples, last.unsent) == (START + 999_000, 1000, 0)
    assert (last.seq, last.received) == (len(names) - 1, 1000)
    assert all(status.ended is None for status in heard.statuses[:-1])
    assert not heard.deaths


async def test_broker_killed_twice_mid_run_loses_nothing(mosquitto: Broker, tmp_path: Path) -> None:
    """A broker killed without notice and started again has everything in the end."""
    line = "acme/site/area/killed"
    config = make_config(mosquitto, tmp_path, line=line, samples=10)
    killed = 0

    def at(second: int) -> None:
        nonlocal killed
        if second >= (killed + 1) * 1000 and killed < 2:
            killed += 1
            mosquitto.kill()
            mosquitto.start()

    agent = make_agent(config, CountingMachine(3000, at=at))
    async with listening(mosquitto, line) as heard:
        mosquitto.stop()  # so that the listener's session is on disk before the first kill
        mosquitto.start()
        await asyncio.wait_for(agent.run(asyncio.Event()), LIMIT_S)
        await until(lambda: heard.produced == set(range(3000)))
    assert killed == 2
    assert agent.counters.retried > 0
    assert_conserved(heard, pieces=3000)
    assert heard.births[-1].session == 3  # a birth may die with the broker; the last did not


async def test_agent_keeps_reading_while_the_broker_is_away(
    mosquitto: Broker, tmp_path: Path
) -> None:
    """A source that cannot wait is read on without a broker, and all of it is sent later."""
    line = "acme/site/area/away"
    config = make_config(mosquitto, tmp_path, line=line)
    mosquitto.kill()
    agent = make_agent(config, CountingMachine(2000, virtual=False, live_from_s=0))
    running = asyncio.create_task(agent.run(asyncio.Event()))
    await until(lambda: agent.counters.received == 2000)
    assert agent.state is AgentState.AWAY
    assert agent.spool_unsent() > 0
    mosquitto.start()
    async with listening(mosquitto, line) as heard:
        await asyncio.wait_for(running, LIMIT_S)
        await until(lambda: heard.produced == set(range(2000)))
    assert all(one.historical for one in heard.data)


async def test_agent_killed_without_notice_leaves_a_will_and_loses_nothing(
    shared_mosquitto: Broker, tmp_path: Path
) -> None:
    """An agent killed twice sends what it had spooled, older boots first, and reads the rest."""
    line = "acme/site/area/agent-killed"
    async with listening(shared_mosquitto, line) as heard:
        for _ in range(2):
            before = len(heard.data)
            child = await start_agent_process(shared_mosquitto, tmp_path, line)
            try:
                await until(lambda before=before: len(heard.data) > before + 10)  # type: ignore[misc]  # bound per turn
            finally:
                child.send_signal(signal.SIGKILL)
                await child.wait()
        await until(lambda: len(heard.deaths) == 2)
        config = make_config(shared_mosquitto, tmp_path, line=line)
        agent = make_agent(config, CountingMachine(6_000))
        await asyncio.wait_for(agent.run(asyncio.Event()), LIMIT_S)
        await until(lambda: heard.produced == set(range(6_000)))
    boots = list(dict.fromkeys(one.boot for one in heard.data))
    assert len(boots) == 3
    assert firsts_are_right(heard.data)
    last_birth = heard.births[-1]
    assert last_birth.last_boot is not None
    second = [one for one in heard.data if one.boot == boots[1]]
    assert last_birth.last_boot.boot == boots[1]
    assert last_birth.last_boot.seq == max(one.seq for one in second)
    newest = max(second, key=lambda one: one.seq)
    assert last_birth.last_boot.samples == newest.first + len(newest.samples)
    assert spooled_rises(heard.data)


def spooled_rises(data: Iterable[Data]) -> bool:
    """Tell whether `spooled` rises strictly in (boot, seq) order, across boots."""
    known = {(one.boot, one.seq): one.spooled for one in data}
    times = [known[name] for name in sorted(known)]
    return all(early < late for early, late in itertools.pairwise(times))


async def start_agent_process(
    broker: Broker, folder: Path, line: str
) -> asyncio.subprocess.Process:
    """Start this file as a process of its own that plays the same machine slowly."""
    told = {
        "host": broker.host,
        "port": broker.port,
        "username": broker.username,
        "password": broker.password,
        "folder": str(folder),
        "line": line,
    }
    root = Path(__file__).parents[2]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        __file__,
        json.dumps(told),
        env={**os.environ, "PYTHONPATH": str(root)},
    )


@dataclass
class _Told:
    host: str
    port: int
    username: str
    password: str
    folder: str
    line: str

    def kill(self) -> None:
        """Nothing of ours to kill."""

    def start(self) -> None:
        """Nothing of ours to start."""

    def stop(self) -> None:
        """Nothing of ours to stop."""


@dataclass
class _Slow(CountingMachine):
    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Leave the killer time to strike in the middle."""
        async for batch in CountingMachine.batches(self, resume_after=resume_after):
            yield batch
            await asyncio.sleep(0.01)


def main() -> None:
    """Run one agent until it is killed."""
    told = _Told(**json.loads(sys.argv[1]))
    config = make_config(told, Path(told.folder), line=told.line)
    asyncio.run(make_agent(config, _Slow(6_000)).run(asyncio.Event()))


if __name__ == "__main__":
    main()
