"""A work unit with a PackML controller: each method changes truth and tags in the same ms."""

from simulators.bottling.packml import (
    CONFIRMED_TAG,
    CONTROL_MODE,
    DISPATCHED_TAG,
    OPERATOR_EVENT_TAG,
    PARAMETER_TAG,
    State,
    Tag,
)
from simulators.bottling.section import MachineConfig, MeterConfig
from simulators.bottling.status import BLOCKED, CLEANING, CLOSED, STARVED, Status
from simulators.journal import OperatorEventKind, Source
from simulators.line import Line
from simulators.meter import Meter
from simulators.orders import Order
from simulators.scenario import UnitConfig
from simulators.work_unit import WorkUnit

__all__ = ["PackmlUnit"]


class PackmlUnit(WorkUnit):
    """State, counts, evidence and meters; it decides nothing."""

    def __init__(self, line: Line, config: UnitConfig, machine: MachineConfig) -> None:
        super().__init__(line, config)
        self.machine = machine
        self.status = CLOSED
        self.speed_level = 0.0
        """Actual speed as a share of the design speed; 0 while not executing."""
        self._meters: list[tuple[Meter, MeterConfig]] = [
            (self.meter(m.kind, m.tag, per_count=m.per_count), m) for m in machine.meters
        ]
        self._dosed = [(meter, m) for meter, m in self._meters if m.item or m.litre]
        self._wasted = [(meter, m) for meter, m in self._meters if m.reject_item or m.reject_litre]
        self.source: Source = "system" if machine.order_from == "system" else "hand"
        self._declare_tags()

    def _declare_tags(self) -> None:
        counters = [Tag.PROCESSED, *OPERATOR_EVENT_TAG.values()]
        if self.machine.takes:
            counters.append(Tag.CONSUMED)
        if self.machine.scrap or self.machine.rework:
            counters.append(Tag.DEFECTIVE)
        if self.machine.rework:
            counters.append(Tag.REWORK)
        counters += [DISPATCHED_TAG[self.source], CONFIRMED_TAG[self.source]]
        counters += [PARAMETER_TAG[self.source], PARAMETER_TAG["hand"]]
        for tag in counters:
            self.plc.count(tag, 0)
        for tag in (Tag.ORDER, Tag.PRODUCT, Tag.RECIPE, Tag.OPERATION):
            self.plc.set(tag, "")
        self.plc.set(Tag.SPEED, 0)
        self.plc.set(Tag.SET_SPEED, 0)
        if self.machine.badge:
            self.plc.set(Tag.BADGE, "")

    # --- state --------------------------------------------------------------------------------

    def enter(self, status: Status, *, speed: float = 0.0) -> None:
        """Do this from now on, at this share of the design speed."""
        self.status = status
        self.set_activity(status.activity, status.cause, status.by)
        self.set_mode(CONTROL_MODE[status.mode])
        plc = self.plc
        plc.set(Tag.STATE, int(status.state))
        plc.set(Tag.MODE, int(status.mode))
        plc.set(Tag.STOP_REASON, status.code)
        plc.set(Tag.STARVED, status.code == STARVED.code)
        plc.set(Tag.BLOCKED, status.code == BLOCKED.code)
        self.run_at(speed)
        self.report()

    def run_at(self, speed: float) -> None:
        """Change the actual speed: its tag and the rates of the meters."""
        self.speed_level = speed
        per_min = 0.0
        if speed and self.order is not None:
            per_min = 60_000 * speed / self.line.pri_ms(self.id, self.order.product)
        self.plc.set(Tag.SPEED, round(per_min, 1))
        status = self.status
        for meter, config in self._meters:
            if status.state is State.EXECUTE and status.activity == "producing":
                rate = config.ready + round((config.run - config.ready) * min(speed, 1.0))
            elif status.cause == CLEANING.cause:
                rate = config.clean
            elif status.activity == "off":
                rate = config.off
            else:
                rate = config.ready
            if rate != meter.rate:
                meter.set_rate(self.now, rate)

    def take_order(self, order: Order | None) -> None:
        """Work on this order from now on; the caller enters a status in the same ms."""
        if order is None:
            self.confirmed(self.source)
            self.plc.count(CONFIRMED_TAG[self.source])
        self.set_order(order)
        product = order.product if order else ""
        program = f"{self.id}-{product}" if product else ""
        operation = self.machine.operation if order else ""
        self.set_program(program)
        self.set_operation(operation)
        self.plc.set(Tag.ORDER, order.id if order else "")
        self.plc.set(Tag.PRODUCT, product)
        self.plc.set(Tag.RECIPE, program)
        self.plc.set(Tag.OPERATION, operation)

    # --- counts -------------------------------------------------------------------------------

    def book(self, n: int, *, scrap: int, rework: int, litres: float) -> int:
        """Count n finished, of which some bad; return the good ones. Told on the next scan."""
        good = n - scrap - rework
        self.count_pieces(good=good, scrap=scrap, rework=rework, defects=scrap + rework)
        plc = self.plc
        plc.count(Tag.PROCESSED, n)
        if self.machine.takes:
            plc.count(Tag.CONSUMED, n)
        if scrap or rework:
            # Index 0 is what is lost, index 1 what a hand can put right.
            plc.count(Tag.DEFECTIVE, scrap)
            if rework:
                plc.count(Tag.REWORK, rework)
        for meter, config in self._dosed:
            meter.add(n * config.item + round(n * litres * config.litre))
        if scrap:
            for meter, config in self._wasted:
                meter.add(scrap * config.reject_item + round(scrap * litres * config.reject_litre))
        self.scan()
        return good

    # --- evidence -----------------------------------------------------------------------------

    def operator_did(self, *kinds: OperatorEventKind) -> None:
        """Record what a person did at the machine."""
        for kind in kinds:
            self.operator_event(kind)
            self.plc.count(OPERATOR_EVENT_TAG[kind])
        self.report()

    def take_job(self) -> None:
        """Record that the operation of the order in work was dispatched, with its recipe."""
        self.dispatched(self.source)
        self.plc.count(DISPATCHED_TAG[self.source])
        self.report()

    def parameter_set(self, source: Source, *, name: str, value: float) -> None:
        """Record a parameter change."""
        self.parameter_change(source, name=name, value=value)
        self.plc.count(PARAMETER_TAG[source])
        self.report()
