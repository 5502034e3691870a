"""Progressive bundles: what travels, where it waits, and when an order has left an operation.

The cutting room feeds bundles into the first stage; each stage is an operation with one or more
stations that share a queue. A style change runs through the line as a wave: a stage is finished
with an order when all before it are and none of its bundles waits or is in work here.
"""

from dataclasses import dataclass, field
from typing import Protocol

from simulators.level_time import LevelTime
from simulators.orders import Order

__all__ = ["Bundle", "CuttingRoom", "Seat", "Stage"]

Faults = tuple[str, ...]
"""Unit ids at which a piece got its defects; empty for a sound piece."""


@dataclass(slots=True)
class Bundle:
    """Pieces of one order that travel together."""

    order: Order
    ticket: str
    pieces: list[Faults] = field(default_factory=list)
    first: bool = False
    """The first bundle of its order: people still learn it."""


class Seat(Protocol):
    """What a stage must know of its stations."""

    def poke(self) -> None:
        """Look again: something changed around you."""
        ...

    def show_queue(self) -> None:
        """Tell how many pieces wait before the operation."""
        ...

    def holds(self, number: int) -> bool:
        """Tell whether a bundle of this order is in hand."""
        ...


class CuttingRoom:
    """Hands out cut bundles of an order until its quantity is fed or its time is over."""

    def __init__(self, *, size: int) -> None:
        self._size = size
        self._fed: dict[int, int] = {}
        self._tickets = 0

    def bundle(self, order: Order, pieces: int) -> Bundle:
        """Make one bundle."""
        self._tickets += 1
        return Bundle(order, f"{order.id}/{self._tickets:04d}", [()] * pieces)

    def take(self, order: Order, now: int) -> Bundle | None:
        """Return the next bundle, or None when the order is fed."""
        if self.finished(order, now):
            return None
        fed = self._fed.get(order.number, 0)
        pieces = min(self._size, order.quantity - fed)
        self._fed = {order.number: fed + pieces}
        bundle = self.bundle(order, pieces)
        bundle.first = fed == 0
        return bundle

    def finished(self, order: Order, now: int) -> bool:
        """Tell whether nothing more of this order will be fed."""
        late = order.close is not None and now >= order.close
        return late or self._fed.get(order.number, 0) >= order.quantity


class Stage:
    """One operation: a queue of bundles and the stations that serve it."""

    def __init__(
        self,
        id_: str,
        *,
        places: int,
        before: "Stage | None",
        room: CuttingRoom,
        queued: LevelTime,
    ) -> None:
        self.id = id_
        self.queued = queued
        """How many pieces waited for how long."""
        self.seats: list[Seat] = []
        self.queue: list[Bundle] = []
        self.waiting_pieces = 0
        self.before = before
        self.after: Stage | None = None
        if before is not None:
            before.after = self
        self._places = places
        self._room = room
        self._finished = -1

    def take(self, order: Order, now: int) -> Bundle | None:
        """Take the oldest waiting bundle of an order."""
        if self.before is None:
            return self._room.take(order, now)
        for index, bundle in enumerate(self.queue):
            if bundle.order is order:
                del self.queue[index]
                self._count(-len(bundle.pieces))
                self.before.poke()
                return bundle
        return None

    def has_place(self, order: Order) -> bool:
        """Tell whether one more bundle of this order may be laid down here.

        Places are counted per order: else bundles of the next style that overtook could lock out
        the last of the old one for ever.
        """
        return sum(bundle.order is order for bundle in self.queue) < self._places

    def put(self, bundle: Bundle) -> None:
        """Lay a bundle down and let the stations look."""
        self.queue.append(bundle)
        self._count(len(bundle.pieces))
        self.poke()

    def _count(self, pieces: int) -> None:
        """Count the queue and let every terminal of this stage show it."""
        self.waiting_pieces += pieces
        self.queued.change(self.waiting_pieces)
        for seat in self.seats:
            seat.show_queue()

    def poke(self) -> None:
        """Let every station of this stage look again."""
        for seat in self.seats:
            seat.poke()

    def drained(self, order: Order, now: int) -> bool:
        """Tell whether no further bundle of this order will ever be there to take."""
        if self.before is None:
            return self._room.finished(order, now)
        return self.before.finished(order, now) and not any(b.order is order for b in self.queue)

    def finished(self, order: Order, now: int) -> bool:
        """Tell whether this order has left the stage for good."""
        number = order.number
        if number <= self._finished:
            return True
        if any(seat.holds(number) for seat in self.seats) or not self.drained(order, now):
            return False
        self._finished = number
        return True
