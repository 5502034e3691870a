"""How one machine of a bottling line works: order after order, batch after batch.

A machine takes a batch from its infeed conveyor, is busy for a while, counts it and hands the good
ones on. Between two batches it looks whether people, bottles, room and its health allow the next.
"""

from collections.abc import Generator
from itertools import count

import simpy

from simulators.bottling.changeover import set_up
from simulators.bottling.crew import Crew
from simulators.bottling.packml import State, Tag
from simulators.bottling.plan import Plan
from simulators.bottling.rejects import RejectStream
from simulators.bottling.section import BottleConfig, BottlingSection, MachineConfig
from simulators.bottling.station import Process, Station
from simulators.bottling.status import COMPLETE, EXECUTE, NO_ORDER
from simulators.bottling.stopping import clear
from simulators.bottling.stops import StopPlan, uniform_ms
from simulators.line import Line
from simulators.orders import Order
from simulators.scenario import IncidentConfig, UnitConfig

__all__ = ["Machine"]


class Machine(Station):
    """Base of every kind of machine; a kind overrides the few methods marked so."""

    cyclic = False
    """One batch is one cycle of the machine, counted as such."""

    def __init__(
        self,
        line: Line,
        config: UnitConfig,
        machine: MachineConfig,
        *,
        section: BottlingSection,
        crew: Crew,
        plan: Plan,
    ) -> None:
        super().__init__(line, config, machine, section=section, crew=crew)
        self.plan = plan
        self.set_share = 1.0
        """Set speed as a share of the design speed."""
        self.touched_cycle = False
        self.bottle: BottleConfig | None = None
        self.draw = self.random("machine")
        self._bottles = {bottle.product: bottle for bottle in section.bottles}
        self._draw_speed = self.random("speed")
        self._scrap = RejectStream(self.random("scrap"))
        self._rework = RejectStream(self.random("rework"))
        self._stops = StopPlan(
            machine, minor=self.random("minor"), breakdown=self.random("breakdown")
        )
        self._stretch_share = 1.0
        self._ran = False
        """Made a batch since the last start; only a machine that ran can stop by itself."""
        self._pri = 0.0
        self._litres = 0.0
        if self.cyclic:
            self.plc.count(Tag.CYCLES, 0)
        self.declare_own_tags()
        self.enter(NO_ORDER)

    # --- what a kind may override -------------------------------------------------------------

    def declare_own_tags(self) -> None:
        """Give the tags that only this kind has their first value."""

    def scrap_share(self) -> float:
        """Return the share of scrap of the next batch."""
        return self.machine.scrap

    def finished(self, n: int, *, scrap: int, good: int) -> None:
        """Do what this kind does with a finished batch."""

    def prepared(self, *, new_format: bool) -> None:
        """Do what this kind does at the end of a setup."""

    def own_stop(self) -> Process | None:
        """Return a stop that this kind needs now, e.g. for a new reel."""
        return None

    def after_stop(self) -> None:
        """Do what this kind does when a stop is cleared."""

    def order_ended(self) -> None:
        """Do what this kind does when nothing more of its order comes."""

    # --- the life of a machine ----------------------------------------------------------------

    def run(self) -> Process:
        """Work for ever."""
        previous: BottleConfig | None = None
        for position in count():
            order = yield from self._await_order(position)
            self.position = position
            self.bottle = self._bottles[order.product]
            self._litres = self.bottle.volume_ml / 1000
            self._pri = self.line.pri_ms(self.id, order.product)
            if self.upstream is None:
                self.plan.begin(order)
            self.take_order(order)
            self.tell_neighbours()
            yield from set_up(self, previous)
            yield from self._work_off()
            if self.status.state in {State.EXECUTE, State.HELD, State.SUSPENDED}:
                yield from self.go_down(COMPLETE, State.COMPLETING)
            self.closed = position
            self.order_ended()
            self.take_order(None)
            self.tell_neighbours()
            previous = self.bottle

    def on_incident(self, incident: IncidentConfig, duration_ms: int) -> None:
        """Let a scripted stop strike at the end of the batch in work."""
        self._stops.script(incident, duration_ms)

    def _await_order(self, position: int) -> Generator[simpy.Event, None, Order]:
        gap = uniform_ms(self.draw, self.section.order_gap_s) if position else 0
        ready = self.now + gap
        while True:
            if not self.crew.present:
                yield from self.pause()
                continue
            order = self.plan.next_of_book() if self.upstream is None else self.plan.at(position)
            if order is not None and max(ready, order.release) <= self.now:
                return order
            if self.status != NO_ORDER:
                self.enter(NO_ORDER)
            what = self.crew.changed | self.plan.changed
            if order is not None or self.now < ready:
                until = max(ready, order.release if order is not None else 0)
                what = what | self.line.wait_until(until)
            yield what

    def _work_off(self) -> Process:
        """Run until nothing more of this order comes."""
        while True:
            obstacle = self._obstacle_within()
            if obstacle is None:
                n = self._at_hand()
                if not n and self.supply_ended():
                    self.clear_remnant()
                    return
                obstacle = self._obstacle_outside(n)
            yield from self._make(n) if obstacle is None else obstacle

    def _obstacle_within(self) -> Process | None:
        """Return what the crew or the machine itself must do before the next batch."""
        if not self.crew.present:
            return self.pause()
        if not self._ran or self.status is not EXECUTE:
            return None
        return self._clear_stop() if self._stops.due else self.own_stop()

    def _obstacle_outside(self, n: int) -> Process | None:
        """Return what the neighbours, or the way up to Execute, hold against a batch of n."""
        infeed, outfeed, downstream = self.infeed, self.outfeed, self.downstream
        if self.status.state is State.HELD:
            return self._start()
        if not n and infeed is not None:
            return self.wait_for_bottles(infeed)
        if outfeed is not None and downstream is not None:
            if downstream.position < self.position:
                return self.wait_for_clearance(downstream)
            if outfeed.space < n * self.machine.gives:
                return self.wait_for_room(outfeed, n * self.machine.gives)
        return None if self.status is EXECUTE else self._start()

    def _at_hand(self) -> int:
        """Return the counts of the next batch; 0 when there is nothing to take now."""
        machine, infeed = self.machine, self.infeed
        if infeed is None:
            return 0 if self.supply_ended() else machine.batch
        if infeed.level >= machine.batch * machine.takes:
            return machine.batch
        return infeed.level // machine.takes if self.supply_ended() else 0

    def _make(self, n: int) -> Process:
        machine, infeed, outfeed = self.machine, self.infeed, self.outfeed
        speed = self.set_share * self._stretch_share * self._level()
        if speed != self.speed_level:
            self.run_at(speed)
        if infeed is not None:
            infeed.take(n * machine.takes)
        if self.cyclic:
            self.cycle_start()
        ms = round(self._pri * n / speed)
        yield self.env.timeout(ms)
        self._stops.run(ms)
        self._ran = True
        share = self.scrap_share()
        scrap = self._scrap.draw(n, share) if share else 0
        rework = self._rework.draw(n, machine.rework) if machine.rework else 0
        rework = min(rework, n - scrap)
        good = self.book(n, scrap=scrap, rework=rework, litres=self._litres)
        if outfeed is not None and good:
            outfeed.put(good * machine.gives)
        if self.cyclic:
            self.cycle_end(touched=self.touched_cycle)
            self.touched_cycle = False
            self.plc.count(Tag.CYCLES)
        self.finished(n, scrap=scrap, good=good)

    def _clear_stop(self) -> Process:
        """Stand for the stop that is due."""
        self._ran = False
        yield from clear(self, self._stops.take())
        self.after_stop()

    def _level(self) -> float:
        """Return the speed level that its conveyors call for."""
        section = self.section
        infeed, outfeed = self.infeed, self.outfeed
        if infeed is not None and infeed.level < section.slow_below * infeed.capacity:
            return section.slow_speed
        if outfeed is not None and outfeed.level > section.slow_above * outfeed.capacity:
            return section.slow_speed
        return 1.0

    def _start(self) -> Process:
        """Come up to Execute; how depends on what was before."""
        ramp = self.section.ramp_s
        if self.status.state is State.SUSPENDED:
            state = State.UNSUSPENDING
        elif self.status.state is State.HELD:
            state = State.UNHOLDING
        else:
            if self.status.state is State.STOPPED:
                self.enter(self.status._replace(state=State.RESETTING))
                yield self.line.wait(ramp * 1000)
            state = State.STARTING
            ramp = self.section.start_s
        self.enter(self.status._replace(state=state))
        yield self.line.wait(ramp * 1000)
        self._ran = False
        self._stretch_share = self._draw_speed.uniform(*self.machine.speed)
        self.enter(EXECUTE, speed=self.set_share * self._stretch_share * self._level())
