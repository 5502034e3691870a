"""A short world of the demo plant: played by the command, then served by the API as at rest."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from analytics.master.data import MasterData, load_master_data
from contract.path import EquipmentPath
from dashboards.board.model import Health
from dashboards.board.server import serve
from factory.api_reports import ApiReports
from factory.board import board_app
from factory.data_dir import DataDir
from factory.late_reasons import LateReasons
from factory.open_stores import open_stores
from factory.store_reader import StoreReader
from factory.stores import Stores
from tests.command_line import factory


@dataclass(frozen=True)
class Served:
    """The store of a world, and the address under which its API answers."""

    url: str
    store: StoreReader
    asked: ApiReports


@contextlib.contextmanager
def served(folder: Path, *, hours: float) -> Iterator[Served]:
    """Play that many hours into an empty folder and serve what they left."""
    done = factory("demo", "--once", "--hours", str(hours), cwd=folder)
    directory = DataDir(folder / ".factory")
    # Whether its figures equal the truth is another test's.
    assert "nothing is missing" in done.stdout, done.stdout + done.stderr
    with open_stores(directory, None) as stores:
        store = StoreReader(
            stores,
            masters=_masters(directory),
            dead_letters=[directory.dead_letters],
            writer=stores.for_ingest,
        )
        with (
            at_rest(stores, store) as url,
            httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
        ):
            yield Served(url, store, ApiReports(client))


@contextlib.contextmanager
def at_rest(stores: Stores, store: StoreReader) -> Iterator[str]:
    """Serve a store that nobody computes into; give the address."""
    app = board_app(
        store,
        recompute=_recompute,
        assign=LateReasons(stores, stores.books.reasons, store.find).assign,
        health=lambda: Health(ok=True, reason="a store at rest"),
    )
    with serve(app, host="127.0.0.1", port=0) as url:
        yield url


def _recompute(line: EquipmentPath, *, start: int, end: int) -> None:
    """Accept what no analytics computes beside a store at rest."""


def _masters(directory: DataDir) -> list[MasterData]:
    world = directory.remembered()
    assert world is not None
    return [load_master_data(Path(path)) for path in world.master_data]
