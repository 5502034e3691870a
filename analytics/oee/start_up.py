"""Pieces lost before an order's first good one (domain reference 1.7, changeover).

Rises of counters and what was counted before the slice enter; start-up pieces leave. An order
starts whenever a unit takes it up.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from analytics.oee.columns import LineColumns, UnitColumns
from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.segments import Segments
from analytics.oee.unit_deltas import UnitDeltas

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Started:
    """Pairs of unit and order of which a good piece was counted before a slice.

    Args:
        running: the order at work when the slice begins, with a good piece since it was taken up.
        counted: of any order, not long ago.
    """

    running: Pairs = frozenset()
    counted: Pairs = frozenset()


def start_up_pieces(
    columns: UnitColumns | None,
    deltas: UnitDeltas | None,
    line: LineColumns,
    *,
    segments: Segments,
    running: Collection[str],
) -> Floats:
    """Return a unit's start-up pieces per segment; `running` may name the order it runs already."""
    count = len(segments.start)
    if columns is None or deltas is None or not len(deltas.t) or not count:
        return np.zeros(count)
    runs = np.cumsum(np.append(0, columns.order[1:] != columns.order[:-1]))
    run = runs[_before(columns, deltas)]
    order = orders_of(columns, deltas)
    good = (deltas.good > 0) | (deltas.unknown_good > 0)
    first = np.full(int(runs[-1]) + 1, len(good))
    taken, places = np.unique(run[good], return_index=True)
    first[taken] = np.flatnonzero(good)[places]
    if line.orders[order[0]] in running and columns.t[0] <= segments.start[0]:
        first[run[0]] = -1
    started = (np.arange(len(good)) >= first[run]) | (order == line.orders.index(""))
    lost = np.where(started, 0.0, deltas.scrap + deltas.rework)
    return group_sums(np.searchsorted(segments.end, deltas.t, side="left"), lost, count)


def first_goods(
    unit: str,
    columns: UnitColumns | None,
    deltas: UnitDeltas | None,
    line: LineColumns,
    *,
    counted: Pairs,
) -> Ints:
    """Return per order when a unit counted its first good piece; no order has no start."""
    limits = np.iinfo(np.int64)
    first = np.full(len(line.orders), limits.max)
    if columns is not None and deltas is not None:
        good = (deltas.good > 0) | (deltas.unknown_good > 0)
        codes, places = np.unique(orders_of(columns, deltas)[good], return_index=True)
        first[codes] = deltas.t[good][places]
    for code, order in enumerate(line.orders):
        if not order or (unit, order) in counted:
            first[code] = limits.min
    return first


def orders_of(columns: UnitColumns, deltas: UnitDeltas) -> Ints:
    """Return the code of the order in force before each rise."""
    return columns.order[_before(columns, deltas)]


def _before(columns: UnitColumns, deltas: UnitDeltas) -> Ints:
    return np.maximum(np.searchsorted(columns.t, deltas.t) - 1, 0)
