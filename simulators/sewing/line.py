"""Builds the sewing line: floor, stations in the scenario's order, and yesterday's work."""

from collections.abc import Mapping

from simulators.errors import ScenarioError
from simulators.line import Line
from simulators.sewing.bartack import BartackStation
from simulators.sewing.floor import Floor
from simulators.sewing.inspection import InspectionStation
from simulators.sewing.manual import ManualStation
from simulators.sewing.measures import QUEUE_TIME, SewingMeasures
from simulators.sewing.needle import CoverstitchStation, LockstitchStation, OverlockStation
from simulators.sewing.press import PressStation
from simulators.sewing.section import MachineKind, SewingSection
from simulators.sewing.station import Station
from simulators.sewing.words import words_of
from simulators.trade import Trade
from simulators.truth.trade import MeasuresOf

__all__ = ["TRADE", "build"]

_STATIONS: Mapping[MachineKind, type[Station]] = {
    "lockstitch": LockstitchStation,
    "overlock": OverlockStation,
    "coverstitch": CoverstitchStation,
    "bartack": BartackStation,
    "manual": ManualStation,
    "press": PressStation,
    "inspection": InspectionStation,
}


def build(line: Line, section: SewingSection) -> None:
    """Add every station of the line and let them begin."""
    _check(line, section)
    floor = Floor(line, section)
    order = line.order(0)
    for config in line.config.units:
        station = _STATIONS[floor.kind_of[config.id]](floor, config)
        floor.stations[config.id] = station
        station.stage.seats.append(station)
        line.add(station)
    for stage in line.config.stages:
        floor.stations[stage.units[0]].register(QUEUE_TIME, floor.stages[stage.id].queued.book)
    floor.lay_out_wip()
    for station in floor.stations.values():
        station.begin(order)


def _check(line: Line, section: SewingSection) -> None:
    """Refuse a section that does not fit the line, with a sentence that names the part."""
    path = line.path
    for stage in line.config.stages:
        if stage.id not in section.operation:
            raise ScenarioError(f"{path}: write [sewing.operation.{stage.id}] for that stage")
    for unit in line.config.units:
        machine = next((m for kind, m in section.machine.items() if kind == unit.kind), None)
        if machine is None:
            raise ScenarioError(f"{path}: write [sewing.machine.{unit.kind}] for {unit.id}")
    for incident in line.config.incidents:
        kind = next(unit.kind for unit in line.config.units if unit.id == incident.unit)
        if incident.kind != "breakdown" or kind in {"manual", "inspection"}:
            raise ScenarioError(
                f"{path}: incident {incident.kind!r} at {incident.unit}: a sewing line knows only "
                f"'breakdown', at a machine that can fail"
            )
    for product in line.config.products:
        if product.id not in section.piece_mg:
            raise ScenarioError(f"{path}: sewing.piece_mg: name the mass of {product.id}")


def _measures(section: SewingSection) -> MeasuresOf:
    del section
    return SewingMeasures


TRADE = Trade(name="sewing", section=SewingSection, build=build, words=words_of, measures=_measures)
