"""The kinds of control charts as data, and their limits.

A chart of measured values has a centre line for the mean and one for the spread; a chart of
counts (defects per piece, share of rejects) draws its spread from the centre line itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Literal, get_args

import numpy as np

from analytics.oee.counters import Floats, Ints
from analytics.spc.constants import c4, c5, d2, d3

ChartName = Literal["xbar_r", "xbar_s", "individuals", "u", "p"]
Rule = Literal["1", "2", "3", "4", "ewma", "spread"]
RULE_NAMES: tuple[Rule, ...] = get_args(Rule)
_WIDTH = 3.0
_JUDGED: tuple[Rule, ...] = ("1", "2", "3", "4", "ewma")


@dataclass(frozen=True, slots=True)
class Chart:
    """One kind of chart.

    Args:
        measured: its points are means of values; else counts divided by pieces.
        spread_mean: mean of the spread of so many values, in standard deviations of one.
        spread_deviation: standard deviation of that spread.
        single: every point is one value; the spread is its distance from the point before.
        sigma: standard deviation of a single piece on a centre line, of a chart of counts.
        greatest: what a point cannot exceed.
        rules: what raises an alarm unless master data says otherwise. The moving range is left
            out: it says little that the values do not (Rigdon, Cruthis and Champ, 1994).
    """

    name: ChartName
    measured: bool
    spread_mean: Callable[[int], float] = lambda _: 0.0
    spread_deviation: Callable[[int], float] = lambda _: 0.0
    single: bool = False
    sigma: Callable[[float], float] = lambda _: 0.0
    greatest: float = float("inf")
    rules: tuple[Rule, ...] = _JUDGED


CHARTS: dict[ChartName, Chart] = {
    chart.name: chart
    for chart in (
        Chart("xbar_r", True, d2, d3, rules=(*_JUDGED, "spread")),
        Chart("xbar_s", True, c4, c5, rules=(*_JUDGED, "spread")),
        Chart("individuals", True, lambda _: d2(2), lambda _: d3(2), single=True),
        Chart("u", False, sigma=sqrt),
        Chart("p", False, sigma=lambda share: sqrt(share * (1 - share)), greatest=1.0),
    )
}


def within_sigma(chart: Chart, spread: Floats, size: int) -> float:
    """Return the standard deviation of a single value from the spread of subgroups; 0 of none."""
    return float(spread.mean()) / chart.spread_mean(size) if len(spread) else 0.0


def mean_limits(chart: Chart, centre: float, sigma: float, sizes: Ints) -> tuple[Floats, Floats]:
    """Return the lower and upper control limit of points of so many values or pieces each."""
    half = _WIDTH * sigma / np.sqrt(sizes)
    least = -np.inf if chart.measured else 0.0
    return np.maximum(centre - half, least), np.minimum(centre + half, chart.greatest)


def spread_limits(chart: Chart, sigma: float, size: int) -> tuple[float, float, float]:
    """Return the centre line of the spread, its lower and its upper limit; 0 of counts."""
    centre = chart.spread_mean(size) * sigma
    half = _WIDTH * chart.spread_deviation(size) * sigma
    return centre, max(0.0, centre - half), centre + half
