"""Random durations in whole ms, and the clocks of running time after which something happens."""

import math
from collections.abc import Callable
from random import Random

from simulators.cnc.section import BreakdownSection, SpreadSection

__all__ = ["MINUTE_MS", "RunningClock", "breakdown_gap", "exponential_gap", "spread_ms"]

MINUTE_MS = 60_000


def spread_ms(random: Random, spread: SpreadSection) -> int:
    """Draw a duration of at least one second."""
    minutes = random.lognormvariate(math.log(spread.median_min), spread.sigma)
    return max(1000, round(min(minutes, spread.cap_min) * MINUTE_MS))


def exponential_gap(random: Random, mean_min: float) -> Callable[[], int]:
    """Return a source of exponential gaps."""
    return lambda: 1 + round(random.expovariate(1 / mean_min) * MINUTE_MS)


def breakdown_gap(random: Random, breakdown: BreakdownSection) -> Callable[[], int]:
    """Return a source of Weibull gaps with the given mean."""
    scale = breakdown.mean_h / math.gamma(1 + 1 / breakdown.shape)
    return lambda: 1 + round(random.weibullvariate(scale, breakdown.shape) * 60 * MINUTE_MS)


class RunningClock:
    """Counts running time down to the next event and is wound up again by a draw."""

    __slots__ = ("_draw", "left")

    def __init__(self, draw: Callable[[], int]) -> None:
        self._draw = draw
        self.left = draw()

    def run(self, ms: int) -> None:
        """Let running time pass."""
        self.left -= ms

    def rewind(self) -> None:
        """Draw the gap to the next event."""
        self.left = self._draw()
