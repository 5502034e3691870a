"""Write every list of a world in every format: `python -m tests.e2e.every_export WORLD OUT`.

A process of its own, so that hashes, threads and the hour of its start are its own too.
"""

import sys
from pathlib import Path

from analytics.export import FORMATS, export
from analytics.master_data import load_master_data
from factory.data_dir import DataDir
from factory.listings import listed
from factory.open_stores import open_stores
from factory.store_reader import StoreReader
from tests.list_queries import LIST_QUERIES


def main(world: Path, out: Path) -> None:
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
    main(Path(sys.argv[1]), Path(sys.argv[2]))
