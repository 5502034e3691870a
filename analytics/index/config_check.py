"""Refuse a configuration that contradicts itself, however it was built.

A configuration read from JSON has been checked for types and ranges; one built in Python has not.
"""

from collections.abc import Mapping

import msgspec
import numpy as np

from analytics.index.config import Entry, IndexConfig, IndicatorConfig, Scale, ScaleConfig
from analytics.index.errors import BadIndex

_RATIOS: frozenset[Scale] = frozenset(("ratio", "base_period"))


def check_config(config: IndexConfig) -> None:
    """Check words, ranges and the order of what stands in an order; raises BadIndex."""
    check_types(config)
    if not config.aggregators:
        raise BadIndex("aggregators is empty: name one for each depth, at least one")
    check_scale(config.scale)
    for indicator in config.indicators:
        _check_points(indicator)
        if indicator.transform == "log" and config.scale.method in _RATIOS:
            raise BadIndex(
                f"indicator {indicator.id}: the scale {config.scale.method} of logarithms would"
                " depend on the unit of measure: take no transform, or another scale"
            )
    unknown = sorted(config.weights.comparisons.keys() - {group.id for group in config.groups})
    if unknown:
        raise BadIndex(
            f"comparisons are told of {', '.join(unknown)}, which is no group:"
            f" the groups are {', '.join(group.id for group in config.groups)}"
        )


def check_types(config: Entry) -> None:
    """Refuse a word or a number that its JSON would not be read with; raises BadIndex."""
    built = msgspec.to_builtins(config)
    _check_numbers(built, "")
    try:
        msgspec.convert(built, type(config))
    except msgspec.ValidationError as error:
        raise BadIndex(f"the configuration: {error}") from error


def _check_numbers(built: object, place: str) -> None:
    if isinstance(built, float) and not np.isfinite(built):
        raise BadIndex(f"the configuration has {built} at {place}: give a number")
    if isinstance(built, Mapping):
        for name, inner in built.items():
            _check_numbers(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(built, list | tuple):
        for number, inner in enumerate(built):
            _check_numbers(inner, f"{place}[{number}]")


def _check_points(indicator: IndicatorConfig) -> None:
    named = {name: getattr(indicator, name) for name in ("floor", "reference", "benchmark")}
    told = {name: value for name, value in named.items() if value is not None}
    steps = np.diff(list(told.values()))
    if (steps <= 0 if indicator.direction == "higher" else steps >= 0).any():
        raise BadIndex(
            f"indicator {indicator.id} ({indicator.direction} is better):"
            f" {', '.join(f'{name} {value:g}' for name, value in told.items())} must stand in the"
            f" order {(' < ' if indicator.direction == 'higher' else ' > ').join(told)}"
        )


def check_scale(scale: ScaleConfig) -> None:
    """Refuse a scale whose ends stand the wrong way round; raises BadIndex."""
    rising: dict[str, tuple[float, ...]] = {
        "low, high": (scale.low, scale.high),
        "at_floor, at_reference, at_benchmark": (
            scale.at_floor,
            scale.at_reference,
            scale.at_benchmark,
        ),
        "the ends of clamp": scale.clamp or (0.0, 1.0),
        "0, deviation": (0.0, scale.deviation),
    }
    for names, numbers in rising.items():
        if (np.diff(numbers) <= 0).any():
            raise BadIndex(
                f"scale {scale.method}: {names} must rise, and are"
                f" {', '.join(f'{number:g}' for number in numbers)}"
            )
