"""Readings in arrival order enter; readings of each unit in source-time order leave.

They are held for some source time (contract 3), because the difference of two counters read in
the wrong order is a reset that never happened.
"""

from collections.abc import Iterable
from operator import attrgetter, itemgetter
from typing import NamedTuple

from edge_agent.clock_offset import ClockOffset
from edge_agent.source import Reading

_source_ms = attrgetter("source_ms")
_world_ms = itemgetter(0)


class Released(NamedTuple):
    """A reading whose turn has come, and its source time in world time (offset removed)."""

    world_ms: int
    reading: Reading


class Lane:
    """The readings of one unit that still wait for older ones."""

    __slots__ = ("_held", "_wait_for_offset", "newest_arrival_ms", "offset", "released_ms")

    def __init__(self, *, wait_for_offset: bool) -> None:
        """Hold everything until the clock offset stands if `wait_for_offset`."""
        self._held: list[Reading] = []
        self._wait_for_offset = wait_for_offset
        self.offset = ClockOffset()
        self.released_ms = -1
        self.newest_arrival_ms: int | None = None

    @property
    def clock_corrected(self) -> bool:
        """Whether the offset is taken out of this unit's times."""
        return self._wait_for_offset

    def take(self, reading: Reading) -> bool:
        """Hold a reading; refuse (False) one older than what was already released."""
        self.offset.observe(reading.source_ms - reading.arrival_ms)
        self.newest_arrival_ms = reading.arrival_ms
        if reading.source_ms < self.released_ms:
            return False
        self._held.append(reading)
        return True

    def release(self, horizon_ms: int | None) -> Iterable[Released]:
        """Give up what is not newer than the horizon (world ms), or all if it is None."""
        held = self._held
        if not held or (
            horizon_ms is not None and self._wait_for_offset and not self.offset.stands
        ):
            return ()
        offset = self.offset.used_ms
        held.sort(key=_source_ms)  # stable, so equal times stay in arrival order
        if horizon_ms is None:
            count = len(held)
        else:
            limit = horizon_ms + offset
            count = len(held)
            while count and held[count - 1].source_ms > limit:
                count -= 1
        if not count:
            return ()
        due = held[:count]
        del held[:count]
        self.released_ms = due[-1].source_ms
        return [Released(reading.source_ms - offset, reading) for reading in due]


class Reorder:
    """One lane per unit, released together in world-time order."""

    def __init__(self, lanes: dict[str, Lane], *, hold_ms: int) -> None:
        """Hold each reading for `hold_ms` of source time; `lanes` by vendor-side unit."""
        self._lanes = lanes
        self._hold_ms = hold_ms

    def release(self, world_ms: int) -> list[Released]:
        """Release what no reading that arrives after `world_ms` should still precede."""
        return self._merge(world_ms - self._hold_ms)

    def release_all(self) -> list[Released]:
        """Release everything, at the end of a run."""
        return self._merge(None)

    def _merge(self, horizon_ms: int | None) -> list[Released]:
        due: list[Released] = []
        for lane in self._lanes.values():
            due.extend(lane.release(horizon_ms))
        due.sort(key=_world_ms)
        return due
