"""What is told of one unit, also of one that has no index."""

from functools import cache

import msgspec

from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.observation import CellStatus, Observation
from analytics.index.digital.unit_story import story_text, unit_story
from tests.unit.analytics.index.digital.city_editions import small_city
from tests.unit.analytics.index.digital.made_runs import PERIOD, city_run, run_config, run_of

UNIT = "apparel-01"


def without(status: CellStatus, *indicators: str) -> str:
    """Tell of the unit when some of its cells are of a status without a value."""
    told: list[Observation] = [
        msgspec.structs.replace(one, status=status, value=None, low=None, high=None)
        if (one.unit, one.period) == (UNIT, PERIOD) and one.indicator in indicators
        else one
        for one in small_city().observations
    ]
    run: EditionRun = run_of(run_config(), told)
    return story_text(run, unit_story(run, UNIT))


@cache
def whole() -> str:
    """Tell of the unit as it is."""
    return story_text(city_run(), unit_story(city_run(), UNIT))


def test_a_unit_with_an_index_has_rank_band_and_steps() -> None:
    """Every line that people look for stands there, and none without a figure."""
    for words in ("per cent of runs", "rank ", "raise the index most", "what if its weakest"):
        assert words in whole()
    assert "no index" not in whole()
    assert "nan" not in whole()


def test_cells_that_block_are_named() -> None:
    """Who has no index reads which cell keeps it back, and no figure that is none."""
    text = without("insufficient", "DP5", "GC1")
    assert "no index: too little was seen of DP5 in DP; too little was seen of GC1 in GC" in text
    assert "nan" not in text


def test_a_dimension_with_too_many_gaps_is_named() -> None:
    """Below two thirds of its weight it has no score, and the share that has one is told."""
    text = without("missing", "DM1", "DM2", "DM3")
    assert "no index: DM has a score for 57% of its weight" in text
    assert "nan" not in text
