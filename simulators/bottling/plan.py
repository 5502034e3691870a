"""The orders that the first machine has begun: the machines behind it follow this list."""

import simpy

from simulators.line import Line
from simulators.orders import Order

__all__ = ["Plan"]


class Plan:
    """Positions count from 0 and are the same at every machine of the line."""

    def __init__(self, line: Line, *, skip_within_ms: int) -> None:
        self._line = line
        self._skip_within = skip_within_ms
        self._number = 0
        self._orders: dict[int, Order] = {}
        self._last = -1
        self.changed = simpy.Event(line.env)

    def next_of_book(self) -> Order:
        """Return the next order that is worth beginning; one that closes too soon is left out."""
        order = self._line.order(self._number)
        while order.close is not None and order.close <= self._line.now + self._skip_within:
            self._number += 1
            order = self._line.order(self._number)
        return order

    def begin(self, order: Order) -> None:
        """Put an order on the list: the first machine begins it now."""
        self._number = order.number + 1
        self._last += 1
        self._orders[self._last] = order
        # No machine is more than a few orders behind the first one.
        self._orders.pop(self._last - 20, None)
        changed, self.changed = self.changed, simpy.Event(self._line.env)
        changed.succeed()

    def at(self, position: int) -> Order | None:
        """Return the order at a position, or None if it has not been begun."""
        return self._orders.get(position)
