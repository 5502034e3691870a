"""The truth journal: what really happened at each work unit, one frozen struct per kind of event.

Machines write, sinks read (`recorder.JournalWriter`, `truth.TruthSums`). Within one ms a unit's
events come in the order pieces, meters, order, activity, mode, program, operation, attendance: so
pieces and amounts of t belong to what ended at t.
"""

from typing import Literal, Protocol

import msgspec

__all__ = [
    "Activity",
    "ActivityChange",
    "Attendance",
    "Attribution",
    "ControlMode",
    "CycleEnd",
    "CycleStart",
    "Dispatch",
    "Inspection",
    "JournalEvent",
    "JournalSink",
    "Measurement",
    "MeterAmount",
    "ModeChange",
    "NestEnd",
    "OperationChange",
    "OperatorEvent",
    "OperatorEventKind",
    "OrderChange",
    "ParameterChange",
    "Pieces",
    "ProcessChange",
    "ProgramChange",
    "RegisterGain",
    "Source",
    "StockPosting",
    "ToolChange",
]

Activity = Literal["producing", "setup", "stopped", "maintenance", "off"]
Attribution = Literal["own", "upstream", "downstream", "media", "operator", "planned"]
OperatorEventKind = Literal[
    "acknowledge", "reset", "door", "estop_release", "leave_automatic", "manual_touch"
]
Source = Literal["system", "hand"]
ControlMode = Literal["automatic", "manual", "mdi", "jog"]


class _Event(msgspec.Struct, frozen=True, tag_field="event", gc=False):
    """Base: when (ms UTC) and at which unit (last segment of its path)."""

    t: int
    unit: str


class ActivityChange(_Event, tag="activity", frozen=True):
    """From t on the unit does this."""

    activity: Activity
    cause: str = ""
    attribution: Attribution = "own"


class OrderChange(_Event, tag="order", frozen=True):
    """From t on the unit works on this order; empty strings are no order."""

    order: str
    product: str


class Attendance(_Event, tag="attendance", frozen=True):
    """From t on this person's badge is in at the unit; empty when nobody's is."""

    operator: str


class ModeChange(_Event, tag="mode", frozen=True):
    """From t on the controller is in this mode."""

    mode: ControlMode


class ProgramChange(_Event, tag="program", frozen=True):
    """From t on this program is loaded; empty when none is."""

    program: str


class OperationChange(_Event, tag="operation", frozen=True):
    """From t on the unit does this operation of its register; empty when it does none."""

    operation: str


class Pieces(_Event, tag="pieces", frozen=True):
    """Pieces finished at t, in the unit's own count, for the order running up to t."""

    order: str
    product: str
    good: int
    scrap: int
    rework: int
    defects: int


class MeterAmount(_Event, tag="meter", frozen=True):
    """What a meter's register gained up to t since its last amount, in its kind's base unit."""

    kind: str
    amount: int


class RegisterGain(_Event, tag="register", frozen=True):
    """What a register of the trade gained up to t since its last gain; its name tells the unit."""

    register: str
    amount: int


class OperatorEvent(_Event, tag="operator_event", frozen=True):
    """A person did something at the machine."""

    kind: OperatorEventKind


class ParameterChange(_Event, tag="parameter", frozen=True):
    """A parameter was changed by the system or by hand."""

    source: Source
    name: str
    value: float


class CycleStart(_Event, tag="cycle_start", frozen=True):
    """A cycle begins."""


class CycleEnd(_Event, tag="cycle_end", frozen=True):
    """A cycle ends; `touched` says whether a hand was needed in it."""

    touched: bool


class Dispatch(_Event, tag="dispatch", frozen=True):
    """An operation was dispatched to the unit, or confirmed by it."""

    step: Literal["dispatched", "confirmed"]
    source: Source
    count: int


class Inspection(_Event, tag="inspection", frozen=True):
    """Units inspected automatically with a traceable result."""

    count: int


class ToolChange(_Event, tag="tool_change", frozen=True):
    """A new tool is in the spindle; the old one had cut so long, seen `whole` or not."""

    cutting_ms: int
    whole: bool


class NestEnd(_Event, tag="nest_end", frozen=True):
    """A nest was cut: panels planned and good, and how much of the sheet the good ones are."""

    planned: int
    good: int
    sheet_dm2: int
    good_dm2: int


class Measurement(_Event, tag="measurement", frozen=True):
    """One piece was measured; `number` counts this unit's values of this characteristic."""

    characteristic: str
    number: int
    value: float


class ProcessChange(_Event, tag="process_change", frozen=True):
    """A process left control, or (`end`) came back; `magnitude` as its drift says it."""

    characteristic: str
    kind: str
    """`step`, `slope`, `wear` or `end`."""
    magnitude: float


class StockPosting(_Event, tag="stock", frozen=True):
    """Material moved in (positive) or out of a stock place; `hand`: somebody keyed it in."""

    material: str
    quantity: float
    source: Source
    order: str = ""
    """Order that it was moved for; empty for none."""


JournalEvent = (
    ActivityChange
    | OrderChange
    | Attendance
    | ModeChange
    | ProgramChange
    | OperationChange
    | Pieces
    | MeterAmount
    | OperatorEvent
    | ParameterChange
    | CycleStart
    | CycleEnd
    | Dispatch
    | Inspection
    | StockPosting
    | RegisterGain
    | ToolChange
    | NestEnd
    | Measurement
    | ProcessChange
)


class JournalSink(Protocol):
    """Receives the events of one line in order of time."""

    def write(self, event: JournalEvent, /) -> None:
        """Take one event; its t is never below that of the event before."""
        ...
