"""An exact split of a change of scores among indicators, for every aggregation.

Scores before and after enter; the effect of each indicator leaves, adding up to the change. One
indicator after the other takes its new score, and what the index does then is its effect, in 2 n
orders: the n rotations of the configuration's order and the n of its reverse. Effects are the means
of the orders, so that each indicator stands at every place equally often. In every order scores
that appear come first and scores that disappear last, which keeps every step defined.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.index.engine import IndexResult, added_up
from analytics.index.errors import BadTable
from analytics.index.hierarchy import Hierarchy
from analytics.index.scale import Floats
from analytics.index.weights import Weights


def counted(result: IndexResult) -> pd.DataFrame:
    """Return the scores of indicators that reach the index, NaN below a group that is missing."""
    scores = result.scores[list(result.tree.indicators)].copy()
    for group in result.tree.groups:
        scores.loc[result.scores[group.id].isna(), list(result.tree.leaves[group.id])] = np.nan
    return scores


def split(before: Floats, after: Floats, tree: Hierarchy, weights: Weights) -> Floats:
    """Return the effect of each indicator, (indicators,), on the index, from counted scores.

    Raises BadTable where either end has no index, CannotAggregate where a step between has none.
    """
    count = len(tree.indicators)
    kind = np.where(np.isnan(before), -1, np.where(np.isnan(after), 1, 0))
    moved = np.flatnonzero(~((before == after) | (np.isnan(before) & np.isnan(after))))
    effects = np.zeros(count)
    if not len(moved):
        return effects
    orders = [np.roll(way, -turn) for way in (moved, moved[::-1]) for turn in range(len(moved))]
    orders = [order[np.argsort(kind[order], kind="stable")] for order in orders]
    states = np.concatenate([_states(before, after, order) for order in orders])
    # Between two ends fewer scores may be there than at either; what is counted there decides.
    every = replace(tree, groups=tuple(replace(group, least_coverage=0.0) for group in tree.groups))
    index = added_up(states, every, weights)[0][tree.root].reshape(len(orders), -1)
    if np.isnan(index).any():
        raise BadTable("a change is split between two indices, and one of them is missing")
    for order, steps in zip(orders, np.diff(index, axis=1), strict=True):
        effects[order] += steps / len(orders)
    return effects


def _states(
    before: Floats, after: Floats, order: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Floats:
    """Return the scores at the start and after each step of an order, (steps + 1, indicators)."""
    states = np.tile(before, (len(order) + 1, 1))
    for step, place in enumerate(order.tolist(), start=1):
        states[step:, place] = after[place]
    return states
