"""Lead times of orders: from the first start at the first stage to the end at the last stage.

Orders as samples name them, and stored segments for starts before the stretch, enter; amounts on
segments of the line leave, in the segment in which an order ended.
"""

import numpy as np

from analytics.kpi_store import KpiQuery
from analytics.oee.time_model import ORDER_CONTEXTS
from analytics.trade.process_values import UnitSaid
from analytics.trade.rows import Booked
from analytics.trade.seen import Seen

# An order that took longer has no lead time: its start is not looked for.
_FOLLOWED_MS = 30 * 86_400_000
_LOST = ORDER_CONTEXTS.index("unavailable")


def lead_times(seen: Seen, said: dict[str, UnitSaid]) -> list[Booked]:
    """Book the lead times of orders that ended in the stretch.

    An order that ran when the run began has none: nobody saw its start.
    """
    if not len(seen.line):
        return []
    ended = _ended(seen, said)
    if not ended:
        return []
    starts = _starts(seen, said, {order for _, order in ended})
    begun = [(t, starts.get(order, 0)) for t, order in ended]
    took = [(t, t - start) for t, start in begun if seen.stretch.run.start < start < t]
    at = np.array([t for t, _ in took], np.int64)
    seconds = np.array([ms / 1000.0 for _, ms in took], np.float64)
    line, orders = seen.line, np.ones(len(took))
    return [
        Booked(line, "order_lead_time", line.counted(at, seconds), line.counted(at, orders)),
    ]


def _ended(seen: Seen, said: dict[str, UnitSaid]) -> list[tuple[int, str]]:
    """Return when orders left the last of the last stage's units, in (start, end]."""
    low, high = int(seen.line.start[0]), int(seen.line.end[-1])
    units = [unit for unit in seen.stretch.master.stages[-1].units if unit in said]
    changes = sorted((t, unit, order) for unit in units for t, order in order_changes(said[unit]))
    running: dict[str, str] = {}
    found: list[tuple[int, str]] = []
    for t, unit, order in changes:
        before, running[unit] = running.get(unit, ""), order
        if before and before not in running.values() and low < t <= high:
            found.append((t, before))
    return found


def order_changes(said: UnitSaid) -> list[tuple[int, str]]:
    """Return from when on a unit worked on which order; the empty one is none.

    While its source cannot name the order, it is the one it named last.
    """
    columns = said.columns
    told = columns.order_context != _LOST
    order, t = columns.order[told], columns.t[told]
    first = np.append(True, order[1:] != order[:-1])[: len(order)]
    return [(int(at), said.orders[code]) for at, code in zip(t[first], order[first], strict=True)]


def _starts(seen: Seen, said: dict[str, UnitSaid], orders: set[str]) -> dict[str, int]:
    """Return when each of these orders was first taken up at the first stage."""
    stretch = seen.stretch
    found: dict[str, int] = {}
    low = int(seen.line.start[0])
    for unit in stretch.master.stages[0].units:
        before = stretch.store.read(
            KpiQuery(
                "segment",
                start=max(stretch.run.start, low - _FOLLOWED_MS),
                end=low,
                below=stretch.line.unit(unit),
            )
        )
        mine = before[before["order"].isin(orders)]
        begun = [(int(t), str(name)) for t, name in zip(mine["time"], mine["order"], strict=True)]
        if unit in said:
            # What a unit worked on when it first spoke began nobody knows when.
            begun += [(t, order) for t, order in order_changes(said[unit])[1:] if t >= low]
        for t, order in begun:
            if order in orders:
                found[order] = min(t, found.get(order, t))
    return found
