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
        if scale.method == "goalposts":
            clamped[:, place] |= _capped(values[:, place], indicator)
    return Scored(columns, clamped)


def transformed(values: Floats, indicator: IndicatorConfig) -> Floats:
    """Apply an indicator's transform; raises BadTable where a logarithm has no value."""
    if indicator.transform == "none":
        return values
    wrong = np.flatnonzero(values <= 0)
    if len(wrong):
        raise BadTable(
            f"indicator {indicator.id} is on a logarithmic scale and has a value of"
            f" {values[wrong[0]]:g}: its values must be above 0",
            int(wrong[0]),
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
    low, middle, high = scale.at_floor, scale.at_reference, scale.at_benchmark
    below = low + (middle - low) * ((column - floor) / (reference - floor))
    above = middle + (high - middle) * ((column - reference) / (benchmark - reference))
    beyond = column > reference if indicator.direction == "higher" else column < reference
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
    first, last = posts_of(indicator)
    return _between(np.clip(column, first, last), indicator, scale, first, last)


def posts_of(indicator: IndicatorConfig) -> list[float]:
    """Return an indicator's goalposts, transformed; raises BadIndex where they are none."""
    if indicator.goalposts is None or not indicator.goalposts[0] < indicator.goalposts[1]:
        raise BadIndex(
            f"indicator {indicator.id} needs goalposts, the smaller one first; it has"
            f" {indicator.goalposts}"
        )
    low, high = indicator.goalposts
    ends = IndicatorConfig(
        id=indicator.id, group="", transform=indicator.transform, floor=low, benchmark=high
    )
    return points(ends, "floor", "benchmark")


def _capped(values: Floats, indicator: IndicatorConfig) -> Flags:
    low, high = indicator.goalposts or (-np.inf, np.inf)
    return (values < low) | (values > high)


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
    # The deviation of equal values is not always 0: their mean is rounded.
    if len(own) <= scale.ddof or own.min() == own.max():
        return _same(column, scale.mean)
    z = (column - own.mean()) / own.std(ddof=scale.ddof)
    return np.asarray(scale.mean + scale.deviation * (z if indicator.direction == "higher" else -z))


def _rank(
    column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, sample: Flags, _: object
) -> Floats:
    signed = column if indicator.direction == "higher" else -column
    own = np.sort(signed[sample & ~np.isnan(signed)])
    if not len(own):
        return _same(column, (scale.low + scale.high) / 2)
    # How many of the sample stand below, equals counting half: any unit has a place among them.
    below = (np.searchsorted(own, signed, "left") + np.searchsorted(own, signed, "right")) / 2
    found = scale.low + (scale.high - scale.low) * below / len(own)
    return np.where(np.isnan(column), np.nan, found)


def _ratio(column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, *_: object) -> Floats:
    return _relative(column, _divisor(column, indicator, "reference"), indicator, scale)


def _base_period(
    column: Floats,
    indicator: IndicatorConfig,
    scale: ScaleConfig,
    sample: Flags,
    base: Floats | None,
) -> Floats:
    del sample
    divisor = _divisor(column, indicator, "base") if base is None else base
    return _relative(column, divisor, indicator, scale)


def _divisor(column: Floats, indicator: IndicatorConfig, name: str) -> Floats:
    (one,) = points(indicator, name)
    if one <= 0:
        raise BadIndex(f"indicator {indicator.id}: a ratio needs a {name} above 0, not {one:g}")
    return np.full(len(column), one)


def _relative(
    column: Floats, one: Floats, indicator: IndicatorConfig, scale: ScaleConfig
) -> Floats:
    higher = indicator.direction == "higher"
    wrong = np.flatnonzero(one <= 0)
    if len(wrong):
        raise BadTable(
            f"indicator {indicator.id}: the base is {one[wrong[0]]:g}, a ratio needs one above 0",
            int(wrong[0]),
        )
    # Where lower is better nothing is endlessly good: the end of the scale, if it has one.
    wrong = np.flatnonzero((column < 0) | ((column == 0) & (scale.clamp is None)))
    if len(wrong) and not higher:
        raise BadTable(
            f"indicator {indicator.id}: lower is better, and {column[wrong[0]]:g} has no ratio:"
            " it must be above 0, or 0 on a scale with clamp",
            int(wrong[0]),
        )
    with np.errstate(divide="ignore"):
        return np.asarray(scale.high * (column / one if higher else one / np.abs(column)))


def _bands(column: Floats, indicator: IndicatorConfig, scale: ScaleConfig, *_: object) -> Floats:
    edges = np.array(indicator.bands)
    if not len(edges) or (np.diff(edges) <= 0).any():
        raise BadIndex(f"indicator {indicator.id} needs bands: their edges in rising order")
    if indicator.transform == "log":
        if (edges <= 0).any():
            raise BadIndex(f"indicator {indicator.id}: bands on a logarithmic scale are above 0")
        edges = np.log(edges)
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
