"""The DuckDB file of a data directory as commands open it."""

from pathlib import Path

import duckdb

from contract.duckdb_tables import quote
from contract.series import MEASUREMENTS
from factory.duckdb_stores import open_duckdb


def test_writer_lays_out_what_an_older_file_lacks(tmp_path: Path) -> None:
    """A command that writes finds every table, also in a file made before there was one."""
    path = tmp_path / "store.duckdb"
    newest = MEASUREMENTS[-1].name
    with open_duckdb(path, memory_limit="200MB"):
        pass
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"DROP TABLE {quote(newest)}")
    with open_duckdb(path, memory_limit="200MB"):
        pass
    with duckdb.connect(str(path), read_only=True) as connection:
        there = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
    assert {measurement.name for measurement in MEASUREMENTS} <= there
