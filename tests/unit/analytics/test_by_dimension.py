"""KPIs of orders and products: sums of segments, never averages."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.by_dimension import columns_by, kpis_by
from analytics.kpi_store import KpiQuery, empty
from analytics.queries import oee_rows
from contract.kpi import BASE_FIELD_NAMES, RATIO_FIELDS, KpiLevel
from tests.suites.loop_plant import START, Plant, plant, story


def _ran(seed: int) -> Plant:
    made = Plant()
    made.commit(story(seed, minutes=150))
    made.say(ended=START + 150 * 60_000)
    made.settle()
    return made


def _segments(ran: Plant, level: KpiLevel) -> pd.DataFrame:
    return ran.store.read(KpiQuery("segment", levels=(level,)))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**20), level=st.sampled_from(["unit", "line"]))
def test_rows_of_orders_add_up_to_the_place(seed: int, level: KpiLevel) -> None:
    """The base quantities of a place's orders add up to those of its month."""
    ran = _ran(seed)
    segments = _segments(ran, level)
    found = kpis_by(
        segments, segments["order"], dimension="order", level=level, settings=plant().settings
    )
    month = oee_rows(ran.store, level=level, window="month").set_index("path")
    sums = found.groupby("path")[list(BASE_FIELD_NAMES)].sum()
    for name in BASE_FIELD_NAMES:
        assert list(sums[name]) == pytest.approx(list(month.loc[sums.index, name]), abs=1e-6)


def test_one_order_alone_has_the_kpis_of_its_window() -> None:
    """Where every segment has one name, its ratios are those of the window that holds them."""
    ran = _ran(5)
    segments = _segments(ran, "unit")
    found = kpis_by(
        segments,
        ["all"] * len(segments),
        dimension="crew",
        level="unit",
        settings=plant().settings,
    )
    month = oee_rows(ran.store, level="unit", window="month").set_index("path")
    assert list(found.columns) == columns_by("crew")
    assert list(found["crew"].unique()) == ["all"]
    for name in RATIO_FIELDS:
        wanted = month.loc[found["path"], name]
        assert found[name].isna().tolist() == wanted.isna().tolist()
        assert found[name].dropna().tolist() == pytest.approx(wanted.dropna().tolist())


def test_rows_say_where_their_segments_begin_and_end() -> None:
    """Start and end of a row are the first start and the last end of what it sums."""
    ran = _ran(5)
    segments = _segments(ran, "line")
    found = kpis_by(
        segments, segments["product"], dimension="product", level="line", settings=plant().settings
    )
    assert found["start"].min() == "2026-03-01T22:00:00Z"
    assert found["end"].max() == "2026-03-02T00:30:00Z"
    assert len(found) == segments["product"].nunique()


def test_no_segments_give_no_rows() -> None:
    """A range without segments has no rows, and all columns."""
    found = kpis_by(
        empty("segment"), [], dimension="order", level="unit", settings=plant().settings
    )
    assert found.empty
    assert list(found.columns) == columns_by("order")


def test_order_of_segments_does_not_matter() -> None:
    """The same segments in another order give the same rows."""
    segments = _segments(_ran(9), "unit")
    shuffled = segments.sample(frac=1, random_state=1)
    limits = plant().settings
    pd.testing.assert_frame_equal(
        kpis_by(segments, segments["order"], dimension="order", level="unit", settings=limits),
        kpis_by(shuffled, shuffled["order"], dimension="order", level="unit", settings=limits),
        check_exact=True,
    )
