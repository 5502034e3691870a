"""How far a study may move each cell: what its source and bounds say of how sure it is."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from analytics.index.cells import Cells
from analytics.index.config import Entry, ScaleConfig
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord
from analytics.index.digital.scoring import CellTable
from analytics.index.uncertainty_config import Study

# Scores of the reference scale are not above this.
_BEST_SCORE = 200.0


class DoubtConfig(Entry, frozen=True, kw_only=True):
    """How sure cells are taken to be that nobody measured.

    Args:
        declared_points: standard deviation of a declared value, in points of a percentage; of other
            units in hundredths of their scale.
        step_probability: with which the rung or tick below was meant, and the one above.
    """

    declared_points: Annotated[float, Meta(ge=0)] = 5.0
    step_probability: Annotated[float, Meta(ge=0, le=0.5)] = 0.1


def doubts(cells: CellTable, catalogue: Catalogue, config: DoubtConfig) -> Cells:
    """Return how sure each cell is: measured within bounds, declared, or asked for.

    A measurement with one bound alone may lie anywhere up to the end of its scale, on a logarithmic
    scale not below what is plausible. Declared values are cut off at the plausible range.
    """
    shape = cells.value.shape
    low, high, deviation, step, least, most = (np.full(shape, np.nan) for _ in range(6))
    for place, one in enumerate(catalogue.indicators):
        source = cells.source[one.id].to_numpy(object)
        value, below, above = (
            frame[one.id].to_numpy(np.float64) for frame in (cells.value, cells.low, cells.high)
        )
        first, last = _ends(one)
        bounded = np.isin(source, ["telemetry", "records"]) & ~(np.isnan(below) & np.isnan(above))
        lower = np.where(np.isnan(below), np.minimum(first, value), below)
        if one.transform == "log":
            lower = np.maximum(lower, np.minimum(one.plausible[0], value))
        upper = np.where(np.isnan(above), np.maximum(last, value), above)
        low[bounded, place], high[bounded, place] = lower[bounded], upper[bounded]
        told = np.isin(source, ["register", "survey", "generated"])
        if one.answer in {"ticks", "ladder"}:
            step[told, place] = one.factor
        else:
            deviation[told, place] = _deviation(one, config.declared_points)
        least[:, place], most[:, place] = one.plausible
    return Cells(low, high, deviation, step, least, most, config.step_probability)


def told_of(study: Study, config: DoubtConfig) -> str:
    """Say in one sentence what a study draws, and how often."""
    uncertainty = study.uncertainty
    scales = ", ".join(one.method for one in uncertainty.scales)
    aggregators = ", ".join(" in ".join(reversed(one)) for one in uncertainty.aggregators)
    return (
        f"{uncertainty.runs} runs of seed {uncertainty.seed}:"
        f" weights Dirichlet({uncertainty.concentration:g} w); telemetry uniform between its"
        f" bounds; declared values normal, standard deviation {config.declared_points:g} points,"
        f" cut off at the plausible range; survey items one step up or down, probability"
        f" {config.step_probability:g} each; scales {scales}; aggregation {aggregators};"
        f" imputation {', '.join(uncertainty.imputations)}"
    )


def _ends(one: IndicatorRecord) -> tuple[float, float]:
    """Return between which values the score of an indicator moves, the smaller one first."""
    scale = ScaleConfig()
    beyond = (_BEST_SCORE - scale.at_reference) / (scale.at_benchmark - scale.at_reference)
    reference, benchmark = one.national.value, one.benchmark.value
    best = (
        reference * (benchmark / reference) ** beyond
        if one.transform == "log"
        else reference + beyond * (benchmark - reference)
    )
    first, last = sorted(float(np.clip(end, *one.plausible)) for end in (one.floor, best))
    return first, last


def _deviation(one: IndicatorRecord, points: float) -> float:
    if one.unit == "%" and one.transform == "none":
        return points
    return abs(one.benchmark.value - one.floor) * points / 100.0
