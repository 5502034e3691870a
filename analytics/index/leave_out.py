"""What each indicator and group does to the index: everything again without it."""

from collections.abc import Mapping

import msgspec
import numpy as np
import pandas as pd

from analytics.index.config import IndexConfig
from analytics.index.engine import compute
from analytics.index.hierarchy import hierarchy_of


def without(config: IndexConfig, node: str) -> IndexConfig:
    """Return a configuration without an indicator, or a group and all below it.

    A group that is left without members goes too; weights of the others share its place.
    """
    tree = hierarchy_of(config)
    gone = set(tree.leaves[node]) | {node}
    indicators = tuple(one for one in config.indicators if one.id not in gone)
    kept = {one.id for one in indicators}
    groups = tuple(
        one for one in config.groups if one.id != node and kept & set(tree.leaves[one.id])
    )
    return msgspec.structs.replace(config, indicators=indicators, groups=groups)


def leave_one_out(
    table: pd.DataFrame, config: IndexConfig, *, peers: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return per node the mean and largest shift of index and rank when it is left out.

    Of nodes whose loss leaves something to compute; the index itself is not among them.
    """
    tree = hierarchy_of(config)
    whole = compute(table, config, peers=peers)
    rows = []
    for node in tree.nodes:
        if node == tree.root or set(tree.leaves[node]) == set(tree.indicators):
            continue
        less = without(config, node)
        columns = [one.id for one in less.indicators]
        found = compute(table[columns], less, peers=peers)
        shift = (found.index - whole.index).abs()
        moved = (found.ranks[tree.root] - whole.ranks[tree.root]).abs()
        rows.append([node, _mean(shift), _largest(shift), _mean(moved), _largest(moved)])
    names = ["node", "mean_shift", "largest_shift", "mean_rank_shift", "largest_rank_shift"]
    return pd.DataFrame(rows, columns=names).set_index("node")


def _mean(amounts: "pd.Series[float]") -> float:
    return float(amounts.mean()) if amounts.notna().any() else np.nan


def _largest(amounts: "pd.Series[float]") -> float:
    return float(amounts.max()) if amounts.notna().any() else np.nan
