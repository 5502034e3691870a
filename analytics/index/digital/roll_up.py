"""A region and its parts: each indicator rolled up by its catalogue rule, then scored.

Cells of units enter; values, scores and what they rest on leave, a row per group of units. The mean
of the units' own indices stands beside the index of the group: the kink of the scale sets them
apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.index.config import IndexConfig
from analytics.index.digital.catalogue import Catalogue, RollUp
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.scoring import CellTable
from analytics.index.engine import Flags, IndexResult, compute
from analytics.index.scale import Floats

Ints = npt.NDArray[np.int64]
REGION = "region"
# Of shares of firms: the plant value from which a firm counts, in the indicator's unit.
FIRM_COUNTS_FROM = 50.0
_LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Rolled:
    """Groups of units in one period; frames have a row per group.

    Args:
        values: rolled-up values of indicators, NaN where too few units have one.
        counted: units that a value is made of.
        applicable: units that the indicator applies to.
        telling: what each unit counts for in values of its groups, 0 for nothing: a column per
            indicator, and one, called as the index, for the mean of indices.
        result: of the engine, over `values`.
        mean_of_indices: mean of the units' own indices, and of how many.
        ranks: of the groups' indices, 1 the best; the region has none.
    """

    period: str
    values: pd.DataFrame
    counted: pd.DataFrame
    applicable: pd.DataFrame
    telling: pd.DataFrame
    result: IndexResult
    mean_of_indices: pd.DataFrame
    ranks: "pd.Series[float]"


def region_and_sectors(
    units: Sequence[str], facts: Mapping[str, UnitFacts]
) -> dict[str, tuple[str, ...]]:
    """Return the region with all units, then its sectors with theirs, by name."""
    sectors = sorted({facts[unit].sector for unit in units})
    parts = {
        sector: tuple(unit for unit in units if facts[unit].sector == sector) for sector in sectors
    }
    return {REGION: tuple(units), **parts}


def roll_up(
    cells: CellTable,
    own: IndexResult,
    catalogue: Catalogue,
    facts: Mapping[str, UnitFacts],
    groups: Mapping[str, Sequence[str]],
    *,
    least_share: float = _LEAST_SHARE,
) -> Rolled:
    """Roll groups of units up and score them like units that belong to no statistic.

    Args:
        cells: of at least all units of the groups.
        own: their own results, from `scoring.score`.
        catalogue: the rules.
        facts: of the units; a unit without the weight of a rule does not count in it.
        groups: name to units.
        least_share: of the units that an indicator applies to, so many must have a value.
    """
    rule = roll_up_rule(cells, catalogue, facts, groups, least_share=least_share)
    ids = [one.id for one in catalogue.indicators]
    values, counted, applies = (
        pd.DataFrame(part, index=list(groups), columns=ids)
        for part in (rule(cells.value[ids].to_numpy(np.float64)), rule.counted, rule.applies)
    )
    values = values.rename_axis("unit")
    index = own.index
    means = pd.DataFrame(
        {
            "mean": {name: index[list(units)].mean() for name, units in groups.items()},
            "units": {name: index[list(units)].notna().sum() for name, units in groups.items()},
        }
    )
    # A unit counts the same in each of its groups, or not at all.
    telling = pd.DataFrame(rule.weights.max(axis=0), index=cells.value.index, columns=ids)
    telling[own.tree.root] = index.notna().astype("float64")
    result = scored_groups(values, cells, own.config)
    of_parts = result.index.drop(REGION, errors="ignore")
    ranks = of_parts.rank(method="min", ascending=False).reindex(result.index.index)
    return Rolled(cells.period, values, counted, applies, telling, result, means, ranks)


def scored_groups(values: pd.DataFrame, cells: CellTable, config: IndexConfig) -> IndexResult:
    """Score rolled-up values on the scale of the units, without being one of them."""
    both = pd.concat([cells.value[list(values.columns)], values])
    found = compute(both, config, outside=list(values.index))
    rows = list(values.index)
    return replace(
        found,
        values=pd.DataFrame(values),
        scores=found.scores.loc[rows],
        ranks=found.ranks.loc[rows],
        clamped=found.clamped.loc[rows],
        imputed=found.imputed.loc[rows],
        coverage=found.coverage.loc[rows],
        unbalanced=found.unbalanced.loc[rows],
        changes=(),
    )


@dataclass(frozen=True, slots=True)
class RollUpRule:
    """How values of groups are made of those of a table's units.

    Args:
        weights: what each unit counts for, (groups, units, indicators), 0 for nothing.
        limits: of shares of firms: the value from which (higher is better) or up to which a firm
            counts, an entry per indicator; NaN where the value itself is averaged.
        signs: 1 where higher is better, -1 where lower is.
        shown: which groups have a value of an indicator at all.
        counted, applies: units that a value is made of, and could be made of.
    """

    weights: Floats
    limits: Floats
    signs: Floats
    shown: Flags
    counted: Ints
    applies: Ints

    def __call__(self, values: Floats) -> Floats:
        """Return the groups' values, (groups, indicators), of the units' (units, indicators)."""
        counts = 100.0 * ((values - self.limits) * self.signs >= 0)
        told = np.where(np.isnan(self.limits), values, counts)
        summed = (self.weights * np.where(np.isnan(values), 0.0, told)).sum(axis=1)
        found = np.full(summed.shape, np.nan)
        np.divide(summed, self.weights.sum(axis=1), out=found, where=self.shown)
        return found


def roll_up_rule(
    cells: CellTable,
    catalogue: Catalogue,
    facts: Mapping[str, UnitFacts],
    groups: Mapping[str, Sequence[str]],
    *,
    least_share: float = _LEAST_SHARE,
) -> RollUpRule:
    """Return the rule by which `roll_up` makes values of groups; of the cells that have a value."""
    units = [str(unit) for unit in cells.value.index]
    records = catalogue.indicators
    ids = [one.id for one in records]
    by_rule = {rule: _weights(rule, facts, units) for rule in get_args(RollUp)}
    weights = np.column_stack([by_rule[one.roll_up] for one in records])
    members = np.array([np.isin(units, list(group)) for group in groups.values()])[:, :, np.newaxis]
    there = members & cells.value[ids].notna().to_numpy() & (weights > 0)
    applies = (members & (cells.status[ids] != "not_applicable").to_numpy()).sum(axis=1)
    counted = there.sum(axis=1)
    shares = [one.roll_up == "share_of_firms" for one in records]
    return RollUpRule(
        weights=np.where(there, weights, 0.0),
        limits=np.where(shares, FIRM_COUNTS_FROM, np.nan),
        signs=np.array([1.0 if one.direction == "higher" else -1.0 for one in records]),
        shown=(counted > 0) & (counted >= least_share * applies),
        counted=counted,
        applies=applies,
    )


def _weights(rule: RollUp, facts: Mapping[str, UnitFacts], units: Sequence[str]) -> Floats:
    """Return what each unit counts for; 0 where its weight is not known."""
    match rule:
        case "asset_weighted":
            amounts = [facts[unit].asset_value for unit in units]
        case "output_weighted":
            amounts = [facts[unit].output_value for unit in units]
        case "mean" | "share_of_firms":
            amounts = [1.0 for _ in units]
    return np.array([amount or 0.0 for amount in amounts], np.float64)
