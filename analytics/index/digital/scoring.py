"""Observations of a period to scores: which cell counts, which is shared out, which blocks.

Observations, a catalogue and a configuration enter; the engine's result with the status and the
source of every cell leaves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import BadConfig
from analytics.index.config import GroupConfig, IndexConfig, IndicatorConfig
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord
from analytics.index.digital.observation import REWEIGHTED, SCORED, Observation
from analytics.index.engine import IndexResult, compute
from analytics.index.weights import effective

INDEX = "index"
# A dimension needs so much of its weight; the index needs all dimensions.
_LEAST_OBSERVED = 2 / 3


@dataclass(frozen=True, slots=True)
class CellTable:
    """The cells of some units in one period; frames of equal shape, (units, indicators).

    Args:
        value: NaN where the status has none.
        status, source: words; a cell that nobody observed is `missing` and has no source.
        low, high: bounds of measurements, NaN without.
    """

    period: str
    value: pd.DataFrame
    status: pd.DataFrame
    source: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame


def index_config(catalogue: Catalogue) -> IndexConfig:
    """Return the default index: three-point scale, equal weights of dimensions and inside them."""
    return IndexConfig(
        indicators=tuple(_indicator(one) for one in catalogue.indicators),
        groups=(
            GroupConfig(id=INDEX, least_coverage=1.0),
            *(
                GroupConfig(id=one.id, parent=INDEX, least_coverage=_LEAST_OBSERVED)
                for one in catalogue.dimensions
            ),
        ),
    )


def cell_table(
    observations: Iterable[Observation],
    catalogue: Catalogue,
    *,
    units: Sequence[str],
    period: str,
    as_of: int | None = None,
) -> CellTable:
    """Return the newest observation of every cell that was known at `as_of` (ms UTC).

    Raises BadConfig for an indicator that the catalogue does not have.
    """
    ids = [one.id for one in catalogue.indicators]
    newest: dict[tuple[str, str], Observation] = {}
    for one in observations:
        if one.indicator not in ids:
            raise BadConfig(f"an observation of {one.unit} names no indicator: {one.indicator!r}")
        known = as_of is None or one.vintage <= as_of
        if one.period != period or not known or one.unit not in units:
            continue
        key = one.unit, one.indicator
        if key not in newest or newest[key].vintage <= one.vintage:
            newest[key] = one
    return CellTable(
        period,
        value=_frame(newest, units, ids, lambda one: one.value if one.status in SCORED else None),
        status=_frame(newest, units, ids, lambda one: one.status, missing="missing"),
        source=_frame(newest, units, ids, lambda one: one.source, missing=""),
        low=_frame(newest, units, ids, lambda one: one.low),
        high=_frame(newest, units, ids, lambda one: one.high),
    )


def score(
    cells: CellTable, config: IndexConfig, *, peers: Mapping[str, str] | None = None
) -> IndexResult:
    """Score a table; gaps that are neither missing nor not applicable block their dimension."""
    gaps = cells.value.isna()
    blocking = gaps & ~cells.status.isin(list(REWEIGHTED))
    return compute(cells.value, config, peers=peers, blocking=blocking)


def weight_shares(cells: CellTable, result: IndexResult) -> pd.DataFrame:
    """Return per unit the share of the index's weight that is measured, declared, and so on.

    Columns: measured, declared, generated, imputed, not_applicable, missing; they add up to 1.
    """
    whole = effective(result.tree, result.weights)
    worth = pd.Series({name: whole[name] for name in result.tree.indicators})
    kinds = pd.DataFrame("missing", index=cells.value.index, columns=list(worth.index))
    kinds = kinds.mask(cells.status == "not_applicable", "not_applicable")
    known = cells.value.notna()
    kinds = kinds.mask(known & cells.source.isin(["telemetry", "records"]), "measured")
    kinds = kinds.mask(known & cells.source.isin(["register", "survey"]), "declared")
    kinds = kinds.mask(known & (cells.source == "generated"), "generated")
    kinds = kinds.mask(result.imputed, "imputed")
    names = ["measured", "declared", "generated", "imputed", "not_applicable", "missing"]
    return pd.DataFrame({name: (kinds == name).mul(worth).sum(axis=1) for name in names})


def _indicator(one: IndicatorRecord) -> IndicatorConfig:
    return IndicatorConfig(
        id=one.id,
        group=one.dimension,
        direction=one.direction,
        transform=one.transform,
        floor=one.floor,
        reference=one.national.value,
        benchmark=one.benchmark.value,
        goalposts=one.goalposts or one.plausible,
    )


def _frame(
    newest: Mapping[tuple[str, str], Observation],
    units: Sequence[str],
    ids: Sequence[str],
    told: Callable[[Observation], float | str | None],
    *,
    missing: float | str = np.nan,
) -> pd.DataFrame:
    columns: dict[str, list[float | str]] = {}
    for name in ids:
        cells = [newest.get((unit, name)) for unit in units]
        values = [None if cell is None else told(cell) for cell in cells]
        columns[name] = [missing if value is None else value for value in values]
    found = pd.DataFrame(columns, index=pd.Index(list(units), name="unit"))
    return found.astype("object") if isinstance(missing, str) else found.astype("float64")
