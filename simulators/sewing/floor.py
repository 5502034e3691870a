"""What the stations of one line share: stages, crews, mechanics, power rail, cutting room."""

from collections.abc import Generator
from typing import TYPE_CHECKING, cast, get_args

import simpy

from simulators.errors import ScenarioError
from simulators.level_time import LevelTime
from simulators.line import Line
from simulators.sewing.flow import CuttingRoom, Stage
from simulators.sewing.people import Crews
from simulators.sewing.power import PowerRail
from simulators.sewing.section import MachineKind, SewingSection

if TYPE_CHECKING:
    from simulators.sewing.station import Station

__all__ = ["Floor"]


class Floor:
    """Built once per line, handed to every station."""

    def __init__(self, line: Line, section: SewingSection) -> None:
        self.line = line
        self.section = section
        self.room = CuttingRoom(size=section.bundle.size)
        self.stages: dict[str, Stage] = {}
        self.stations: dict[str, Station] = {}
        before: Stage | None = None
        for config in line.config.stages:
            places = section.bundle.places_per_operator * len(config.units)
            queued = LevelTime(line.env)
            before = Stage(config.id, places=places, before=before, room=self.room, queued=queued)
            self.stages[config.id] = before
        self.stage_of = {unit: stage.id for stage in line.config.stages for unit in stage.units}
        self.kind_of = {unit.id: _kind(unit.kind, line.path) for unit in line.config.units}
        self.crews = Crews(line, section.operator, self._loads())
        self.mechanics = simpy.Resource(line.env, capacity=section.breakdown.mechanics)
        self.rail = PowerRail(line, section.power, ring=self.ring)
        line.env.process(self._bell())

    def ring(self) -> None:
        """Let every station look up from what it waits for."""
        for station in self.stations.values():
            station.poke()

    def lay_out_wip(self) -> None:
        """Lay the first order's bundles before each operation: the line was running yesterday."""
        order = self.line.order(0)
        bundle = self.section.bundle
        for stage in list(self.stages.values())[1:]:
            for _ in range(bundle.initial):
                stage.put(self.room.bundle(order, bundle.size))

    def _bell(self) -> Generator[simpy.Event, None, None]:
        """Ring at the start and end of every break and shift."""
        line = self.line
        while True:
            yield line.wait_until(line.calendar.boundary_after(line.now))
            self.ring()

    def _loads(self) -> dict[str, float]:
        """Return the load of each station: its standard time over those that share it."""
        config = self.line.config
        sharing = {unit: len(stage.units) for stage in config.stages for unit in stage.units}
        return {
            unit.id: sum(
                product.planned_run_time_per_item_s[unit.id] / sharing[unit.id]
                for product in config.products
            )
            for unit in config.units
        }


def _kind(word: str, path: str) -> MachineKind:
    """Return the machine kind of a unit, or refuse the scenario."""
    for kind in get_args(MachineKind):
        if kind == word:
            return cast("MachineKind", kind)
    raise ScenarioError(
        f"{path}: unit kind {word!r} is unknown: use one of {get_args(MachineKind)}"
    )
