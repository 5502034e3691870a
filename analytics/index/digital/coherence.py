"""Do the indicators of a dimension measure one thing: correlations and Cronbach's alpha.

Results of many units enter; figures and what is odd about them leave. Figures are of scores, so
that directions agree; thresholds are customary ones and can be changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from analytics.index.config import Entry
from analytics.index.engine import IndexResult
from analytics.index.scale import Floats
from analytics.index.weights import effective

Odd = Literal["constant", "negative", "weak", "redundant", "low_alpha"]
_LEAST_UNITS = 3


class CoherenceLimits(Entry, frozen=True, kw_only=True):
    """What is called odd.

    Args:
        least, most: of the correlation with the group above; below it says nothing of the group,
            above it says everything. `most` also holds for two indicators of one group.
        least_alpha: of a group.
    """

    least: float = 0.3
    most: float = 0.92
    least_alpha: float = 0.7


@dataclass(frozen=True, slots=True)
class Flag:
    """One oddity; `second` is the other of a pair, or the group above."""

    what: Odd
    first: str
    second: str
    figure: float


@dataclass(frozen=True, slots=True)
class Coherence:
    """Figures of an index.

    Args:
        correlations: between scores of all indicators, each pair over the units that have both.
        members: of each node but the root: parent, correlation with it, weight in the index, and
            importance: r squared with the index, as a share of all indicators' (of indicators).
        groups: alpha, indicators in it, units without a gap in them.
        flags: what is odd.
    """

    correlations: pd.DataFrame
    members: pd.DataFrame
    groups: pd.DataFrame
    flags: tuple[Flag, ...]


def coherence(result: IndexResult, limits: CoherenceLimits | None = None) -> Coherence:
    """Return how the parts of an index go together over its units."""
    limits = limits or CoherenceLimits()
    tree = result.tree
    scores = result.scores
    names = list(tree.indicators)
    correlations = pd.DataFrame(
        [[_correlation(scores, one, other) for other in names] for one in names],
        index=names,
        columns=names,
    )
    worth = effective(tree, result.weights)
    told = {name: _correlation(scores, name, tree.root) ** 2 for name in names}
    whole = sum(value for value in told.values() if not np.isnan(value))
    members = pd.DataFrame.from_dict(
        {
            name: {
                "parent": group.id,
                "correlation": _correlation(scores, name, group.id),
                "weight": worth[name],
                "importance": told[name] / whole if name in told and whole > 0 else np.nan,
            }
            for group in tree.groups
            for name in group.members
        },
        orient="index",
    )
    groups = pd.DataFrame.from_dict(
        {
            group.id: _reliability(scores[list(tree.leaves[group.id])])
            for group in tree.groups
            if len(tree.leaves[group.id]) > 1
        },
        orient="index",
        columns=["alpha", "indicators", "units"],
    )
    flags = tuple(_flags(result, correlations, members, groups, limits))
    return Coherence(correlations, members, groups, flags)


def cronbach_alpha(scores: Floats) -> float:
    """Return alpha of scores without gaps, (units, items); NaN where nothing varies.

    k / (k - 1) * (1 - sum of the items' variances / variance of their sum).
    """
    units, items = scores.shape
    if units < _LEAST_UNITS or items < 2:
        return np.nan
    variance = float(scores.sum(axis=1).var(ddof=1))
    if not variance > 0:
        return np.nan
    return float(items / (items - 1) * (1.0 - scores.var(axis=0, ddof=1).sum() / variance))


def _reliability(scores: pd.DataFrame) -> list[float]:
    whole = scores.dropna().to_numpy(np.float64)
    return [cronbach_alpha(whole), scores.shape[1], len(whole)]


def _correlation(scores: pd.DataFrame, one: str, other: str) -> float:
    """Return Pearson's r over units that have both; NaN where either is constant or few have."""
    both = scores[[one]].assign(other=scores[other]).dropna().to_numpy(np.float64)
    if len(both) < _LEAST_UNITS or not (np.ptp(both, axis=0) > 0).all():
        return np.nan
    return float(np.corrcoef(both, rowvar=False)[0, 1])


def _flags(
    result: IndexResult,
    correlations: pd.DataFrame,
    members: pd.DataFrame,
    groups: pd.DataFrame,
    limits: CoherenceLimits,
) -> Iterator[Flag]:
    for name, row in members.iterrows():
        figure = float(row["correlation"])
        odd = _odd(figure, limits)
        if odd:
            yield Flag(odd, str(name), str(row["parent"]), figure)
    for group in result.tree.groups:
        own = [name for name in group.members if name in correlations.index]
        for one, other in combinations(own, 2):
            figure = float(correlations[one][other])
            if figure < 0 or figure > limits.most:
                yield Flag("negative" if figure < 0 else "redundant", one, other, figure)
    for name, alpha in groups["alpha"].items():
        if not alpha >= limits.least_alpha:
            yield Flag("low_alpha", str(name), "", float(alpha))


def _odd(figure: float, limits: CoherenceLimits) -> Odd | None:
    """Return what is odd about a correlation with the group above."""
    if np.isnan(figure):
        return "constant"
    if figure < 0:
        return "negative"
    if figure < limits.least:
        return "weak"
    return "redundant" if figure > limits.most else None
