"""A production order in the cell: cabinets nested on sheets, and how far the stages have come."""

from collections import deque
from dataclasses import dataclass
from random import Random

import simpy

from simulators.cnc.section import NestSection
from simulators.orders import Order

__all__ = ["Job", "Nest", "nests_of"]


@dataclass(frozen=True, slots=True)
class Nest:
    """One sheet: panels of one or more cabinets."""

    number: int
    panels: int
    cabinets: int
    """Cabinets that have a panel on this sheet."""
    used: float
    """Share of the sheet that becomes panels."""


def nests_of(quantity: int, section: NestSection, random: Random) -> list[Nest]:
    """Nest the panels of an order; the last sheet takes what is left."""
    nests: list[Nest] = []
    done = 0
    while done < quantity:
        panels = min(random.randint(section.panels_low, section.panels_high), quantity - done)
        first, last = done, done + panels - 1
        size = section.panels_per_cabinet
        nests.append(
            Nest(
                number=len(nests) + 1,
                panels=panels,
                cabinets=last // size - first // size + 1,
                used=random.uniform(section.yield_low, section.yield_high),
            )
        )
        done += panels
    return nests


class Job:
    """The running state of an order; panels spoilt at the routers are nested again."""

    def __init__(
        self, env: simpy.Environment, order: Order, nests: list[Nest], *, routers: int
    ) -> None:
        self.order = order
        self.number = order.number
        self._nests = deque(nests)
        self._sheets = len(nests)
        self._remakes = 0
        self._routers = routers
        self.routed = env.event()
        """Comes when every router is through with the order."""
        self.edged = env.event()
        """Comes when the edge bander is through with it."""

    def take_nest(self, now: int, *, panels_high: int) -> Nest | None:
        """Return the next sheet, remakes last; None when all is cut or the order is closed."""
        close = self.order.close
        if close is not None and now >= close:
            return None
        if self._nests:
            return self._nests.popleft()
        if not self._remakes:
            return None
        panels = min(self._remakes, panels_high)
        self._remakes -= panels
        self._sheets += 1
        return Nest(self._sheets, panels, cabinets=panels, used=0.3)

    def remake(self, panels: int) -> None:
        """Ask for spoilt panels to be cut again."""
        self._remakes += panels

    def router_through(self) -> None:
        """Note that one router is through with the order."""
        self._routers -= 1
        if not self._routers:
            self.routed.succeed()
