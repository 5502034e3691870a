"""A work unit: one machine or workstation that does something, works on an order and counts.

A trade subclasses it. What truly happens goes to the journal from here; what the vendor's
controller says of it is written by the trade into `plc`, on purpose independently.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING, ClassVar, Literal

from simulators.errors import ModelError
from simulators.journal import (
    Activity,
    ActivityChange,
    Attendance,
    Attribution,
    ControlMode,
    CycleEnd,
    CycleStart,
    Dispatch,
    Inspection,
    MeterAmount,
    ModeChange,
    NestEnd,
    OperationChange,
    OperatorEvent,
    OperatorEventKind,
    OrderChange,
    ParameterChange,
    Pieces,
    ProgramChange,
    RegisterGain,
    Source,
    StockPosting,
    ToolChange,
)
from simulators.meter import Meter, MeterKind
from simulators.orders import Order
from simulators.plc import Plc
from simulators.scenario import IncidentConfig, UnitConfig

if TYPE_CHECKING:
    from simulators.line import Line

__all__ = ["WorkUnit"]


class WorkUnit:
    """Base of every machine; construct it, then `line.add` it."""

    characteristics: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """What a drift may change, and the kinds of drift that it can have."""

    def __init__(self, line: "Line", config: UnitConfig) -> None:
        self.line = line
        self.config = config
        self.id = config.id
        self.env = line.env
        self.plc = Plc(config.vendor)
        self.meters: list[Meter] = []
        self._registers: list[tuple[str, Callable[[int], int]]] = []
        self.activity: Activity = "off"
        self.cause = ""
        self.attribution: Attribution = "own"
        self.order: Order | None = None
        self.index = -1
        """Position in the line; set by `line.add`."""
        self.touched = False
        self.report_due = False
        self.scan_due = False
        self._journaled: ActivityChange | None = None
        self._journaled_order: Order | None = None
        self._order_id = ""
        self._product = ""
        self._badge_in = ""
        self._journaled_badge = ""
        self._running: tuple[ControlMode, str, str] = ("manual", "", "")
        """Control mode, program and operation."""
        self._journaled_running: tuple[ControlMode | Literal[""], str, str] = ("", "", "")

    @property
    def now(self) -> int:
        """World time, ms UTC."""
        return self.line.now

    # --- what truly happens -------------------------------------------------------------------

    def set_activity(
        self, activity: Activity, cause: str = "", attribution: Attribution = "own"
    ) -> None:
        """Do this from now on; the last call in one ms counts. A cause belongs to every stop."""
        self.activity = activity
        self.cause = cause
        self.attribution = attribution
        if not self.touched:
            self.line.touch(self)

    def set_order(self, order: Order | None) -> None:
        """Work on this order from now on (at setup start); None when there is none."""
        self.order = order
        if not self.touched:
            self.line.touch(self)

    def attended_by(self, operator: str) -> None:
        """Let this person's badge be in from now on; empty when nobody's is."""
        self._badge_in = operator
        if operator != self._journaled_badge and not self.touched:
            self.line.touch(self)

    def set_mode(self, mode: ControlMode) -> None:
        """Be in this control mode from now on."""
        self._work_so((mode, *self._running[1:]))

    def set_program(self, program: str) -> None:
        """Have this program loaded from now on; empty for none."""
        mode, _, operation = self._running
        self._work_so((mode, program, operation))

    def set_operation(self, operation: str) -> None:
        """Do this operation of the register from now on; empty for none."""
        self._work_so((*self._running[:2], operation))

    def _work_so(self, running: tuple[ControlMode, str, str]) -> None:
        self._running = running
        if running != self._journaled_running and not self.touched:
            self.line.touch(self)

    def count_pieces(
        self, *, good: int = 0, scrap: int = 0, rework: int = 0, defects: int = 0
    ) -> None:
        """Count pieces finished now, in the unit's own count; before `set_order` in the same ms."""
        if self.order is not self._journaled_order or self.order is None:
            raise ModelError(
                f"{self.line.path}/{self.id} counts pieces at {self.now} without a running order: "
                f"count before set_order in one ms, and only while an order is active"
            )
        self.line.journal(
            Pieces(
                self.line.now, self.id, self._order_id, self._product, good, scrap, rework, defects
            )
        )

    def operator_event(self, kind: OperatorEventKind) -> None:
        """A person did something at the machine."""
        self.line.journal(OperatorEvent(self.line.now, self.id, kind))

    def parameter_change(self, source: Source, *, name: str, value: float) -> None:
        """A parameter was changed by the system or by hand."""
        self.line.journal(ParameterChange(self.line.now, self.id, source, name, value))

    def cycle_start(self) -> None:
        """A cycle begins."""
        self.line.journal(CycleStart(self.line.now, self.id))

    def cycle_end(self, *, touched: bool = False) -> None:
        """A cycle ends; `touched` when a hand was needed in it."""
        self.line.journal(CycleEnd(self.line.now, self.id, touched))

    def dispatched(self, source: Source, count: int = 1) -> None:
        """Operations were dispatched to this unit."""
        self.line.journal(Dispatch(self.line.now, self.id, "dispatched", source, count))

    def confirmed(self, source: Source, count: int = 1) -> None:
        """Operations were confirmed."""
        self.line.journal(Dispatch(self.line.now, self.id, "confirmed", source, count))

    def inspected(self, count: int = 1) -> None:
        """Units were inspected automatically with a traceable result."""
        self.line.journal(Inspection(self.line.now, self.id, count))

    def stock(
        self, material: str, *, quantity: float, source: Source = "system", order: Order | None
    ) -> None:
        """Post material of an order to (positive) or from (negative) stock."""
        name = order.id if order else ""
        self.line.journal(StockPosting(self.line.now, self.id, material, quantity, source, name))

    def tool_changed(self, *, cutting_ms: int, whole: bool) -> None:
        """A new tool is in; `whole` when the old one's life was seen from its first ms."""
        self.line.journal(ToolChange(self.line.now, self.id, cutting_ms, whole))

    def nest_ended(self, *, planned: int, good: int, sheet_dm2: int, good_dm2: int) -> None:
        """A nest was cut to its last panel."""
        self.line.journal(NestEnd(self.line.now, self.id, planned, good, sheet_dm2, good_dm2))

    def register(self, name: str, book: Callable[[int], int]) -> None:
        """Journal a sum of the trade whenever meters are; `book` returns its gain up to a time."""
        self._registers.append((name, book))

    def meter(self, kind: MeterKind, tag: str, *, per_count: int) -> Meter:
        """Add a meter that rides as an integer tag in every reading; see `meter.BASE_UNITS_PER`."""
        meter = Meter(kind, tag, per_count=per_count, start=self.line.now)
        self.meters.append(meter)
        self.plc.counters.add(tag)
        return meter

    # --- what the controller says -------------------------------------------------------------

    def report(self) -> None:
        """Give a reading at the end of this ms (on the next scan if `states_on_scan`)."""
        self.line.report(self)

    def scan(self) -> None:
        """Give a reading at the next scan (or now, if this ms is on the grid)."""
        if not self.scan_due:
            self.line.scan(self)

    # --- what a trade may override ------------------------------------------------------------

    def refresh(self, now: int) -> None:
        """Write process values into the tags just before a reading; draw nothing at random here."""

    def on_incident(self, incident: IncidentConfig, duration_ms: int) -> None:
        """Let a scripted incident strike now (a unit with incidents must override this)."""
        raise ModelError(
            f"{self.line.path}/{self.id} has no behaviour for an incident {incident.kind} "
            f"of {duration_ms} ms"
        )

    def random(self, purpose: str) -> Random:
        """Return this unit's random stream for one purpose; call it once, in the constructor."""
        return self.line.random(self.id, purpose)

    # --- the end of a ms, called by the line --------------------------------------------------

    def settle(self, now: int) -> None:
        """Journal what changed in this ms: meters, order, activity, mode to operation, badge."""
        self.touched = False
        self._settle_activity(now)
        if self._running != self._journaled_running:
            self._settle_running(now)
        if self._badge_in != self._journaled_badge:
            self._journaled_badge = self._badge_in
            self.line.journal(Attendance(now, self.id, self._badge_in))

    def _settle_activity(self, now: int) -> None:
        order = self.order
        old = self._journaled
        if (
            order is self._journaled_order
            and old is not None
            and old.activity == self.activity
            and old.cause == self.cause
            and old.attribution == self.attribution
        ):
            return
        self.book_meters(now)
        journal = self.line.journal
        if order is not self._journaled_order or old is None:
            self._journaled_order = order
            self._order_id, self._product = (order.id, order.product) if order else ("", "")
            journal(OrderChange(now, self.id, self._order_id, self._product))
        change = ActivityChange(now, self.id, self.activity, self.cause, self.attribution)
        if old is None or old.activity != change.activity or old.cause != change.cause:
            journal(change)
        self._journaled = change

    def _settle_running(self, now: int) -> None:
        (old_mode, old_program, old_operation) = self._journaled_running
        (mode, program, operation) = self._journaled_running = self._running
        if mode != old_mode:
            self.line.journal(ModeChange(now, self.id, mode))
        if program != old_program:
            self.line.journal(ProgramChange(now, self.id, program))
        if operation != old_operation:
            self.line.journal(OperationChange(now, self.id, operation))

    def book_meters(self, now: int) -> None:
        """Journal what every meter gained up to now."""
        for meter in self.meters:
            if meter.kind:
                amount = meter.book(now)
                if amount:
                    self.line.journal(MeterAmount(now, self.id, meter.kind, amount))
        for name, book in self._registers:
            amount = book(now)
            if amount:
                self.line.journal(RegisterGain(now, self.id, name, amount))
