"""What a report says, ready to be drawn: texts in both languages, times in ms UTC, seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from contract.states import Leaf
from dashboards.board.model import Bucket, Stretch

ReportKind = Literal["shift", "day"]
"""Which windows a report is of."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    en: str
    zh: str

    def both(self) -> str:
        """Join them for places with one line; equal texts stand once."""
        return self.en if self.en == self.zh or not self.zh else f"{self.en} · {self.zh}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the waterfall; a gain is negative. `group` chooses the colour."""

    group: str
    label: Text
    seconds: float


@dataclass(frozen=True, slots=True)
class Cause:
    """One bar of a Pareto chart: how long and how often, for one reason at one unit."""

    label: Text
    unit: str
    group: str
    seconds: float
    count: float


@dataclass(frozen=True, slots=True)
class LongStop:
    """One stop as a row of a table."""

    unit: Text
    start: int
    seconds: float
    leaf: Leaf
    reason: Text
    attribution: Text
    root_unit: str
    order: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order as planned and as it went; None where nobody said or it runs still."""

    order: str
    product: str
    planned_end: int | None
    actual_start: int | None
    actual_end: int | None
    planned_quantity: float | None
    good_quantity: float
    on_time: bool | None


@dataclass(frozen=True, slots=True)
class Change:
    """How OEE changed against the window before, in shares of 1; the parts add up to `total`."""

    previous: float
    current: float
    parts: tuple[tuple[Text, float], ...]
    causes: tuple[tuple[Text, float], ...]

    @property
    def total(self) -> float:
        """The whole change."""
        return self.current - self.previous


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a table: what, in which unit, how much; None has no value."""

    label: Text
    unit: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """One point of a control chart at which rules were broken."""

    time: int
    unit: Text
    characteristic: Text
    rules: str


@dataclass(frozen=True, slots=True)
class UnitStory:
    """What one machine did."""

    name: Text
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class LinePart:
    """Everything about one line in the window.

    Args:
        path: work center id.
        kpi: KPI fields by name; None has no value.
        flags: what to mind, spelled.
        revision: 0 provisional, 1 closed, more after late data.
        rate: pieces of the last counter per five minutes.
    """

    path: str
    name: Text
    kpi: Mapping[str, float | None]
    flags: tuple[Text, ...]
    revision: int
    waterfall: tuple[Bar, ...]
    causes: tuple[Cause, ...]
    units: tuple[UnitStory, ...]
    rate: tuple[Bucket, ...]
    stops: tuple[LongStop, ...]
    orders: tuple[OrderLine, ...] = ()
    change: Change | None = None
    measures: tuple[Figure, ...] = ()
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate or measure of the site; None where there is no value or nobody declared one.

    Args:
        unit: of all its numbers; a share has "1" and is drawn as a bar between its bounds.
        status: what to mind; empty where enough was seen.
    """

    name: Text
    unit: str
    value: float | None
    declared: float | None
    lower: float | None
    upper: float | None
    status: Text | None


@dataclass(frozen=True, slots=True)
class IdleMachine:
    """What one machine used outside production, kWh, and what standby would have saved of it."""

    name: Text
    idle_kwh: float
    share: float | None
    saving_kwh: float | None


@dataclass(frozen=True, slots=True)
class SiteRates:
    """How automated and how green a site was on one day."""

    automation: tuple[Rate, ...] = ()
    green: tuple[Rate, ...] = ()
    idle: tuple[IdleMachine, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole page.

    Args:
        site: its names.
        title: what the window is, such as early shift, 2026-03-02.
        start, end: of the window, ms UTC.
        zone: IANA name in which times are shown.
        rates: of its day; nothing for a shift.
        provenance: formula set and hash of master data, for those who check.
    """

    site: Text
    title: Text
    start: int
    end: int
    zone: str
    lines: tuple[LinePart, ...]
    rates: SiteRates = field(default_factory=SiteRates)
    provenance: Mapping[str, str] = field(default_factory=dict)
