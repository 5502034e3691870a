"""Sectors that are shown never tell what is withheld."""

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.editions import known_cells
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.roll_up import REGION, Rolled, region_and_sectors, roll_up
from analytics.index.digital.roll_up_published import shown_region
from analytics.index.digital.scoring import CellTable, index_config, score
from tests.unit.analytics.index.digital.city_editions import edition_of, generated, small_city

LAST = small_city().periods[-1]
FACTS = small_city().facts


def rolled_of(units: list[str], holes: float, seed: int) -> tuple[CellTable, Rolled]:
    """Roll some units of the city up, some cells taken away."""
    cells = known_cells(edition_of(), small_city().observations, units, LAST)
    gone = np.random.default_rng(seed).random(cells.value.shape) < holes
    cells = CellTable(
        LAST,
        cells.value.mask(gone),
        cells.status.mask(gone, "missing"),
        cells.source,
        cells.low,
        cells.high,
    )
    own = score(cells, index_config(shipped()))
    groups = region_and_sectors(units, FACTS)
    return cells, roll_up(cells, own, shipped(), FACTS, groups, least_share=0.0)


@settings(max_examples=40, deadline=None)
@given(
    units=st.sets(st.sampled_from(generated(LAST)), min_size=1),
    holes=st.sampled_from([0.0, 0.2, 0.6]),
    seed=st.integers(0, 2**32),
)
def test_a_region_less_its_shown_sectors_tells_no_sector(
    units: set[str], holes: float, seed: int
) -> None:
    """Of each indicator two withheld sectors or more are left over, of three units together."""
    own = sorted(units)
    cells, rolled = rolled_of(own, holes, seed)
    groups = region_and_sectors(own, FACTS)
    found = shown_region(rolled, groups, FACTS)
    if found.reason[REGION]:
        return
    hidden = [name for name in groups if found.reason[name]]
    for indicator in rolled.counted.columns:
        counts = [
            int(cells.value.loc[list(groups[name]), indicator].notna().sum()) for name in hidden
        ]
        there = [count for count in counts if count]
        assert not there or (len(there) >= 2 and sum(there) >= 3)


@settings(max_examples=40, deadline=None)
@given(
    units=st.sets(st.sampled_from(generated(LAST)), min_size=1),
    holes=st.sampled_from([0.0, 0.2, 0.6]),
    seed=st.integers(0, 2**32),
)
def test_no_shown_figure_is_mostly_one_of_the_units_that_told_it(
    units: set[str], holes: float, seed: int
) -> None:
    """Of the output behind a figure nobody has more than the rule allows, silent units aside."""
    own = sorted(units)
    cells, rolled = rolled_of(own, holes, seed)
    groups = region_and_sectors(own, FACTS)
    found = shown_region(rolled, groups, FACTS)
    hidden = [name for name in groups if found.reason[name]]
    behind = {name: list(groups[name]) for name in groups if not found.reason[name]}
    if REGION in behind:
        behind["region less shown sectors"] = [unit for name in hidden for unit in groups[name]]
    for indicator in rolled.counted.columns:
        tellers = cells.value[indicator].dropna().index
        for members in behind.values():
            told = [unit for unit in members if unit in tellers]
            outputs = [FACTS[unit].output_value or 0.0 for unit in told]
            assert not told or max(outputs) <= 0.7 * sum(outputs)


def test_a_withheld_sector_has_no_figure_at_all() -> None:
    """Two apparel makers are not shown, and neither is the smallest other sector."""
    units = [unit for unit in generated(LAST) if FACTS[unit].sector != "apparel"]
    units += [unit for unit in generated(LAST) if FACTS[unit].sector == "apparel"][:2]
    _, rolled = rolled_of(units, 0.0, 0)
    found = shown_region(rolled, region_and_sectors(units, FACTS), FACTS)
    assert found.reason["apparel"] == "few_units"
    assert found.reason["liquor"] == "complementary"
    values = found.values  # noqa: PD011 -- a field of ours
    for frame in (values, found.scores, found.mean_of_indices.to_frame()):
        assert frame.loc[["apparel", "liquor"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(found.scores.loc[[REGION]], rolled.result.scores.loc[[REGION]])
    assert found.ranks.isna().all()


@pytest.mark.parametrize("amount", ["output_value", "asset_value"])
def test_a_dominated_sector_is_not_shown(amount: str) -> None:
    """One enterprise with nearly all output, or all assets, of its sector would be read from it."""
    units = list(generated(LAST))
    first = next(unit for unit in units if FACTS[unit].sector == "furniture")
    facts: dict[str, UnitFacts] = {
        name: msgspec.structs.replace(one, **{amount: 1e12}) if name == first else one
        for name, one in FACTS.items()
    }
    _, rolled = rolled_of(units, 0.0, 0)
    rule_reason = shown_region(rolled, region_and_sectors(units, FACTS), facts).reason
    assert rule_reason["furniture"] == "dominated"


def test_the_city_shows_its_sectors() -> None:
    """All four sectors of the city are large and mixed enough."""
    units = list(generated(LAST))
    _, rolled = rolled_of(units, 0.0, 0)
    found = shown_region(rolled, region_and_sectors(units, FACTS), FACTS)
    assert (found.reason == "").all()
    pd.testing.assert_series_equal(found.ranks, rolled.ranks)
    assert found.mean_of_indices[REGION] == pytest.approx(rolled.mean_of_indices["mean"][REGION])
