"""What the machines of the cell share: jobs, panels between the stages, an operator, a mechanic."""

from collections.abc import Generator

import simpy

from simulators.cnc.draws import spread_ms
from simulators.cnc.job import Job, nests_of
from simulators.cnc.panel_buffer import PanelBuffer
from simulators.cnc.section import CncSection
from simulators.line import Line

__all__ = ["Cell"]

_TOO_LATE_MS = 1_200_000  # an order that would close within 20 min is not begun


class Cell:
    """Releases one order after the other to all machines, with a gap between them."""

    def __init__(self, line: Line, section: CncSection, *, routers: int) -> None:
        self.line = line
        self.section = section
        self._routers = routers
        self._random = line.random("cell", "release")
        self._queues: list[simpy.Store] = []
        self.after_routers = PanelBuffer(
            line.env, name="after routers", capacity=section.buffer_after_routers
        )
        self.after_edge_bander = PanelBuffer(
            line.env, name="after edge bander", capacity=section.buffer_after_edge_bander
        )
        self.router_operator = simpy.Resource(line.env)
        """One person serves all routers."""
        self.mechanic = simpy.Resource(line.env)

    def queue(self) -> simpy.Store:
        """Return a new queue into which every job will be released."""
        store = simpy.Store(self.line.env)
        self._queues.append(store)
        return store

    def run(self) -> Generator[simpy.Event, None, None]:
        """Release jobs for ever, each a while after the routers are through with the last."""
        line = self.line
        number = 0
        while True:
            order = line.order(number)
            number += 1
            if order.close is not None and order.close - _TOO_LATE_MS < line.now:
                continue
            if order.release > line.now:
                yield line.wait_until(order.release)
            random = line.random("cell", f"nests-{order.number}")
            nests = nests_of(order.quantity, self.section.nest[order.product], random)
            job = Job(line.env, order, nests, routers=self._routers)
            for queue in self._queues:
                queue.put(job)
            yield job.routed
            yield line.wait(spread_ms(self._random, self.section.release_gap))
