"""One frozen description of an index: what is measured, how it is scaled, weighted, added up.

It is all that a run depends on beside its table, and travels with the results as JSON.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Direction = Literal["higher", "lower"]
Transform = Literal["none", "log"]
Scale = Literal[
    "reference", "min_max", "goalposts", "z_score", "rank", "ratio", "base_period", "bands"
]
WeightMethod = Literal["equal_by_group", "equal_by_indicator", "points", "ahp", "entropy", "critic"]
Aggregator = Literal["mean", "geometric", "harmonic", "mpi"]
Imputation = Literal["none", "group_median"]
Treatment = Literal["none", "winsorise"]
Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of a configuration."""


class IndicatorConfig(Entry, frozen=True, kw_only=True):
    """One column of the table; numbers are in its own unit, before the transform.

    Args:
        group: id of the group it belongs to.
        weight: used by the method `points`, relative to the other members of its group.
        floor, reference, benchmark: the three points of the reference scale, in its direction.
        goalposts: smallest and largest value of the scale `goalposts` (the scale `bands` takes its
            edges from `bands`, in rising order).
        base: the value that the scale `base_period` calls 100, where it is the same for all units.
    """

    id: str
    group: str
    direction: Direction = "higher"
    transform: Transform = "none"
    weight: NotNegative = 1.0
    floor: float | None = None
    reference: float | None = None
    benchmark: float | None = None
    goalposts: tuple[float, float] | None = None
    bands: tuple[float, ...] = ()
    base: float | None = None


class GroupConfig(Entry, frozen=True, kw_only=True):
    """One inner node; the one without a parent is the index itself.

    Args:
        aggregator: how its members become one score; None takes that of its depth.
        least_coverage: share of its members' weight below which it is missing.
    """

    id: str
    parent: str = ""
    weight: NotNegative = 1.0
    aggregator: Aggregator | None = None
    least_coverage: Share = 2 / 3


class ScaleConfig(Entry, frozen=True, kw_only=True):
    """How raw values become scores.

    Args:
        low, high: scores of the ends of `min_max` and `goalposts`.
        at_floor, at_reference, at_benchmark: scores of the three points of the reference scale.
        clamp: scores are kept inside these; None keeps all (goalposts are always kept inside).
        mean, deviation: of z-scores. ddof: 1 for the sample's standard deviation, 0 for the
            population's.
    """

    method: Scale = "reference"
    low: float = 0.0
    high: float = 100.0
    at_floor: float = 0.0
    at_reference: float = 103.8
    at_benchmark: float = 177.4
    clamp: tuple[float, float] | None = (1.0, 200.0)
    mean: float = 100.0
    deviation: float = 10.0
    ddof: Literal[0, 1] = 1


class WeightConfig(Entry, frozen=True, kw_only=True):
    """Who counts for how much.

    Args:
        comparisons: of `ahp`: group to member to other member: how many times as important the
            first is as the second. Every pair stands there once at least; members of a group
            that is not named count the same.
        largest_ratio: largest consistency ratio of the comparisons of a group.
    """

    method: WeightMethod = "equal_by_group"
    comparisons: dict[str, dict[str, dict[str, Positive]]] = {}
    largest_ratio: Positive = 0.1


class TreatmentConfig(Entry, frozen=True, kw_only=True):
    """Outliers: where skewness and kurtosis are both too large, the furthest values move in."""

    method: Treatment = "none"
    skewness: Positive = 2.0
    kurtosis: Annotated[float, Meta(ge=-2)] = 3.5
    most_values: Annotated[int, Meta(ge=1)] = 5


class IndexConfig(Entry, frozen=True, kw_only=True):
    """A whole index; `aggregators` by depth, the index itself first, the last for all below."""

    indicators: tuple[IndicatorConfig, ...]
    groups: tuple[GroupConfig, ...]
    imputation: Imputation = "none"
    treatment: TreatmentConfig = TreatmentConfig()
    scale: ScaleConfig = ScaleConfig()
    weights: WeightConfig = WeightConfig()
    aggregators: tuple[Aggregator, ...] = ("mean",)


def to_json(config: IndexConfig) -> str:
    """Spell a configuration, the same for equal ones."""
    # What was built of whole numbers becomes floats, as after reading.
    same = msgspec.convert(msgspec.to_builtins(config), IndexConfig)
    return msgspec.json.format(msgspec.json.encode(same, order="deterministic"), indent=2).decode()


def from_json(text: str | bytes) -> IndexConfig:
    """Read a configuration; raises `msgspec.ValidationError` naming the place."""
    return msgspec.json.decode(text, type=IndexConfig)
