"""The orders of a line in a range, as planned and as they went: stored segments in, rows out."""

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.master.data import MasterData
from analytics.oee.adherence import Horizon, OrderRow, order_rows
from contract.path import EquipmentPath

# Orders that began this long before a range are still found whole.
_REACH_MS = 14 * 86_400_000


def orders_of(
    kpi_store: KpiStore, master: MasterData, line: EquipmentPath, *, horizon: Horizon
) -> tuple[OrderRow, ...]:
    """Return the orders of a line that were due or worked on in a range."""
    segments = kpi_store.read(
        KpiQuery(
            "segment",
            start=horizon.start - _REACH_MS,
            end=max(horizon.end, horizon.now) + 1,
            below=line,
            levels=("line",),
        )
    )
    known = master.line(line)
    return order_rows(
        segments,
        known.orders,
        known.calendar,
        horizon=horizon,
        tolerance_s=master.file.schedule_tolerance_s,
    )
