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
from analytics.index.errors import BadTable
from analytics.index.hierarchy import Hierarchy, hierarchy_of
from analytics.index.prepare import Changed, prepared
from analytics.index.scale import Floats, scored
from analytics.index.weights import Weights, weights_of

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What a table comes to; frames have a row per unit.

    Args:
        values: as scored: after imputation and treatment.
        scores: of all nodes, indicators first, the index last; NaN is missing.
        ranks: of all nodes, 1 the best, equals sharing the better rank; units outside the sample
            have none. Ranks are taken of unrounded scores.
        clamped, imputed: of indicators.
        coverage: of each group, share of its weight that had a score.
        unbalanced: of each group added up by Mazziotta-Pareto, whether the score fell out of the
            scale.
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
        peers: unit to peer group, for imputation; all are one group without it.
        outside: units that are scored but belong to no statistic and no rank.
        base: values of the base period, of the same units.
        blocking: of the table's shape, true where a gap may not be shared out among the others:
            every group above such a cell is missing.

    Raises:
        BadIndex: the configuration contradicts itself.
        BadTable: the table does not fit it.
        CannotAggregate: an aggregation is not defined for a score.
    """
    tree = hierarchy_of(config)
    units, values = _checked(table, tree)
    before = None if base is None else _checked(base.reindex(table.index), tree)[1]
    sample = ~np.isin(np.array(units, object), list(outside))
    groups = tuple((peers or {}).get(unit, "") for unit in units)
    ready = prepared(values, config, units=units, peers=groups, sample=sample)
    found = scored(ready.values, config.indicators, config.scale, sample=sample, base=before)
    weights = weights_of(config, tree, scores=_complete(found.scores[sample], config))
    blocked = (
        None
        if blocking is None
        else blocking.reindex(index=table.index, columns=list(tree.indicators)).to_numpy(np.bool_)
    )
    scores, coverage = added_up(found.scores, tree, weights, blocked=blocked)
    low, high = config.scale.clamp or (-np.inf, np.inf)
    unbalanced = {
        group.id: (scores[group.id] < low) | (scores[group.id] > high)
        for group in tree.groups
        if group.aggregator == "mpi"
    }
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
        unbalanced=pd.DataFrame(unbalanced, index=index),
        changes=ready.changes,
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
    """Return ranks among the sample, 1 the best; missing scores have none."""
    return scores[sample].rank(method="min", ascending=False).reindex(scores.index)


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


def _checked(table: pd.DataFrame, tree: Hierarchy) -> tuple[tuple[str, ...], Floats]:
    wanted, there = set(tree.indicators), set(table.columns)
    if wanted != there:
        raise BadTable(
            f"the table lacks columns {sorted(wanted - there)} and has {sorted(there - wanted)}"
            " beside them: one column per indicator id, no other"
        )
    if not table.index.is_unique or not len(table):
        raise BadTable("the table needs one row per unit, at least one, each with an id of its own")
    try:
        values = table[list(tree.indicators)].to_numpy(np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise BadTable(f"the table holds something that is no number: {error}") from error
    if np.isinf(values).any():
        raise BadTable("the table holds an infinite value: leave a gap where there is no number")
    return tuple(str(unit) for unit in table.index), values
