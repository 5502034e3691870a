"""A two-unit trade on the kernel: a cutter feeds a packer through a small buffer; the least that shows all."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import msgspec
import simpy

from simulators.buffer import BoundedBuffer
from simulators.errors import ScenarioError
from simulators.line import Line
from simulators.scenario import IncidentConfig, UnitConfig
from simulators.trade import Trade
from simulators.work_unit import WorkUnit

Process = Generator[simpy.Event, Any, None]

LINE = "demo/here/area/line-1"


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

    def be(self, what: Any, state: int, cause: str = "", attribution: Any = "own") -> None:
        """Change truth and tags together."""
        self.set_activity(what, cause, attribution)
        running = what == "producing"
        self.energy.set_rate(self.now, self.section.run_mw if running else self.section.idle_mw)
        self.plc.set("State", state)
        self.plc.set("Order", self.order.id if self.order else "")
        self.plc.set("Product", self.order.product if self.order else "")
        self.report()

    def on_incident(self, incident: IncidentConfig, duration_ms: int) -> None:
        """Be broken for a while; the machine sees it before its next cycle."""
        assert incident.kind == "breakdown"
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
            packer.coming.append(order)
            self.set_order(None)
            self.be("stopped", 2, "no order", "planned")


class Packer(Machine):
    """Second unit: follows, counts on the scan."""

    def __init__(self, line: Line, config: UnitConfig, section: ExampleSection) -> None:
        super().__init__(line, config, section)
        self.coming: list[Any] = []

    def run(self, buffer: BoundedBuffer) -> Process:
        """Pack whatever comes, two pieces a case."""
        self.set_order(self.line.order(0))
        while True:
            yield from self.hurdles()
            if buffer.level < 2:
                self.be("stopped", 5, "starved", "upstream")
                yield buffer.when_level(2)
                if self.coming:
                    self.set_order(self.line.order(self.coming.pop(0).number + 1))
                continue
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


TRADE = Trade(name="example", section=ExampleSection, build=build)


def find(name: str) -> Trade[ExampleSection]:
    """Know the example trade only."""
    if name != "example":
        raise ScenarioError(f"trade {name!r} is unknown")
    return TRADE


LINE_FILE = f"""
path = "{LINE}"
trade = "example"
name = "Example"
last_counter = "packer"
order_prefix = "E"

[calendar]
zone = "Asia/Shanghai"
shifts = [
    {{ name = "early", start = "06:00", end = "14:00" }},
    {{ name = "late", start = "14:00", end = "22:00" }},
    {{ name = "night", start = "22:00", end = "06:00" }},
]
pauses = [
    {{ name = "lunch", start = "10:00", end = "10:30" }},
    {{ name = "hand-over", start = "13:50", end = "14:00", kind = "unscheduled", purpose = "handover" }},
]

[[unit]]
id = "cutter"
vendor = "CUT01"
kind = "cutter"

[[unit]]
id = "packer"
vendor = "PCK01"
kind = "packer"
items_per_count = 2

[[stage]]
id = "cutting"
units = ["cutter"]

[[stage]]
id = "packing"
units = ["packer"]

[[product]]
id = "a"
name = "A"
planned_run_time_per_item_s = {{ cutter = 9.0, packer = 9.0 }}

[[product]]
id = "b"
name = "B"
planned_run_time_per_item_s = {{ cutter = 9.0, packer = 20.0 }}

[[order]]
product = "a"
quantity = 400

[[order]]
product = "b"
quantity = 600
release_s = 7200
close_s = 25000

[[incident]]
unit = "cutter"
kind = "breakdown"
cause = "blade"
offset_s = 5000
jitter_s = 600
duration_s = 900

[example]
cycle_ms = 9000
setup_ms = 300000
idle_mw = 700123
run_mw = 3300777
"""


def write_scenario(folder: Path, *, line: str = LINE_FILE, plant: str = "") -> Path:
    """Write the example plant into a folder and return its plant file."""
    (folder / "line.toml").write_text(line, encoding="utf-8")
    path = folder / "plant.toml"
    path.write_text(
        f'name = "example"\nstart = "2026-03-02T06:00:00+08:00"\nlines = ["line.toml"]\n{plant}',
        encoding="utf-8",
    )
    return path
