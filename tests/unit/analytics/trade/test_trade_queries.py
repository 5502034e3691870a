"""Measures as people ask for them: sums of any union, null for nothing, shares of one whole."""

from collections.abc import Sequence

import pandas as pd
import pytest

from analytics.errors import BadQuery
from analytics.oee.windows import Window, windows_in
from analytics.trade.queries import TRADE_COLUMNS, trade_rows
from contract.path import EquipmentPath
from tests.suites.loop_plant import HOUR, START, Plant
from tests.unit.analytics.trade.played_trade import Unit, played

BOTTLING = {
    "trade": "bottling",
    "stages": [{"id": "fill", "units": ["filler"]}],
    "units": {"filler": {"planned_run_time_s": {"*": 2.0}}},
}


@pytest.fixture(scope="module")
def hours() -> Plant:
    """Two hours: bottles in the first alone, energy in both."""
    filler = Unit(
        "filler",
        until=START + 2 * HOUR,
        good_per_beat=1,
        energy_kwh_per_beat=0.5,
        order="O1",
        product="cola",
    )
    filler.at(START + HOUR, state="not_executing", reason="bottle_jam", good_per_beat=0)
    return played(BOTTLING, [filler], hours=2)


def by_hour(line: EquipmentPath) -> Sequence[Window]:
    """Return the two hours of the run."""
    calendar = Plant().master.line(line).calendar
    return windows_in(calendar, "hour", START, START + 2 * HOUR)


def test_windows_add_up_to_their_union(hours: Plant) -> None:
    """Numerators and denominators of the hours sum to those of the whole range."""
    keys, amounts = ["measure", "part"], ["numerator", "denominator"]
    each = trade_rows(hours.store, windows=by_hour).groupby(keys)[amounts].sum()
    whole = trade_rows(hours.store).set_index(keys)[amounts]
    pd.testing.assert_frame_equal(each.sort_index(), whole.sort_index())


def test_value_without_a_denominator_is_null(hours: Plant) -> None:
    """In the hour without bottles the energy has none to be shared by."""
    rows = trade_rows(hours.store, windows=by_hour, measures=("energy_per_1000_bottles",))
    delay = rows[rows["part"] == "delay"].sort_values("window_start")
    assert delay["numerator"].tolist() == pytest.approx([0.0, 180.0])
    assert delay["value"].isna().tolist() == [False, True]


def test_parts_of_a_share_add_up_to_the_whole(hours: Plant) -> None:
    """The denominator of a share is counted once, however many parts there are."""
    asked = {"measures": ("energy_per_1000_bottles",)}
    parts = trade_rows(hours.store, **asked)  # type: ignore[arg-type]  # keywords as given
    (whole,) = trade_rows(hours.store, **asked, by=()).itertuples()  # type: ignore[arg-type]  # likewise
    assert whole.value == pytest.approx(parts["value"].sum())
    assert whole.denominator == pytest.approx(0.36)


def test_measures_split_by_product(hours: Plant) -> None:
    """Rows carry order, product and shift of their segment."""
    rows = trade_rows(hours.store, measures=("din8743_general",), by=("order", "product"))
    assert rows[["order", "product"]].to_numpy().tolist() == [["O1", "cola"]]


def test_question_that_makes_no_sense_says_what_is_allowed(hours: Plant) -> None:
    """An unknown measure or split and a range that ends before it starts are refused."""
    with pytest.raises(BadQuery, match="measure 'oee' must be one of momentary_constraint"):
        trade_rows(hours.store, measures=("oee",))
    with pytest.raises(BadQuery, match="by 'unit' must be one of part, shift"):
        trade_rows(hours.store, by=("unit",))  # type: ignore[arg-type]  # the mistake
    with pytest.raises(BadQuery, match="before it starts"):
        trade_rows(hours.store, start=1, end=0)


def test_store_without_rows_gives_none() -> None:
    """The columns are there."""
    rows = trade_rows(Plant().store)
    assert rows.empty
    assert tuple(rows.columns) == TRADE_COLUMNS
    assert trade_rows(Plant().store, windows=by_hour).empty


def test_one_row_per_place_measure_part_and_time(hours: Plant) -> None:
    """No two rows share the tags and time that identify them in a store."""
    rows = hours.read("line_trade")
    assert not rows.duplicated(["work_unit", "measure", "part", "time"]).any()
