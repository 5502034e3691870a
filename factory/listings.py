"""The lists that commands and the API share: a query in, rows of one open store out."""

from typing import assert_never

import pandas as pd

from analytics.by_dimension import DIMENSIONS, Dimension, columns_by, kpis_by
from analytics.data_dictionary import dictionary
from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery
from analytics.listings import listing_of
from analytics.queries import iso, oee_rows
from analytics.revision_queries import oee_rows_as_of
from contract.kpi import KpiLevel
from contract.path import EquipmentPath
from contract.series import UNIT_TAGS
from dashboards.board.listing_queries import DictionaryQuery, KpisQuery, ListingQuery
from dashboards.board.reader import Listed
from factory.store_reader import StoreReader

_END_OF_TIME = 2**62


def listed(store: StoreReader, query: ListingQuery) -> Listed:
    """Return the rows of one list; raise BadQuery or ConfigError with a sentence."""
    match query:
        case KpisQuery():
            return _listed("kpi", _kpis(store, query))
        case DictionaryQuery():
            return _listed("dictionary", dictionary())
        case _:
            assert_never(query)


def _listed(name: str, rows: pd.DataFrame) -> Listed:
    return Listed(name, tuple(listing_of(name).keys_of(rows)), rows)


def place(store: StoreReader, path: str | None) -> EquipmentPath | None:
    """Return the place of a path, of a head of one, or of the end of one, None without."""
    if path is None:
        return None
    if any(f"{line}/".startswith(f"{path}/") for line in store.lines()):
        return EquipmentPath.parse(path)
    return store.find(path)


def _kpis(store: StoreReader, query: KpisQuery) -> pd.DataFrame:
    below = place(store, query.path)
    for dimension in DIMENSIONS:
        if query.by == dimension:
            return _by_dimension(store, query, dimension, below)
    level: KpiLevel | None = query.by if query.by in {"unit", "line", "site"} else None
    window = query.window or "shift"
    if query.as_of is not None:
        return oee_rows_as_of(
            store.kpis,
            as_of=query.as_of,
            start=query.start,
            end=query.end,
            level=level,
            window=window,
            below=below,
        )
    return oee_rows(
        store.kpis, start=query.start, end=query.end, level=level, window=window, below=below
    )


def _by_dimension(
    store: StoreReader, query: KpisQuery, dimension: Dimension, below: EquipmentPath | None
) -> pd.DataFrame:
    """Sum the segments that start in the range, of lines or of the one unit that is named."""
    if query.window is not None:
        raise BadQuery(
            f"KPIs by {dimension} are sums over the whole range: leave window away, "
            "or ask by unit, line or site"
        )
    if query.as_of is not None:
        raise BadQuery(
            f"KPIs by {dimension} are sums of what is known now: leave as_of away, "
            "or ask by unit, line or site"
        )
    if query.start is not None and query.end is not None and query.end < query.start:
        raise BadQuery(
            f"the range ends at {iso(query.end)}, before it starts at {iso(query.start)}"
        )
    level: KpiLevel = "unit" if below is not None and below.work_unit else "line"
    segments = store.kpis.read(
        KpiQuery(
            "segment",
            start=query.start or 0,
            end=_END_OF_TIME if query.end is None else query.end,
            below=below,
            levels=(level,),
        )
    )
    parts = [
        kpis_by(
            rows,
            rows[dimension],
            dimension=dimension,
            level=level,
            settings=store.master(EquipmentPath(str(enterprise), str(site))).settings,
        )
        for (enterprise, site), rows in segments.groupby(list(UNIT_TAGS[:2]), sort=True)
    ]
    if not parts:
        return pd.DataFrame({name: [] for name in columns_by(dimension)})
    return pd.concat(parts, ignore_index=True)
