"""One simulated world through the real path: scenario, agents, broker, ingest, analytics.

world ── SimulatedSource ──▶ Agent ══ MQTT ══▶ Ingest ──▶ store ──▶ Analytics ──▶ rows
  └────────────────────────── truth rows ────────────────────────────────────────▶ compare
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analytics.automation.played_records import PlayedRecords
from analytics.master.data import MasterData, load_master_data
from contract.path import EquipmentPath
from edge_agent.agent import Agent
from edge_agent.config import AgentConfig
from factory.agents import build_agent, load_agents, placed
from factory.broker import BrokerAddress, run_broker
from factory.data_dir import DataDir
from factory.influx_place import InfluxPlace
from factory.open_stores import STORE_MEMORY, open_stores, refuse_to_empty
from factory.owner import Owner, run_owner
from factory.plant_files import find_plant
from factory.simulated_source import SimulatedSource
from factory.when import wall_ms
from ingest.config import BatchConfig, BrokerConfig, IngestConfig, StoreConfig
from simulators.erp_records import ErpExport
from simulators.scenario import Scenario
from simulators.scenario_file import load_scenario
from simulators.world import World as SimulatedWorld

BATCH_MESSAGES = BatchConfig().messages


@dataclass(frozen=True, slots=True)
class PlantSetup:
    """Everything that is read and checked before anything starts."""

    scenario: Scenario
    sites: tuple[Path, ...]
    masters: tuple[MasterData, ...]
    agents: Mapping[str, AgentConfig]

    @property
    def lines(self) -> tuple[EquipmentPath, ...]:
        """The work centers of the scenario."""
        return tuple(EquipmentPath.parse(line.config.path) for line in self.scenario.lines)


def load_setup(scenario: str) -> PlantSetup:
    """Load scenario, master data and agents' files; each refuses with its own sentence."""
    loaded = load_scenario(scenario)
    plant = find_plant(loaded.name, scenario=scenario)
    return PlantSetup(
        scenario=loaded,
        sites=tuple(site.resolve() for site in plant.sites),
        masters=tuple(map(load_master_data, plant.sites)),
        agents=load_agents(plant.agents, lines=[line.config.path for line in loaded.lines]),
    )


def ingest_config(
    directory: DataDir, broker: BrokerAddress, place: InfluxPlace | None = None
) -> IngestConfig:
    """Return the configuration of the one worker of an embedded run; played worlds never expire."""
    store = StoreConfig(path=directory.store, memory_limit=STORE_MEMORY)
    if place is not None:
        store = StoreConfig(kind="influx", influx=place.config("ingest"))
    return IngestConfig(
        client_id="ingest-1",
        broker=BrokerConfig.model_validate(
            {
                "host": broker.host,
                "port": broker.port,
                "username": broker.username,
                "password": broker.password,
            }
        ),
        store=store,
        dead_letters=directory.dead_letters,
    )


@dataclass(frozen=True, slots=True)
class WorldRun:
    """A world with its agents and the owner of its store."""

    world: SimulatedWorld
    agents: tuple[Agent, ...]
    owner: Owner
    ingest: IngestConfig
    broker: BrokerAddress

    def world_now(self) -> int:
        """Return how far the slowest line has come, in world ms."""
        return min(agent.last_world_ms or self.world.start for agent in self.agents)


@contextlib.contextmanager
def open_world(
    setup: PlantSetup,
    directory: DataDir,
    *,
    seed: int,
    start: int,
    end: int | None,
    speed: float | None,
    broker_url: str | None = None,
    place: InfluxPlace | None = None,
) -> Iterator[WorldRun]:
    """Start broker, ingest and analytics; the agents are built and wait to be run."""
    configs = {line.config.path: line.config for line in setup.scenario.lines}
    with contextlib.ExitStack() as stack:
        erp = stack.enter_context(ErpExport(directory.records))
        world = SimulatedWorld(
            setup.scenario,
            seed=seed,
            start=start,
            sinks=lambda path: [erp.sink(configs[path])],
        )
        address = stack.enter_context(
            run_broker(broker_url, folder=directory.broker, batch_messages=BATCH_MESSAGES)
        )
        config = ingest_config(directory, address, place)
        stores = stack.enter_context(open_stores(directory, place))
        owner = stack.enter_context(
            run_owner(
                stores,
                config,
                masters=setup.masters,
                played=setup.lines,
                records=PlayedRecords(directory.records),
            )
        )
        agents = tuple(
            build_agent(
                placed(setup.agents[path], directory=directory, broker=address),
                SimulatedSource(line, end=end, speed=speed, wall_ms=wall_ms),
            )
            for path, line in world.lines.items()
        )
        yield WorldRun(world=world, agents=agents, owner=owner, ingest=config, broker=address)


def data_directory(root: Path, *, fresh: bool, place: InfluxPlace | None = None) -> DataDir:
    """Return the data directory, emptied if asked to and if its buckets can be emptied too."""
    directory = DataDir(root)
    if fresh:
        refuse_to_empty(place)
        directory.empty()
    return directory
