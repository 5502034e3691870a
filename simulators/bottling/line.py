"""Builds a bottling line from its scenario: machines in a row, conveyors between, one crew."""

from collections.abc import Mapping
from itertools import pairwise

from simulators.bottling.crew import Crew
from simulators.bottling.depalletiser import Depalletiser
from simulators.bottling.filler import Filler
from simulators.bottling.inspector import Inspector
from simulators.bottling.labeller import Labeller
from simulators.bottling.machine import Machine
from simulators.bottling.measures import INFEED_TIME, BottlingMeasures
from simulators.bottling.packer import Packer
from simulators.bottling.palletiser import Palletiser
from simulators.bottling.plan import Plan
from simulators.bottling.rinser import Rinser
from simulators.bottling.section import BottlingSection
from simulators.bottling.words import words_of
from simulators.buffer import BoundedBuffer
from simulators.errors import ScenarioError
from simulators.line import Line
from simulators.trade import Trade
from simulators.truth.trade import MeasuresOf

__all__ = ["TRADE"]

_KINDS: Mapping[str, type[Machine]] = {
    "depalletiser": Depalletiser,
    "rinser": Rinser,
    "filler": Filler,
    "labeller": Labeller,
    "inspector": Inspector,
    "packer": Packer,
    "palletiser": Palletiser,
}


def build(line: Line, section: BottlingSection) -> None:
    """Add every machine in the order of the scenario, join neighbours, and let them work."""
    _check(line, section)
    crew = Crew(line, operators=section.operators)
    plan = Plan(line, skip_within_ms=round(section.skip_within_s * 1000))
    configs = {machine.unit: machine for machine in section.machines}
    machines: list[Machine] = []
    for config in line.config.units:
        kind = _KINDS[config.kind]
        machine = kind(line, config, configs[config.id], section=section, crew=crew, plan=plan)
        line.add(machine)
        machines.append(machine)
    conveyors = {conveyor.after: conveyor for conveyor in section.conveyors}
    for before, after in pairwise(machines):
        conveyor = conveyors[before.id]
        buffer = BoundedBuffer(line.env, name=f"after-{before.id}", capacity=conveyor.capacity)
        before.outfeed = after.infeed = buffer
        before.outfeed_restart = round(conveyor.restart * conveyor.capacity)
        after.infeed_restart = before.outfeed_restart
        before.downstream, after.upstream = after, before
        after.register(INFEED_TIME, buffer.filled.book)
    for machine in machines:
        line.env.process(machine.run())
        if machine.machine.badge:
            line.env.process(machine.attend())


def _check(line: Line, section: BottlingSection) -> None:
    """Refuse a section whose names do not fit the line's."""
    where = f"{line.path} [bottling]"
    units = [unit.id for unit in line.config.units]
    for unit in line.config.units:
        if unit.kind not in _KINDS:
            raise ScenarioError(
                f"{where}: {unit.id}: kind {unit.kind!r} must be one of {[*_KINDS]}"
            )
    for what, got, wanted in (
        ("machine", [machine.unit for machine in section.machines], units),
        ("conveyor", [conveyor.after for conveyor in section.conveyors], units[:-1]),
        (
            "bottle",
            [bottle.product for bottle in section.bottles],
            [product.id for product in line.config.products],
        ),
    ):
        if sorted(got) != sorted(wanted):
            raise ScenarioError(
                f"{where}: write one [[bottling.{what}]] for each of {wanted}, got {got}"
            )


def _measures(section: BottlingSection) -> MeasuresOf:
    return lambda story: BottlingMeasures(story, section)


TRADE = Trade(
    name="bottling", section=BottlingSection, build=build, words=words_of, measures=_measures
)
