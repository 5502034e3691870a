"""Builds the furniture cell: the units of the scenario in its order, by their kind."""

from simulators.cnc.cell import Cell
from simulators.cnc.drill import Drill
from simulators.cnc.edge_bander import EdgeBander
from simulators.cnc.measures import CncMeasures
from simulators.cnc.router import Router
from simulators.cnc.section import CncSection
from simulators.cnc.situation import PAUSES, SITUATIONS
from simulators.cnc.words import words_of
from simulators.errors import ScenarioError
from simulators.line import Line
from simulators.trade import Trade
from simulators.truth.trade import MeasuresOf

__all__ = ["TRADE"]

_KINDS = ("nesting_router", "edge_bander", "through_feed_drill")


def _build(line: Line, section: CncSection) -> None:
    """Add every unit and let it work."""
    _check(line, section)
    kinds = [unit.kind for unit in line.config.units]
    cell = Cell(line, section, routers=kinds.count("nesting_router"))
    for config in line.config.units:
        machine: Router | EdgeBander | Drill
        if config.kind == "nesting_router":
            machine = Router(cell, config, section.router)
        elif config.kind == "edge_bander":
            machine = EdgeBander(cell, config, section.edge_bander)
        else:
            machine = Drill(cell, config, section.drill)
        line.add(machine)
        line.env.process(machine.run())
    line.env.process(cell.run())


def _check(line: Line, section: CncSection) -> None:
    path = line.path
    kinds = [unit.kind for unit in line.config.units]
    unknown = sorted(set(kinds) - set(_KINDS))
    if unknown:
        raise ScenarioError(f"{path}: kind {unknown[0]!r} is unknown: use one of {_KINDS}")
    if kinds.count("edge_bander") != 1 or kinds.count("through_feed_drill") != 1:
        raise ScenarioError(f"{path}: a cell has one edge_bander and one through_feed_drill")
    if "nesting_router" not in kinds:
        raise ScenarioError(f"{path}: a cell needs at least one nesting_router")
    machines = (section.router, section.edge_bander, section.drill)
    causes = {cause for machine in machines for cause in machine.stop.causes}
    causes |= {machine.breakdown.cause for machine in machines}
    causes |= {incident.cause for incident in line.config.incidents}
    unknown = sorted(causes - set(SITUATIONS))
    if unknown:
        raise ScenarioError(
            f"{path}: cause {unknown[0]!r} is unknown: use one of {', '.join(SITUATIONS)}"
        )
    for pause in line.config.calendar.pauses:
        if pause.purpose not in PAUSES:
            raise ScenarioError(
                f"{path}: pause {pause.name}: purpose {pause.purpose!r} is unknown: "
                f"use one of {', '.join(filter(None, PAUSES))}"
            )
    for product in line.config.products:
        nest = section.nest.get(product.id)
        if nest is None:
            raise ScenarioError(f"{path}: product {product.id} has no [cnc.nest.{product.id}]")
        if not 0 < nest.panels_low <= nest.panels_high <= section.buffer_after_routers:
            raise ScenarioError(
                f"{path}: nest of {product.id}: panels_low..panels_high must rise and fit into "
                f"buffer_after_routers"
            )


def _measures(section: CncSection) -> MeasuresOf:
    del section
    return CncMeasures


TRADE = Trade(name="cnc", section=CncSection, build=_build, words=words_of, measures=_measures)
