"""What each indicator and group does to the index: everything again without it."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import pandas as pd

from analytics.index.config import IndexConfig
from analytics.index.engine import IndexResult, compute
from analytics.index.errors import BadIndex, IndexFault
from analytics.index.hierarchy import hierarchy_of


def without(config: IndexConfig, node: str) -> IndexConfig:
    """Return a configuration without an indicator, or a group and all below it.

    A group that is left without members goes too; weights of the others share its place. Raises
    BadIndex for a node that is not there, or without which nothing is left.
    """
    tree = hierarchy_of(config)
    if node not in tree.leaves or set(tree.leaves[node]) == set(tree.indicators):
        raise BadIndex(f"{node!r} cannot be left out: name a node that leaves others to compute")
    gone = set(tree.leaves[node]) | {node}
    indicators = tuple(one for one in config.indicators if one.id not in gone)
    kept = {one.id for one in indicators}
    groups = tuple(
        one for one in config.groups if one.id != node and kept & set(tree.leaves[one.id])
    )
    left = kept | {one.id for one in groups}
    comparisons = {
        group: {
            one: {other: ratio for other, ratio in row.items() if other in left}
            for one, row in told.items()
            if one in left
        }
        for group, told in config.weights.comparisons.items()
        if group in left
    }
    return msgspec.structs.replace(
        config,
        indicators=indicators,
        groups=groups,
        weights=msgspec.structs.replace(config.weights, comparisons=comparisons),
    )


def leave_one_out(
    table: pd.DataFrame,
    config: IndexConfig,
    *,
    peers: Mapping[str, str] | None = None,
    outside: Sequence[str] = (),
    base: pd.DataFrame | None = None,
    blocking: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return per node the mean and largest shift of index and rank when it is left out.

    Of nodes whose loss leaves something to compute; the index itself is not among them. Takes
    what `compute` takes, and raises what it raises, naming the node.
    """
    tree = hierarchy_of(config)

    def computed(table: pd.DataFrame, config: IndexConfig) -> IndexResult:
        return compute(table, config, peers=peers, outside=outside, base=base, blocking=blocking)

    whole = computed(table, config)
    inside = ~whole.index.index.isin([str(unit) for unit in outside])
    rows = []
    for node in tree.nodes:
        if node == tree.root or set(tree.leaves[node]) == set(tree.indicators):
            continue
        less = without(config, node)
        try:
            found = computed(table[[one.id for one in less.indicators]], less)
        except IndexFault as error:
            raise type(error)(f"without {node}: {error}") from error
        shift = (found.index - whole.index)[inside].abs()
        moved = (found.ranks[tree.root] - whole.ranks[tree.root]).abs()
        rows.append([node, _mean(shift), _largest(shift), _mean(moved), _largest(moved)])
    names = ["node", "mean_shift", "largest_shift", "mean_rank_shift", "largest_rank_shift"]
    return pd.DataFrame(rows, columns=names).set_index("node")


def _mean(amounts: "pd.Series[float]") -> float:
    return float(amounts.mean()) if amounts.notna().any() else np.nan


def _largest(amounts: "pd.Series[float]") -> float:
    return float(amounts.max()) if amounts.notna().any() else np.nan
