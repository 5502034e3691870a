"""Western Electric rules 1 to 4 and the EWMA: points of a chart in order, what they tell out.

Points are rows; further axes are charts of their own, so that thousands can be judged at once.
"""

from math import sqrt

import numpy as np

from analytics.oee.counters import Floats
from analytics.oee.timeline import Flags

RULES = ("1", "2", "3", "4")
# A rule looks at the point and at most seven before it.
MEMORY = 7
EWMA_WEIGHT = 0.2
EWMA_WIDTH = 2.86


def broken_rules(z: Floats) -> Flags:
    """Tell of each rule (first axis) and point whether the point breaks the rule.

    Rule 1 is a point beyond 3 sigma; 2: two of three beyond 2 sigma on one side; 3: four of five
    beyond 1 sigma on one side; 4: eight in a row on one side. A rule is broken by the point that
    brings the count there, so only by one that lies out itself.

    Args:
        z: distances from the centre line in standard deviations of a point.
    """
    return np.stack(
        [
            np.abs(z) > 3,
            _of_last(z > 2, 2, 3) | _of_last(z < -2, 2, 3),
            _of_last(z > 1, 4, 5) | _of_last(z < -1, 4, 5),
            _of_last(z > 0, 8, 8) | _of_last(z < 0, 8, 8),
        ]
    )


def _of_last(out: Flags, least: int, window: int) -> Flags:
    """Tell of each point that is out whether `least` of the last `window` points are."""
    total = np.cumsum(out, axis=0, dtype=np.int64)
    count = total.copy()
    count[window:] -= total[:-window]
    return np.logical_and(out, count >= least)


def ewma(values: Floats, *, before: Floats | float) -> Floats:
    """Return the exponentially weighted moving average, which stands at `before` at the start."""
    found = np.empty_like(values)
    state = before
    for place in range(len(values)):
        state = EWMA_WEIGHT * values[place] + (1 - EWMA_WEIGHT) * state
        found[place] = state
    return found


def ewma_half_width(sigma: float) -> float:
    """Return how far its limits stand from the centre line, `sigma` being that of a point.

    The limits are the asymptotic ones from the first point on, to which the known run lengths
    belong (370 in control, 9.8 at a shift of one sigma).
    """
    return EWMA_WIDTH * sqrt(EWMA_WEIGHT / (2 - EWMA_WEIGHT)) * sigma
