"""A scenario as validated structs: what a plant is made of, before anything moves.

TOML enters (see `scenario_file`), frozen structs leave; unknown keys are refused by name.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from simulators.faults import Fault
from simulators.journal import Source

__all__ = [
    "CalendarConfig",
    "DriftConfig",
    "IncidentConfig",
    "LineConfig",
    "LineIncidentConfig",
    "LineScenario",
    "OperationConfig",
    "OrderConfig",
    "PauseConfig",
    "PlantConfig",
    "PlcConfig",
    "ProductConfig",
    "Scenario",
    "ShiftConfig",
    "StageConfig",
    "UnitConfig",
]

Segment = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}$")]
LocalTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]0)?$")]
Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]


class _Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every struct of a scenario."""


class ShiftConfig(_Config, frozen=True, kw_only=True):
    """A shift in local time; one whose end is not after its start ends on the next day."""

    name: str
    start: LocalTime
    end: LocalTime


class PauseConfig(_Config, frozen=True, kw_only=True):
    """A daily piece of the calendar, local time on whole 10 s; it may run over midnight."""

    name: str
    start: LocalTime
    end: LocalTime
    kind: str = "planned_down"
    """`planned_down` (break, planned maintenance) or `unscheduled` (hand-over, plant closed)."""
    purpose: str = "break"
    """`break`, `maintenance`, `handover`, ...: what the trade does in it."""
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    """Local weekdays of the pause's start, Monday = 0."""


class CalendarConfig(_Config, frozen=True, kw_only=True):
    """Zone, shifts and pauses of one line."""

    zone: str
    shifts: tuple[ShiftConfig, ...]
    pauses: tuple[PauseConfig, ...] = ()


class ProductConfig(_Config, frozen=True, kw_only=True):
    """A product and the planned run time per item (s per the unit's own count) at each unit."""

    id: str
    name: str
    planned_run_time_per_item_s: dict[str, Positive]


class StageConfig(_Config, frozen=True, kw_only=True):
    """One step of the line, in order of flow; its units work in parallel."""

    id: Segment
    units: tuple[Segment, ...]


class UnitConfig(_Config, frozen=True, kw_only=True):
    """One work unit: our segment of the path, the vendor's name, what one count is worth."""

    id: Segment
    vendor: str
    """Name the machine gives itself in its readings, e.g. `FIL01`."""
    kind: str
    """Kind of machine in the words of the trade, e.g. `filler`."""
    items_per_count: Positive = 1.0
    """Line items per unit count, e.g. 12 bottles in a case."""
    required_tags: Annotated[int, Meta(ge=0)] = 0
    """Values that it should give at every heartbeat."""
    absent_tags: Annotated[int, Meta(ge=0)] = 0
    """Those of them that it never gives: its agent's mapping names a tag that it does not have."""
    net_value_cny: NotNegative = 0.0
    """Net book value."""
    standby_power_kw: NotNegative | None = None
    """What it draws when it is asleep; None where nobody has measured it."""


class OperationConfig(_Config, frozen=True, kw_only=True):
    """One operation as the plant registers it, so that rates can be summed without an agent."""

    unit: Segment
    id: str
    standard_time_s: Positive
    control_type: Literal["manual", "semi_automatic", "automatic", "numerical_control"]
    key: bool = False


class OrderConfig(_Config, frozen=True, kw_only=True):
    """One order of every shift; the list starts again with each shift."""

    product: str
    quantity: Annotated[int, Meta(gt=0)]
    """Planned quantity in line items."""
    release_s: NotNegative = 0.0
    """Not started before this offset from the shift's start."""
    close_s: Positive | None = None
    """Closed at this offset even if short of its quantity; without it, at its quantity only."""


class IncidentConfig(_Config, frozen=True, kw_only=True):
    """A scripted event of every shift, so that each shift shows what a plant shows (assumed)."""

    unit: Segment
    kind: str
    """`breakdown` or a word of the trade."""
    cause: str
    offset_s: NotNegative
    """Offset from the shift's start, before jitter."""
    jitter_s: NotNegative = 0.0
    """Uniform, plus or minus."""
    duration_s: Positive
    shifts: tuple[str, ...] = ()
    """Names of the shifts in which it strikes; empty means every shift."""


class LineIncidentConfig(IncidentConfig, frozen=True, kw_only=True):
    """An incident that a plant adds to one of its line files."""

    line: str
    """Work-center id."""


class DriftConfig(_Config, frozen=True, kw_only=True):
    """A known change of a process, to judge control charts by; without one it is in control."""

    unit: Segment
    characteristic: str
    """In the words of the trade, e.g. `fill_level`."""
    kind: Literal["step", "slope", "wear"] = "step"
    """`step` by the magnitude, `slope` by it per hour, `wear`: rising to it as the tool wears."""
    magnitude: float
    """In standard deviations of the characteristic; of a defect rate, the share that is added."""
    offset_s: NotNegative = 0.0
    """Begins at this offset from the shift's start; not for `wear`."""
    until_s: Positive | None = None
    """Ends at this offset; without it, with the shift."""
    from_shift: Annotated[int, Meta(ge=0)] = 0
    """Shifts of the run that pass without it."""
    wear_above: Annotated[float, Meta(ge=0, lt=1)] = 0.0
    """Only for `wear`: share of the tool's life up to which nothing changes."""


class PlcConfig(_Config, frozen=True, kw_only=True):
    """How the line's controllers report."""

    scan_ms: Annotated[int, Meta(gt=0, le=10_000)] = 1000
    """Grid of fast counters; divides 10 000."""
    states_on_scan: bool = False
    """True: a cheap controller that reports everything on the scan only."""


class LineConfig(_Config, frozen=True, kw_only=True):
    """One line: everything but the trade's own section."""

    path: str
    """Work-center id `enterprise/site/area/work-center`."""
    trade: str
    name: str
    last_counter: Segment
    """Unit whose good count is the line's good count."""
    calendar: CalendarConfig
    plc: PlcConfig = PlcConfig()
    units: tuple[UnitConfig, ...] = msgspec.field(name="unit")
    stages: tuple[StageConfig, ...] = msgspec.field(name="stage")
    products: tuple[ProductConfig, ...] = msgspec.field(name="product")
    orders: tuple[OrderConfig, ...] = msgspec.field(name="order")
    incidents: tuple[IncidentConfig, ...] = msgspec.field(name="incident", default=())
    drifts: tuple[DriftConfig, ...] = msgspec.field(name="drift", default=())
    operations: tuple[OperationConfig, ...] = msgspec.field(name="operation", default=())
    orders_planned_by: Source = "system"
    """How orders come into the system that plans them."""
    order_prefix: str = "O"


class PlantConfig(_Config, frozen=True, kw_only=True):
    """The plant file: when it starts, which line files belong to it, and which faults strike."""

    name: str
    start: str
    """Fixed shift start of a played run, ISO 8601 with offset."""
    lines: tuple[str, ...]
    """Line files, relative to the plant file."""
    faults: tuple[Fault, ...] = msgspec.field(name="fault", default=())
    incidents: tuple[LineIncidentConfig, ...] = msgspec.field(name="incident", default=())
    """Beside those of the line files, so that a bad day needs no line file of its own."""


class LineScenario(msgspec.Struct, frozen=True):
    """A line with the section of its trade, both validated."""

    config: LineConfig
    section: msgspec.Struct


class Scenario(msgspec.Struct, frozen=True):
    """A whole validated plant."""

    name: str
    start: int
    """Fixed shift start, ms UTC."""
    lines: tuple[LineScenario, ...]
    faults: tuple[Fault, ...] = ()
