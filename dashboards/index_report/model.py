"""What the report of an index says, ready to be drawn; None is no value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboards.report.model import Text

Number = float | None


@dataclass(frozen=True, slots=True)
class Anchors:
    """Published figures of 2023."""

    national: float = 103.8
    benchmark: float = 177.4
    chongqing: float = 125.8


@dataclass(frozen=True, slots=True)
class Node:
    """A dimension, or a sector: its score, and how many stand behind it.

    Args:
        units: rolled up in it; `with_index` of them have an index of their own.
    """

    id: str
    name: Text
    score: Number
    rank: Number = None
    units: int | None = None
    with_index: int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the 28.

    Args:
        lower, upper: scores; of a plant those of its bounds, of a region the middle half of units.
        points: what it adds to the index, against its national reference.
        mismatch: in what the national reference is of something else; empty where in nothing.
        note: what is to be minded of its value.
    """

    id: str
    name: Text
    dimension: str
    unit: str
    value: Number
    score: Number
    lower: Number
    upper: Number
    points: Number
    national: float
    national_status: str
    national_source: str
    benchmark: float
    mismatch: tuple[str, ...] = ()
    status: str = ""
    source: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One enterprise: its index and rank with their bands."""

    unit: str
    name: Text
    sector: Text
    index: Number
    low: Number
    high: Number
    rank: Number
    rank_low: Number
    rank_high: Number
    above: Number
    measured: float


@dataclass(frozen=True, slots=True)
class Step:
    """One way to raise the index; `behind` names machines, in a plant's own report only."""

    indicator: str
    name: Text
    target: Text
    unit: str
    value: float
    goal: float
    gain: float
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The index with some indicators at their national references."""

    indicators: tuple[Text, ...]
    index: float
    shift: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One period of the trend."""

    period: str
    index: Number
    mean: Number
    dimensions: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SmePoints:
    """One item of the ministry's SME indicators."""

    name: Text
    indicator: str
    points: Number
    most: float


@dataclass(frozen=True, slots=True)
class Extra:
    """A green figure outside the index."""

    unit: Text
    name: Text
    value: Number
    measured_in: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """A whole report, of a region or of one plant in it.

    Args:
        subject: whom it is of.
        plant: it is one plant's own, so machines may be named.
        index: the subject's; of a region rolled up by indicator.
        mean: mean of enterprise indices, of a region.
        low, high: band of the index.
        shares: of the weight, by kind.
        change: parts of the change against a year before, in points; empty without one.
        growth: the change as a share.
        withheld: what is not shown because it would tell one unit's figure, and why.
        shown: the subject's own figures may be shown.
    """

    subject: Text
    plant: bool
    edition: str
    period: str
    index: Number
    mean: Number
    low: Number
    high: Number
    rank: Number
    units: int
    dimensions: tuple[Node, ...]
    sectors: tuple[Node, ...]
    indicators: tuple[Indicator, ...]
    lines: tuple[UnitLine, ...]
    steps: tuple[Step, ...]
    what_if: tuple[WhatIf, ...]
    trend: tuple[Moment, ...]
    change: tuple[tuple[Text, float], ...]
    growth: Number
    compared_with: str
    shares: Mapping[str, float]
    sme: tuple[SmePoints, ...]
    extras: tuple[Extra, ...]
    anchors: Anchors
    provenance: Mapping[str, str]
    withheld: tuple[Text, ...] = ()
    shown: bool = True
