"""Draws how many of n pieces are bad when the share of bad ones changes from batch to batch."""

from random import Random

__all__ = ["RejectStream"]


class RejectStream:
    """A Poisson stream in units of hazard: one draw per bad piece, none per good one."""

    __slots__ = ("_hazard", "_next", "_random")

    def __init__(self, random: Random) -> None:
        self._random = random
        self._hazard = 0.0
        self._next = random.expovariate(1.0)

    def draw(self, n: int, share: float) -> int:
        """Return the bad ones among n pieces of which `share` are bad on average."""
        self._hazard += n * share
        bad = 0
        while self._hazard >= self._next:
            self._next += self._random.expovariate(1.0)
            bad += 1
        return min(bad, n)
