"""The catalogue of measures: closed, named in both languages, one place for each trade."""

import pytest

from analytics.master.file import LineEntry
from analytics.trade.sewing import OFF_STANDARD
from contract.reasons import REASONS
from contract.series import LINE_TRADE
from contract.trade_measure import TRADES, TradeMeasure
from contract.trade_measures import TRADE_MEASURES, measures_of


@pytest.mark.parametrize("measure", TRADE_MEASURES.values(), ids=lambda one: one.id)
def test_measure_says_what_it_is(measure: TradeMeasure) -> None:
    """Names, unit, formula and source are never empty; shares have parts."""
    assert all((measure.unit, measure.name_en, measure.name_zh, measure.formula, measure.source))
    assert measure.part or not measure.shared


def test_every_trade_has_its_own_and_the_common_measures() -> None:
    """Each trade has the momentary constraint, and together they have the whole catalogue."""
    found = {trade: {one.id for one in measures_of(trade)} for trade in TRADES}
    assert all("momentary_constraint" in ids for ids in found.values())
    assert set().union(*found.values()) == set(TRADE_MEASURES)
    assert [one.id for one in measures_of("")] == ["momentary_constraint"]


def test_measure_and_part_are_tags() -> None:
    """Queries group by them, so they are tags; a line says its trade in master data."""
    assert {"measure", "part"} <= set(LINE_TRADE.tags)
    assert not LineEntry(area="a", id="l").trade


def test_off_standard_reasons_are_of_the_catalogue() -> None:
    """A reason that no machine can say would be a part that stays empty."""
    assert set(OFF_STANDARD) <= set(REASONS)
