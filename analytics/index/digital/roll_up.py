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
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord, RollUp
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
        result: of the engine, over `values`.
        mean_of_indices: mean of the units' own indices, and of how many.
        ranks: of the groups' indices, 1 the best; the region has none.
    """

    period: str
    values: pd.DataFrame
    counted: pd.DataFrame
    applicable: pd.DataFrame
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
    ids = [one.id for one in catalogue.indicators]
    table = _Table.of(cells, catalogue, facts)
    parts = [table.rolled(units) for units in groups.values()]
    values, counted, applies = (
        pd.DataFrame([part[place] for part in parts], index=list(groups), columns=ids)
        for place in range(3)
    )
    values = values.where(counted >= least_share * applies).rename_axis("unit")
    index = own.index
    means = pd.DataFrame(
        {
            "mean": {name: index[list(units)].mean() for name, units in groups.items()},
            "units": {name: index[list(units)].notna().sum() for name, units in groups.items()},
        }
    )
    result = scored_groups(values, cells, own.config)
    of_parts = result.index.drop(REGION, errors="ignore")
    ranks = of_parts.rank(method="min", ascending=False).reindex(result.index.index)
    return Rolled(cells.period, values, counted, applies, result, means, ranks)


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
class _Table:
    """Arrays of all units, (units, indicators), whose weighted means are the rolled-up values."""

    places: Mapping[str, int]
    values: Floats
    weights: Floats
    applies: Flags

    @classmethod
    def of(cls, cells: CellTable, catalogue: Catalogue, facts: Mapping[str, UnitFacts]) -> "_Table":
        units = [str(unit) for unit in cells.value.index]
        ids = [one.id for one in catalogue.indicators]
        columns = [
            _told(cells.value[one.id].to_numpy(np.float64), one) for one in catalogue.indicators
        ]
        weights = {rule: _weights(rule, facts, units) for rule in get_args(RollUp)}
        return cls(
            {unit: place for place, unit in enumerate(units)},
            np.column_stack(columns),
            np.column_stack([weights[one.roll_up] for one in catalogue.indicators]),
            (cells.status[ids] != "not_applicable").to_numpy(np.bool_),
        )

    def rolled(self, units: Sequence[str]) -> tuple[Floats, Ints, Ints]:
        """Return values, units counted and units applied to, of every indicator."""
        rows = [self.places[unit] for unit in units]
        values, weights = self.values[rows], self.weights[rows]
        there = ~np.isnan(values) & (weights > 0)
        share = np.where(there, weights, 0.0)
        whole = share.sum(axis=0)
        summed = (share * np.where(there, values, 0.0)).sum(axis=0)
        found = np.full(len(whole), np.nan)
        np.divide(summed, whole, out=found, where=whole > 0)
        return found, there.sum(axis=0), self.applies[rows].sum(axis=0)


def _told(values: Floats, one: IndicatorRecord) -> Floats:
    """Return what is averaged: the value itself, or 100 of a firm that counts and 0 of others."""
    if one.roll_up != "share_of_firms":
        return values
    counts = values >= FIRM_COUNTS_FROM if one.direction == "higher" else values <= FIRM_COUNTS_FROM
    return np.where(np.isnan(values), np.nan, 100.0 * counts)


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
