"""Rates as people read them: names, nulls, order, and what may be asked for."""

import pandas as pd
import pytest

from analytics.errors import BadQuery
from analytics.export import FORMATS, export
from analytics.kpi_store import KpiBatch
from analytics.listing.dictionary import dictionary, entries_of
from analytics.listing.listings import listing_of
from analytics.rate_queries import RATE_COLUMNS, rate_rows
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from contract.path import EquipmentPath
from contract.rates import RateLevel, RateSeries
from tests.made_rates import DAY_MS, automation, green
from tests.suites.kpi_stores import LINE, OTHER, SITE


@pytest.fixture(scope="module")
def store() -> MemoryKpiStore:
    """Two days of two lines and their site, and what one machine used."""
    made = MemoryKpiStore()
    days = [(DAY_MS * n, DAY_MS * (n + 1)) for n in (0, 1)]
    places: tuple[tuple[EquipmentPath, RateLevel], ...] = (
        (SITE, "site"),
        (OTHER, "line"),
        (LINE, "line"),
    )
    rates = [
        automation(path, level, start=start, end=end)
        for path, level in places
        for start, end in days
    ]
    measures = [green(SITE, "site", start=0, end=DAY_MS)]
    measures.append(green(LINE.unit("filler"), "unit", start=0, end=DAY_MS))
    made.write(KpiBatch(rates={"automation": pd.concat(rates), "green": pd.concat(measures)}))
    return made


def test_rates_come_by_level_path_time_and_catalogue(store: MemoryKpiStore) -> None:
    """Lines stand before sites, days in order, rates as the catalogue has them."""
    rows = rate_rows(store, "automation")
    assert tuple(rows.columns) == RATE_COLUMNS["automation"]
    ids = [one.id for one in AUTOMATION_RATES]
    assert rows["rate"].tolist() == ids * 6
    heads = rows.iloc[:: len(ids)]
    assert list(zip(heads["path"], heads["start"], strict=True)) == [
        (str(path), start)
        for path in (LINE, OTHER, SITE)
        for start in ("1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z")
    ]


def test_what_is_absent_is_null(store: MemoryKpiStore) -> None:
    """Without enough evidence a value is null and its bounds stay; without a register, declared."""
    rows = rate_rows(store, "automation", level="site", end=DAY_MS).set_index("rate")
    lacking = rows[rows["status"] == "insufficient"]
    assert len(lacking)
    assert lacking["value"].isna().all()
    assert lacking.loc[lacking["unit"] == "1", "lower"].notna().all()
    assert rows.loc["interventions_per_hour", ["declared", "lower"]].isna().all()
    assert rows.loc["automatic_execution_share", "declared"] == 0.75


def test_one_rate_of_one_place_and_time(store: MemoryKpiStore) -> None:
    """Place, level, rate and range each narrow what is listed."""
    (row,) = rate_rows(
        store,
        "automation",
        level="line",
        names=("evidenced_nc_rate",),
        below=LINE,
        start=DAY_MS,
    ).to_dict("records")
    assert (row["code"], row["indicator"], row["name_zh"]) == (
        "A2",
        "DP1",
        "关键工序数控化率（证据口径）",
    )
    assert rate_rows(store, "automation", period="week").empty


def test_parts_of_a_measure_have_their_own_rows(store: MemoryKpiStore) -> None:
    """Energy by time leaf has a row per leaf, all other measures one without a part."""
    rows = rate_rows(store, "green", level="site")
    parts = rows[rows["part"] != ""]
    assert set(parts["measure"]) == {"energy_by_leaf"}
    assert len(parts) == 7
    assert len(rows) == 7 + len(GREEN_MEASURES) - 1


@pytest.mark.parametrize("series", ["automation", "green"])
def test_an_unknown_rate_is_told_with_those_there_are(
    store: MemoryKpiStore, series: RateSeries
) -> None:
    """A word that is in no catalogue is refused with a sentence that lists the catalogue."""
    with pytest.raises(BadQuery, match="must be one of"):
        rate_rows(store, series, names=("sunshine",))


@pytest.mark.parametrize("series", ["automation", "green"])
def test_rows_are_named_and_exported_the_same_again(
    store: MemoryKpiStore, series: RateSeries
) -> None:
    """Every column has names, keys name a row, and equal rows are equal bytes in every format."""
    rows = rate_rows(store, series)
    entries = entries_of(series, [str(name) for name in rows.columns])
    assert [one.field for one in entries if not one.name_zh] == []
    assert not rows.duplicated(listing_of(series).keys_of(rows)).any()
    again = rate_rows(store, series)
    for form in FORMATS:
        assert export(rows, form, series) == export(again, form, series)


def test_dictionary_holds_the_catalogues() -> None:
    """Each rate and measure stands in the dictionary with formula, definition id and source."""
    rows = {(row["listing"], row["field"]): row for row in dictionary().to_dict("records")}
    for listing, catalogue in (
        ("automation rate", AUTOMATION_RATES),
        ("green measure", GREEN_MEASURES),
    ):
        for one in catalogue:
            entry = rows[(listing, one.id)]
            assert one.definition in entry["formula"]
            assert (entry["name_zh"], entry["source"]) == (one.name_zh, one.source)
