"""Other inputs give the index that they would give; less automation never gives a higher one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import BadQuery
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.editions import known_cells
from analytics.index.digital.observation import CellStatus
from analytics.index.digital.raise_most import raise_most
from analytics.index.digital.scoring import CellTable, index_config, score
from analytics.index.digital.what_if import Place, changed, what_if
from tests.unit.analytics.index.digital.city_editions import edition_of, generated, small_city

LAST = small_city().periods[-1]
CONFIG = index_config(shipped())
RECORDS = shipped().by_id()
# What an operation that becomes manual can lower: it is run by no program, nothing runs through
# without a hand, no machine tells of it, inspects or confirms it, its asset is no automatic one.
FOLLOWING = ("DP1", "DP2", "DP3", "DP5", "DP6", "DP7", "DP8", "DF1", "DF2", "DF3", "DF5")


def cells() -> CellTable:
    """Return the last quarter of the city."""
    return known_cells(edition_of(), small_city().observations, generated(LAST), LAST)


CELLS = cells()
INDEX = score(CELLS, CONFIG).index


@settings(max_examples=60, deadline=None)
@given(
    unit=st.sampled_from(generated(LAST)),
    shares=st.lists(st.floats(0, 1), min_size=len(FOLLOWING), max_size=len(FOLLOWING)),
)
def test_a_manual_operation_never_raises_the_index(unit: str, shares: list[float]) -> None:
    """Whatever a unit loses of DP1, DP2 and what follows from them, its index does not rise."""
    lower: dict[Place, float | CellStatus] = {}
    for name, share in zip(FOLLOWING, shares, strict=True):
        value = float(CELLS.value[name][unit])
        if not np.isnan(value):
            least = RECORDS[name].plausible[0]
            lower[unit, name] = least + (value - least) * share
    found = what_if(CELLS, CONFIG, lower)
    assert not found.after.index[unit] > found.before.index[unit]
    others = found.shift.drop(index=unit).to_numpy()
    assert not np.nan_to_num(others).any()


@pytest.mark.parametrize("unit", generated(LAST)[:12])
def test_no_automatic_operation_at_all_is_the_lowest_there_is(unit: str) -> None:
    """A1, A2 and A5 at 0 and the assists at their floor are scored, never shared out."""
    manual: dict[Place, float | CellStatus] = {
        (unit, "DP1"): 0.0,
        (unit, "DP2"): 0.0,
        (unit, "DP5"): 0.0,
        (unit, "DP6"): RECORDS["DP6"].floor,
    }
    found = what_if(CELLS, CONFIG, manual)
    assert not found.after.index[unit] > found.before.index[unit]
    assert (found.after.scores.loc[unit, ["DP1", "DP2", "DP5", "DP6"]] == 1.0).all()


def test_no_change_changes_nothing() -> None:
    """Without changes both results are the index."""
    found = what_if(CELLS, CONFIG, {})
    assert found.before.index.equals(INDEX)
    assert not np.nan_to_num(found.shift.to_numpy()).any()


def test_a_change_is_exact_and_moves_ranks() -> None:
    """One indicator at its benchmark is worth its weight times what its score gains."""
    unit = str(INDEX.idxmin())
    before = score(CELLS, CONFIG).scores["DF1"][unit]
    found = what_if(CELLS, CONFIG, {(unit, "DF1"): RECORDS["DF1"].benchmark.value})
    assert found.shift["index"][unit] == pytest.approx((177.4 - before) / 7 / 4)
    assert found.moved[unit] >= 0


def test_a_cell_can_become_not_applicable_or_unknown() -> None:
    """Not applicable is shared out, insufficient makes the dimension missing."""
    unit = str(INDEX.idxmax())
    shared = what_if(CELLS, CONFIG, {(unit, "DP1"): "not_applicable"}).after
    assert not np.isnan(shared.index[unit])
    blocked = what_if(CELLS, CONFIG, {(unit, "DP1"): "insufficient"}).after
    assert np.isnan(blocked.scores["DP"][unit])
    assert np.isnan(blocked.index[unit])


@pytest.mark.parametrize(
    ("place", "told"),
    [(("nobody", "DP1"), 1.0), (("apparel-01", "XX"), 1.0), (("apparel-01", "DP1"), "observed")],
)
def test_what_is_not_there_cannot_change(place: Place, told: float | CellStatus) -> None:
    """Unknown units and indicators, and a value's status without the value, are refused."""
    with pytest.raises(BadQuery):
        changed(CELLS, {place: told})


@settings(max_examples=15, deadline=None)
@given(unit=st.sampled_from(generated(LAST)))
def test_a_step_gains_what_the_changed_input_gains(unit: str) -> None:
    """Every gain of `raise_most` is that of the same what-if, and never a loss."""
    result = score(CELLS, CONFIG)
    for one in raise_most(result, shipped(), unit)[:5]:
        found = what_if(CELLS, CONFIG, {(unit, one.indicator): one.target})
        assert one.gain == pytest.approx(found.shift["index"][unit], abs=1e-9)
        assert one.gain >= 0
