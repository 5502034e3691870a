"""What every machine of the cell does: be in a situation, stand in pauses, take orders, count."""

from collections.abc import Generator, Mapping
from typing import ClassVar

import simpy

from simulators.cnc.cell import Cell
from simulators.cnc.controller import declare, show
from simulators.cnc.draws import spread_ms
from simulators.cnc.energy_meter import EnergyMeter
from simulators.cnc.job import Job
from simulators.cnc.section import MachineSection
from simulators.cnc.situation import PAUSES, SITUATIONS
from simulators.cnc.spindle import Spindle
from simulators.journal import ControlMode, OperatorEventKind
from simulators.scenario import UnitConfig
from simulators.work_unit import WorkUnit

__all__ = ["CncMachine", "Steps"]

Steps = Generator[simpy.Event, object, None]

_AUTOMATIC, _MANUAL, _SETUP = 1, 3, 4
_CONTROL: Mapping[int, ControlMode] = {_MANUAL: "manual", _SETUP: "manual"}
"""Any other mode of the control (off and asleep, too) is no hand at the machine."""
_SAVING_AFTER_MS = 300_000
_CREW_MS = 28_800_000

_EVENT_TAG: Mapping[OperatorEventKind, str] = {
    "acknowledge": "Operator.Acknowledgements",
    "reset": "Operator.Resets",
    "door": "Operator.DoorOpenings",
    "estop_release": "Operator.EmergencyReleases",
    "leave_automatic": "Operator.AutomaticLeft",
    "manual_touch": "Operator.ManualInterventions",
}


