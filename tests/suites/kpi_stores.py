"""Each implementation of KpiStore, empty, and rows spelled by what matters in them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pandas as pd
import pytest

from analytics.duckdb_kpi_store import DuckdbKpiStore
from analytics.influx_kpi_store import InfluxKpiStore
from analytics.kpi_store import KpiStore, KpiTable, empty
from analytics.memory_kpi_store import MemoryKpiStore
from contract.duckdb_tables import create_statements
from contract.path import EquipmentPath
from influx.config import InfluxConfig
from influx.connection import Influx

KPI_STORES = ("memory", "duckdb", "influx")
LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
OTHER = EquipmentPath("demo", "chongqing", "sewing", "line-2")
SITE = EquipmentPath("demo", "chongqing")


@contextmanager
def opened(request: pytest.FixtureRequest) -> Iterator[KpiStore]:
    """Open the store that a fixture's parameter names."""
    if request.param == "memory":
        yield MemoryKpiStore()
        return
    if request.param == "influx":
        config: InfluxConfig = request.getfixturevalue("influx_world")
        with Influx(config) as connection:
            yield InfluxKpiStore(connection)
        return
    with duckdb.connect(":memory:") as connection:
        for statement in create_statements():
            connection.execute(statement)
        yield DuckdbKpiStore(connection)


def rows(table: KpiTable, path: EquipmentPath, *given: Mapping[str, object]) -> pd.DataFrame:
    """Spell complete rows: what is not given is zero, empty or false."""
    nothing = {"int64": 0, "float64": 0.0, "bool": False, "object": ""}
    blank = {name: nothing[str(dtype)] for name, dtype in empty(table).dtypes.items()}
    for tag in ("enterprise", "site", "area", "work_center", "work_unit"):
        blank[tag] = getattr(path, tag)
    frame = pd.DataFrame([{**blank, **row} for row in given])
    return frame.astype({n: d for n, d in empty(table).dtypes.items() if str(d) != "object"})


def segment(start: int, end: int, **fields: object) -> dict[str, object]:
    """Spell one segment."""
    return {"time": start, "end": end, **fields}
