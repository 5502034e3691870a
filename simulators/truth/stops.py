"""The stops of a line's units, from the story of what they did."""

from typing import NamedTuple

import msgspec

from simulators.journal import Attribution
from simulators.truth.story import Doing, Listener
from simulators.truth.unit import Leaf

__all__ = ["STOP_LEAVES", "StopSums", "StopTruth", "begins_stop"]

STOP_LEAVES: frozenset[Leaf] = frozenset({"setup", "delay", "down"})


class StopTruth(msgspec.Struct, frozen=True):
    """The longest stretch of one leaf, cause, order and product outside production and pauses."""

    path: str
    """Of the unit."""
    start: int
    end: int
    """ms UTC; the end of the run for a stop that has not ended."""
    ended: bool
    leaf: Leaf
    cause: str
    """In the simulator's words; see `TradeWords.codes` for the vendor's number."""
    attribution: Attribution
    order: str
    product: str
    root_unit: str
    """Unit that starved or blocked it when it began; empty when it stood for no neighbour."""


class _Stop(NamedTuple):
    unit: str
    start: int
    doing: Doing


def begins_stop(before: Doing, after: Doing) -> bool:
    """Tell whether a stop begins with this change."""
    return after.leaf in STOP_LEAVES and _key(before) != _key(after)


class StopSums(Listener):
    """Keeps every stop of the run."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: dict[str, _Stop] = {}
        self._closed: list[tuple[_Stop, int]] = []

    def turn(self, unit: str, t: int, before: Doing, after: Doing) -> None:
        """End and begin stops."""
        if _key(before) == _key(after):
            return
        stop = self._open.pop(unit, None)
        if stop is not None and stop.start < t:
            self._closed.append((stop, t))
        if after.leaf in STOP_LEAVES:
            self._open[unit] = _Stop(unit, t, after)

    def rows(self, end: int) -> list[StopTruth]:
        """Return the stops that began before `end`, by unit and start."""
        found = [self._row(stop, until, ended=True) for stop, until in self._closed]
        found += [
            self._row(stop, end, ended=False) for stop in self._open.values() if stop.start < end
        ]
        return sorted(found, key=lambda stop: (stop.path, stop.start))

    def _row(self, stop: _Stop, until: int, *, ended: bool) -> StopTruth:
        doing = stop.doing
        return StopTruth(
            path=f"{self._path}/{stop.unit}",
            start=stop.start,
            end=until,
            ended=ended,
            leaf=doing.leaf,
            cause=doing.cause,
            attribution="planned" if doing.leaf == "setup" else doing.attribution,
            order=doing.order,
            product=doing.product,
            root_unit=doing.root,
        )


def _key(doing: Doing) -> tuple[Leaf, str, str, str]:
    return doing.leaf, doing.cause, doing.order, doing.product
