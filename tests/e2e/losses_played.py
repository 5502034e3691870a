"""A played world's losses and stops beside the simulators' truth, in the same words."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from factory.agents import run_agents
from factory.data_dir import DataDir
from factory.loss_truth import (
    Amounts,
    LossAt,
    LossMismatch,
    StopAt,
    compare_amounts,
    measured_losses,
    measured_stops,
    true_losses,
    true_stops,
)
from factory.played_world import end_of
from factory.world_run import PlantSetup, open_world
from simulators.faults import Fault

SEED = 7
HOURS = 4.0
SITE = "demo/chongqing"
BOTTLING, SEWING, FURNITURE = LINES = (
    f"{SITE}/bottling/line-1",
    f"{SITE}/sewing/line-2",
    f"{SITE}/furniture/cell-3",
)


@dataclass(frozen=True, slots=True)
class Played:
    """What the pipeline says, and what was true: seconds, stops and pieces; the stops."""

    got: dict[LossAt, Amounts]
    true: dict[LossAt, Amounts]
    got_stops: dict[StopAt, Amounts]
    true_stops: dict[StopAt, Amounts]

    def differences(self) -> list[LossMismatch]:
        """Return every way and every stop in which the two differ by more than 1e-6."""
        losses = compare_amounts(self.got, self.true)
        return losses + compare_amounts(self.got_stops, self.true_stops)


def play(plant: PlantSetup, root: Path, faults: Sequence[Fault], hours: float) -> Played:
    """Play a spoiled plant through broker, agents, ingest, store and analytics."""
    scenario = msgspec.structs.replace(plant.scenario, faults=tuple(faults))
    setup = replace(plant, scenario=scenario)
    end = end_of(scenario.start, hours)
    with open_world(
        setup, DataDir(root), seed=SEED, start=scenario.start, end=end, speed=None
    ) as run:
        asyncio.run(run_agents(run.agents, asyncio.Event()))
        run.owner.wait_ended(setup.lines, timeout_s=300.0)
        run.world.finish()
        store = run.owner.stores.kpis
        return Played(
            got=measured_losses(store),
            true=true_losses(run.world, plant, end=end),
            got_stops=measured_stops(store),
            true_stops=true_stops(run.world, plant, end=end),
        )
