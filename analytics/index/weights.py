"""Weights of the members of every group: equal, points, compared in pairs, or from the data.

A hierarchy and scores enter; one vector per group leaves, each adding up to 1.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from analytics.index.config import IndexConfig
from analytics.index.errors import BadIndex, BadTable
from analytics.index.hierarchy import Hierarchy
from analytics.index.pairs import compare_pairs, matrix_of

Floats = npt.NDArray[np.float64]
Weights = Mapping[str, Floats]
"""Group to the weights of its members, in order."""

# What rounding leaves of an entropy or a correlation that is nothing.
_NOISE = 1e-12


def weights_of(config: IndexConfig, tree: Hierarchy, *, scores: Floats | None = None) -> Weights:
    """Return the weights of every group.

    `scores`, (units, indicators) of the sample without gaps, is what `entropy` and `critic` need.
    They weight indicators; a group counts for as much as what is below it.
    """
    match config.weights.method:
        case "equal_by_group":
            return {group.id: _normal(np.ones(len(group.members))) for group in tree.groups}
        case "equal_by_indicator":
            return _by_leaves(tree, np.ones(len(tree.indicators)))
        case "points":
            return _points(config, tree)
        case "ahp":
            return _compared(config, tree)
        case "entropy" | "critic":
            if scores is None:
                raise BadIndex(f"weights {config.weights.method} need the scores of a sample")
            found = entropy(scores) if config.weights.method == "entropy" else critic(scores)
            return _by_leaves(tree, found)


def entropy(scores: Floats) -> Floats:
    """Return weights by information: columns that tell units apart count for more.

    Raises BadTable for scores that are not above 0.
    """
    if (scores <= 0).any():
        raise BadTable("entropy weights need scores above 0: choose a scale that gives such")
    share = scores / scores.sum(axis=0)
    units = len(scores)
    if units < 2:
        return _normal(np.ones(scores.shape[1]))
    spread = 1.0 + (share * np.log(share)).sum(axis=0) / np.log(units)
    return _or_equal(np.where(spread > _NOISE, spread, 0.0))


def critic(scores: Floats) -> Floats:
    """Return weights by contrast and conflict: deviation times the sum of 1 - correlation.

    Columns are first brought to 0..1 (Diakoulaki et al. 1995); a constant one weighs nothing.
    """
    low, high = scores.min(axis=0), scores.max(axis=0)
    moving = high > low
    if len(scores) < 2 or not moving.any():
        return _normal(np.ones(scores.shape[1]))
    scaled = (scores[:, moving] - low[moving]) / (high[moving] - low[moving])
    correlation = np.atleast_2d(np.corrcoef(scaled, rowvar=False))
    conflict = (1.0 - correlation).sum(axis=0)
    if not (conflict > _NOISE).any():
        # All of one mind, or one alone: none says what another does not.
        return _normal(moving.astype(np.float64))
    found = np.zeros(scores.shape[1])
    found[moving] = scaled.std(axis=0, ddof=1) * np.where(conflict > _NOISE, conflict, 0.0)
    return _normal(found)


def effective(tree: Hierarchy, weights: Weights) -> dict[str, float]:
    """Return each node's share of the index: the product of the weights above it."""
    found = {tree.root: 1.0}
    for group in reversed(tree.groups):
        for member, weight in zip(group.members, weights[group.id].tolist(), strict=True):
            found[member] = found[group.id] * weight
    return found


def _by_leaves(tree: Hierarchy, amounts: Floats) -> Weights:
    worth = dict(zip(tree.indicators, amounts.tolist(), strict=True))
    for group in tree.groups:
        worth[group.id] = sum(worth[member] for member in group.members)
    return {
        group.id: _or_equal(np.array([worth[member] for member in group.members]))
        for group in tree.groups
    }


def _points(config: IndexConfig, tree: Hierarchy) -> Weights:
    own = {one.id: one.weight for one in config.indicators}
    own |= {one.id: one.weight for one in config.groups}
    found = {}
    for group in tree.groups:
        mine = np.array([own[member] for member in group.members])
        if mine.sum() <= 0:
            raise BadIndex(f"group {group.id}: the weights of its members are all 0")
        found[group.id] = _normal(mine)
    return found


def _compared(config: IndexConfig, tree: Hierarchy) -> Weights:
    found = {}
    for group in tree.groups:
        told = config.weights.comparisons.get(group.id)
        if told is None:
            found[group.id] = _normal(np.ones(len(group.members)))
            continue
        try:
            compared = compare_pairs(matrix_of(told, group.members))
        except BadIndex as error:
            raise BadIndex(f"group {group.id}: {error}") from error
        if compared.ratio > config.weights.largest_ratio:
            raise BadIndex(
                f"group {group.id}: consistency ratio {compared.ratio:.3f} is above"
                f" {config.weights.largest_ratio:g}: compare its members again"
            )
        found[group.id] = compared.weights
    return found


def _normal(amounts: Floats) -> Floats:
    return np.asarray(amounts / amounts.sum())


def _or_equal(amounts: Floats) -> Floats:
    return _normal(amounts if amounts.sum() > 0 else np.ones(len(amounts)))
