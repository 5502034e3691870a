"""What every KpiStore promises of the series `index`."""

from collections.abc import Iterator

import pandas as pd
import pytest

from analytics.explain.index import index_data
from analytics.explain.index_kept import index_of, kept_period
from analytics.index.digital.index_rows import bounds_of, index_rows
from analytics.kpi_store import KpiBatch, KpiQuery, KpiStore
from analytics.stores.memory_kpi_store import MemoryKpiStore
from tests.suites.kpi_stores import opened_kpis
from tests.suites.three_stores import STORES
from tests.unit.analytics.index.digital.made_runs import PERIOD, city_run


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[KpiStore]:
    """Give each implementation empty."""
    with opened_kpis(request) as empty_store:
        yield empty_store


def test_an_index_is_read_as_it_was_written(store: KpiStore) -> None:
    """Every node of every unit, sector and region comes back, absent numbers with their flags."""
    rows = index_rows(city_run())
    store.write(KpiBatch(rates={"index": rows}))
    found = store.read(KpiQuery("index"))
    keys = ["level", "window", "unit", "node", "period", "time"]
    pd.testing.assert_frame_equal(
        found, rows.sort_values(keys).reset_index(drop=True), check_dtype=False
    )


def test_a_restatement_takes_the_place_of_what_was_known(store: KpiStore) -> None:
    """A period has one row per node of a unit, the latest written."""
    rows = index_rows(city_run())
    store.write(KpiBatch(rates={"index": rows}))
    store.write(KpiBatch(rates={"index": rows.assign(score=1.0, vintage=2)}))
    found = store.read(KpiQuery("index"))
    assert len(found) == len(rows)
    assert set(found["score"]) == {1.0}


def test_an_index_explains_itself_in_every_store(store: KpiStore) -> None:
    """What a store gives back is explained as the run was: to the last bit, and adding up."""
    rows = index_rows(city_run())
    reference = MemoryKpiStore()
    for one in (store, reference):
        one.write(KpiBatch(rates={"index": rows}))
    for unit in ("region", "apparel", "apparel-01"):
        found, wanted = (
            index_data(index_of(kept_period(one, PERIOD), unit)) for one in (store, reference)
        )
        assert found == wanted
        assert found["adds_up"]


def test_a_period_is_found_by_its_time(store: KpiStore) -> None:
    """A row stands at the start of its period, and reaches until its end."""
    store.write(KpiBatch(rates={"index": index_rows(city_run()).head(3)}))
    start, end = bounds_of(PERIOD)
    assert len(store.read(KpiQuery("index", start=start, end=start + 1))) == 3
    assert len(store.read(KpiQuery("index", start=end - 1, reaching_back=True))) == 3
    assert len(store.read(KpiQuery("index", start=end, reaching_back=True))) == 0
