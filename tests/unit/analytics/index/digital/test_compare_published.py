"""What a change is said to be made of in public tells no unit that left or entered."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index.digital.compare import Comparison, compare
from analytics.index.digital.compare_published import ShownParts, shown_parts
from analytics.index.digital.decompose_steps import counted, split
from analytics.index.digital.editions import Stand, stand
from analytics.index.digital.observation import Observation
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.suppression import DisclosureRule
from tests.unit.analytics.index.digital.city_editions import edition_of, generated, small_city

FIRST, _, LAST = small_city().periods
TOLD = small_city().observations
# By output, so that neighbours are alike and nobody has most of what some of them have.
STABLE = sorted(
    set(generated(FIRST)) & set(generated(LAST)),
    key=lambda unit: (small_city().facts[unit].output_value or 0.0, unit),
)


def stands_of(
    before: Sequence[str], after: Sequence[str], told: Sequence[Observation] = TOLD
) -> tuple[Stand, Stand]:
    """Return two periods of an edition with these members."""
    edition = edition_of(members={FIRST: before, LAST: after})
    return stand(edition, told, FIRST), stand(edition, told, LAST)


def shown_of(
    stands: tuple[Stand, Stand], told: Sequence[Observation] = TOLD, *, most: int = 10
) -> tuple[Comparison, ShownParts | None]:
    """Compare two stands, and return what may be shown of it."""
    change = compare(*stands, told)
    return change, shown_parts(change, stands, rule=DisclosureRule(), most=most)


@pytest.mark.parametrize("moved", [1, 2])
def test_units_that_are_too_few_are_in_no_part_of_their_own(moved: int) -> None:
    """Every part then follows from the values of both periods, which are public anyway."""
    stands = stands_of(STABLE[moved:], STABLE)
    _, shown = shown_of(stands)
    assert shown is not None
    assert shown.membership is None
    result = stands[0].rolled.result
    start, end = (
        counted(one.rolled.result).loc[REGION].to_numpy(np.float64)  # a region's are public
        for one in stands
    )
    effects = split(start, end, result.tree, result.weights)
    public = dict(zip(result.tree.indicators, effects.tolist(), strict=True))
    assert {name: public[str(name)] for name in shown.indicators.index} == pytest.approx(
        shown.indicators.to_dict()
    )


@settings(max_examples=8, deadline=None)
@given(left=st.integers(0, 5), entered=st.integers(0, 5), most=st.integers(0, 28))
def test_shown_parts_add_up_to_the_change(left: int, entered: int, most: int) -> None:
    """Whatever is told together, nothing is lost of the change."""
    stands = stands_of(STABLE[entered:], STABLE[: len(STABLE) - left])
    _, shown = shown_of(stands, most=most)
    assert shown is not None
    whole = shown.references + (shown.membership or 0.0) + shown.indicators.sum() + shown.rest
    assert whole == pytest.approx(stands[1].index - stands[0].index, abs=1e-9)
    assert shown.membership is None or left + entered not in {1, 2}


def test_enough_units_that_moved_are_one_part() -> None:
    """Entry and exit are told together, the other parts stay what they are."""
    change, shown = shown_of(stands_of(STABLE[4:], STABLE))
    assert shown is not None
    assert shown.membership == pytest.approx(change.parts.left + change.parts.entered)
    of_indicators = change.parts.indicators[list(shown.indicators.index)]
    assert shown.indicators.to_dict() == of_indicators.to_dict()


def test_an_indicator_that_two_entrants_told_is_told_with_others() -> None:
    """Its part and the values of both periods would tell the two; so two or more stand together."""
    silent = set(STABLE[2:4])
    told = [one for one in TOLD if one.unit not in silent or one.indicator != "DF7"]
    _, shown = shown_of(stands_of(STABLE[4:], STABLE, told), told, most=28)
    assert shown is not None
    assert shown.membership is not None
    assert "DF7" not in shown.indicators
    assert len(shown.indicators) == 26


def test_a_change_of_a_withheld_region_has_no_parts() -> None:
    """Two units are not shown, and neither is what changed them."""
    _, shown = shown_of(stands_of(STABLE[:2], STABLE))
    assert shown is None
