"""The index of a table of units: prepared, scored, weighted, added up, ranked.

  table -> prepare (gaps, outliers) -> scale -> weights -> aggregate, group by group -> ranks

Everything is keyed by id: the order of rows, columns and of the configuration changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.index.aggregate import aggregated
from analytics.index.config import IndexConfig
from analytics.index.errors import BadTable, CannotAggregate
from analytics.index.hierarchy import Hierarchy, hierarchy_of
from analytics.index.prepare import Changed, prepared
from analytics.index.scale import Floats, scored
from analytics.index.table import beside, checked_table, peers_of, sample_of
from analytics.index.weights import Weights, weights_of

Flags = npt.NDArray[np.bool_]
# Scores nearer than this are equal but for rounding.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What a table comes to; frames have a row per unit.

    Args:
        values: as scored: after imputation and treatment.
        scores: of all nodes, indicators first, the index last; NaN is missing.
        ranks: of all nodes, 1 the best, equals sharing the better rank; units outside the sample
            have none. Ranks are taken of unrounded scores.
        clamped, imputed: of indicators.
        outlying: indicators with more outliers than the treatment may pull in, left as they were.
        coverage: of each group, share of its weight that had a score.
        unbalanced: of each group added up by Mazziotta-Pareto, and those above it, whether the
            score fell out of the scale.
    """

    config: IndexConfig
    tree: Hierarchy
    weights: Weights
    values: pd.DataFrame
    scores: pd.DataFrame
    ranks: pd.DataFrame
    clamped: pd.DataFrame
    imputed: pd.DataFrame
    coverage: pd.DataFrame
    unbalanced: pd.DataFrame
    changes: tuple[Changed, ...] = field(default=())
    outlying: tuple[str, ...] = ()

    @property
    def index(self) -> "pd.Series[float]":
        """The index of every unit."""
        return self.scores[self.tree.root]


def compute(
    table: pd.DataFrame,
    config: IndexConfig,
    *,
    peers: Mapping[str, str] | None = None,
    outside: Sequence[str] = (),
    base: pd.DataFrame | None = None,
    blocking: pd.DataFrame | None = None,
) -> IndexResult:
    """Compute the index of every unit of a table.

    Args:
        config: what the index is.
        table: a row per unit (its id is the index), a column per indicator id, NaN where there is
            no value; other columns are refused.
        peers: unit to peer group, for imputation; all are one group without it, and none of the
            sample is left out with it.
        outside: units that are scored but belong to no statistic and no rank.
        base: values of the base period, of the same units and columns at least.
        blocking: of the same units and columns, true where a gap may not be shared out among the
            others: every group above such a cell is missing.

    Raises:
        BadIndex: the configuration contradicts itself.
        BadTable: the table does not fit it.
        CannotAggregate: an aggregation is not defined for a score.
    """
    tree = hierarchy_of(config)
    units, values = checked_table(table, tree)
    before = None if base is None else beside(base, "base", units, tree)
    sample = sample_of(units, outside)
    groups = peers_of(units, peers, sample)
    blocked = None if blocking is None else beside(blocking, "blocking", units, tree) > 0
    ready = prepared(values, config, units=units, peers=groups, sample=sample)
    try:
        found = scored(ready.values, config.indicators, config.scale, sample=sample, base=before)
        weights = weights_of(config, tree, scores=_complete(found.scores[sample], config))
        scores, coverage = added_up(found.scores, tree, weights, blocked=blocked)
    except (BadTable, CannotAggregate) as error:
        if error.row is None:
            raise
        raise type(error)(f"unit {units[error.row]}: {error}", error.row) from error
    index, columns = pd.Index(units, name="unit"), list(tree.indicators)
    frame = pd.DataFrame(scores, index=index, columns=list(tree.nodes))
    return IndexResult(
        config=config,
        tree=tree,
        weights=weights,
        values=pd.DataFrame(ready.values, index=index, columns=columns),
        scores=frame,
        ranks=ranked(frame, sample),
        clamped=pd.DataFrame(found.clamped, index=index, columns=columns),
        imputed=pd.DataFrame(ready.imputed, index=index, columns=columns),
        coverage=pd.DataFrame(coverage, index=index),
        unbalanced=pd.DataFrame(_unbalanced(scores, tree, config), index=index),
        changes=ready.changes,
        outlying=ready.outlying,
    )


def added_up(
    scores: Floats, tree: Hierarchy, weights: Weights, *, blocked: Flags | None = None
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return scores of every node and the coverage of every group, from scores of indicators."""
    places = {name: place for place, name in enumerate(tree.indicators)}
    found = {name: scores[:, place] for place, name in enumerate(tree.indicators)}
    coverage: dict[str, Floats] = {}
    for group in tree.groups:
        members = np.column_stack([found[member] for member in group.members])
        coverage[group.id] = np.asarray(~np.isnan(members) @ weights[group.id])
        found[group.id] = aggregated(
            members,
            weights[group.id],
            group.aggregator,
            least_coverage=group.least_coverage,
            group=group.id,
        )
        if blocked is not None:
            below = [places[leaf] for leaf in tree.leaves[group.id]]
            stopped = (blocked & np.isnan(scores))[:, below].any(axis=1)
            found[group.id] = np.where(stopped, np.nan, found[group.id])
    return found, coverage


def ranked(scores: pd.DataFrame, sample: Flags) -> pd.DataFrame:
    """Return ranks among the sample, 1 the best; missing scores have none.

    Scores as near to each other as rounding may bring equal ones share a rank, so that ties do not
    hang on the order in which members are added up.
    """
    found = np.full(scores.shape, np.nan)
    for place, column in enumerate(scores.to_numpy().T):
        rows = np.flatnonzero(sample & ~np.isnan(column))
        rows = rows[np.argsort(-column[rows])]
        first = np.diff(-column[rows], prepend=-np.inf) > _SAME
        found[rows, place] = np.flatnonzero(first)[np.cumsum(first) - 1] + 1.0
    return pd.DataFrame(found, index=scores.index, columns=scores.columns)


def _unbalanced(
    scores: Mapping[str, Floats], tree: Hierarchy, config: IndexConfig
) -> dict[str, Flags]:
    """Return of groups by Mazziotta-Pareto, and those above them, what fell out of the scale."""
    low, high = config.scale.clamp or (-np.inf, np.inf)
    found: dict[str, Flags] = {}
    for group in tree.groups:
        if group.aggregator == "mpi" or found.keys() & set(group.members):
            score = scores[group.id]
            found[group.id] = (score < low - _SAME) | (score > high + _SAME)
    return found


def _complete(scores: Floats, config: IndexConfig) -> Floats | None:
    """Return the scores that weights are drawn from: of units without a gap."""
    if config.weights.method not in {"entropy", "critic"}:
        return None
    whole = scores[~np.isnan(scores).any(axis=1)]
    if len(whole) < 2:
        raise BadTable(
            f"weights {config.weights.method} need two units without a gap, there are {len(whole)}:"
            " impute the gaps or choose other weights"
        )
    return whole
