"""Raw values to scores: each column by its own points, or by what the sample shows.

Columns of floats enter, NaN where there is no value; columns of scores and flags of clamped cells
leave. A higher score is always better.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.index.config import IndicatorConfig, Scale, ScaleConfig
from analytics.index.errors import BadIndex, BadTable

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores, (units, indicators), and where they were pulled back into the scale."""

    scores: Floats
    clamped: Flags


def scored(
    values: Floats,
    indicators: tuple[IndicatorConfig, ...],
    scale: ScaleConfig,
    *,
    sample: Flags,
    base: Floats | None = None,
) -> Scored:
    """Score values, (units, indicators); `sample` marks the units that statistics are taken of.

    `base` are values of the base period, of the same shape, for the scale `base_period`.
    """
    columns, clamped = np.empty_like(values), np.zeros(values.shape, np.bool_)
    rule = _RULES[scale.method]
    for place, indicator in enumerate(indicators):
        column = transformed(values[:, place], indicator)
        mine = None if base is None else transformed(base[:, place], indicator)
        found = rule(column, indicator, scale, sample, mine)
        columns[:, place], clamped[:, place] = _clamped(found, scale)
    return Scored(columns, clamped)


def transformed(values: Floats, indicator: IndicatorConfig) -> Floats:
    """Apply an indicator's transform; raises BadTable where a logarithm has no value."""
    if indicator.transform == "none":
        return values
    if (values <= 0).any():
        raise BadTable(
            f"indicator {indicator.id} is on a logarithmic scale and has a value of "
            f"{np.nanmin(values):g}: its values must be above 0"
        )
    return np.log(values)


def points(indicator: IndicatorConfig, *names: str) -> list[float]:
    """Return points of an indicator's scale, transformed; raises BadIndex for a missing one."""
    found = []
    for name in names:
        value = getattr(indicator, name)
        if value is None:
            raise BadIndex(f"indicator {indicator.id} has no {name}: the scale needs it")
        if indicator.transform == "log" and value <= 0:
            raise BadIndex(
                f"indicator {indicator.id}: {name} = {value:g} has no logarithm: it must be above 0"
            )
        found.append(float(np.log(value)) if indicator.transform == "log" else float(value))
    return found


def _reference(
    column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, *_: object
) -> Floats:
    floor, reference, benchmark = points(indicator, "floor", "reference", "benchmark")
    rising = floor < reference < benchmark
    falling = floor > reference > benchmark
    if not (rising if indicator.direction == "higher" else falling):
        want = "<" if indicator.direction == "higher" else ">"
        raise BadIndex(
            f"indicator {indicator.id} ({indicator.direction} is better): floor"
            f" {indicator.floor:g}, reference {indicator.reference:g} and benchmark"
            f" {indicator.benchmark:g} must stand in the order floor {want} reference {want}"
            " benchmark"
        )
    low, middle, high = scale.at_floor, scale.at_reference, scale.at_benchmark
    below = low + (middle - low) * ((column - floor) / (reference - floor))
    above = middle + (high - middle) * ((column - reference) / (benchmark - reference))
    beyond = column > reference if rising else column < reference
    return np.where(beyond, above, below)


def _min_max(
    column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, sample: Flags, _: object
) -> Floats:
    own = column[sample & ~np.isnan(column)]
    if not len(own) or own.min() == own.max():
        return _same(column, (scale.low + scale.high) / 2)
    return _between(column, indicator, scale, float(own.min()), float(own.max()))


def _goalposts(
    column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, *_: object
) -> Floats:
    if indicator.goalposts is None or not indicator.goalposts[0] < indicator.goalposts[1]:
        raise BadIndex(
            f"indicator {indicator.id} needs goalposts, the smaller one first; it has"
            f" {indicator.goalposts}"
        )
    low, high = indicator.goalposts
    ends = IndicatorConfig(
        id=indicator.id, group="", transform=indicator.transform, floor=low, benchmark=high
    )
    first, last = points(ends, "floor", "benchmark")
    return _between(np.clip(column, first, last), indicator, scale, first, last)


def _between(
    column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, first: float, last: float
) -> Floats:
    share: Floats = (column - first) / (last - first)
    share = share if indicator.direction == "higher" else 1.0 - share
    return scale.low + (scale.high - scale.low) * share


def _z_score(
    column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, sample: Flags, _: object
) -> Floats:
    own = column[sample & ~np.isnan(column)]
    if len(own) <= scale.ddof or own.std(ddof=scale.ddof) == 0:
        return _same(column, scale.mean)
    z = (column - own.mean()) / own.std(ddof=scale.ddof)
    return np.asarray(scale.mean + scale.deviation * (z if indicator.direction == "higher" else -z))


def _rank(
    column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, sample: Flags, _: object
) -> Floats:
    signed = column if indicator.direction == "higher" else -column
    own = np.sort(signed[sample & ~np.isnan(signed)])
    if not len(own):
        return column
    # How many of the sample stand below, equals counting half: any unit has a place among them.
    below = (np.searchsorted(own, signed, "left") + np.searchsorted(own, signed, "right")) / 2
    found = scale.low + (scale.high - scale.low) * below / len(own)
    return np.where(np.isnan(column), np.nan, found)


def _ratio(column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, *_: object) -> Floats:
    (reference,) = points(indicator, "reference")
    return _relative(column, reference, indicator, scale)


def _base_period(
    column: Floats,
    indicator: IndicatorConfig,
    scale: ScaleConfig,
    sample: Flags,
    base: Floats | None,
) -> Floats:
    del sample
    if base is not None:
        return _relative(column, base, indicator, scale)
    (one,) = points(indicator, "base")
    return _relative(column, one, indicator, scale)


def _relative(
    column: Floats, one: float | Floats, indicator: IndicatorConfig, scale: ScaleConfig
) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        share = column / one if indicator.direction == "higher" else one / column
    return np.where(np.isfinite(share), scale.high * share, np.nan)


def _bands(column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, *_: object) -> Floats:
    edges = np.array(indicator.bands)
    if not len(edges) or (np.diff(edges) <= 0).any():
        raise BadIndex(f"indicator {indicator.id} needs bands: their edges in rising order")
    edges = transformed(edges, indicator)
    step = np.searchsorted(edges, column, side="right") / len(edges)
    step = step if indicator.direction == "higher" else 1.0 - step
    found = scale.low + (scale.high - scale.low) * step
    return np.where(np.isnan(column), np.nan, found)


def _same(column: Floats, score: float) -> Floats:
    return np.where(np.isnan(column), np.nan, score)


def _clamped(column: Floats, scale: ScaleConfig) -> tuple[Floats, Flags]:
    if scale.clamp is None:
        return column, np.zeros(len(column), np.bool_)
    low, high = scale.clamp
    return np.clip(column, low, high), (column < low) | (column > high)


_Rule = Callable[[Floats, IndicatorConfig, ScaleConfig, Flags, Floats | None], Floats]
_RULES: Mapping[Scale, _Rule] = {
    "reference": _reference,
    "min_max": _min_max,
    "goalposts": _goalposts,
    "z_score": _z_score,
    "rank": _rank,
    "ratio": _ratio,
    "base_period": _base_period,
    "bands": _bands,
}
