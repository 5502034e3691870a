"""Measured values of an index have vintages: what was kept is known as it was then."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.demo_region import city_plants
from analytics.kpi_store import KpiBatch
from contract.path import EquipmentPath
from contract.rates import Period
from factory.commands.index import IndexOptions, run_of
from factory.commands.reading import Source
from factory.data_dir import DataDir
from factory.index_inputs import index_inputs
from factory.index_kept import keep_index
from factory.open_stores import open_stores
from factory.when import wall_ms
from tests.made_rates import DAY_MS, automation

UNIT = city_plants()[0].unit
START, END = 1_767_196_800_000, 1_774_972_800_000
PERIOD = "2026-Q1"
RATE = "automatic_execution_share"


def rates(*, more: float = 0.0, period: Period = "quarter", end: int = END) -> pd.DataFrame:
    """Return rates of a plant from the new year on; `more` is added to one of them."""
    made = automation(EquipmentPath.parse(UNIT), "site", start=START, end=end, period=period)
    return made.assign(value=made["value"].where(made["rate"] != RATE, made["value"] + more))


def write(folder: Path, rows: pd.DataFrame) -> None:
    """Write rates to the store of a directory."""
    with open_stores(DataDir(folder), None) as stores:
        stores.for_analytics()[1].write(KpiBatch(rates={"automation": rows}))


def test_rates_of_a_year_are_its_measured_cells(tmp_path: Path) -> None:
    """They stand in the year of the city, beside answers of the last quarter."""
    write(tmp_path, rates())
    write(tmp_path, rates(more=0.2, period="year", end=START + 365 * DAY_MS))
    quarter, year = (
        run_of(IndexOptions(source=Source(tmp_path), city=True, period=period, runs=2))[0].cells
        for period in (PERIOD, "2026")
    )
    assert year.source["DP2"][UNIT] == "records"
    told = [pd.to_numeric(one.value["DP2"])[UNIT] for one in (quarter, year)]
    assert told[1] == pytest.approx(told[0] + 20.0)
    assert year.value["DM1"][UNIT] == quarter.value["DM1"][UNIT]


def value(source: Source, as_of: int | None = None) -> float:
    """Return the measured cell of the city that counts."""
    asked = IndexOptions(source=source, city=True, period=PERIOD, runs=2, as_of=as_of)
    return float(run_of(asked)[0].cells.value["DP2"][UNIT])


def test_late_data_do_not_change_what_was_known(tmp_path: Path) -> None:
    """A value that was kept is there at its time, after the rates say otherwise and are kept."""
    write(tmp_path, rates())
    source = Source(tmp_path)
    before = value(source)
    assert value(source, END) == before
    options = IndexOptions(source=source, city=True, period=PERIOD, runs=2)
    keep_index(source, run_of(options)[0])
    first = wall_ms()
    write(tmp_path, rates(more=0.1))
    assert value(source) == pytest.approx(before + 10.0)
    assert value(source, first) == value(source, END) == before
    keep_index(source, run_of(options)[0])
    keep_index(source, run_of(options)[0])
    assert value(source) == value(source, wall_ms()) == pytest.approx(before + 10.0)
    assert value(source, first) == before
    told = index_inputs(source, shipped(), city=False).observations
    of_cell = [one for one in told if (one.indicator, one.period) == ("DP2", PERIOD)]
    assert [one.vintage <= first for one in of_cell] == [True, False]
