"""Weights of the members of every group: equal, points, compared in pairs, or from the data.

A hierarchy and scores enter; one vector per group leaves, each adding up to 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.index.config import IndexConfig
from analytics.index.errors import BadIndex, BadTable
from analytics.index.hierarchy import Hierarchy

Floats = npt.NDArray[np.float64]
Weights = Mapping[str, Floats]
"""Group to the weights of its members, in order."""

# Mean consistency index of random matrices of one to ten rows (Saaty; OECD handbook 2008, 6.2).
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


@dataclass(frozen=True, slots=True)
class Compared:
    """Weights of a matrix of pairwise comparisons, its largest eigenvalue, consistency ratio."""

    weights: Floats
    eigenvalue: float
    ratio: float


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


def compare_pairs(matrix: npt.ArrayLike) -> Compared:
    """Return the principal eigenvector of a reciprocal matrix, adding up to 1, and how consistent.

    Raises BadIndex where it is not square, positive and reciprocal, or has more than ten rows.
    """
    table = np.array(matrix, np.float64)
    size = len(table)
    if table.shape != (size, size) or not 1 <= size <= len(RANDOM_INDEX):
        raise BadIndex(f"a matrix of comparisons is square, with 1 to 10 rows; got {table.shape}")
    if (table <= 0).any() or not np.allclose(table * table.T, 1.0, rtol=1e-6):
        raise BadIndex("a matrix of comparisons is positive and has 1 / a[i][j] at a[j][i]")
    values, vectors = np.linalg.eig(table)
    first = int(np.argmax(values.real))
    largest = float(values[first].real)
    random = RANDOM_INDEX[size - 1]
    index = (largest - size) / (size - 1) if size > 1 else 0.0
    return Compared(
        _normal(np.abs(vectors[:, first].real)), largest, index / random if random else 0.0
    )


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
    return _or_equal(np.maximum(spread, 0.0))


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
    found = np.zeros(scores.shape[1])
    found[moving] = scaled.std(axis=0, ddof=1) * (1.0 - correlation).sum(axis=0)
    return _or_equal(np.maximum(found, 0.0))


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
        matrix = config.weights.matrices.get(group.id)
        if matrix is None:
            found[group.id] = _normal(np.ones(len(group.members)))
            continue
        if len(matrix) != len(group.members):
            raise BadIndex(
                f"group {group.id} has {len(group.members)} members, its matrix {len(matrix)} rows"
            )
        compared = compare_pairs(matrix)
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
