"""A case file of green measures: segments and records of a place, and the rows wanted of it.

TOML text enters, checked structs leave; a sentence says what is wrong. Of a segment hours per time
leaf are given, and any base quantity by its name; what is left out is 0.
"""

import tomllib
from pathlib import Path
from typing import Literal

from msgspec import field

from analytics.cases.file import CaseEntry, Instant, read_case
from analytics.errors import BadConfig
from contract.green_measures import GREEN_MEASURE
from contract.rates import Period, RateLevel, Status

FIGURES = ("value", "lower", "upper", "numerator", "denominator", "machines", "evidence_hours")


class Segment(CaseEntry, frozen=True, kw_only=True):
    """One segment of a unit or line below the place of the case; `at` is its start."""

    path: str
    at: Instant
    product: str = ""
    order: str = ""
    shift: str = ""
    of: dict[str, float]
    unknown_to_end: bool = False


class Stretch(CaseEntry, frozen=True, kw_only=True):
    """A period and its segments."""

    start: Instant
    end: Instant
    segments: tuple[Segment, ...]


class Factor(CaseEntry, frozen=True, kw_only=True):
    """A dated emission factor."""

    meter: str
    site: str = ""
    since: Instant
    kg_co2e_per_unit: float


class Bill(CaseEntry, frozen=True, kw_only=True):
    """What was billed of one carrier."""

    site: str
    carrier: str
    start: Instant
    end: Instant
    amount: float
    unit: str
    tce_per_unit: float


class Reuse(CaseEntry, frozen=True, kw_only=True):
    """Waste of a line that was used again."""

    line: str
    start: Instant
    end: Instant
    reused_kg: float


class Want(CaseEntry, frozen=True, kw_only=True):
    """One row that must come out; figures that are left out are not looked at, "null" is none.

    Args:
        path: of the row; empty is the place of the case.
        items: path and part of an item to its numerator and denominator; all of them.
    """

    measure: str
    path: str = ""
    part: str = ""
    status: Status = "observed"
    figures: dict[str, float | str] = field(default_factory=dict)
    items: tuple[tuple[str, str, float, float], ...] | None = None


class GreenCase(CaseEntry, frozen=True, kw_only=True):
    """The whole file.

    Args:
        path: of the place; segments and wants name their places in full.
        base: the base period; without it there is none.
        standby_power_kw: unit to what it draws asleep; every unit here is connected.
    """

    kind: Literal["green"]
    title: str
    level: RateLevel
    path: str
    window: Period = "day"
    period: Stretch
    base: Stretch | None = None
    standby_power_kw: dict[str, float] = field(default_factory=dict)
    items_per_count: dict[str, float] = field(default_factory=dict)
    standard_value_cny: dict[str, float] = field(default_factory=dict)
    rework_cny: dict[str, float] = field(default_factory=dict)
    factors: tuple[Factor, ...] = ()
    bills: tuple[Bill, ...] = ()
    reuse: tuple[Reuse, ...] = ()
    want: tuple[Want, ...]

    @property
    def start(self) -> Instant:
        """Return what elapsed times are counted from."""
        return self.period.start


def is_of_green(path: Path) -> bool:
    """Tell whether a case file is one of green measures."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return False
    return table.get("kind") == "green"


def load_green_case(path: Path) -> GreenCase:
    """Read a case file; raise BadConfig with a sentence."""
    case = read_case(path, GreenCase)
    for want in case.want:
        if want.measure not in GREEN_MEASURE:
            known = ", ".join(GREEN_MEASURE)
            raise BadConfig(f"{path}: want: measure {want.measure!r} must be one of {known}")
        if wrong := sorted(set(want.figures) - set(FIGURES)):
            known = ", ".join(FIGURES)
            raise BadConfig(f"{path}: want: figure {wrong[0]!r} must be one of {known}")
    return case
