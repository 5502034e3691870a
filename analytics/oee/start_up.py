"""Pieces lost before an order's first good one (domain reference 1.7, changeover).

Rises of counters and what was counted before the slice enter; start-up pieces leave. An order
starts whenever a unit takes it up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.oee.columns import LineColumns, UnitColumns
from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.segments import Segments
from analytics.oee.timeline import Flags
from analytics.oee.unit_deltas import UnitDeltas

Pair = tuple[str, str]
Pairs = frozenset[Pair]
# How long a last counter remembers the orders whose good pieces it counted.
MEMORY_MS = 86_400_000
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class Started:
    """Pairs of unit and order of which a good piece was counted before a slice.

    Args:
        running: the order at work when the slice begins, with a good piece since it was taken up.
        counted: of the last counters, start of the last segment with a good piece, ms UTC.
    """

    running: Pairs = frozenset()
    counted: Mapping[Pair, int] = field(default_factory=dict)


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
    bad = deltas.scrap + deltas.rework
    if not bad.any():
        return np.zeros(count)
    runs = np.cumsum(np.append(0, columns.order[1:] != columns.order[:-1]))
    before = _before(columns, deltas)
    run, order = runs[before], columns.order[before]
    good = (deltas.good > 0) | (deltas.unknown_good > 0)
    first = np.full(int(runs[-1]) + 1, len(good))
    places = np.flatnonzero(good)
    # Backwards, so that the first of a run is written last.
    first[run[places[::-1]]] = places[::-1]
    if line.orders[order[0]] in running and columns.t[0] <= segments.start[0]:
        first[run[0]] = -1
    started = (np.arange(len(good)) >= first[run]) | (order == line.orders.index(""))
    lost = np.where(started, 0.0, bad)
    # A good piece told a moment after it was produced looked like a lost one until then.
    taken_back = first[(first >= 0) & (first < len(good))]
    taken_back = taken_back[bad[taken_back] < 0]
    so_far = group_sums(run, lost, len(first))[run[taken_back]]
    lost[taken_back] = np.maximum(bad[taken_back], -so_far)
    return group_sums(np.searchsorted(segments.end, deltas.t, side="left"), lost, count)


@dataclass(frozen=True, slots=True)
class Goods:
    """Good pieces of one last counter: when, of which order, and start of their segment."""

    unit: str
    t: Ints
    order: Ints
    segment: Ints

    @classmethod
    def of(
        cls,
        unit: str,
        columns: UnitColumns | None,
        deltas: UnitDeltas | None,
        segments: Segments | None,
    ) -> "Goods":
        """Take a unit's rises."""
        if columns is None or deltas is None or segments is None or not len(deltas.t):
            nothing = np.zeros(0, np.int64)
            return cls(unit, nothing, nothing, nothing)
        good = (deltas.good > 0) | (deltas.unknown_good > 0)
        t = deltas.t[good]
        places = np.searchsorted(segments.end, t, side="left")
        return cls(unit, t, orders_of(columns, deltas)[good], segments.start[places])

    def counted(
        self, order: Ints, t: Ints, names: Sequence[str], before: Mapping[Pair, int]
    ) -> Flags:
        """Tell of orders (codes of `names`) whether a good piece was counted up to instants.

        Or within their second: controllers tell no finer. It is forgotten after a day; no order
        has no start at all.
        """
        found = np.zeros(len(order), np.bool_)
        for code in np.unique(order).tolist():
            mine = order == code
            if not names[code]:
                found[mine] = True
                continue
            own = self.order == code
            seconds, wanted = -(-self.t[own] // _SECOND_MS), -(-t[mine] // _SECOND_MS)
            last = np.searchsorted(seconds, wanted, side="right") - 1
            earlier = before.get((self.unit, names[code]), np.iinfo(np.int64).min)
            since = np.append(self.segment[own], earlier)[last]
            found[mine] = since >= t[mine] - MEMORY_MS
        return found


def orders_of(columns: UnitColumns, deltas: UnitDeltas) -> Ints:
    """Return the code of the order in force before each rise."""
    return columns.order[_before(columns, deltas)]


def _before(columns: UnitColumns, deltas: UnitDeltas) -> Ints:
    """Return the place of the sample before each rise; rises are those of touching samples."""
    first = int(np.searchsorted(columns.t, deltas.t[0])) if len(deltas.t) else 0
    return np.maximum(np.arange(first - 1, first - 1 + len(deltas.t)), 0)
