"""A rate of one place and period with all that explains it: bounds, status, items behind it."""

from dataclasses import dataclass, field

from contract.path import EquipmentPath
from contract.rates import Period, RateDefinition, RateLevel, Status


@dataclass(frozen=True, slots=True, order=True)
class PeriodOf:
    """A period of a site's calendar, [start, end) in ms UTC; it begins with a production day."""

    period: Period
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RateItem:
    """One machine, operation, tag list or order that a rate is made of.

    The numerators and denominators of all items add up to those of the rate, unless the formula is
    a median or largest value.

    Args:
        path: the work unit, or the line.
        part: operation, order, link; empty where the unit itself is meant.
        lower, upper: share of the denominator that was at least, and at most, so; None where the
            rate is no share.
        declared: what the register says of it, as a share.
    """

    path: EquipmentPath
    part: str
    numerator: float
    denominator: float
    lower: float | None = None
    upper: float | None = None
    declared: float | None = None


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """How much of a work unit a rate rests on; `open` where more of its counts may come."""

    path: EquipmentPath
    scheduled_h: float
    known_h: float
    open: bool


@dataclass(frozen=True, slots=True)
class RateValue:
    """One row of the series `automation` or `green`, before it is written.

    Args:
        path: line, site or enterprise (of green measures also a unit).
        part: time leaf of `energy_by_leaf`; empty for all others.
        value: None unless the status is observed, none_automatic or censored.
        evidence_hours: known scheduled time of the machines behind it, h.
        seen: those machines.
    """

    definition: RateDefinition
    level: RateLevel
    path: EquipmentPath
    period: PeriodOf
    status: Status
    numerator: float
    denominator: float
    value: float | None
    declared: float | None = None
    lower: float | None = None
    upper: float | None = None
    machines: int = 0
    evidence_hours: float = 0.0
    part: str = ""
    items: tuple[RateItem, ...] = field(default=())
    seen: tuple[UnitSeen, ...] = field(default=())
