"""Exact average run lengths by Markov chains, written a second time and sharing nothing.

Western Electric after the method of Champ and Woodall (1987), EWMA after Brook and Evans (1972).
"""

from math import erf, sqrt

import numpy as np

# Edges between the zones of a chart, in sigma.
_EDGES = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
# Of the points before: two per side beyond 2 sigma, four per side beyond 1 sigma, and the side.
State = tuple[tuple[bool, ...], tuple[bool, ...], tuple[bool, ...], tuple[bool, ...], int]
_BEGIN: State = ((False,) * 2, (False,) * 2, (False,) * 4, (False,) * 4, 0)


def _below(value: float) -> float:
    return (1 + erf(value / sqrt(2))) / 2


def three_sigma(shift: float) -> float:
    """Return the run length of points beyond three sigma."""
    return 1 / (1 - _below(3 - shift) + _below(-3 - shift))


def western_electric(shift: float) -> float:
    """Return the run length of rules 1 to 4 together."""
    zones = [
        (-3 + number, _below(_EDGES[number + 1] - shift) - _below(_EDGES[number] - shift))
        for number in range(6)
    ]
    places: dict[State, int] = {_BEGIN: 0}
    waiting = [_BEGIN]
    moves: list[tuple[int, int, float]] = []
    while waiting:
        state = waiting.pop()
        for lower_edge, chance in zones:
            after = _after(state, lower_edge)
            if after is None:
                continue
            if after not in places:
                places[after] = len(places)
                waiting.append(after)
            moves.append((places[state], places[after], chance))
    stays = np.zeros((len(places), len(places)))
    for here, there, chance in moves:
        stays[here, there] += chance
    return float(np.linalg.solve(np.eye(len(places)) - stays, np.ones(len(places)))[0])


def _after(state: State, lower_edge: int) -> State | None:
    """Return the state behind a point in the zone above `lower_edge`, None for an alarm."""
    high2, low2, high1, low1, side = state
    is_high2, is_low2 = lower_edge >= 2, lower_edge < -2
    is_high1, is_low1 = lower_edge >= 1, lower_edge < -1
    up = lower_edge >= 0
    run = (max(side, 0) + 1) if up else (min(side, 0) - 1)
    if is_high2 + sum(high2) >= 2 or is_low2 + sum(low2) >= 2:
        return None
    if is_high1 + sum(high1) >= 4 or is_low1 + sum(low1) >= 4:
        return None
    if abs(run) >= 8:
        return None
    return (
        (*high2[1:], is_high2),
        (*low2[1:], is_low2),
        (*high1[1:], is_high1),
        (*low1[1:], is_low1),
        run,
    )


def moving_average(shift: float, *, weight: float, width: float, cells: int = 301) -> float:
    """Return the run length of an EWMA with asymptotic limits that starts on the centre line."""
    limit = width * sqrt(weight / (2 - weight))
    step = 2 * limit / cells
    middles = -limit + step * (np.arange(cells) + 0.5)
    edges = -limit + step * np.arange(cells + 1)
    stays = np.array(
        [
            np.diff([_below((edge - (1 - weight) * middle) / weight - shift) for edge in edges])
            for middle in middles
        ]
    )
    lengths = np.linalg.solve(np.eye(cells) - stays, np.ones(cells))
    return float(lengths[cells // 2])
