"""The bad shift of the demo plant, played through the whole path, and the board over its store."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from factory.agents import run_agents
from factory.data_dir import DataDir
from factory.open_stores import open_stores
from factory.played_world import end_of
from factory.store_reader import StoreReader
from factory.world_run import PlantSetup, load_setup, open_world
from tests.integration.served_store import at_rest

SEED = 7
LINE = "demo/chongqing/bottling/line-1"
FILLER = f"{LINE}/filler"
PLANTED = "breakdown_capping_head"
PLANTED_S = 5100


@contextlib.contextmanager
def bad_shift_board(folder: Path, *, hours: float, lines: int = 1) -> Iterator[str]:
    """Play the plant's first `lines` lines, then serve the page over what they left."""
    setup = load_setup("bad-shift")
    scenario = msgspec.structs.replace(setup.scenario, lines=setup.scenario.lines[:lines])
    setup = replace(setup, scenario=scenario)
    directory = DataDir(folder / "world")
    _play(setup, directory, hours=hours)
    with open_stores(directory, None) as stores:
        store = StoreReader(stores, masters=setup.masters, dead_letters=[directory.dead_letters])
        with at_rest(stores, store) as url:
            yield url


def _play(setup: PlantSetup, directory: DataDir, *, hours: float) -> None:
    start = setup.scenario.start
    end = end_of(start, hours)
    with open_world(setup, directory, seed=SEED, start=start, end=end, speed=None) as run:
        asyncio.run(run_agents(run.agents, asyncio.Event()))
        run.owner.wait_ended(setup.lines, timeout_s=300.0)
