"""Orders as they truly went through a line: who planned, issued and completed them, what was keyed.

Dispatches, confirmations and stock postings of the story enter; a row per order leaves.
"""

import msgspec

from simulators.journal import Dispatch, JournalEvent, Source, StockPosting
from simulators.truth.story import Doing, Listener, Story
from simulators.truth.tally import Tally
from simulators.truth.unit import Window

__all__ = ["OrderSums", "OrderTruth"]


class OrderTruth(msgspec.Struct, frozen=True):
    """One order: issued with its first dispatch, completed with its last confirmation."""

    line: str
    order: str
    planned_by: Source
    issued_by: Source | None
    """First dispatch at the first stage; None before it."""
    completed_by: Source | None
    """Last confirmation at the last counter so far; None before any."""
    completed_at: int | None
    """When the last counter left it, ms UTC; None while it has not."""
    postings: int
    keyed_postings: int

    @property
    def told(self) -> bool:
        """Return whether an ERP would have its record whole, and a posting of it."""
        done = self.issued_by and self.completed_by and self.completed_at is not None
        return bool(done and self.postings)

    @property
    def integrated(self) -> bool:
        """Return whether nobody keyed anything in for it again."""
        steps = (self.planned_by, self.issued_by, self.completed_by)
        return steps == ("system", "system", "system") and not self.keyed_postings


class _Order:
    __slots__ = ("completed_at", "completed_by", "issued_by", "keyed", "postings")

    def __init__(self) -> None:
        self.issued_by: Source | None = None
        self.completed_by: Source | None = None
        self.completed_at: int | None = None
        self.postings = 0
        self.keyed = 0


class OrderSums(Listener):
    """Follows every order of the run."""

    hears = frozenset({Dispatch, StockPosting})

    def __init__(self, story: Story) -> None:
        self._config = story.config
        self._first = frozenset(story.rates.stage_units[0])
        self._story = story
        self._orders: dict[str, _Order] = {}
        self._at_work: Tally[str] = Tally()

    def spend(self, unit: str, ms: int, doing: Doing) -> None:  # noqa: ARG002  # at any unit
        """Note the orders at work."""
        if doing.order:
            self._at_work.add(doing.order, ms)

    def fold(self, windows: list[Window]) -> None:
        """End the slot."""
        self._at_work.fold(windows)

    def take(self, event: JournalEvent, doing: Doing) -> None:
        """Note how orders are issued, completed and posted."""
        if isinstance(event, Dispatch) and doing.order:
            order = self._of(doing.order)
            if event.step == "dispatched" and event.unit in self._first:
                order.issued_by = order.issued_by or event.source
            elif event.step == "confirmed" and event.unit == self._config.last_counter:
                order.completed_by = event.source
        elif isinstance(event, StockPosting) and event.order:
            order = self._of(event.order)
            order.postings += 1
            order.keyed += event.source == "hand"

    def turn(self, unit: str, t: int, before: Doing, after: Doing) -> None:
        """Complete an order when the last counter leaves it."""
        if unit == self._config.last_counter and before.order and before.order != after.order:
            self._of(before.order).completed_at = t

    def at_work(self) -> dict[Window, frozenset[str]]:
        """Return the orders that some unit worked on in each window."""
        windows = self._at_work.over(self._story.windows())
        return {window: frozenset(orders) for window, orders in windows.items()}

    def rows(self) -> list[OrderTruth]:
        """Return every order of which something was told, by its name."""
        config = self._config
        return [
            OrderTruth(
                config.path,
                name,
                config.orders_planned_by,
                order.issued_by,
                order.completed_by,
                order.completed_at,
                order.postings,
                order.keyed,
            )
            for name, order in sorted(self._orders.items())
        ]

    def _of(self, order: str) -> _Order:
        return self._orders.setdefault(order, _Order())
