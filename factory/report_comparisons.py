"""What a report lays a line's window beside: its orders' plan, and the window before."""

from typing import cast

from analytics.change_queries import Period, oee_change
from analytics.kpi_store import KpiQuery
from analytics.listing.orders import horizon_of
from analytics.order_queries import orders_of
from contract.kpi import Window
from contract.loss_names import GROUP_NAMES
from contract.path import EquipmentPath
from contract.reasons import LossGroup, reason_of
from dashboards.report.model import Change, OrderLine, Text
from factory.store_reader import StoreReader

_MOST_CAUSES = 5
_FACTORS = (
    Text("Availability", "可用率"),
    Text("Performance", "性能率"),
    Text("Quality", "质量率"),
)


def order_lines(
    store: StoreReader, line: EquipmentPath, *, start: int, end: int
) -> tuple[OrderLine, ...]:
    """Return the orders that were due in a window of a line or worked on in it."""
    horizon = horizon_of(store.kpis, line, start=start, end=end)
    if horizon is None:
        return ()
    return tuple(
        OrderLine(
            order=row.order,
            product=row.product,
            planned_end=row.deadline,
            actual_start=row.actual_start,
            actual_end=row.actual_end,
            planned_quantity=row.planned_quantity,
            good_quantity=row.good_quantity,
            on_time=row.on_time,
        )
        for row in orders_of(store.kpis, store.master(line), line, horizon=horizon)
    )


def change_against_last(
    store: StoreReader, line: EquipmentPath, *, kind: Window, start: int, end: int
) -> Change | None:
    """Return the change of OEE against the window of this kind before; None without one."""
    rows = store.kpis.read(
        KpiQuery("kpi", end=start, below=line, levels=("line",), windows=(kind,))
    )
    if rows.empty:
        return None
    last = rows.iloc[-1]
    compared = oee_change(
        store.kpis,
        line,
        previous=Period(int(last["time"]), int(last["end"])),
        current=Period(start, end),
    )
    found = compared.change
    if found is None:
        return None
    parts = (found.availability, found.effectiveness, found.quality)
    return Change(
        previous=found.previous,
        current=found.current,
        parts=tuple(zip(_FACTORS, parts, strict=True)),
        causes=tuple(
            (_named(moved.key.loss_group, moved.key.reason), moved.effect)
            for moved in compared.moved[:_MOST_CAUSES]
        ),
    )


def _named(group: str, reason: str) -> Text:
    if reason:
        known = reason_of(reason)
        return Text(known.name_en, known.name_zh)
    return Text(*GROUP_NAMES[cast("LossGroup", group)])