class CncMachine(WorkUnit):
    """Base of the four machines."""

    operation: ClassVar[str]
    """Operation of the process register."""
    always_attended: ClassVar[bool] = False
    """Somebody stands at the machine whenever the calendar is open."""
    handover: ClassVar[str] = "handover"
    """Situation during the hand-over of a shift."""

    def __init__(self, cell: Cell, config: UnitConfig, section: MachineSection) -> None:
        super().__init__(cell.line, config)
        self.cell = cell
        self.common = section
        self.jobs = cell.queue()
        self.touched_in_cycle = False
        self.override_pct = 100
        self.spindle: Spindle | None = None
        self.cutting = False
        """Whether the spindle cuts when it turns; automatic tool changes only turn it."""
        self._mode = _AUTOMATIC
        self._times = self.random("times")
        self._people = self.random("people")
        self.energy = EnergyMeter(self, section.power)
        declare(self.plc)
        self.enter("no_order")

    @property
    def wear(self) -> float:
        """Used share of the tool's life."""
        return 0.0

    # --- situations ---------------------------------------------------------------------------

    def enter(self, name: str, *, hands: bool = False) -> None:
        """Be in a situation from now on; `hands`: somebody has taken it out of automatic."""
        situation = SITUATIONS[name]
        mode = _MANUAL if hands and situation.mode == _AUTOMATIC else situation.mode
        if mode in (_MANUAL, _SETUP) and self._mode not in (_MANUAL, _SETUP):
            self.act("leave_automatic")
        self._mode = mode
        self.set_mode(_CONTROL.get(mode, "automatic"))
        self.set_activity(situation.activity, situation.cause, situation.attribution)
        show(self.plc, situation, mode=mode)
        person = self._person(name, hands=hands or situation.hands)
        self.plc.set("Terminal.OperatorId", person)
        self.attended_by(person)
        self.energy.follow(situation.power, wear=self.wear)
        if self.spindle is not None:
            turning = situation.activity == "producing"
            self.spindle.follow(turning=turning, cutting=self.cutting)
        self.report()

    def _person(self, name: str, *, hands: bool) -> str:
        if name in ("repair", "maintenance"):
            return self.cell.section.mechanic
        if not hands and not (
            self.always_attended and self.line.calendar.class_at(self.now) == "open"
        ):
            return ""
        crews = self.common.operators
        shift = self.line.calendar.shift_at(self.now)
        return crews[(shift.start if shift else self.now) // _CREW_MS % len(crews)]

    def act(self, kind: OperatorEventKind) -> None:
        """Let a person do something at the machine."""
        self.operator_event(kind)
        self.plc.count(_EVENT_TAG[kind])
        if kind == "manual_touch":
            self.touched_in_cycle = True
        self.report()

    def change_parameter(self, name: str, *, value: float, by_hand: bool = False) -> None:
        """Change a parameter, from the host or at the panel."""
        self.parameter_change("hand" if by_hand else "system", name=name, value=value)
        self.plc.count("Parameters.ChangedAtPanel" if by_hand else "Parameters.ChangedByHost")
        self.report()

    # --- standing -----------------------------------------------------------------------------

    def rest(self) -> Steps:
        """Stand through the calendar's pause, if there is one now."""
        calendar = self.line.calendar
        while (slot := calendar.slot_at(self.now)).kind != "open":
            name = PAUSES[slot.purpose]
            self.enter(self.handover if name == "handover" else name)
            yield self.line.wait_until(slot.end)

    def stand(self, name: str, *events: simpy.Event) -> Steps:
        """Be in a situation until one of the events has come, and through pauses meanwhile.

        The events must be plain ones: a condition that lost a race never triggers again.
        """
        while not _come(events):
            yield from self.rest()
            if _come(events):
                return
            self.enter(name)
            end = self.line.calendar.open_until(self.now)
            if name == "no_order" and self.now + _SAVING_AFTER_MS < end:
                yield self.env.any_of([*events, self.line.wait(_SAVING_AFTER_MS)])
                if _come(events):
                    return
                self.enter("saving")
            yield self.env.any_of([*events, self.line.wait_until(end)])

    def hands_on(self, name: str, ms: int) -> Steps:
        """Let a person work for so long in open time; pauses interrupt it."""
        left = ms
        while left:
            yield from self.rest()
            self.enter(name)
            span = min(left, self.line.calendar.open_until(self.now) - self.now)
            yield self.line.wait(span)
            left -= span

    # --- orders and panels --------------------------------------------------------------------

    def next_job(self) -> Generator[simpy.Event, object, Job]:
        """Stand without an order until the next is released, begin it and set up for it."""
        get = self.jobs.get()
        yield from self.stand("no_order", get)
        yield from self.rest()
        job = get.value
        if not isinstance(job, Job):
            raise TypeError("the queue of a machine holds jobs only")
        self.set_order(job.order)
        self.plc.set("Job.OrderId", job.order.id)
        self.plc.set("Job.ArticleId", job.order.product)
        self.plc.set("Job.Operation", self.operation)
        self.set_operation(self.operation)
        yield from self.hands_on("setup", spread_ms(self._times, self.common.setup))
        self.change_parameter("feed_rate", value=self.draw_override())
        return job

    def end_job(self) -> None:
        """Work on no order from now on."""
        self.set_order(None)
        for tag in ("Job.OrderId", "Job.ArticleId", "Job.Recipe", "Job.Operation"):
            self.plc.set(tag, "")
        self.set_program("")
        self.set_operation("")
        self.enter("no_order")

    def draw_override(self) -> int:
        """Set the override anew, in percent."""
        section = self.common
        self.override_pct = round(
            self._times.uniform(section.override_low_pct, section.override_high_pct)
        )
        self.plc.set("Values.AxisOverride", self.override_pct)
        return self.override_pct

    def panel_ms(self, product: str) -> int:
        """Draw the time a panel takes with the present override, which a hand may change first."""
        section = self.common
        if self._people.random() < section.hand_override:
            self.change_parameter("axis_override", value=self.draw_override(), by_hand=True)
        sigma = section.time_sigma
        factor = self._times.lognormvariate(-sigma * sigma / 2, sigma)
        return max(1, round(self.line.pri_ms(self.id, product) * factor * 100 / self.override_pct))

    def count(self, *, good: int = 0, scrap: int = 0, rework: int = 0, defects: int = 0) -> None:
        """Count panels that have come out now."""
        self.count_pieces(good=good, scrap=scrap, rework=rework, defects=defects)
        plc = self.plc
        plc.count("Values.AbsolutePiecesOut", good + scrap + rework)
        plc.count("Quality.PiecesRejected", scrap)
        plc.count("Quality.PiecesToRework", rework)
        self.report()

    def begin_cycle(self, recipe: str) -> None:
        """Begin a run of a recipe, dispatched by the host."""
        self.touched_in_cycle = False
        self.cycle_start()
        self.set_program(recipe)
        self.plc.set("Job.Recipe", recipe)

    def end_cycle(self) -> None:
        """End the run."""
        self.cycle_end(touched=self.touched_in_cycle)
        self.plc.count("Values.AbsoluteRunsTotal")
        self.report()

    def dispatch(self) -> None:
        """Take an operation from the host."""
        self.dispatched("system")
        self.plc.count("Job.DispatchedByHost")
        self.report()

    def confirm(self, *, by_hand_share: float) -> None:
        """Confirm an operation; when the scanner fails, by hand at the terminal."""
        by_hand = self._people.random() < by_hand_share
        self.confirmed("hand" if by_hand else "system")
        self.plc.count("Job.ConfirmedAtTerminal" if by_hand else "Job.ConfirmedByHost")
        self.report()


def _come(events: tuple[simpy.Event, ...]) -> bool:
    return any(event.triggered for event in events)
