"""Play a world and write every list of it in every format, with so many threads of DuckDB.

`python -m tests.e2e.every_export THREADS WORLD OUT`: a process of its own, so that hashes, threads,
zone and the hour of its start are its own too.
"""

import sys
from pathlib import Path
from typing import Any

import duckdb

from analytics.export import FORMATS, export
from analytics.master.data import load_master_data
from factory.commands import demo
from factory.data_dir import DataDir
from factory.listings import listed
from factory.open_stores import open_stores
from factory.store_reader import StoreReader
from tests.list_queries import LIST_QUERIES


def take_threads(count: int) -> None:
    """Let every DuckDB of this process compute with so many threads, however many there are."""
    connect = duckdb.connect

    def connected(*arguments: Any, **options: Any) -> duckdb.DuckDBPyConnection:
        connection: duckdb.DuckDBPyConnection = connect(*arguments, **options)
        connection.execute(f"SET threads = {count}")
        return connection

    duckdb.connect = connected


def play(world: Path) -> None:
    """Play half an hour of the demo plant."""
    demo.run_once(demo.DemoOptions(data_dir=world, hours=0.5))


def write(world: Path, out: Path) -> None:
    """Write the files, named by list and format."""
    directory = DataDir(world)
    remembered = directory.remembered()
    assert remembered is not None
    masters = [load_master_data(Path(path)) for path in remembered.master_data]
    out.mkdir()
    with open_stores(directory, None, read_only=True) as stores:
        store = StoreReader(stores, masters=masters, dead_letters=[])
        for number, query in enumerate(LIST_QUERIES):
            found = listed(store, query)
            for form in FORMATS:
                name = f"{number:02d}-{found.listing}.{form}"
                (out / name).write_bytes(export(found.rows, form, found.listing))


if __name__ == "__main__":
    take_threads(int(sys.argv[1]))
    play(Path(sys.argv[2]))
    write(Path(sys.argv[2]), Path(sys.argv[3]))
