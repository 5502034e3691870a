"""Limits of each kind of chart, when they are frozen, and what a process can hold."""

import numpy as np
import pytest

from analytics.oee.counters import Floats, Ints
from analytics.spc.capability import capability
from analytics.spc.charts import CHARTS, ChartName, mean_limits, spread_limits
from analytics.spc.constants import c4, d2
from analytics.spc.limits import frozen_after, trial


def sizes(count: int, size: int) -> Ints:
    """Return equal sizes."""
    return np.full(count, size, np.int64)


def drawn(count: int, size: int, *, seed: int = 2) -> Floats:
    """Draw subgroups of a process at 500 with sigma 2."""
    return np.random.default_rng(seed).normal(500.0, 2.0, (count, size))


def test_mean_and_range_chart_of_a_textbook() -> None:
    """With n = 5, mean 74.001 and mean range 0.023 the limits are those of A2, D3 and D4."""
    chart = CHARTS["xbar_r"]
    found = trial(chart, np.full(25, 74.001), np.full(25, 0.023), sizes(25, 5))
    lower, upper = mean_limits(chart, found.centre, found.sigma, sizes(1, 5))
    assert (lower[0], upper[0]) == pytest.approx((74.001 - 0.577 * 0.023, 74.001 + 0.577 * 0.023))
    centre, least, most = spread_limits(chart, found.sigma, 5)
    assert (centre, least) == pytest.approx((0.023, 0.0))
    assert most == pytest.approx(2.114 * 0.023, rel=1e-3)


@pytest.mark.parametrize(("name", "size", "expected"), [("xbar_r", 5, d2(5)), ("xbar_s", 8, c4(8))])
def test_sigma_comes_from_the_spread_within_subgroups(
    name: ChartName, size: int, expected: float
) -> None:
    """A mean that wanders between subgroups does not widen the limits."""
    values = drawn(400, size) + np.linspace(-30, 30, 400)[:, None]
    spread = np.ptp(values, axis=1) if name == "xbar_r" else values.std(axis=1, ddof=1)
    still = trial(CHARTS[name], np.full(400, 500.0), spread, sizes(400, size))
    assert still.sigma == pytest.approx(2.0, rel=0.03)
    assert still.sigma == pytest.approx(spread.mean() / expected, rel=0.02)


def test_sigma_of_individuals_comes_from_the_moving_range() -> None:
    """Values of sigma 2 give a sigma of 2."""
    values = drawn(2000, 1)[:, 0]
    found = trial(CHARTS["individuals"], values, np.zeros(2000), sizes(2000, 1))
    assert found.sigma == pytest.approx(2.0, rel=0.05)
    assert found.centre == pytest.approx(500.0, abs=0.2)


def test_limits_of_counts_follow_the_pieces_of_each_subgroup() -> None:
    """The u chart is centre +- 3 sqrt(u/n), the p chart centre +- 3 sqrt(p(1-p)/n), cut at 0, 1."""
    pieces = np.array([50, 200], np.int64)
    u, p = CHARTS["u"], CHARTS["p"]
    lower, upper = mean_limits(u, 0.08, u.sigma(0.08), pieces)
    assert lower.tolist() == pytest.approx([0.0, 0.02])
    assert upper.tolist() == pytest.approx([0.2, 0.14])
    lower, upper = mean_limits(p, 0.9, p.sigma(0.9), pieces)
    assert upper.tolist() == pytest.approx([1.0, 0.9 + 3 * 0.3 / 200**0.5])
    assert lower.tolist() == pytest.approx([0.9 - 3 * 0.3 / 50**0.5, 0.9 - 3 * 0.3 / 200**0.5])


def test_centre_of_counts_is_weighted_by_pieces() -> None:
    """All defects over all pieces, not the mean of the ratios."""
    found = trial(
        CHARTS["u"], np.array([0.1] * 24 + [0.12]), np.zeros(25), np.array([100] * 24 + [500])
    )
    assert found.centre == pytest.approx((24 * 10 + 60) / 2900)


def test_limits_wait_for_twenty_five_subgroups() -> None:
    """24 subgroups give none; the 25th freezes them."""
    values = drawn(40, 5)
    mean, spread = values.mean(axis=1), np.ptp(values, axis=1)
    chart = CHARTS["xbar_r"]
    assert frozen_after(chart, mean[:24], spread[:24], sizes(24, 5)) is None
    found = frozen_after(chart, mean, spread, sizes(40, 5))
    assert found is not None
    count, limits = found
    assert (count, limits.kept) == (25, 25)


def test_subgroup_out_of_control_is_left_out_once_and_replaced() -> None:
    """One of the first 25 lies far off: the limits wait for the 26th and do not know of it."""
    values = drawn(40, 5)
    mean, spread = values.mean(axis=1), np.ptp(values, axis=1)
    far = mean.copy()
    far[7] += 40
    found = frozen_after(CHARTS["xbar_r"], far, spread, sizes(40, 5))
    assert found is not None
    count, limits = found
    assert (count, limits.kept) == (26, 25)
    assert limits.centre == pytest.approx(np.delete(mean[:26], 7).mean())


def test_values_that_never_differ_give_no_limits() -> None:
    """A gauge that always shows the same, and pieces without any defect, freeze nothing."""
    same, none = np.full(60, 500.0), np.zeros(60)
    assert frozen_after(CHARTS["xbar_r"], same, none, sizes(60, 5)) is None
    assert frozen_after(CHARTS["individuals"], same, none, sizes(60, 1)) is None
    assert frozen_after(CHARTS["u"], none, none, sizes(60, 50)) is None
    assert frozen_after(CHARTS["p"], np.ones(60), none, sizes(60, 50)) is None


def test_capability_compares_with_both_limits() -> None:
    """Cp is the width over six sigma, Cpk the nearer limit over three; Pp and Ppk of all values."""
    found = capability(values=125, mean=502.0, sigma=2.0, overall=2.5, lower=490.0, upper=510.0)
    assert found.cp == pytest.approx(20 / 12)
    assert found.cpk == pytest.approx(8 / 6)
    assert found.pp == pytest.approx(20 / 15)
    assert found.ppk == pytest.approx(8 / 7.5)


def test_capability_of_one_limit_is_cpk_only() -> None:
    """A roughness that must stay below a limit has no width to compare with."""
    found = capability(values=50, mean=3.2, sigma=0.4, overall=0.5, lower=None, upper=5.0)
    assert (found.cp, found.pp) == (None, None)
    assert found.cpk == pytest.approx(1.5)
    assert found.ppk == pytest.approx(1.2)


@pytest.mark.parametrize("sigma", [None, 0.0])
def test_capability_without_spread_or_limits_is_null(sigma: float | None) -> None:
    """Neither infinity nor zero is shown where nothing can be divided."""
    found = capability(values=9, mean=1.0, sigma=sigma, overall=sigma, lower=0.0, upper=2.0)
    assert (found.cp, found.cpk, found.pp, found.ppk) == (None, None, None, None)
    none = capability(values=9, mean=1.0, sigma=1.0, overall=1.0, lower=None, upper=None)
    assert (none.cp, none.cpk, none.pp, none.ppk) == (None, None, None, None)
