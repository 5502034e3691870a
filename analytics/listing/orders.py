"""Orders of lines as people read them: rows of orders in, one table of them or of their sums out.

What is asked for is kept to where something is known, since orders recur with every shift for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.oee.adherence import Horizon, OrderRow, adherence_of
from analytics.queries import iso
from contract.path import EquipmentPath

# What is planned after the last that is known is shown up to here, where people ask for it.
_AHEAD_MS = timedelta(days=31) // timedelta(milliseconds=1)
_INSTANTS = ("planned_start", "planned_end", "due", "actual_start", "actual_end")
_NUMBERS = (
    "start_deviation_s",
    "end_deviation_s",
    "planned_quantity",
    "produced_quantity",
    "good_quantity",
    "quantity_deviation",
)
_SUMS = {
    "path": "object",
    "orders_due": "int64",
    "orders_on_time": "int64",
    "schedule_adherence": "float64",
    "planned_quantity": "float64",
    "good_quantity": "float64",
    "attainment": "float64",
}


@dataclass(frozen=True, slots=True)
class LineOrders:
    """The orders of one line in [start, end), ms UTC."""

    line: EquipmentPath
    start: int
    end: int
    rows: Sequence[OrderRow]


def horizon_of(
    kpi_store: KpiStore, line: EquipmentPath, *, start: int | None, end: int | None
) -> Horizon | None:
    """Return the part of a range in which orders of a line can be told; None where there is none.

    Args:
        kpi_store: how far the line is computed.
        line: whose orders.
        start: ms UTC; None is the beginning. Before its first segment nobody saw whether an order
            was in time.
        end: ms UTC; None is now.

    Where a run ended in the middle of an order it counts as running: nobody saw its end.
    """
    segments = kpi_store.read(KpiQuery("segment", below=line, levels=("line",)))
    if segments.empty:
        return None
    first, now = int(segments["time"].min()), int(segments["end"].max())
    # What is due this very instant has been due.
    last = now + 1 if end is None else min(end, now + _AHEAD_MS)
    first = first if start is None else max(start, first)
    return Horizon(first, last, now) if first < last else None


def order_list(lines: Iterable[LineOrders]) -> pd.DataFrame:
    """Return one row per order, by line and time."""
    pairs = [(one.line, row) for one in lines for row in one.rows]
    columns: dict[str, object] = {
        "path": [str(line) for line, _ in pairs],
        "order": [row.order for _, row in pairs],
        "product": [row.product for _, row in pairs],
    }
    for name in _INSTANTS:
        times = [getattr(row, name) for _, row in pairs]
        columns[name] = ["" if time is None else iso(time) for time in times]
    for name in _NUMBERS:
        columns[name] = pd.Series([getattr(row, name) for _, row in pairs], dtype="float64")
    columns["on_time"] = pd.Series([row.on_time for _, row in pairs], dtype="boolean")
    words = dict.fromkeys(("path", "order", "product", *_INSTANTS), "object")
    return pd.DataFrame(columns).astype(words)


def adherence_list(lines: Iterable[LineOrders]) -> pd.DataFrame:
    """Return schedule adherence and produced against plan of each line; orders are never means."""
    found = []
    for one in lines:
        sums = adherence_of(one.rows, start=one.start, end=one.end)
        found.append(
            {
                "path": str(one.line),
                "orders_due": sums.due,
                "orders_on_time": sums.on_time,
                "schedule_adherence": sums.ratio,
                "planned_quantity": sums.planned_quantity,
                "good_quantity": sums.good_quantity,
                "attainment": sums.attainment,
            }
        )
    return pd.DataFrame(found, columns=list(_SUMS)).astype(_SUMS)
