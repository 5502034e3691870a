"""A machine's place in the line: neighbours, conveyors, crew, and how it waits for each."""

from collections.abc import Generator

import simpy

from simulators.bottling.crew import Crew
from simulators.bottling.packml import State, Tag
from simulators.bottling.packml_unit import PackmlUnit
from simulators.bottling.section import BottlingSection, MachineConfig
from simulators.bottling.status import BLOCKED, CLOSED, EXECUTE, PAUSES, STARVED, WAITING, Status
from simulators.buffer import BoundedBuffer
from simulators.line import Line
from simulators.scenario import UnitConfig

__all__ = ["Process", "Station"]

Process = Generator[simpy.Event, None, None]


class Station(PackmlUnit):
    """Waits; it makes nothing."""

    def __init__(
        self,
        line: Line,
        config: UnitConfig,
        machine: MachineConfig,
        *,
        section: BottlingSection,
        crew: Crew,
    ) -> None:
        super().__init__(line, config, machine)
        self.section = section
        self.crew = crew
        self.place = len(line.units)
        self.upstream: Station | None = None
        self.downstream: Station | None = None
        self.infeed: BoundedBuffer | None = None
        self.outfeed: BoundedBuffer | None = None
        self.infeed_restart = 0
        """Level of the infeed at which a starved machine goes on."""
        self.outfeed_restart = 0
        """Room on the outfeed at which a blocked machine goes on."""
        self.position = -1
        """Position in the plan of the order in work or last worked on."""
        self.closed = -1
        """Position of the last order that is finished here."""
        self.moved = simpy.Event(line.env)
        """Comes when `position` or `closed` changes, and is then renewed."""

        if machine.takes:
            self.plc.set(Tag.INFEED, 0)

    def supply_ended(self) -> bool:
        """Tell whether nothing more of this order comes (the first machine decides itself)."""
        return self.upstream is None or self.upstream.closed >= self.position

    def tell_neighbours(self) -> None:
        """Wake whoever waits for this machine's orders."""
        moved, self.moved = self.moved, simpy.Event(self.env)
        moved.succeed()

    def pause(self) -> Process:
        """Stand still while nobody is there."""
        while not self.crew.present:
            status = PAUSES.get(self.crew.purpose, CLOSED)
            if self.status is EXECUTE:
                yield from self.go_down(status, State.STOPPING)
                continue
            if self.status != status:
                self.enter(status)
            yield self.crew.changed

    def go_down(self, status: Status, acting: State) -> Process:
        """Pass through an acting state on the way down from Execute."""
        self.enter(status._replace(state=acting))
        yield self.line.wait(self.section.acting_s * 1000)
        self.enter(status)

    def wait_for_bottles(self, infeed: BoundedBuffer) -> Process:
        """Wait until the infeed is filled again or nothing more comes."""
        yield from self._suspend(STARVED)
        enough = max(self.infeed_restart, self.machine.batch * self.machine.takes)
        upstream = self.upstream
        while infeed.level < enough and not self.supply_ended() and self.crew.present:
            what = infeed.when_level(enough) | self.crew.changed
            yield what if upstream is None else what | upstream.moved

    def wait_for_room(self, outfeed: BoundedBuffer, need: int) -> Process:
        """Wait until the outfeed has room again."""
        yield from self._suspend(BLOCKED)
        enough = max(self.outfeed_restart, need)
        while outfeed.space < enough and self.crew.present:
            yield outfeed.when_space(enough) | self.crew.changed

    def wait_for_clearance(self, downstream: "Station") -> Process:
        """Wait until the next machine has begun this order: no two products on one conveyor."""
        self.enter(WAITING)
        while downstream.position < self.position and self.crew.present:
            yield downstream.moved | self.crew.changed

    def clear_remnant(self) -> None:
        """Take what is too little for one count off the conveyor by hand."""
        infeed = self.infeed
        if infeed is not None and infeed.level:
            self.stock(
                f"remnant-{infeed.name}",
                quantity=float(infeed.level),
                source="hand",
                order=self.order,
            )
            infeed.take(infeed.level)

    def attend(self) -> Process:
        """Show the badge of whoever stands at the panel."""
        while True:
            badge = self.crew.badge(self.place)
            self.plc.set(Tag.BADGE, badge)
            self.attended_by(badge)
            self.report()
            yield self.crew.changed

    def refresh(self, now: int) -> None:  # noqa: ARG002  # the kernel's signature
        """Show how full the infeed is."""
        infeed = self.infeed
        if infeed is not None:
            self.plc.set(Tag.INFEED, 100 * infeed.level // infeed.capacity)

    def _suspend(self, status: Status) -> Process:
        """Suspend for an external cause; a machine that does not execute waits in Idle instead."""
        if self.status is EXECUTE:
            yield from self.go_down(status, State.SUSPENDING)
        else:
            self.enter(status._replace(state=State.IDLE))
