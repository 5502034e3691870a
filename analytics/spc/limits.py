"""Limits of a chart: found from its first subgroups (phase 1), then frozen with a date."""

from dataclasses import dataclass

import numpy as np

from analytics.oee.counters import Floats, Ints
from analytics.oee.timeline import Flags
from analytics.spc.charts import Chart, mean_limits, spread_limits, within_sigma

LEAST_SUBGROUPS = 25


@dataclass(frozen=True, slots=True)
class Limits:
    """What points are judged by.

    Args:
        sigma: standard deviation of a single value or piece, within subgroups.
        start: first value they rest on, ms UTC; 0 where people did not say.
        frozen_at: from when on they hold, ms UTC.
    """

    centre: float
    sigma: float
    start: int
    frozen_at: int


@dataclass(frozen=True, slots=True)
class Trial:
    """Centre line and sigma of the subgroups found so far; `kept` of them were used."""

    centre: float
    sigma: float
    kept: int


def frozen_after(
    chart: Chart, mean: Floats, spread: Floats, sizes: Ints
) -> tuple[int, Trial] | None:
    """Return after how many of these subgroups limits can be frozen, and to what.

    At least 25 are needed besides those that rule 1 leaves out, and a spread: values that never
    differ, or pieces without a defect, say nothing yet of what to expect.
    """
    for count in range(LEAST_SUBGROUPS, len(mean) + 1):
        found = trial(chart, mean[:count], spread[:count], sizes[:count])
        if found.kept >= LEAST_SUBGROUPS and found.sigma > 0:
            return count, found
    return None


def trial(chart: Chart, mean: Floats, spread: Floats, sizes: Ints) -> Trial:
    """Estimate from all subgroups, then once without those beyond their first limits.

    The first limits of measured values stand around the median: one wild subgroup would drag a
    mean so far that good ones are left out.
    """
    everything = np.ones(len(mean), np.bool_)
    centre, sigma = _estimate(chart, mean, spread, sizes, everything)
    middle = float(np.median(mean)) if chart.measured else centre
    lower, upper = mean_limits(chart, middle, sigma, sizes)
    kept = np.logical_and(mean >= lower, mean <= upper)
    if chart.measured and not chart.single:
        _, least, most = spread_limits(chart, sigma, int(sizes[0]))
        kept &= np.logical_and(spread >= least, spread <= most)
    if kept.any() and not kept.all():
        centre, sigma = _estimate(chart, mean, spread, sizes, kept)
    return Trial(centre, sigma, int(kept.sum()))


def _estimate(
    chart: Chart, mean: Floats, spread: Floats, sizes: Ints, kept: Flags
) -> tuple[float, float]:
    mean, spread, sizes = mean[kept], spread[kept], sizes[kept]
    if not chart.measured:
        centre = float((mean * sizes).sum() / sizes.sum())
        return centre, chart.sigma(centre)
    if chart.single:
        spread = np.abs(np.diff(mean))
    return float(mean.mean()), within_sigma(chart, spread, int(sizes[0]))
