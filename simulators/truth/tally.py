"""Sums by key over the open slot of the calendar and over every window the slots lie in."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from simulators.truth.unit import Window

__all__ = ["Tally"]

K = TypeVar("K", bound=Hashable)


class Tally(Generic[K]):
    """Memory grows with windows and keys, not with events."""

    __slots__ = ("_cell", "_windows")

    def __init__(self) -> None:
        self._cell: dict[K, float] = {}
        self._windows: dict[Window, dict[K, float]] = {}

    def add(self, key: K, amount: float) -> None:
        """Add to the open slot; integers stay exact."""
        self._cell[key] = self._cell.get(key, 0) + amount

    def fold(self, windows: Iterable[Window]) -> None:
        """Move the open slot's sums into its windows."""
        for window in windows:
            _add(self._windows.setdefault(window, {}), self._cell)
        self._cell = {}

    def over(self, now: Iterable[Window]) -> dict[Window, dict[K, float]]:
        """Return the sums of every window; `now` are those of the open slot."""
        found = dict(self._windows)
        for window in now:
            total = dict(found.get(window, {}))
            _add(total, self._cell)
            found[window] = total
        return found


def _add(total: dict[K, float], more: dict[K, float]) -> None:
    for key, amount in more.items():
        total[key] = total.get(key, 0) + amount
