"""Cumulative counters to deltas: rollover, reset, and values a source called unavailable.

Rules of domain reference 1.7: on a decrease a previous value of at least 90 % of the modulus is a
rollover (new + modulus - previous), anything else a reset (new).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROLLOVER_FROM = 0.9


@dataclass(frozen=True, slots=True)
class Deltas:
    """What a counter rose by at each sample.

    Args:
        amount: rise shown by the sample; 0 where it shows none.
        since: index of the sample with the previous value; the sample's own index where none is.
    """

    amount: Floats
    since: Ints


def deltas(values: Floats, *, modulus: int | None = None) -> Deltas:
    """Return the rise at each sample of one unit, in order of time; NaN is unavailable.

    The first value gives no rise; a rise across unavailable values belongs to the next valid one.
    """
    size = len(values)
    amount = np.zeros(size)
    since = np.arange(size, dtype=np.int64)
    valid = np.flatnonzero(~np.isnan(values))
    if len(valid) > 1:
        told = values[valid]
        rise = np.diff(told)
        fallen = np.flatnonzero(rise < 0)
        if len(fallen):
            last, restart = told[fallen], told[fallen + 1]
            if modulus is not None:
                rolled = last >= _ROLLOVER_FROM * modulus
                restart = np.where(rolled, restart + modulus - last, restart)
            rise[fallen] = restart
        amount[valid[1:]], since[valid[1:]] = rise, valid[:-1]
    return Deltas(amount, since)


def edges_of(*parts: Ints) -> Ints:
    """Return the distinct instants of several rising runs, in order."""
    edges = np.concatenate(parts)
    # Merging runs costs less than looking every instant up.
    edges.sort(kind="stable")
    first = np.ones(len(edges), np.bool_)
    first[1:] = edges[1:] != edges[:-1]
    return edges[first]


def group_sums(group: Ints, amounts: npt.ArrayLike, count: int) -> Floats:
    """Return the sum of amounts per group 0..count-1; integers up to 2^53 stay exact."""
    return np.asarray(np.bincount(group, weights=amounts, minlength=count), np.float64)
