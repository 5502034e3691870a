"""Random durations in whole milliseconds of world time."""

from math import exp, log
from random import Random

from simulators.sewing.section import DurationConfig

__all__ = ["duration_ms", "exponential_ms"]


def duration_ms(random: Random, config: DurationConfig) -> int:
    """Draw a lognormal duration, at least 1 ms."""
    seconds = exp(random.gauss(log(config.median_s), config.sigma))
    return max(1, round(min(seconds, config.max_s) * 1000))


def exponential_ms(random: Random, mean_s: float) -> int:
    """Draw an exponential duration, at least 1 ms."""
    return max(1, round(random.expovariate(1 / mean_s) * 1000))
