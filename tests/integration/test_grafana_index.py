"""Queries of the page of the index, executed over the generated city in an InfluxDB."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.index.digital.index_rows import bounds_of, index_rows
from analytics.index.digital.roll_up import REGION
from analytics.kpi_store import KpiBatch
from analytics.stores.influx_kpi_store import InfluxKpiStore
from influx.connection import Influx
from tests.influxd import Server
from tests.integration.grafana_pages import Asked, Opened, answers_of, pages
from tests.integration.grafana_world import GrafanaWorld
from tests.unit.analytics.index.digital.made_runs import PERIOD, city_run

_PAGE = "sf-index"
_BEFORE = "2025-Q3"


@pytest.fixture(scope="module")
def world(influx: Server) -> GrafanaWorld:
    """Two quarters of the city, the first a tenth lower; a month and a year, which nobody chose."""
    config = influx.new_world()
    rows = index_rows(city_run())
    start, end = bounds_of(_BEFORE)
    before = rows.assign(time=start, end=end, period=_BEFORE, score=rows["score"] * 0.9)
    month, month_end = bounds_of("2025-12")
    others = [
        rows.assign(window="month", period="2025-12", time=month, end=month_end),
        rows.assign(window="year", period="2025", time=start, end=end),
    ]
    with Influx(config) as connection:
        store = InfluxKpiStore(connection)
        store.write(KpiBatch(rates={"index": pd.concat([before, rows, *others])}))
    return GrafanaWorld(
        url=influx.url,
        token=influx.admin_token,
        world=config.world,
        start=start,
        end=bounds_of(PERIOD)[1],
        accounts_end=start,
        samples=0,
        oee=pd.DataFrame(),
        store=Path(),
    )


@pytest.fixture(scope="module")
def asked(world: GrafanaWorld) -> list[Asked]:
    """Every query of the page, and its answer."""
    (page,) = (Opened(page, world) for page in pages("en") if page["uid"] == _PAGE)
    return list(page.asked())


def test_queries_of_all_panels_find_rows(asked: list[Asked]) -> None:
    """Every query of the page finds rows."""
    assert asked
    assert [one.name for one in asked if not one.rows] == []


def test_tiles_and_trend_show_what_was_kept(asked: list[Asked]) -> None:
    """The tile has the newest index of the region, the trend that of both quarters."""
    (tile,) = answers_of(asked, _PAGE, "Index and dimensions", "A")
    assert float(str(tile["score"])) == pytest.approx(city_run().index)
    trend = answers_of(asked, _PAGE, "Period by period", "A")
    assert [row["time"] for row in trend] == [bounds_of(_BEFORE)[0], bounds_of(PERIOD)[0]]
    kept = [float(str(row["score"])) for row in trend]
    assert kept == pytest.approx([city_run().index * 0.9, city_run().index])


def test_units_stand_with_their_bands(asked: list[Asked]) -> None:
    """Each unit that has an index has it with band and place; who has none is not shown."""
    shown = {str(row["unit"]): row for row in answers_of(asked, _PAGE, "Every unit", "A")}
    run = city_run()
    assert run.bands is not None
    assert set(shown) == set(run.own.index.dropna().index)
    for unit, band in run.bands.bands.iterrows():
        row = shown[str(unit)]
        assert float(str(row["band_low"])) == pytest.approx(float(band["low"]))
        assert float(str(row["band_high"])) == pytest.approx(float(band["high"]))


def test_indicators_are_those_of_the_region(asked: list[Asked]) -> None:
    """Values of the table are rolled up, not any unit's."""
    shown = answers_of(asked, _PAGE, "Indicators of the region", "A")
    values = city_run().rolled.values.loc[[REGION]]  # noqa: PD011 - a field of ours
    found = {str(row["node"]): float(str(row["value"])) for row in shown}
    assert found == pytest.approx(values.iloc[0].dropna().to_dict())
