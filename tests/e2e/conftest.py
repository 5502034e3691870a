"""The demo plant through the real path: broker, agents, ingest, store and analytics of one run."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from factory.commands.demo import DemoOptions, play_once
from factory.data_dir import DataDir
from factory.played_world import end_of
from factory.truth.once import OnceResult
from factory.world_run import PlantSetup, load_setup
from simulators.faults import Fault

SEED = 7


@pytest.fixture(scope="session")
def demo_plant() -> PlantSetup:
    """The demo plant as it is shipped, without faults."""
    return load_setup("demo-plant")


@pytest.fixture
def play(tmp_path: Path) -> Callable[[PlantSetup, float, Sequence[Fault]], OnceResult]:
    """Return a function that plays hours of a spoiled plant and lays the truth beside its rows."""
    numbers = itertools.count()

    def run(setup: PlantSetup, hours: float, faults: Sequence[Fault]) -> OnceResult:
        spoiled = msgspec.structs.replace(setup.scenario, faults=tuple(faults))
        root = tmp_path / f"world-{next(numbers)}"
        return play_once(
            replace(setup, scenario=spoiled),
            DataDir(root),
            options=DemoOptions(seed=SEED, scenario=spoiled.name, data_dir=root),
            start=spoiled.start,
            end=end_of(spoiled.start, hours),
        )

    return run
