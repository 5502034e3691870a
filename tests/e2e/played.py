"""A plant played through broker, agents, ingest, store and analytics to its end."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from factory.agents import run_agents
from factory.data_dir import DataDir
from factory.played_world import end_of
from factory.world_run import PlantSetup, WorldRun, open_world
from simulators.faults import Fault

SEED = 7
SITE = "demo/chongqing"
BOTTLING, SEWING, FURNITURE = LINES = (
    f"{SITE}/bottling/line-1",
    f"{SITE}/sewing/line-2",
    f"{SITE}/furniture/cell-3",
)


@contextmanager
def played(
    plant: PlantSetup, root: Path, faults: Sequence[Fault], hours: float
) -> Iterator[tuple[WorldRun, int]]:
    """Play a spoiled plant and yield it with the instant at which it ended."""
    scenario = msgspec.structs.replace(plant.scenario, faults=tuple(faults))
    setup = replace(plant, scenario=scenario)
    end = end_of(scenario.start, hours)
    with open_world(
        setup, DataDir(root), seed=SEED, start=scenario.start, end=end, speed=None
    ) as run:
        asyncio.run(run_agents(run.agents, asyncio.Event()))
        run.owner.wait_ended(setup.lines, timeout_s=300.0)
        run.world.finish()
        yield run, end
