"""Opens what a suite tests in memory, in a DuckDB database and in InfluxDB, each empty."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import duckdb
import pytest

from contract.duckdb_tables import create_statements
from influx.config import InfluxConfig
from influx.connection import Influx

T = TypeVar("T")
STORES = ("memory", "duckdb", "influx")


@contextmanager
def opened(
    request: pytest.FixtureRequest,
    *,
    memory: Callable[[], T],
    on_duckdb: Callable[[duckdb.DuckDBPyConnection], T],
    on_influx: Callable[[Influx], T],
) -> Iterator[T]:
    """Open the one that a fixture's parameter names: memory, duckdb or influx."""
    if request.param == "memory":
        yield memory()
        return
    if request.param == "influx":
        config: InfluxConfig = request.getfixturevalue("influx_world")
        with Influx(config) as connection:
            yield on_influx(connection)
        return
    with duckdb.connect(":memory:") as database:
        for statement in create_statements():
            database.execute(statement)
        yield on_duckdb(database)
