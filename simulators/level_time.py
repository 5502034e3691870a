"""The time integral of a level, so that a mean fill is exact whoever reads it and when."""

import simpy

__all__ = ["LevelTime"]


class LevelTime:
    """Level times ms, summed as the level changes."""

    __slots__ = ("_booked", "_env", "_level", "_since", "_sum")

    def __init__(self, env: simpy.Environment, level: int = 0) -> None:
        self._env = env
        self._level = level
        self._since: float = env.now
        self._sum: float = 0
        self._booked: float = 0

    def change(self, level: int) -> None:
        """Stand at this level from now on."""
        now = self._env.now
        self._sum += self._level * (now - self._since)
        self._since = now
        self._level = level

    def book(self, now: int) -> int:
        """Return what was added up to `now` since it was last booked."""
        total = self._sum + self._level * (now - self._since)
        amount = total - self._booked
        self._booked = total
        return round(amount)
