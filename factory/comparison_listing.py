"""Lists that lay one thing beside another: orders and their plan, a period and the one before."""

from collections.abc import Iterator

import pandas as pd

from analytics.change_periods import Beside, stretches_beside, windows_beside
from analytics.change_queries import oee_change
from analytics.errors import BadQuery
from analytics.listing.changes import Compared, change_list
from analytics.listing.orders import LineOrders, adherence_list, horizon_of, order_list
from analytics.order_queries import orders_of
from contract.path import EquipmentPath
from dashboards.board.listing_queries import ChangeQuery, OrdersQuery
from factory.store_reader import StoreReader


def orders_listing(
    store: StoreReader, query: OrdersQuery, below: EquipmentPath | None
) -> pd.DataFrame:
    """Return the orders of lines, or what each line's add up to."""
    if below is not None and below.work_unit:
        raise BadQuery(f"orders are of lines: leave {below.work_unit} away, as in {below.line}")
    lines = _orders(store, query, below)
    return adherence_list(lines) if query.show == "summary" else order_list(list(lines))


def change_listing(
    store: StoreReader, query: ChangeQuery, below: EquipmentPath | None
) -> pd.DataFrame:
    """Return what changed OEE of a place, or of every line; those without two periods are left out.

    Raises BadQuery that says which periods there are where none is left.
    """
    ranged = query.start is not None or query.end is not None
    if ranged and (query.window is not None or query.at is not None):
        raise BadQuery("from and to are a period of their own: leave window and at away")
    if ranged and (query.start is None or query.end is None):
        raise BadQuery("a period of its own needs both from and to")
    one_place = below is not None and below.level in ("unit", "line", "site")
    places = [below] if one_place and below is not None else _lines(store, below)
    compared, refused = [], []
    for path in places:
        try:
            beside = _beside(store, query, path)
        except BadQuery as error:
            refused.append(error)
            continue
        compared.append(
            Compared(
                path=path,
                window="" if ranged else query.window or "shift",
                beside=beside,
                found=oee_change(
                    store.kpis, path, previous=beside.previous, current=beside.current
                ),
                least_coverage=store.master(path).settings.withhold_below_coverage,
            )
        )
    if refused and not compared:
        raise refused[0]
    return change_list(compared)


def _orders(
    store: StoreReader, query: OrdersQuery, below: EquipmentPath | None
) -> Iterator[LineOrders]:
    for line in _lines(store, below):
        horizon = horizon_of(
            store.kpis,
            line,
            start=query.start,
            end=query.end,
        )
        if horizon is not None:
            rows = orders_of(store.kpis, store.master(line), line, horizon=horizon)
            yield LineOrders(line, horizon.start, horizon.end, rows)


def _lines(store: StoreReader, below: EquipmentPath | None) -> list[EquipmentPath]:
    head = "" if below is None else f"{below}/"
    return [line for line in sorted(store.lines()) if f"{line}/".startswith(head)]


def _beside(store: StoreReader, query: ChangeQuery, path: EquipmentPath) -> Beside:
    if query.start is not None and query.end is not None:
        return stretches_beside(query.start, query.end)
    return windows_beside(store.kpis, path, window=query.window or "shift", at=query.at)
