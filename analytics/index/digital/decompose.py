"""A score back into its indicators: contributions, gaps to a baseline, strengths and weaknesses.

Results of the engine enter; frames of index points leave, a row per unit, a column per indicator,
that add up to what they explain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.index.digital.decompose_steps import counted, split
from analytics.index.engine import IndexResult
from analytics.index.errors import BadIndex


@dataclass(frozen=True, slots=True)
class Gaps:
    """How far each indicator moves a unit's index away from a baseline.

    Args:
        effects: points, (units, indicators); NaN where the unit or the baseline has no score.
        start: index of the baseline, seen through the unit's gaps; with the effects it adds up to
            the unit's own.
    """

    effects: pd.DataFrame
    start: "pd.Series[float]"


def effective_weights(result: IndexResult) -> pd.DataFrame:
    """Return each unit's weights of indicators after gaps were shared out; they add up to 1."""
    there = result.scores.notna()
    share = {result.tree.root: there[result.tree.root].astype("float64")}
    for group in reversed(result.tree.groups):
        members = list(group.members)
        worth = there[members] * result.weights[group.id]
        covered = worth.sum(axis=1)
        for member in members:
            share[member] = share[group.id] * worth[member] / covered.where(covered > 0, 1.0)
    return pd.DataFrame({name: share[name] for name in result.tree.indicators})


def contributions(result: IndexResult) -> pd.DataFrame:
    """Return weight times score; rows add up to the index, and are NaN where that is missing.

    Raises BadIndex unless everything is added up by the weighted mean.
    """
    other = [group.id for group in result.tree.groups if group.aggregator != "mean"]
    if other:
        raise BadIndex(
            f"groups {', '.join(other)} are no weighted means, so their scores are not sums of"
            " contributions: ask for the gaps to a baseline"
        )
    parts = effective_weights(result) * counted(result).fillna(0.0)
    return parts.where(result.index.notna(), np.nan)


def national_baseline(result: IndexResult) -> pd.DataFrame:
    """Return the scores of units that stand at all national references.

    Raises BadIndex for scales on which they have no fixed score.
    """
    scale = result.config.scale
    if scale.method != "reference":
        raise BadIndex(
            f"scale {scale.method} gives the national reference no fixed score: take the reference"
            " scale or another baseline"
        )
    return pd.DataFrame(
        scale.at_reference, index=result.scores.index, columns=list(result.tree.indicators)
    )


def peer_baseline(
    result: IndexResult, peers: Mapping[str, Sequence[str]], *, least_units: int = 3
) -> pd.DataFrame:
    """Return the median scores of each unit's peers, NaN where fewer than `least_units` have one.

    Args:
        result: with all of the peers in it.
        peers: unit to the members of its peer group, itself among them.
        least_units: below it there is no median.
    """
    scores = result.scores[list(result.tree.indicators)]
    rows = {}
    for unit in scores.index:
        mine = scores.loc[scores.index.isin(list(peers.get(unit, ())))]
        rows[unit] = mine.median().where(mine.notna().sum() >= least_units)
    return pd.DataFrame.from_dict(rows, orient="index").reindex(scores.index)


def gaps(result: IndexResult, baseline: pd.DataFrame, units: Sequence[str] | None = None) -> Gaps:
    """Split the difference of each unit's index to a baseline of scores; exact in any aggregation.

    Units without an index have no gaps.
    """
    names = list(result.tree.indicators)
    wanted = list(result.scores.index if units is None else units)
    scores = counted(result)
    effects = pd.DataFrame(np.nan, index=wanted, columns=names)
    for unit in wanted:
        own = scores.loc[unit, names].to_numpy(np.float64)
        if np.isnan(result.index[unit]):
            continue
        given = baseline.loc[unit, names].to_numpy(np.float64)
        known = ~np.isnan(own) & ~np.isnan(given)
        found = split(np.where(known, given, own), own, result.tree, result.weights)
        effects.loc[unit] = np.where(known, found, np.nan)
    return Gaps(effects, result.index[wanted] - effects.sum(axis=1))


def standing(
    result: IndexResult, unit: str, peers: Mapping[str, Sequence[str]], *, least_units: int = 3
) -> pd.DataFrame:
    """Return a unit's indicators: score, weight, and points won or lost against N and its peers."""
    names = list(result.tree.indicators)
    of_peers = peer_baseline(result, peers, least_units=least_units)
    return pd.DataFrame(
        {
            "score": result.scores.loc[unit, names],
            "weight": effective_weights(result).loc[unit],
            "against_national": gaps(result, national_baseline(result), [unit]).effects.loc[unit],
            "against_peers": gaps(result, of_peers, [unit]).effects.loc[unit],
        }
    )


def strengths(points: "pd.Series[float]", count: int = 3) -> "pd.Series[float]":
    """Return the indicators that win most, the best first; none that wins nothing."""
    return points[points > 0].sort_values(ascending=False, kind="stable").head(count)


def weaknesses(points: "pd.Series[float]", count: int = 3) -> "pd.Series[float]":
    """Return the indicators that lose most, the worst first; none that loses nothing."""
    return points[points < 0].sort_values(kind="stable").head(count)
