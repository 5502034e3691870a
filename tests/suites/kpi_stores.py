"""Each implementation of KpiStore, empty, and rows spelled by what matters in them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager

import pandas as pd
import pytest

from analytics.kpi_store import KpiStore, KpiTable, empty
from analytics.stores.duckdb_kpi_store import DuckdbKpiStore
from analytics.stores.influx_kpi_store import InfluxKpiStore
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.path import EquipmentPath
from tests.suites.three_stores import opened

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
OTHER = EquipmentPath("demo", "chongqing", "sewing", "line-2")
SITE = EquipmentPath("demo", "chongqing")


def opened_kpis(request: pytest.FixtureRequest) -> AbstractContextManager[KpiStore]:
    """Open the KPI store that a fixture's parameter names."""
    return opened(
        request, memory=MemoryKpiStore, on_duckdb=DuckdbKpiStore, on_influx=InfluxKpiStore
    )


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
