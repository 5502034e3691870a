"""What became of the pieces: good, lost before an order's first good piece, or lost later.

Counted pieces enter; additive counts by product leave, of each unit and of the line.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from simulators.journal import JournalEvent, Pieces
from simulators.truth.line import LineRates
from simulators.truth.story import Doing, Listener
from simulators.truth.tally import Tally
from simulators.truth.unit import Window

__all__ = ["Earned", "Fate", "PieceFates"]

_SECOND_MS = 1000
Fate = Literal["good", "start_up", "lost"]


class Earned(NamedTuple):
    """Pieces of one unit or line in one window, and what they are worth in planned time, s."""

    pieces: Mapping[Fate, float]
    seconds: Mapping[Fate, float]


class PieceFates(Listener):
    """Of a unit, scrap and rework are lost; of the line, scrap from the constraint on.

    A unit's start-up lasts from an order's start to the count that has its first good piece; the
    line's from there to the second of the first good one at the last counter, for pieces of that
    order. What is lost in the very count, or on the line in the very second, that has the first
    good piece is no start-up any more: controllers tell no finer.
    """

    def __init__(self, rates: LineRates, *, last_counter: str) -> None:
        self._rates = rates
        self._last_counter = last_counter
        self._sums: Tally[tuple[str, str, str, Fate]] = Tally()
        """By owner (unit, or empty for the line), counting unit, product and fate."""
        self._started: set[str] = set()
        """Units that have made a good piece of their order."""
        self._line_started: set[str] = set()
        """Orders of which the last counter has seen a good piece."""
        self._second = 0
        self._line_lost: list[tuple[str, str, str, int]] = []
        """Scrap of the line within that second: order, counting unit, product, pieces."""

    def turn(self, unit: str, t: int, before: Doing, after: Doing) -> None:  # noqa: ARG002  # the order decides
        """Begin a start-up with each order."""
        if before.order != after.order:
            self._started.discard(unit)

    def take(self, event: JournalEvent, doing: Doing) -> None:  # noqa: ARG002  # pieces know their order
        """Count pieces."""
        if not isinstance(event, Pieces):
            return
        unit, product = event.unit, event.product
        if event.good:
            self._started.add(unit)
            self._sums.add((unit, unit, product, "good"), event.good)
        lost = event.scrap + event.rework
        if lost:
            fate: Fate = "lost" if unit in self._started else "start_up"
            self._sums.add((unit, unit, product, fate), lost)
        self._count_for_line(event)

    def _count_for_line(self, event: Pieces) -> None:
        unit, product = event.unit, event.product
        second = -(-event.t // _SECOND_MS)
        if second != self._second:
            self._settle()
            self._second = second
        if unit == self._last_counter and event.good:
            self._line_started.add(event.order)
            self._sums.add(("", unit, product, "good"), event.good)
        behind = self._rates.stage_of[unit] >= self._rates.constraint[product]
        if behind and event.scrap:
            self._line_lost.append((event.order, unit, product, event.scrap))

    def _settle(self) -> None:
        """Decide what became of the line's scrap of a second that is over."""
        for order, unit, product, scrap in self._line_lost:
            fate: Fate = "lost" if order in self._line_started else "start_up"
            self._sums.add(("", unit, product, fate), scrap)
        self._line_lost.clear()

    def fold(self, windows: list[Window]) -> None:
        """End the slot."""
        self._settle()
        self._sums.fold(windows)

    def earned(self, now: list[Window]) -> dict[tuple[str, Window], Earned]:
        """Return what each owner earned and lost, by window; the line's in line items."""
        self._settle()
        pieces: dict[tuple[str, Window], dict[Fate, float]] = {}
        seconds: dict[tuple[str, Window], dict[Fate, float]] = {}
        rates = self._rates
        for window, sums in self._sums.over(now).items():
            for (owner, unit, product, fate), n in sorted(sums.items()):
                count = n if owner else n * rates.items[unit]
                pri_s = rates.pri_s[product][unit] if owner else rates.line_pri_s[product]
                key = (owner, window)
                mine, worth = pieces.setdefault(key, {}), seconds.setdefault(key, {})
                mine[fate] = mine.get(fate, 0.0) + count
                worth[fate] = worth.get(fate, 0.0) + count * pri_s
        return {key: Earned(pieces[key], seconds[key]) for key in pieces}
