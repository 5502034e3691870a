"""Rows that an older version wrote to InfluxDB, which lack the fields that came later."""

import re

import pytest

from analytics.kpi_store import KpiQuery, KpiTable
from analytics.stores.influx_kpi_lines import frame_lines
from analytics.stores.influx_kpi_store import InfluxKpiStore
from contract.path import EquipmentPath
from influx.config import InfluxConfig
from influx.connection import Influx
from tests.suites.kpi_stores import rows

UNIT = EquipmentPath("e", "s", "a", "l", "u")


@pytest.mark.parametrize("table", ["segment", "kpi"])
def test_field_that_an_older_row_lacks_reads_as_nothing(
    influx_world: InfluxConfig, table: KpiTable
) -> None:
    """A sum has 0 of it and a ratio no value, so that old and new rows add up."""
    with Influx(influx_world) as connection:
        store = InfluxKpiStore(connection)
        (line,) = frame_lines(table, rows(table, UNIT, {"time": 1000, "end": 2000}))
        older = re.sub(r",(failure_count|nee_index|nee_index_null)=[^, ]+", "", line)
        assert older != line
        assert connection.write("kpi", older.encode()) is None
        (newer,) = frame_lines(table, rows(table, UNIT, {"time": 2000, "end": 3000}))
        assert connection.write("kpi", newer.encode()) is None
        old, new = (row for _, row in store.read(KpiQuery(table)).iterrows())
        assert (old["failure_count"], new["failure_count"]) == (0.0, 0.0)
        if table == "kpi":
            assert (old["nee_index"], old["nee_index_null"]) == (0.0, True)
            assert not new["nee_index_null"]
