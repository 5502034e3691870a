"""Western Electric rules and the EWMA, point by point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.spc.rules import MEMORY, broken_rules, ewma, ewma_half_width

Z = st.sampled_from([-3.5, -2.5, -1.5, -0.5, 0.0, 0.5, 1.5, 2.5, 3.5])


@pytest.mark.parametrize(
    ("points", "rule", "places"),
    [
        ([0.5, 3.1, -0.5, -3.1], 1, [1, 3]),
        ([3.0, -3.0], 1, []),
        ([2.1, 0.5, 2.1, 0.5, 0.5, 2.1], 2, [2]),
        ([2.1, 2.1, 0.5], 2, [1]),
        ([2.1, -2.1, 0.5], 2, []),
        ([1.1, 1.1, -0.5, 1.1, 1.1], 3, [4]),
        ([1.1, 1.1, 1.1, 1.1, -0.5], 3, [3]),
        ([1.1, 1.1, -1.1, 1.1, 0.5, 1.1], 3, []),
        ([0.1] * 9, 4, [7, 8]),
        ([0.1] * 7 + [0.0, 0.1], 4, []),
        ([-0.1] * 8, 4, [7]),
    ],
)
def test_rule_is_broken_where_the_handbook_says(
    points: list[float], rule: int, places: list[int]
) -> None:
    """A rule tells the points that complete it, and no others."""
    assert np.flatnonzero(broken_rules(np.array(points))[rule - 1]).tolist() == places


@given(st.lists(Z, max_size=40), st.integers(0, 40))
def test_rules_need_only_their_memory(points: list[float], cut: int) -> None:
    """Judged in two parts, the second with the last seven points of the first, nothing changes."""
    z = np.array(points)
    whole = broken_rules(z)
    before = z[:cut][-MEMORY:]
    parts = [broken_rules(z[:cut]), broken_rules(np.concatenate([before, z[cut:]]))]
    joined = np.concatenate([parts[0], parts[1][:, len(before) :]], axis=1)
    assert (joined == whole).all()


@given(st.lists(Z, max_size=40))
def test_rules_are_the_same_on_both_sides(points: list[float]) -> None:
    """A chart turned upside down breaks the same rules."""
    z = np.array(points)
    assert (broken_rules(z) == broken_rules(-z)).all()


def test_ewma_is_the_weighted_sum_of_all_before() -> None:
    """Weight 0.2 for the newest value and 0.8 of that for each one before."""
    values = np.array([10.0, 20.0, 40.0])
    assert ewma(values, before=5.0).tolist() == pytest.approx([6.0, 8.8, 15.04])
    assert ewma_half_width(3.0) == pytest.approx(2.86 * 3.0 / 3.0)


def test_ewma_handed_on_is_the_same_to_the_last_bit() -> None:
    """An average that goes on from a stored one equals one that was never stored."""
    values = np.random.default_rng(3).normal(500, 2, 60)
    whole = ewma(values, before=500.0)
    second = ewma(values[23:], before=float(whole[22]))
    assert (second == whole[23:]).all()
