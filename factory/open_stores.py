"""The store of a run or a command, opened for as long as the context lasts."""

import contextlib
from collections.abc import Iterator

from factory.data_dir import DataDir, World
from factory.duckdb_stores import open_duckdb
from factory.influx_place import InfluxPlace
from factory.stores import Stores

# Above this DuckDB spills to disk; the rest of the process needs about as much again.
STORE_MEMORY = "1GB"


def claim(directory: DataDir, world: World, *, fresh: bool) -> None:
    """Claim the directory, and the buckets where the world is kept in InfluxDB, for this world.

    `fresh` empties the buckets; the directory was emptied before it was owned.
    """
    directory.refuse_another(world)
    if world.influx is not None:
        from factory.influx_world import prepare

        prepare(world.influx, world, fresh=fresh)
    directory.claim(world)


def refuse_to_empty(place: InfluxPlace | None) -> None:
    """Raise what would keep `claim` from emptying these buckets, before anything is emptied."""
    if place is not None:
        from factory.influx_world import refuse_to_drop

        refuse_to_drop(place)


@contextlib.contextmanager
def open_stores(
    directory: DataDir, place: InfluxPlace | None, *, read_only: bool = False
) -> Iterator[Stores]:
    """Open the InfluxDB of this place, or the DuckDB file of the directory where there is none.

    `read_only` lets several commands look into one DuckDB file at a time.
    """
    if place is None:
        with open_duckdb(directory.store, memory_limit=STORE_MEMORY, read_only=read_only) as own:
            yield own
        return
    # Its client is heavy; runs on DuckDB need not wait for it.
    from factory.influx_stores import open_influx

    with open_influx(place) as there:
        yield there
