"""A trade of two units on the kernel: a cutter feeds a packer through a small buffer.

The scenario section enters, two running machines leave; the least that shows all of the kernel.
"""

from collections.abc import Generator

import msgspec
import simpy

from simulators.buffer import BoundedBuffer
from simulators.errors import ModelError
from simulators.journal import Activity, Attribution
from simulators.line import Line
from simulators.orders import Order
from simulators.scenario import IncidentConfig, LineConfig, UnitConfig
from simulators.trade import Trade
from simulators.trade_words import TradeWords
from simulators.truth.trade import MeasuresOf, TradeMeasures
from simulators.work_unit import WorkUnit

__all__ = ["TRADE", "ExampleSection"]

Process = Generator[simpy.Event, None, None]


class ExampleSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[example]`."""

    cycle_ms: int
    setup_ms: int
    idle_mw: int
    run_mw: int
    stop_probability: float = 0.1


class Machine(WorkUnit):
    """A machine with a state tag, a power meter and a way to break down."""

    def __init__(self, line: Line, config: UnitConfig, section: ExampleSection) -> None:
        super().__init__(line, config)
        self.section = section
        self.draw = self.random("cycle")
        self.energy = self.meter("energy_kwh", "Wh", per_count=3_600_000_000)
        self.broken_until = 0
        for tag in ("Good", "Bad"):
            self.plc.count(tag, 0)
        self.be("off", 0)

    def be(self, activity: Activity, state: int, cause: str = "", by: Attribution = "own") -> None:
        """Change truth and tags together."""
        self.set_activity(activity, cause, by)
        running = activity == "producing"
        self.energy.set_rate(self.now, self.section.run_mw if running else self.section.idle_mw)
        self.plc.set("State", state)
        self.plc.set("Order", self.order.id if self.order else "")
        self.plc.set("Product", self.order.product if self.order else "")
        self.report()

    def on_incident(self, incident: IncidentConfig, duration_ms: int) -> None:
        """Be broken for a while; the machine sees it before its next cycle."""
        if incident.kind != "breakdown":
            raise ModelError(f"{self.id} knows no incident {incident.kind!r}")
        self.broken_until = self.now + duration_ms

    def hurdles(self) -> Process:
        """Wait for the calendar and repairs."""
        while True:
            opens = self.line.calendar.next_open(self.now)
            if opens > self.now:
                self.be("off", 1, "break", "planned")
                yield self.line.wait_until(opens)
            elif self.broken_until > self.now:
                self.be("stopped", 9, "breakdown")
                yield self.line.wait_until(self.broken_until)
            else:
                return


class Cutter(Machine):
    """First unit: takes the orders, cuts pieces one by one."""

    def run(self, buffer: BoundedBuffer, packer: "Packer") -> Process:
        """Work through the book for ever."""
        number = 0
        while True:
            order = self.line.order(number)
            number += 1
            if order.release > self.now:
                self.be("stopped", 2, "no order", "planned")
                yield self.line.wait_until(order.release)
            self.set_order(order)
            self.dispatched("system")
            self.be("setup", 3)
            yield self.line.wait(self.section.setup_ms)
            good = 0
            while good < order.quantity and (order.close is None or self.now < order.close):
                yield from self.hurdles()
                if not buffer.space:
                    self.be("stopped", 5, "blocked", "downstream")
                    yield buffer.when_space(1)
                    continue
                if self.draw.random() < self.section.stop_probability:
                    self.be("stopped", 5, "jam")
                    yield self.line.wait(self.draw.expovariate(1 / 20_000))
                    self.operator_event("acknowledge")
                self.be("producing", 6)
                yield self.line.wait(self.section.cycle_ms * self.draw.uniform(0.9, 1.2))
                if self.draw.random() < 0.05:
                    self.count_pieces(scrap=1)
                    self.plc.count("Bad")
                else:
                    good += 1
                    self.count_pieces(good=1)
                    self.plc.count("Good")
                    buffer.put(1)
                self.report()
            packer.cut.append(order)
            self.set_order(None)
            self.be("stopped", 2, "no order", "planned")


class Packer(Machine):
    """Second unit: follows the cutter's orders and counts on the scan, two pieces a case."""

    def __init__(self, line: Line, config: UnitConfig, section: ExampleSection) -> None:
        super().__init__(line, config, section)
        self.cut: list[Order] = []
        """Orders the cutter has finished and the packer has not."""

    def run(self, buffer: BoundedBuffer) -> Process:
        """Pack whatever comes for ever."""
        number = 0
        while True:
            yield from self.hurdles()
            if buffer.level < 2:
                if self.cut:
                    number = self.cut.pop(0).number + 1
                    self.set_order(None)
                if self.order is None:
                    self.be("stopped", 2, "no order", "planned")
                else:
                    self.be("stopped", 5, "starved", "upstream")
                yield buffer.when_level(2)
                continue
            if self.order is None:
                self.set_order(self.line.order(number))
            if self.activity != "producing":
                self.be("producing", 6)
            yield self.line.wait(self.section.cycle_ms)
            buffer.take(2)
            self.count_pieces(good=1)
            self.plc.count("Good")
            self.scan()


def build(line: Line, section: ExampleSection) -> None:
    """Add both units and start their processes."""
    cutter_config, packer_config = line.config.units
    cutter = Cutter(line, cutter_config, section)
    packer = Packer(line, packer_config, section)
    line.add(cutter)
    line.add(packer)
    buffer = BoundedBuffer(line.env, name="cut pieces", capacity=20)
    line.env.process(cutter.run(buffer, packer))
    line.env.process(packer.run(buffer))


def words_of(config: LineConfig, section: ExampleSection) -> TradeWords:
    """Return what its causes mean; the controller's state number is all it tells of them."""
    del section
    return TradeWords(
        code_tag="State",
        codes={"break": 1, "no order": 2, "blocked": 5, "starved": 5, "jam": 5, "breakdown": 9},
        breakdowns=frozenset({"breakdown"}),
        starved=frozenset({"starved"}),
        blocked=frozenset({"blocked"}),
        judges=frozenset({config.units[0].id}),
    )


def _measures(section: ExampleSection) -> MeasuresOf:
    del section
    return TradeMeasures


TRADE = Trade(
    name="example", section=ExampleSection, build=build, words=words_of, measures=_measures
)
