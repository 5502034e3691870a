"""The order book of a line: the scenario's list, begun anew with each shift, as numbered orders."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from simulators.plant_calendar import PlantCalendar, ShiftWindow
from simulators.scenario import OrderConfig

__all__ = ["Order", "OrderBook"]


class Order(msgspec.Struct, frozen=True):
    """One order as released to the line."""

    id: str
    product: str
    quantity: int
    """Planned quantity in line items."""
    release: int
    """ms UTC; not started before."""
    close: int | None
    """ms UTC; closed then even if short. None: closed at its quantity."""
    number: int
    """Position in the book, from 0."""


class OrderBook:
    """Order n of the book is a pure function of scenario and start; nothing is used up."""

    def __init__(
        self, config: Sequence[OrderConfig], *, prefix: str, calendar: PlantCalendar, start: int
    ) -> None:
        self._config = config
        self._prefix = prefix
        self._calendar = calendar
        shift = calendar.shift_at(start) or calendar.next_shift(start)
        self._shifts: list[ShiftWindow] = [shift]
        # Units compare orders by identity, so neighbours asking for one number get one object.
        self.order = lru_cache(maxsize=64)(self._order)

    def _order(self, number: int) -> Order:
        """Return order `number` (0, 1, ...) of the run."""
        index, entry = divmod(number, len(self._config))
        while len(self._shifts) <= index:
            self._shifts.append(self._calendar.next_shift(self._shifts[-1].end))
        shift = self._shifts[index]
        config = self._config[entry]
        stamp = datetime.fromtimestamp(shift.start / 1000, UTC).astimezone(self._calendar.zone)
        return Order(
            id=f"{self._prefix}{stamp:%y%m%d%H}-{entry + 1}",
            product=config.product,
            quantity=config.quantity,
            release=shift.start + round(config.release_s * 1000),
            close=None if config.close_s is None else shift.start + round(config.close_s * 1000),
            number=number,
        )
