"""The picture of the plant from a store: which shift a line is shown in."""

from pathlib import Path

import duckdb
import pandas as pd

from contract.duckdb_tables import ARRIVAL_COLUMN, columns, create_statements, quote
from contract.series import MEASUREMENTS
from dashboards.board.model import Health
from factory.duckdb_stores import DuckdbStores
from factory.plant_reader import StorePlantReader
from factory.store_reader import StoreReader
from tests.suites.loop_plant import HOUR, LINE, START, heartbeats, plant, tagged

TABLES = {measurement.name: measurement for measurement in MEASUREMENTS}


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Commit rows of the line as ingest would."""
    rows = tagged(rows, LINE)
    if (ARRIVAL_COLUMN, "BIGINT") in columns(TABLES[table]):
        rows[ARRIVAL_COLUMN] = range(len(rows))
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {quote(table)} BY NAME SELECT * FROM incoming")  # noqa: S608 - names of the contract
    connection.unregister("incoming")


def test_run_that_ended_with_a_shift_is_shown_in_that_shift(tmp_path: Path) -> None:
    """At the very end of a run the shift is the one it ended, not the empty one that follows."""
    end = START + 8 * HOUR
    with duckdb.connect(":memory:") as connection:
        for statement in create_statements():
            connection.execute(statement)
        insert(connection, "sample", heartbeats("filler", end - HOUR, end))
        change = {"worker": "w", "time": [1], "first": end - HOUR, "last": end}
        insert(connection, "change", pd.DataFrame(change))
        status = {"kind": ["status"], "time": 1, "boot": 1, "samples": 0, "ended": end}
        insert(connection, "pipeline", pd.DataFrame(status))
        store = StoreReader(
            DuckdbStores(connection), masters=[plant()], dead_letters=[tmp_path / "letters"]
        )
        reader = StorePlantReader(store, health=lambda: Health(ok=True, reason=""), lines=())
        (line,) = reader.plant().lines
    assert (line.shift_name, line.shift_end) == ("early", end)
    assert [(unit.path, unit.stage) for unit in line.units] == [(f"{LINE}/filler", "fill")]


def test_orders_of_a_line_with_a_silent_constraint_count_for_its_plan(tmp_path: Path) -> None:
    """An order that only another unit was seen to work on is in the plan of the shift."""
    with duckdb.connect(":memory:") as connection:
        for statement in create_statements():
            connection.execute(statement)
        insert(connection, "sample", heartbeats("packer-1", START, START + HOUR))
        change = {"worker": "w", "time": [1], "first": START, "last": START + HOUR}
        insert(connection, "change", pd.DataFrame(change))
        seen = {"work_unit": ["", "packer-1"], "order": ["", "O2"], "product": ["", "B"]}
        insert(connection, "segment", pd.DataFrame(seen).assign(time=START))
        store = StoreReader(
            DuckdbStores(connection), masters=[plant()], dead_letters=[tmp_path / "letters"]
        )
        reader = StorePlantReader(store, health=lambda: Health(ok=True, reason=""), lines=())
        (line,) = reader.plant().lines
    assert line.planned_quantity == 100
    assert line.ideal_quantity is None
