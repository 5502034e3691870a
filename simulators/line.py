"""One line on its own SimPy clock of integer ms: machines move, their readings come out.

The loop steps through instants. At each it lets all events happen, then settles the units that
were touched (journal), then reads the controllers that are due: so a reading at t shows t as it
stands at its end.
"""

from collections.abc import Generator, Iterable, Mapping
from random import Random

import simpy

from simulators.drift import Drifts
from simulators.errors import ModelError
from simulators.fault_stage import FaultStage
from simulators.faults import Fault
from simulators.journal import JournalEvent, JournalSink
from simulators.orders import Order, OrderBook
from simulators.plant_calendar import PlantCalendar
from simulators.plc import Reading
from simulators.scenario import IncidentConfig, LineConfig
from simulators.trade_words import TradeWords
from simulators.truth import TruthSums
from simulators.truth.trade import MeasuresOf, TradeMeasures
from simulators.work_unit import WorkUnit

__all__ = ["KEEP_ALIVE_MS", "Line"]

KEEP_ALIVE_MS = 10_000

_NEVER = 1 << 62


class Line:
    """A line that a trade's `build` fills with work units; see `trade.Trade`."""

    def __init__(
        self,
        config: LineConfig,
        *,
        seed: int,
        start: int,
        sinks: Iterable[JournalSink] = (),
        faults: Iterable[Fault] = (),
        words: TradeWords | None = None,
        measures: MeasuresOf = TradeMeasures,
    ) -> None:
        if start % KEEP_ALIVE_MS:
            raise ModelError(f"{config.path}: start {start} is not on the 10 s grid")
        self.config = config
        self.path = config.path
        self.seed = seed
        self.start = start
        self.now = start
        """World time, ms UTC."""
        self.env = simpy.Environment(initial_time=start)
        self.calendar = PlantCalendar(config.calendar)
        self.orders = OrderBook(
            config.orders, prefix=config.order_prefix, calendar=self.calendar, start=start
        )
        self._faults = FaultStage.of(config, faults=faults, seed=seed, start=start)
        self.truth = TruthSums(
            config,
            self.calendar,
            start=start,
            words=words,
            measures=measures,
            lost=self._loses if self._faults else None,
        )
        self.drifts = Drifts(self)
        self._sinks = [self.truth.write, *(sink.write for sink in sinks)]
        self._units: dict[str, WorkUnit] = {}
        self._touched: list[WorkUnit] = []
        self._reporting: list[WorkUnit] = []
        self._scanning: list[WorkUnit] = []
        self._scan_ms = config.plc.scan_ms
        self._scan_at = _NEVER
        self._keep_alive_at = start
        self._boundary = self.calendar.boundary_after(start)
        self._done = start - 1
        self._pri_ms = {
            (product.id, unit): seconds * 1000
            for product in config.products
            for unit, seconds in product.planned_run_time_per_item_s.items()
        }

    # --- for the trade ------------------------------------------------------------------------

    @property
    def units(self) -> Mapping[str, WorkUnit]:
        """Work units by id, in the order they were added."""
        return self._units

    def add(self, unit: WorkUnit) -> None:
        """Take a work unit into the line."""
        if unit.id in self._units:
            raise ModelError(f"{self.path}: unit {unit.id} was added twice")
        unit.index = len(self._units)
        self._units[unit.id] = unit
        self.touch(unit)

    def begin(self) -> None:
        """Check that the trade added the scenario's units; start incidents and drifts."""
        wanted = [unit.id for unit in self.config.units]
        if list(self._units) != wanted:
            raise ModelError(f"{self.path}: units {list(self._units)} were built, {wanted} wanted")
        for number, incident in enumerate(self.config.incidents):
            self.env.process(self._strike(number, incident))
        self.drifts.begin()

    def order(self, number: int) -> Order:
        """Return order `number` (0, 1, ...) of this run."""
        return self.orders.order(number)

    def random(self, unit: str, purpose: str) -> Random:
        """Return an own random stream; the same words and seed give the same stream."""
        return Random(f"{self.seed}/{self.path}/{unit}/{purpose}")

    def wait(self, ms: float) -> simpy.Timeout:
        """Return a time-out of a rounded, whole number of ms."""
        return self.env.timeout(round(ms))

    def wait_until(self, t: int) -> simpy.Timeout:
        """Return a time-out that ends at t, or at once if t is past."""
        return self.env.timeout(max(0, t - self.now))

    def pri_ms(self, unit: str, product: str) -> float:
        """Return the planned run time per item (PRI), in ms per the unit's own count."""
        return self._pri_ms[product, unit]

    def _loses(self, unit: str, now: int) -> bool:
        return self._faults is not None and self._faults.loses(self._units[unit].plc.name, now)

    def _strike(self, number: int, config: IncidentConfig) -> Generator[simpy.Event, None, None]:
        """Let one scripted incident strike once in every shift that it is meant for."""
        unit = self._units[config.unit]
        random = self.random(config.unit, f"incident-{number}")
        duration = round(config.duration_s * 1000)
        at = self.start
        while True:
            shift = self.calendar.next_shift(at)
            jitter = random.uniform(-config.jitter_s, config.jitter_s)
            strike = shift.start + round((config.offset_s + jitter) * 1000)
            wanted = not config.shifts or shift.name in config.shifts
            if wanted and strike >= self.now:
                yield self.wait_until(strike)
                unit.on_incident(config, duration)
            at = shift.start + 1

    # --- called by units ----------------------------------------------------------------------

    def journal(self, event: JournalEvent) -> None:
        """Hand one event to every sink."""
        for write in self._sinks:
            write(event)

    def touch(self, unit: WorkUnit) -> None:
        """Let a unit be settled at the end of this ms."""
        unit.touched = True
        self._touched.append(unit)

    def report(self, unit: WorkUnit) -> None:
        """Let a unit be read at the end of this ms, or on the scan if the controllers are cheap."""
        if self.config.plc.states_on_scan:
            self.scan(unit)
        elif not unit.report_due:
            unit.report_due = True
            self._reporting.append(unit)

    def scan(self, unit: WorkUnit) -> None:
        """Let a unit be read at the first grid instant at or after now."""
        if not unit.scan_due:
            unit.scan_due = True
            self._scanning.append(unit)
            self._scan_at = -(-self.now // self._scan_ms) * self._scan_ms

    # --- the clock ----------------------------------------------------------------------------

    def run_until(self, t: int) -> list[Reading]:
        """Let everything up to and including t happen; return the readings that arrived by then."""
        out: list[Reading] = []
        self._advance(t, out)
        return out if self._faults is None else self._faults.arrived(t)

    def still_on_their_way(self) -> list[Reading]:
        """Return the late readings of a run that has ended: a reader waits for them."""
        return [] if self._faults is None else self._faults.arrived(_NEVER)

    def skip_until(self, t: int) -> None:
        """Do the same without building readings; each unit's next reading carries every tag."""
        self._advance(t, None)
        for unit in self._units.values():
            unit.plc.forget()
        if self._faults is not None:
            self._faults.forget()

    def book_meters(self) -> None:
        """Journal what every meter gained up to where the line has come, as a run's end asks."""
        for unit in self._units.values():
            unit.book_meters(self._done)

    def _advance(self, until: int, out: list[Reading] | None) -> None:
        if until < self._done:
            raise ModelError(f"{self.path}: asked to run to {until}, already at {self._done}")
        peek = self.env.peek
        while True:
            event_at = peek()
            now = min(self._keep_alive_at, self._scan_at)
            if min(event_at, now) > until:
                break
            if event_at <= now:
                now = self._happen(event_at)
            else:
                self.now = now
            if self._touched:
                self._settle(now)
            if now == self._boundary:
                self._boundary = self.calendar.boundary_after(now)
                for unit in self._units.values():
                    unit.book_meters(now)
            due = self._due(now)
            if due:
                self._read(due, now, out)
        self._done = until

    def _happen(self, now: float) -> int:
        """Let every event of one instant happen."""
        if not isinstance(now, int):
            raise ModelError(f"{self.path}: an event at {now} is not on a whole ms")
        self.now = now
        peek, step = self.env.peek, self.env.step
        step()
        while peek() == now:
            step()
        return now

    def _settle(self, now: int) -> None:
        touched = self._touched
        self._touched = []
        if len(touched) > 1:
            touched.sort(key=_index)
        for unit in touched:
            unit.settle(now)

    def _due(self, now: int) -> list[WorkUnit]:
        """Return the units to be read at the end of this ms, each once, in the line's order."""
        due = self._reporting
        self._reporting = []
        if now == self._keep_alive_at:
            self._keep_alive_at = now + KEEP_ALIVE_MS
            due = list(self._units.values())
        elif now == self._scan_at:
            due = due + [unit for unit in self._scanning if unit.scan_due]
        if now >= self._scan_at:
            self._scanning = []
            self._scan_at = _NEVER
        if len(due) > 1:
            due = sorted({unit.index: unit for unit in due}.values(), key=_index)
        return due

    def _read(self, due: list[WorkUnit], now: int, out: list[Reading] | None) -> None:
        faults = self._faults
        unread = out is None and (faults is None or not faults.resets_at(now))
        for unit in due:
            unit.report_due = unit.scan_due = False
            if unread:
                continue
            plc = unit.plc
            unit.refresh(now)
            for meter in unit.meters:
                plc.set(meter.tag, meter.read(now))
            tags = plc.take_changed()
            if faults is not None:
                faults.admit(plc, now, tags)
            elif out is not None:
                out.append(Reading(plc.name, now, now, tags))


def _index(unit: WorkUnit) -> int:
    return unit.index
