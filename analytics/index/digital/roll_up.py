"""A region and its parts: each indicator rolled up by its catalogue rule, then scored.

Cells of units enter; values, scores and what they rest on leave, a row per group of units. The mean
of the units' own indices stands beside the index of the group: the kink of the scale sets them
apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.index.config import IndexConfig
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord, RollUp
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.scoring import CellTable
from analytics.index.engine import IndexResult, compute
from analytics.index.scale import Floats

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
    counts = {
        name: [_counts(cells, one, facts, list(units)) for one in catalogue.indicators]
        for name, units in groups.items()
    }
    ids = [one.id for one in catalogue.indicators]
    counted = _frame({name: [pair[0] for pair in pairs] for name, pairs in counts.items()}, ids)
    applies = _frame({name: [pair[1] for pair in pairs] for name, pairs in counts.items()}, ids)
    values = pd.DataFrame(
        [rolled_values(cells, catalogue, facts, units) for units in groups.values()],
        index=pd.Index(list(groups), name="unit"),
    ).where(counted >= least_share * applies)
    index = own.index
    means = pd.DataFrame(
        {
            "mean": {name: index[list(units)].mean() for name, units in groups.items()},
            "units": {name: index[list(units)].notna().sum() for name, units in groups.items()},
        }
    )
    result = scored_groups(values, cells, own.config)
    parts = result.index.drop(REGION, errors="ignore")
    ranks = parts.rank(method="min", ascending=False).reindex(result.index.index)
    return Rolled(cells.period, values, counted, applies, result, means, ranks)


def rolled_values(
    cells: CellTable,
    catalogue: Catalogue,
    facts: Mapping[str, UnitFacts],
    units: Sequence[str],
) -> "pd.Series[float]":
    """Return the rolled-up value of every indicator, of the units that have one."""
    found = {}
    for one in catalogue.indicators:
        values = cells.value.loc[list(units), one.id].to_numpy(np.float64)
        weights = _weights(one, facts, units)
        there = ~np.isnan(values) & (weights > 0)
        found[one.id] = (
            _RULES[one.roll_up](values[there], weights[there], one) if there.any() else np.nan
        )
    return pd.Series(found, dtype="float64")


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


def _counts(
    cells: CellTable, one: IndicatorRecord, facts: Mapping[str, UnitFacts], units: list[str]
) -> tuple[int, int]:
    has = cells.value.loc[units, one.id].notna().to_numpy() & (_weights(one, facts, units) > 0)
    applies = (cells.status.loc[units, one.id] != "not_applicable").to_numpy()
    return int(has.sum()), int(applies.sum())


def _weights(one: IndicatorRecord, facts: Mapping[str, UnitFacts], units: Sequence[str]) -> Floats:
    """Return what each unit counts for; 0 where its weight is not known."""
    match one.roll_up:
        case "asset_weighted":
            amounts = [facts[unit].asset_value for unit in units]
        case "output_weighted":
            amounts = [facts[unit].output_value for unit in units]
        case "mean" | "share_of_firms":
            amounts = [1.0 for _ in units]
    return np.array([amount or 0.0 for amount in amounts], np.float64)


def _weighted(values: Floats, weights: Floats, _: IndicatorRecord) -> float:
    return float((values * weights).sum() / weights.sum())


def _share_of_firms(values: Floats, weights: Floats, one: IndicatorRecord) -> float:
    higher = one.direction == "higher"
    counts = values >= FIRM_COUNTS_FROM if higher else values <= FIRM_COUNTS_FROM
    return 100.0 * _weighted(counts.astype(np.float64), weights, one)


def _frame(rows: Mapping[str, Sequence[int]], ids: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(dict(rows), orient="index", columns=list(ids))


_RULES: Mapping[RollUp, Callable[[Floats, Floats, IndicatorRecord], float]] = {
    "mean": _weighted,
    "output_weighted": _weighted,
    "asset_weighted": _weighted,
    "share_of_firms": _share_of_firms,
}
