"""A machine that runs and is struck by minor stops and breakdowns as their clocks come due."""

import simpy

from simulators.cnc.cell import Cell
from simulators.cnc.draws import RunningClock, breakdown_gap, exponential_gap, spread_ms
from simulators.cnc.machine import CncMachine, Steps
from simulators.cnc.section import MachineSection
from simulators.cnc.situation import SITUATIONS
from simulators.scenario import IncidentConfig, UnitConfig

__all__ = ["StoppingMachine"]

_DOOR_SHARE = 0.4
"""Share of the minor stops for which somebody opens the guard (assumed)."""


class StoppingMachine(CncMachine):
    """Adds running time and what interrupts it."""

    def __init__(
        self,
        cell: Cell,
        config: UnitConfig,
        section: MachineSection,
        *,
        operator: simpy.Resource | None = None,
    ) -> None:
        super().__init__(cell, config, section)
        self._operator = operator
        """Shared person, or None when the machine has one of its own."""
        self._stops = self.random("stops")
        self._minor = RunningClock(exponential_gap(self._stops, section.stop.gap_mean_min))
        self._failure = RunningClock(breakdown_gap(self.random("breakdowns"), section.breakdown))
        self._incidents: list[tuple[str, int]] = []

    def on_incident(self, incident: IncidentConfig, duration_ms: int) -> None:
        """Break down as soon as the machine runs."""
        self._incidents.append((incident.cause, duration_ms))

    # --- running ------------------------------------------------------------------------------

    def run_for(self, ms: int) -> Steps:
        """Run for so long, not counting what interrupts it."""
        left = ms
        while left:
            if self._incidents:
                cause, duration = self._incidents.pop(0)
                yield from self.break_down(cause, duration)
            self.enter("run")
            span = min(left, self._minor.left, self._failure.left)
            yield self.line.wait(span)
            left -= span
            self._minor.run(span)
            self._failure.run(span)
            self.ran(span)
            if not self._failure.left:
                self._failure.rewind()
                breakdown = self.common.breakdown
                yield from self.break_down(
                    breakdown.cause, spread_ms(self._times, breakdown.repair)
                )
            if not self._minor.left:
                self._minor.rewind()
                causes = self.common.stop.causes
                cause = self._stops.choices(list(causes), list(causes.values()))[0]
                yield from self.stop_short(cause, spread_ms(self._stops, self.common.stop.length))

    def ran(self, ms: int) -> None:
        """Take note of running time that has passed (tools wear)."""

    def stopped_by(self, cause: str) -> None:
        """Take note of a minor stop (it may spoil the panel in work)."""

    # --- what interrupts it -------------------------------------------------------------------

    def stop_short(self, cause: str, ms: int) -> Steps:
        """Stop until a person has come and put it right, which takes so long."""
        self.enter(cause)
        self.stopped_by(cause)
        if self.line.calendar.class_at(self.now) != "open":
            yield self.line.wait_until(self.line.calendar.next_open(self.now))
        request = None
        if self._operator is not None:
            request = self._operator.request()
            yield request
        yield self.line.wait(spread_ms(self._people, self.cell.section.reaction))
        self.enter(cause, hands=True)
        if self._people.random() < _DOOR_SHARE:
            self.act("door")
        yield self.line.wait(ms)
        if self._operator is not None and request is not None:
            self._operator.release(request)
        self.act("reset" if SITUATIONS[cause].error else "acknowledge")
        self.act("manual_touch")

    def break_down(self, cause: str, ms: int) -> Steps:
        """Wait for the mechanic, then be repaired; both together take so long, or longer."""
        self.enter(cause)
        came = self.now
        yield self.line.wait(spread_ms(self._people, self.cell.section.mechanic_way))
        request = self.cell.mechanic.request()
        yield request
        self.enter("repair")
        yield self.line.wait(max(60_000, came + ms - self.now))
        self.cell.mechanic.release(request)
        self.act("estop_release")
        self.act("reset")
        self.act("manual_touch")

    def by_operator(self, name: str, ms: int) -> Steps:
        """Let the operator work at the machine for so long, waiting for him first."""
        if self._operator is None:
            yield from self.hands_on(name, ms)
            return
        yield from self.rest()
        request = self._operator.request()
        yield from self.stand("wait_operator", request)
        yield from self.hands_on(name, ms)
        self._operator.release(request)
