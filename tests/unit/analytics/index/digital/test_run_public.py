"""A public file names no unit, and withholds what the report withholds."""

import io
import json
import tempfile
from functools import cache
from pathlib import Path

import duckdb
import msgspec
import openpyxl
import pandas as pd
import pytest

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.edition_run import EditionRun, run_edition
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.run_export import (
    RUN_FORMATS,
    RunFormat,
    beside,
    configuration_in,
    exported,
)
from analytics.index.digital.run_names import COLUMN_NAMES, SHEET_NAMES
from analytics.index.digital.run_public import public_metadata, public_tables, public_values
from analytics.index.digital.run_tables import NUMBERS
from analytics.index.uncertainty_config import FIXED_SCALES
from tests.unit.analytics.index.digital.city_editions import generated, small_city
from tests.unit.analytics.index.digital.made_runs import PERIOD, city_run, run_config, run_of

FACTS = small_city().facts


@cache
def dominated_run() -> EditionRun:
    """Return a run in which one furniture maker has most output of its sector."""
    first = next(unit for unit in generated(PERIOD) if FACTS[unit].sector == "furniture")
    facts: dict[str, UnitFacts] = {
        **FACTS,
        first: msgspec.structs.replace(FACTS[first], output_value=2e9),
    }
    return run_edition(
        small_city().observations, facts, shipped(), members=generated(PERIOD), config=run_config()
    )


@cache
def small_run() -> EditionRun:
    """Return a run of two units."""
    config = run_config()
    fixed = msgspec.structs.replace(config.study.uncertainty, scales=FIXED_SCALES)
    study = msgspec.structs.replace(config.study, uncertainty=fixed)
    config = msgspec.structs.replace(config, study=study)
    return run_of(config, members=generated(PERIOD)[:2])


def text_of(run: EditionRun, form: RunFormat) -> str:
    """Return all that a public file says."""
    content = exported(run, form, public=True)
    if form == "parquet":
        with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
            Path(file.name).write_bytes(content)
            return str(duckdb.read_parquet(file.name).df().to_csv())
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return "\n".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        )
    return content.decode()


@pytest.mark.parametrize("form", RUN_FORMATS)
def test_no_unit_stands_in_a_public_file(form: RunFormat) -> None:
    """Neither its id nor its name, in any format; the whole file has them."""
    said = text_of(city_run(), form)
    assert REGION in said
    for unit in generated(PERIOD):
        assert unit not in said
        assert FACTS[unit].name_zh not in said


def test_a_withheld_sector_has_no_figure_in_any_row() -> None:
    """Its rows stay, with the reason and without numbers; nobody else's rank tells its own."""
    values = public_values(dominated_run())
    furniture = values[values["unit"] == "furniture"]
    assert set(furniture["withheld"]) == {"dominated"}
    assert furniture[list(NUMBERS)].isna().all(axis=None)
    assert values["rank"].isna().all()
    region = values[(values["unit"] == REGION) & (values["kind"] == "index")]
    assert region["score"].item() == dominated_run().index


def test_a_suppressed_observation_says_so_in_sdmx() -> None:
    """Whoever loads the file knows a withheld value from a missing one."""
    rows = pd.read_csv(io.BytesIO(exported(dominated_run(), "sdmx", public=True)))
    hidden = rows[rows["OBS_STATUS"] == "Q"]
    assert "furniture" in set(hidden["UNIT"])
    assert hidden["OBS_VALUE"].isna().all()
    assert set(rows.loc[rows["UNIT"] == "furniture", "OBS_STATUS"]) == {"Q"}


def test_a_withheld_region_tells_nothing_that_stands_on_its_units() -> None:
    """Of two units no index, mean, share, rate or correlation is told, but why."""
    told = public_metadata(small_run())
    assert told["withheld_region"] == "few_units"
    assert not [name for name in told if name.startswith(("region_", "mean_", "share_"))]
    assert public_values(small_run())[list(NUMBERS)].isna().all(axis=None)
    tables = public_tables(small_run())
    assert tables["references"][["value", "difference"]].isna().all(axis=None)
    assert not {"coherence", "leave_one_out"} & tables.keys()
    assert tables["peers"][["lower", "median", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize("form", RUN_FORMATS)
def test_how_much_is_withheld_stands_in_or_beside_every_file(form: RunFormat) -> None:
    """Counts by table, and the configuration as in any other export."""
    run = dominated_run()
    said = beside(run, public=True).decode() if form in {"csv", "parquet", "sdmx"} else ""
    said = said or text_of(run, form)
    told = public_metadata(run)
    values = public_values(run)
    hidden = values.loc[values["withheld"] != "", "unit"].nunique()
    assert told["withheld_sectors"] == hidden > 1
    for name in ("sectors", "sectors_by_size", "sizes", "peers"):
        assert f"withheld_{name}" in said
    if form != "xlsx":
        assert json.loads(said)["metadata"]["withheld_sectors"] == hidden
        assert configuration_in(said.encode()) == run.config


def test_a_public_file_has_no_extremes() -> None:
    """The largest shift of an index is some unit's own."""
    for table in public_tables(city_run()).values():
        assert not [name for name in table.columns if str(name).startswith("largest")]


def test_every_public_table_and_column_has_a_name_in_both_languages() -> None:
    """The dictionary of a public workbook leaves no column to be guessed."""
    for name, table in public_tables(dominated_run()).items():
        assert all(SHEET_NAMES[name])
        assert [str(one) for one in table.columns if str(one) not in COLUMN_NAMES] == []
