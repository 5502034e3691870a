"""One piece at a station: the cycle, what strikes within it, the verdict, and where it goes."""

from collections import deque
from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import ClassVar

import simpy

from simulators.scenario import IncidentConfig, UnitConfig
from simulators.sewing.draws import duration_ms, exponential_ms
from simulators.sewing.floor import Floor
from simulators.sewing.flow import Bundle, Faults
from simulators.sewing.people import Operator
from simulators.sewing.quality import Verdict, judge
from simulators.sewing.terminal import Terminal

__all__ = ["Action", "Bench", "Strike"]

Action = Generator[simpy.Event, None, None]
Strike = tuple[int, Callable[[], Action]]
"""At this offset into a cycle, in ms, this happens."""


class Bench(Terminal):
    """Works one piece at a time.

    A cycle runs from picking a piece up to laying it down, because the standard minute covers
    exactly that; the needle moves in a small part of it.
    """

    characteristics: ClassVar[Mapping[str, tuple[str, ...]]] = {"defect_rate": ("step", "slope")}
    """A setting that drifts makes defects where there were none; nobody measures it."""

    def __init__(self, floor: Floor, config: UnitConfig) -> None:
        super().__init__(floor, config)
        self.repairs: deque[Callable[[], None]] = deque()
        """Pieces sent back to this station; call one when it is repaired."""
        self.work = self.random("work")
        self.failures = self.random("failures")
        self._setting = self.random("setting")
        self.done: list[Faults] = []
        self.waiting: list[Faults] = []
        self.spoilt = False
        """Whether an interruption spoilt the piece in work."""
        self._wake: simpy.Event | None = None
        self._incident_ms = 0
        self._work_to_failure = self._draw_failure()

    def poke(self) -> None:
        """Look again if waiting."""
        if self._wake is not None and not self._wake.triggered:
            self._wake.succeed()

    def sleep(self) -> simpy.Event:
        """Return an event that comes with the next poke."""
        self._wake = simpy.Event(self.env)
        return self._wake

    def wait_for_power(self) -> Action:
        """Stand without power until the rail rings."""
        self.do("off", "power_failure", "media")
        yield self.sleep()

    # --- the cycle ----------------------------------------------------------------------------

    def work_piece(self, bundle: Bundle, operator: Operator) -> Action:
        """Work the next piece of the bundle in hand."""
        style = bundle.order.product
        scatter = self.work.gauss(1.0, self.floor.section.operator.cycle_sigma)
        standard = self.line.pri_ms(self.id, style)
        work = max(1000, round(standard * operator.time_factor(style) * scatter))
        self.spoilt = False
        self.cycle_start()
        strikes = sorted(self.strikes(work), key=_offset)
        begun = 0
        for at, strike in strikes:
            yield from self._sew(at - begun)
            begun = at
            yield from strike()
        yield from self._sew(work - begun)
        operator.sewed(style)
        faults = self.waiting.pop()
        verdict, found = self.verdict(bundle, faults)
        self.after_work(work)
        self.end_cycle(verdict, found=found, touched=bool(strikes))
        yield from self.dispose(verdict, faults, operator)

    def _sew(self, ms: int) -> Action:
        """Let the cycle run for this long, power cuts apart."""
        left = ms
        rail = self.floor.rail
        while left > 0:
            begun = self.now
            if rail.is_off(begun):
                yield from self.wait_for_power()
                continue
            self.do("producing")
            cut = rail.cut_start
            yield self.line.wait(min(left, cut - begun) if cut > begun else left)
            left -= self.now - begun

    def strikes(self, work: int) -> list[Strike]:
        """Draw what interrupts the coming cycle of `work` ms."""
        if not self.can_fail:
            return []
        self._work_to_failure -= work
        if self._incident_ms:
            repair, self._incident_ms = self._incident_ms, 0
        elif self._work_to_failure <= 0:
            repair = duration_ms(self.failures, self.floor.section.breakdown.repair)
            self._work_to_failure = self._draw_failure()
        else:
            return []
        return [(self.failures.randrange(1, work), partial(self._fail, repair))]

    def on_incident(self, incident: IncidentConfig, duration_ms: int) -> None:
        """Let the machine fail in its next cycle."""
        del incident
        self._incident_ms = duration_ms

    def _fail(self, repair_ms: int) -> Action:
        """Call a mechanic, wait in the queue, and have the machine repaired."""
        config = self.floor.section.breakdown
        random = self.failures
        e_stop = random.random() < config.e_stop_share
        self.do("stopped", "breakdown_waiting")
        with self.floor.mechanics.request() as mechanic:
            yield mechanic
            yield self.line.wait(config.walk_s * 1000)
            self.do("maintenance", "breakdown_repair")
            self.happened("door")
            yield self.line.wait(repair_ms)
        if e_stop:
            self.happened("estop_release")
        self.happened("reset")
        self.changed("hand", "timing", round(random.uniform(-2, 2), 1))

    def _draw_failure(self) -> int:
        return exponential_ms(self.failures, self.floor.section.breakdown.mean_h * 3600)

    # --- the piece ----------------------------------------------------------------------------

    def verdict(self, bundle: Bundle, faults: Faults) -> tuple[Verdict, Faults]:
        """Judge the piece just finished; return the verdict and the faults this station sees."""
        del faults
        if self.spoilt:
            return "scrap", (self.id,)
        quality = self.floor.section.quality
        rate = self.operation.defect_rate * (quality.first_bundle_factor if bundle.first else 1)
        verdict = judge(self.work, rate, quality, self.id)
        added = self.line.drifts.amount(self.id, "defect_rate")
        if added and verdict[0] == "good" and self._setting.random() < added:
            return judge(self._setting, 1.0, quality, self.id)
        return verdict

    def dispose(self, verdict: Verdict, faults: Faults, operator: Operator) -> Action:
        """Put the piece where the verdict sends it; a defect noticed here is repaired at once."""
        if verdict == "rework":
            self.do("stopped", "quality_rework")
            yield self.line.wait(self.repair_ms(operator))
        if verdict == "missed":
            faults = (*faults, self.id)
        if verdict != "scrap":
            self.done.append(faults)

    def repair_ms(self, operator: Operator) -> float:
        """Return the time of one repair."""
        product = self.order.product if self.order else self.line.order(0).product
        standard = self.line.pri_ms(self.id, product)
        return standard * self.floor.section.quality.repair_factor / operator.pace

    def after_work(self, work: int) -> None:
        """Wear by `work` ms of work."""


def _offset(strike: Strike) -> int:
    return strike[0]
