"""What the spread of a few normal values is expected to be, in standard deviations of one value.

Computed from the definitions, so that no table has to be trusted: c4 in closed form, d2 after
Tippett (Biometrika 17, 1925), d3 from the distribution of the range. Sums are numpy's own, which
do not depend on the number of threads.
"""

from functools import lru_cache
from math import erf, exp, lgamma, pi, sqrt

import numpy as np

from analytics.oee.counters import Floats

# Beyond this many standard deviations a normal value contributes less than rounding does.
_FAR = 9.0
_NODES = 200


@lru_cache
def c4(size: int) -> float:
    """Return the mean of the standard deviation (divisor size - 1) of `size` values."""
    return sqrt(2 / (size - 1)) * exp(lgamma(size / 2) - lgamma((size - 1) / 2))


@lru_cache
def c5(size: int) -> float:
    """Return the standard deviation of the standard deviation of `size` values."""
    return sqrt(1 - c4(size) ** 2)


@lru_cache
def d2(size: int) -> float:
    """Return the mean of the range of `size` values."""
    at, weights = _nodes(-_FAR, _FAR)
    below = _normal(at)
    return float((weights * (1 - below**size - (1 - below) ** size)).sum())


@lru_cache
def d3(size: int) -> float:
    """Return the standard deviation of the range of `size` values."""
    smallest, weights = _nodes(-_FAR, _FAR)
    density = np.exp(-(smallest**2) / 2) / sqrt(2 * pi)
    ranges, steps = _nodes(0.0, 2 * _FAR)
    within = _normal(smallest[:, None] + ranges) - _normal(smallest)[:, None]
    at_most = size * ((weights * density)[:, None] * within ** (size - 1)).sum(axis=0)
    mean_square = float((steps * 2 * ranges * (1 - at_most)).sum())
    return sqrt(mean_square - d2(size) ** 2)


def _nodes(low: float, high: float) -> tuple[Floats, Floats]:
    """Return places and weights that integrate a smooth function from low to high."""
    places, weights = np.polynomial.legendre.leggauss(_NODES)
    half = (high - low) / 2
    return low + half * (places + 1), half * weights


def _normal(values: Floats) -> Floats:
    """Return the normal distribution function."""
    flat = [(1 + erf(value / sqrt(2))) / 2 for value in values.ravel().tolist()]
    return np.array(flat).reshape(values.shape)
