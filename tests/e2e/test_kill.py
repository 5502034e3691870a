"""Separate processes killed without notice, again and again: nothing missing, KPIs equal truth."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from factory.mosquitto import Mosquitto, free_port
from factory.plant_files import packaged_plants
from factory.truth.kpis import compare
from factory.truth.once import truth_row
from simulators.scenario_file import load_scenario
from simulators.world import World

HOURS = 6
# Paced, so that there is still an agent to kill: six hours take 108 s whatever the machine.
SPEED = 200
SEED = 7
OWNER_KILLS = 10
BETWEEN_KILLS = 500  # samples
BROKER_KILLS = {2, 6}
AGENT_KILLS = {0, 1}
PLANT = packaged_plants() / "demo-plant"


@dataclass
class Process:
    """One `factory` service as a child that may be killed and started again."""

    config: Path
    command: str
    environment: dict[str, str]
    child: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        """Keep what it says beside its configuration."""
        self.log = self.config.with_suffix(f".{self.command}.log")

    def start(self) -> None:
        """Start the service."""
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "factory.main", self.command, "--config", str(self.config)],
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """Kill it without notice, and wait for the corpse."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        assert self.child is not None
        self.child.send_signal(how)
        return self.child.wait(timeout=60)

    @property
    def exit_code(self) -> int | None:
        """The exit code once the process is over."""
        assert self.child is not None
        return self.child.poll()

    def said(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-3000:]


@dataclass
class Plant:
    """The plant server and its edge agents, on one broker."""

    broker: Mosquitto
    owner: Process
    agents: dict[str, Process]
    url: str

    def stored(self) -> int:
        """Return the samples stored since the owner's last start; -1 while it does not answer."""
        try:
            text = httpx.get(f"{self.url}/metrics", timeout=5, trust_env=False).text
        except httpx.HTTPError:
            return -1
        for line in text.splitlines():
            if line.startswith("ingest_stored_total"):
                return int(float(line.rpartition(" ")[2]))
        return -1

    def is_quiet(self) -> bool:
        """Tell whether a fast machine has ended all agents while the owner still answers."""
        return self.stored() >= 0 and all(
            agent.exit_code is not None for agent in self.agents.values()
        )

    def get(self, path: str) -> object:
        """Ask the owner's API."""
        answer = httpx.get(f"{self.url}{path}", timeout=60, trust_env=False)
        answer.raise_for_status()
        return json.loads(answer.content)


def wait_for(ready: Callable[[], bool], *, what: str, limit_s: float = 120) -> None:
    """Look every 50 ms until the state is reached."""
    pause = threading.Event()
    for _ in range(int(limit_s / 0.05)):
        if ready():
            return
        pause.wait(0.05)
    pytest.fail(f"{what} within {limit_s} s")


@pytest.fixture
def plant(tmp_path: Path, mosquitto: Mosquitto) -> Iterator[Plant]:
    """Write the configurations of all services; start nothing but the broker."""
    port = free_port()
    (tmp_path / "analytics.toml").write_text(f"master_data = [{str(PLANT / 'site.toml')!r}]\n")
    (tmp_path / "board.toml").write_text(f"port = {port}\n")
    ingest = tmp_path / "ingest.toml"
    ingest.write_text(
        f"""
client_id = "ingest-1"
dead_letters = "{tmp_path}/data/dead-letters.sqlite"
[broker]
port = {mosquitto.port}
longest_wait_s = 1
[store]
path = "{tmp_path}/data/store.duckdb"
[owner]
analytics = "analytics.toml"
board = "board.toml"
"""
    )
    secrets = {
        "INGEST_BROKER__USERNAME": mosquitto.username,
        "INGEST_BROKER__PASSWORD": mosquitto.password,
        "EDGE_AGENT_BROKER__PASSWORD": mosquitto.password,
    }
    agents = {}
    for file in sorted(PLANT.glob("*.agent.toml")):
        config = tmp_path / file.name
        text = file.read_text()
        config.write_text(
            f"""{text}
[broker]
port = {mosquitto.port}
username = "{mosquitto.username}"
reconnect_max_s = 1.0
[spool]
path = "{tmp_path}/spool-{file.stem}.sqlite"
[source]
kind = "simulated"
scenario = "demo-plant"
seed = {SEED}
hours = {HOURS}
speed = "{SPEED}"
"""
        )
        agents[file.name] = Process(config, "edge-agent", secrets)
    made = Plant(mosquitto, Process(ingest, "ingest", secrets), agents, f"http://127.0.0.1:{port}")
    yield made
    for process in (made.owner, *made.agents.values()):
        if process.child is not None and process.exit_code is None:
            process.kill()


@pytest.mark.slow
def test_kills_of_every_process_lose_nothing_and_change_no_kpi(plant: Plant) -> None:
    """Owner killed ten times, broker and an agent twice: conservation holds, KPIs equal truth."""
    plant.owner.start()
    for agent in plant.agents.values():
        agent.start()
    victim = plant.agents["line-2.agent.toml"]
    while_storing = 0
    for kill in range(OWNER_KILLS):
        wait_for(
            lambda: plant.stored() > BETWEEN_KILLS or plant.is_quiet(),
            what=f"{plant.owner.said()}\nthe owner stores",
        )
        while_storing += plant.stored() > BETWEEN_KILLS
        if kill in BROKER_KILLS:
            plant.broker.kill()
            plant.broker.start()
        if kill in AGENT_KILLS:
            assert victim.exit_code is None, "the world is too short: the agent has ended"
            victim.kill()
            victim.start()
        plant.owner.kill()
        plant.owner.start()
    assert while_storing >= OWNER_KILLS // 2, "most kills must hit an owner that stores"
    for agent in plant.agents.values():
        assert agent.child is not None
        assert agent.child.wait(timeout=180) == 0, agent.said()

    scenario = load_scenario("demo-plant")
    world = World(scenario, seed=SEED, start=scenario.start)
    end = scenario.start + HOURS * 3_600_000
    for line in world.lines.values():
        line.skip_until(end)
    world.finish()
    truth = [truth_row(row) for row in world.truth_rows(end)]

    def differences(*levels: str) -> list[str]:
        with suppress(httpx.HTTPError):
            rows = [
                row
                for level in levels
                for window in ("hour", "shift", "day")
                for row in plant.get(f"/api/v1/oee?by={level}&window={window}&format=json")  # type: ignore[attr-defined] # JSON
            ]
            wanted = [row for row in truth if row["level"] in levels]
            return [str(found) for found in compare(rows, wanted)]
        return ["the owner does not answer"]

    # Rows of the site are written last of all, and few: asking for every row again and again would
    # keep the owner from computing them.
    wait_for(lambda: not differences("site"), what="rows of the site equal truth")
    assert differences("unit", "line", "site") == []
    audit = plant.get("/api/v1/audit")
    assert isinstance(audit, dict)
    assert audit["ok"], audit
    assert {row["line"] for row in audit["rows"]} == set(world.lines)
    assert sum(row["missing"] for row in audit["rows"]) == 0
    boots = [row for row in audit["rows"] if row["line"].endswith("sewing/line-2")]
    assert len(boots) == 1 + len(AGENT_KILLS)
    assert plant.owner.end(signal.SIGTERM) == 0, plant.owner.said()
