"""A bounded buffer of like pieces between two machines, with waiting at both ends."""

import heapq
from itertools import count

import simpy

from simulators.errors import ModelError
from simulators.level_time import LevelTime

__all__ = ["BoundedBuffer"]


class BoundedBuffer:
    """Level between 0 and capacity; waiting is on thresholds, so hysteresis is the caller's."""

    __slots__ = (
        "_env",
        "_order",
        "_wait_level",
        "_wait_space",
        "capacity",
        "filled",
        "level",
        "name",
    )

    def __init__(self, env: simpy.Environment, *, name: str, capacity: int, level: int = 0) -> None:
        if not 0 <= level <= capacity:
            raise ModelError(f"buffer {name}: level {level} is outside 0..{capacity}")
        self.name = name
        self.capacity = capacity
        self.level = level
        self.filled = LevelTime(env, level)
        """How full it was for how long."""
        self._env = env
        self._order = count()
        self._wait_level: list[tuple[int, int, simpy.Event]] = []
        self._wait_space: list[tuple[int, int, simpy.Event]] = []

    @property
    def space(self) -> int:
        """Free places."""
        return self.capacity - self.level

    def put(self, n: int) -> None:
        """Add n pieces now; the caller has made sure of the space."""
        self.level += n
        self.filled.change(self.level)
        if self.level > self.capacity:
            raise ModelError(f"buffer {self.name}: {self.level} pieces in {self.capacity} places")
        if self._wait_level:
            self._wake(self._wait_level, self.level)

    def take(self, n: int) -> None:
        """Remove n pieces now; the caller has made sure of the level."""
        self.level -= n
        self.filled.change(self.level)
        if self.level < 0:
            raise ModelError(f"buffer {self.name}: {-self.level} pieces taken that were not there")
        if self._wait_space:
            self._wake(self._wait_space, self.capacity - self.level)

    def when_level(self, n: int) -> simpy.Event:
        """Return an event that comes when at least n pieces are there (at once if they are).

        The level may have fallen again when the waiter runs: check it in a loop.
        """
        return self._wait(self._wait_level, n, self.level)

    def when_space(self, n: int) -> simpy.Event:
        """Return an event that comes when at least n places are free (at once if they are)."""
        return self._wait(self._wait_space, n, self.capacity - self.level)

    def _wait(self, waiting: list[tuple[int, int, simpy.Event]], n: int, have: int) -> simpy.Event:
        event = simpy.Event(self._env)
        if have >= n:
            event.succeed()
        else:
            heapq.heappush(waiting, (n, next(self._order), event))
        return event

    @staticmethod
    def _wake(waiting: list[tuple[int, int, simpy.Event]], have: int) -> None:
        while waiting and waiting[0][0] <= have:
            event = heapq.heappop(waiting)[2]
            if not event.triggered:
                event.succeed()
