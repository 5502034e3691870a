"""The day of an operator at a station: fetch bundles, work them, repair, rest, change style.

The loop asks the same questions in the same order whenever the operator has a free hand; what a
machine kind adds (thread, bobbin, steam, verdicts) is in the subclasses.
"""

from collections.abc import Callable

import simpy

from simulators.orders import Order
from simulators.scenario import UnitConfig
from simulators.sewing.bench import Action, Bench
from simulators.sewing.draws import duration_ms, exponential_ms
from simulators.sewing.floor import Floor
from simulators.sewing.flow import Bundle
from simulators.sewing.people import Operator

__all__ = ["Station"]

_REST_CAUSE = {"handover": "handover", "maintenance": "planned_maintenance"}


class Station(Bench):
    """Base of every machine kind."""

    def __init__(self, floor: Floor, config: UnitConfig) -> None:
        super().__init__(floor, config)
        self._day = self.random("day")
        self._seated: Operator | None = None
        """Whose place it is in this shift."""
        self._present = False
        self._shift_start = -1
        self._bundle: Bundle | None = None
        self._number = -1
        self._ready_at = 0
        self._setup_left = 0
        self._style = ""
        self._minor_at = [
            (minor, self.now + exponential_ms(self._day, minor.mean_min * 60))
            for minor in floor.section.minor_stops
            if not minor.operations or self.stage.id in minor.operations
        ]

    def holds(self, number: int) -> bool:
        """Tell whether a bundle of this order is in hand."""
        return self._bundle is not None and self._bundle.order.number == number

    def begin(self, order: Order) -> None:
        """Start in the middle of an order, set up since yesterday."""
        self._number = order.number
        self._style = order.product
        self.do("off", "handover", "planned")
        self.take_order(order)
        self.style_set(order)
        self.env.process(self._run())

    def _run(self) -> Action:
        line, rail = self.line, self.floor.rail
        while True:
            now = line.now
            slot = line.calendar.slot_at(now)
            if slot.kind != "open" or slot.shift is None:
                yield from self._rest(slot.purpose)
            elif rail.is_off(now):
                yield from self.wait_for_power()
            elif slot.shift.start != self._shift_start or not self._present:
                yield from self._take_seat(slot.shift.name, slot.shift.start)
            elif self.order is None:
                yield from self._await_order()
            elif self._setup_left:
                yield from self._set_up(self.order)
            else:
                yield from self._attend(self.order)

    def _attend(self, order: Order) -> Action:
        """Do the next thing for the order in work."""
        if self._bundle is not None and self.waiting:
            yield from self.work_piece(self._bundle, self._operator())
        elif self._bundle is not None:
            yield from self._pass_on(self._bundle)
        elif self.repairs:
            yield from self._repair(self.repairs.popleft())
        elif self.upkeep_due():
            yield from self.upkeep()
        else:
            yield from self._fetch(order)

    # --- coming and going ---------------------------------------------------------------------

    def _operator(self) -> Operator:
        if self._seated is None:
            raise AssertionError(self.id)  # the loop seats somebody first
        return self._seated

    def _rest(self, purpose: str) -> Action:
        self._present = False
        self.badge("")
        self.do("stopped", _REST_CAUSE.get(purpose, "break"), "planned")
        yield self.sleep()

    def _take_seat(self, shift: str, start: int) -> Action:
        """Come back from a break or relieve the crew before; people are late, some missing."""
        people, crews, random = self.floor.section.operator, self.floor.crews, self._day
        delay = round(random.uniform(0, people.late_s) * 1000)
        if start != self._shift_start:
            self._shift_start = start
            self._seated = crews.operator(shift, self.id)
            if random.random() < people.absence:
                self._seated = crews.stand_in(shift, self.id)
                delay = duration_ms(random, people.stand_in)
        if delay:
            self.badge("")
            self.do("stopped", "operator_absent", "operator")
            yield self._until(self.now + delay)
            if self.line.calendar.class_at(self.now) != "open":
                return
        self._present = True
        self.badge(self._operator().pseudonym)
        yield from self.after_return()

    # --- orders -------------------------------------------------------------------------------

    def _await_order(self) -> Action:
        order = self.line.order(self._number + 1)
        ready = max(self._ready_at, order.release)
        self.do("stopped", "no_order", "planned")
        if self.now < ready:
            yield self._until(ready)
            return
        self._number = order.number
        changeover = self.floor.section.changeover
        new_style = order.product != self._style
        setup = self.machine.setup if new_style else changeover.same_style
        self._setup_left = duration_ms(self._day, setup)
        self.take_order(order)

    def _set_up(self, order: Order) -> Action:
        self.do("setup", "style_changeover")
        begun = self.now
        yield self._until(begun + self._setup_left)
        self._setup_left -= self.now - begun
        if self._setup_left:
            return
        new_style = order.product != self._style
        self._style = order.product
        self.style_set(order)
        self.happened("reset")
        if not new_style:
            return
        for number in range(self.machine.settings):
            self.changed("system", f"setting-{number + 1}", self._day.randrange(1, 100))
        if self.machine.trial_pieces:
            self.count(scrap=self.machine.trial_pieces, defects=self.machine.trial_pieces)

    def style_set(self, order: Order) -> None:
        """Show what the machine is set to after a style change."""

    def _end_order(self, order: Order) -> Action:
        """Clear the station; the wave of the style change goes on to the next operation."""
        changeover = self.floor.section.changeover
        clearing = duration_ms(self._day, changeover.clearing)
        self._ready_at = self.now + max(clearing, round(changeover.min_clearing_s * 1000))
        self.leave_order(order)
        self.take_order(None)
        self.do("stopped", "no_order", "planned")
        if self.stage.after is not None and self.stage.finished(order, self.now):
            self.stage.after.poke()
        yield self._until(self._ready_at)

    def leave_order(self, order: Order) -> None:
        """Put away what is left of an order."""

    # --- bundles ------------------------------------------------------------------------------

    def _fetch(self, order: Order) -> Action:
        now = self.now
        for index, (minor, at) in enumerate(self._minor_at):
            if at <= now:
                pause = exponential_ms(self._day, minor.mean_min * 60)
                self._minor_at[index] = (minor, now + pause)
                self.do("stopped", minor.cause, minor.attribution)
                yield self.line.wait(duration_ms(self._day, minor.duration))
                self.happened("acknowledge")
                return
        bundle = self.stage.take(order, now)
        if bundle is None:
            if self.stage.drained(order, now):
                yield from self._end_order(order)
            else:
                self.do("stopped", "starved_upstream", "upstream")
                yield self.sleep()
            return
        self._bundle = bundle
        self.waiting = bundle.pieces
        self.done = []
        self.do("stopped", "bundle_handling")
        self.ticket(bundle, hand=self._by_hand())
        yield self.line.wait(duration_ms(self._day, self.floor.section.bundle.handling))

    def _pass_on(self, bundle: Bundle) -> Action:
        """Lay the finished bundle down at the next operation, when there is a place."""
        after = self.stage.after
        if after is not None and self.done and not after.has_place(bundle.order):
            self.do("stopped", "blocked_downstream", "downstream")
            yield self.sleep()
            return
        self.complete(bundle.order)
        bundle.pieces = self.done
        self._bundle = None
        self.confirm(hand=self._by_hand())
        if after is None:
            if bundle.pieces:
                self.stock(
                    f"finished-{bundle.order.product}",
                    quantity=len(bundle.pieces),
                    order=bundle.order,
                )
        elif bundle.pieces:
            after.put(bundle)
        else:
            after.poke()

    def complete(self, order: Order) -> None:
        """Complete the bundle before it is passed on."""

    def _by_hand(self) -> bool:
        return self._day.random() < self.floor.section.bundle.hand_share

    def _repair(self, finished: Callable[[], None]) -> Action:
        """Repair one piece that came back: it was counted before and is not counted again."""
        self.do("stopped", "quality_rework")
        yield self.line.wait(self.repair_ms(self._operator()))
        finished()

    # --- what a machine kind may override -----------------------------------------------------

    def upkeep_due(self) -> bool:
        """Tell whether the machine needs something between two bundles."""
        return False

    def upkeep(self) -> Action:
        """Give the machine what it needs."""
        yield from ()

    def after_return(self) -> Action:
        """Do what the machine needs when somebody comes back to it."""
        yield from ()

    def _until(self, t: int) -> simpy.Timeout:
        """Return a time-out at t, or at the next break if that is sooner."""
        return self.line.wait_until(min(t, self.line.calendar.open_until(self.now)))
