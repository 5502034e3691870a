"""The lists that commands and the API share: a query in, rows of one open store out."""

from typing import assert_never

import pandas as pd

from analytics.errors import BadQuery
from analytics.listing.dictionary import dictionary
from analytics.listing.index import kept_index
from analytics.listing.index_catalogue import index_catalogue
from analytics.listing.listings import listing_of
from analytics.loss_queries import loss_pareto, loss_rows, waterfall
from analytics.oee.windows import Window
from analytics.queries import iso, window_query
from analytics.six_big_losses import six_big_losses
from analytics.spc.listing import capability_rows, spc_rows, with_names
from analytics.stop_queries import microstops, stop_rows
from analytics.trade.queries import Windows, trade_rows
from contract.path import EquipmentPath
from contract.series import LINE_TAGS
from dashboards.board.listing_queries import (
    AutomationQuery,
    ChangeQuery,
    DictionaryQuery,
    GreenQuery,
    IndexCatalogueQuery,
    IndexQuery,
    KpisQuery,
    ListingQuery,
    LossesQuery,
    OrdersQuery,
    PlanQuery,
    SpcQuery,
    StopsQuery,
    TradeQuery,
)
from dashboards.board.reader import Listed
from factory.comparison_listing import change_listing, orders_listing
from factory.kpi_listing import kpi_listing
from factory.plan_listing import plan_listing
from factory.rate_listing import rate_listing
from factory.store_reader import StoreReader

_END_OF_TIME = 2**62


def listed(store: StoreReader, query: ListingQuery) -> Listed:
    """Return the rows of one list; raise BadQuery or ConfigError with a sentence."""
    rows = _rows(store, query)
    return Listed(query.listing, tuple(listing_of(query.listing).keys_of(rows)), rows)


def _rows(store: StoreReader, query: ListingQuery) -> pd.DataFrame:
    if isinstance(query, DictionaryQuery | IndexQuery | IndexCatalogueQuery | PlanQuery):
        return _without_range(store, query)
    _check_range(query.start, query.end)
    below = store.place(query.path)
    match query:
        case KpisQuery():
            rows = kpi_listing(store, query, below)
        case LossesQuery():
            rows = _losses(store, query, below)
        case StopsQuery():
            rows = _stops(store, query, below)
        case TradeQuery():
            rows = _trade(store, query, below)
        case SpcQuery():
            rows = _spc(store, query, below)
        case OrdersQuery():
            rows = orders_listing(store, query, below)
        case ChangeQuery():
            rows = change_listing(store, query, below)
        case AutomationQuery() | GreenQuery():
            rows = rate_listing(store, query, below)
        case _:
            assert_never(query)
    return rows


def _without_range(
    store: StoreReader, query: DictionaryQuery | IndexQuery | IndexCatalogueQuery | PlanQuery
) -> pd.DataFrame:
    if isinstance(query, DictionaryQuery):
        return dictionary()
    if isinstance(query, IndexCatalogueQuery):
        return index_catalogue()
    if isinstance(query, IndexQuery):
        return kept_index(
            store.kpis,
            window=query.window,
            level=query.level,
            period=query.period,
            nodes=query.node,
            units=query.unit,
        )
    return plan_listing(store, query, store.place(query.path))


def _check_range(start: int | None, end: int | None) -> None:
    if start is not None and end is not None and end <= start:
        raise BadQuery(f"the range ends at {iso(end)}, not after it starts at {iso(start)}")


def _losses(store: StoreReader, query: LossesQuery, below: EquipmentPath | None) -> pd.DataFrame:
    if query.show != "six_big" and query.minor_below_s is not None:
        raise BadQuery("minor_below_s is for the six big losses: leave it away, or ask for those")
    if query.show in ("waterfall", "six_big") and query.by:
        raise BadQuery(f"the {query.show} has its own rows: leave by away, or ask for sums")
    if query.show == "six_big":
        if query.window is not None:
            raise BadQuery("the six big losses are of the whole range: leave window away")
        return six_big_losses(
            store.kpis,
            level=query.level,
            start=query.start,
            end=query.end,
            below=below,
            minor_below_s=query.minor_below_s,
        )
    if query.show == "waterfall":
        return waterfall(
            store.kpis,
            level=query.level,
            start=query.start,
            end=query.end,
            below=below,
            window=query.window,
        )
    if query.show == "sums":
        return loss_rows(
            store.kpis,
            level=query.level,
            by=query.by or ("loss_group",),
            start=query.start,
            end=query.end,
            below=below,
            window=query.window,
        )
    return loss_pareto(
        store.kpis,
        level=query.level,
        by=query.by or ("reason",),
        ranked_by="count" if query.show == "pareto_count" else "duration_s",
        start=query.start,
        end=query.end,
        below=below,
        window=query.window,
    )


def _stops(store: StoreReader, query: StopsQuery, below: EquipmentPath | None) -> pd.DataFrame:
    if query.show == "stops":
        return stop_rows(
            store.kpis,
            start=query.start,
            end=query.end,
            below=below,
            shorter_than_s=query.shorter_than_s,
        )
    if query.shorter_than_s is None:
        raise BadQuery("microstops need shorter_than_s: the delays that count as one, in s")
    return microstops(
        store.kpis,
        shorter_than_s=query.shorter_than_s,
        start=query.start,
        end=query.end,
        below=below,
    )


def _trade(store: StoreReader, query: TradeQuery, below: EquipmentPath | None) -> pd.DataFrame:
    return trade_rows(
        store.kpis,
        start=query.start or 0,
        end=_END_OF_TIME if query.end is None else query.end,
        below=below,
        measures=query.measure,
        level=query.level,
        by=("part",) if query.by is None else ("part", query.by),
        windows=None if query.window is None else _windows(store, query, below),
    )


def _windows(store: StoreReader, query: TradeQuery, below: EquipmentPath | None) -> Windows:
    """Return the windows that lines have KPI rows of: those that there are, and no others."""
    line = below.line if below is not None and below.work_center else below
    rows = store.kpis.read(
        window_query(
            "kpi", start=query.start, end=query.end, level="line", window=query.window, below=line
        )
    )
    kind = query.window or "shift"
    found = {
        EquipmentPath(*(str(tag) for tag in tags)): [
            Window(kind, int(start), int(end))
            for start, end in zip(own["time"], own["end"], strict=True)
        ]
        for tags, own in rows.sort_values("time").groupby(list(LINE_TAGS))
    }
    return lambda path: found.get(path, [])


def _spc(store: StoreReader, query: SpcQuery, below: EquipmentPath | None) -> pd.DataFrame:
    return with_names(_charted(store, query, below), store.master)


def _charted(store: StoreReader, query: SpcQuery, below: EquipmentPath | None) -> pd.DataFrame:
    start = query.start or 0
    end = _END_OF_TIME if query.end is None else query.end
    if query.show != "capability":
        return spc_rows(
            store.kpis,
            start=start,
            end=end,
            below=below,
            characteristic=query.characteristic or "",
            product=query.product,
            only_alarms=query.show == "alarms",
        )
    rows = capability_rows(store.kpis, start=start, end=end, below=below)
    for column, wanted in (("characteristic", query.characteristic), ("product", query.product)):
        if wanted is not None:
            rows = rows[rows[column] == wanted]
    return rows.reset_index(drop=True)
