"""A played world's losses and stops beside the simulators' truth, in the same words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from factory.truth.losses import (
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
from factory.world_run import PlantSetup
from simulators.faults import Fault
from tests.e2e.played import played


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
    with played(plant, root, faults, hours) as (run, end):
        store = run.owner.stores.kpis
        return Played(
            got=measured_losses(store),
            true=true_losses(run.world, plant, end=end),
            got_stops=measured_stops(store),
            true_stops=true_stops(run.world, plant, end=end),
        )
