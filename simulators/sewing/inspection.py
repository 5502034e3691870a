"""Inspection tables: a piece passes, goes back to the operation at fault, or is rejected.

A piece sent back is counted once, as rework; repaired it rejoins a later bundle of its order
(inline) or goes to finished goods (end of line) without being counted again (ISO 22400-2, rework
quantity).
"""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from simulators.orders import Order
from simulators.scenario import UnitConfig
from simulators.sewing.bench import Action
from simulators.sewing.floor import Floor
from simulators.sewing.flow import Bundle, Faults
from simulators.sewing.people import Operator
from simulators.sewing.quality import Verdict
from simulators.sewing.station import Station

__all__ = ["InspectionStation"]


class InspectionStation(Station):
    """Inline or end inspection; at the end each piece also passes a needle detector."""

    can_fail = False
    characteristics: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __init__(self, floor: Floor, config: UnitConfig) -> None:
        super().__init__(floor, config)
        self._judge = self.random("judge")
        self._last = self.stage.after is None
        self._repaired = 0
        if self._last:
            self.plc.count("NeedleDetCount", 0)

    def verdict(self, bundle: Bundle, faults: Faults) -> tuple[Verdict, Faults]:
        """Look for what the operations before have missed."""
        del bundle
        quality = self.floor.section.quality
        found = tuple(unit for unit in faults if self._judge.random() < quality.inspector_finds)
        if not found:
            return "good", ()
        if self._judge.random() < quality.inspector_scrap_share:
            return "scrap", found
        return "rework", found

    def after_work(self, work: int) -> None:
        """Pass the piece through the needle detector, which records its result by itself."""
        del work
        if self._last:
            self.inspected()
            self.plc.count("NeedleDetCount")

    def dispose(self, verdict: Verdict, faults: Faults, operator: Operator) -> Action:
        """Send a rejected piece back to the station whose defect it shows."""
        del operator
        if verdict == "good":
            self.done.append(())
        elif verdict == "rework" and self.order is not None:
            culprit = self.floor.stations[faults[0]]
            culprit.repairs.append(partial(self._came_back, self.order))
            culprit.poke()
        yield from ()

    def complete(self, order: Order) -> None:
        """Let repaired pieces travel on with this bundle."""
        del order
        if not self._last:
            self.done.extend([()] * self._repaired)
            self._repaired = 0

    def leave_order(self, order: Order) -> None:
        """Put repaired pieces that missed their last bundle among the left-overs."""
        if self._repaired:
            self.stock(f"left-over-{order.product}", quantity=self._repaired, order=order)
            self._repaired = 0

    def _came_back(self, order: Order) -> None:
        if self._last:
            self.stock(f"finished-{order.product}", quantity=1, order=order)
        elif self.order is order:
            self._repaired += 1
        else:
            self.stock(f"left-over-{order.product}", quantity=1, order=order)
