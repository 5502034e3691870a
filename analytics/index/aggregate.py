"""Scores of members to the score of their group, (units,), missing where too little is there.

Weights of missing members are shared out among the others; below the least coverage the group has
no score at all.
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from analytics.index.config import Aggregator
from analytics.index.errors import CannotAggregate

Floats = npt.NDArray[np.float64]
_ABOVE_ZERO: frozenset[Aggregator] = frozenset(("geometric", "harmonic"))
# Shares of weights add up to 1 only nearly.
_EPSILON = 1e-9


def aggregated(
    scores: Floats, weights: Floats, aggregator: Aggregator, *, least_coverage: float, group: str
) -> Floats:
    """Return a group's scores from those of its members, (units, members), NaN where missing.

    Raises CannotAggregate where the aggregator is not defined for a score.
    """
    there = ~np.isnan(scores)
    share = np.where(there, weights, 0.0)
    covered = share.sum(axis=1)
    with np.errstate(invalid="ignore"):
        share = share / covered[:, None]
    filled = np.where(there, scores, 1.0)
    enough = (covered >= least_coverage - _EPSILON) & (covered > 0)
    if aggregator in _ABOVE_ZERO and (filled <= 0).any():
        row = int(np.flatnonzero((filled <= 0).any(axis=1))[0])
        raise CannotAggregate(
            f"group {group}: a {aggregator} mean is defined for scores above 0 only, and the"
            f" smallest is {filled[row].min():g}: choose a scale that stays above 0, or the mean",
            row,
        )
    # Of units with too little, which have no score.
    with np.errstate(divide="ignore", invalid="ignore"):
        found = _RULES[aggregator](filled, share)
    if aggregator == "mpi" and (low := enough & (_mean(filled, share) <= 0)).any():
        raise CannotAggregate(
            f"group {group}: Mazziotta-Pareto is defined for a mean above 0 only, and below it the"
            " members are so unbalanced that theirs is not: take the mean at this depth",
            int(np.flatnonzero(low)[0]),
        )
    return np.where(enough, found, np.nan)


def _mean(scores: Floats, share: Floats) -> Floats:
    return np.asarray((scores * share).sum(axis=1))


def _geometric(scores: Floats, share: Floats) -> Floats:
    return np.asarray(np.exp((np.log(scores) * share).sum(axis=1)))


def _harmonic(scores: Floats, share: Floats) -> Floats:
    return np.asarray(1.0 / (share / scores).sum(axis=1))


def _mpi(scores: Floats, share: Floats) -> Floats:
    # Mazziotta-Pareto: the mean less variance / mean, both weighted, of the population.
    mean = (scores * share).sum(axis=1)
    variance = (share * (scores - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray(mean - variance / mean)


_RULES: Mapping[Aggregator, Callable[[Floats, Floats], Floats]] = {
    "mean": _mean,
    "geometric": _geometric,
    "harmonic": _harmonic,
    "mpi": _mpi,
}
