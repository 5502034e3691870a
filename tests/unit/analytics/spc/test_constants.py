"""The constants of control charts against closed forms and the published tables."""

from math import pi, sqrt

import numpy as np
import pytest

from analytics.spc.constants import c4, c5, d2, d3


def test_constants_of_two_and_three_values_have_closed_forms() -> None:
    """What is computed by integration equals what can be written down."""
    assert d2(2) == pytest.approx(2 / sqrt(pi), abs=1e-12)
    assert d2(3) == pytest.approx(3 / sqrt(pi), abs=1e-12)
    assert d3(2) == pytest.approx(sqrt(2 - 4 / pi), abs=1e-11)
    assert c4(2) == pytest.approx(sqrt(2 / pi), abs=1e-12)
    assert c4(3) == pytest.approx(sqrt(pi) / 2, abs=1e-12)


@pytest.mark.parametrize(
    ("size", "published"),
    [
        (2, (0.7979, 1.128, 0.853)),
        (3, (0.8862, 1.693, 0.888)),
        (4, (0.9213, 2.059, 0.880)),
        (5, (0.9400, 2.326, 0.864)),
        (6, (0.9515, 2.534, 0.848)),
        (8, (0.9650, 2.847, 0.820)),
        (10, (0.9727, 3.078, 0.797)),
        (25, (0.9896, 3.931, 0.708)),
    ],
)
def test_constants_are_those_of_the_tables(
    size: int, published: tuple[float, float, float]
) -> None:
    """c4, d2 and d3 round to the digits that quality handbooks print."""
    assert (round(c4(size), 4), round(d2(size), 3), round(d3(size), 3)) == published


def test_constants_describe_drawn_values() -> None:
    """Ranges and deviations of drawn subgroups have these means and deviations."""
    drawn = np.random.default_rng(5).normal(size=(200_000, 5))
    ranges, deviations = np.ptp(drawn, axis=1), drawn.std(axis=1, ddof=1)
    assert ranges.mean() == pytest.approx(d2(5), rel=0.01)
    assert ranges.std() == pytest.approx(d3(5), rel=0.01)
    assert deviations.mean() == pytest.approx(c4(5), rel=0.01)
    assert deviations.std() == pytest.approx(c5(5), rel=0.01)
