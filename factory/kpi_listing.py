"""The list of KPIs: rows per window with targets and views, or sums of segments by a name."""

from collections.abc import Hashable, Iterable

import pandas as pd

from analytics.by_dimension import DIMENSIONS, Dimension, columns_by, kpis_by
from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery
from analytics.master.crews import crews_at
from analytics.master.data import LineMaster
from analytics.queries import oee_rows
from analytics.revision_queries import oee_rows_as_of
from analytics.target_queries import with_targets
from analytics.views import views_of
from contract.kpi import KpiLevel
from contract.path import EquipmentPath
from contract.series import LINE_TAGS
from dashboards.board.listing_queries import KpisQuery
from factory.store_reader import StoreReader

_END_OF_TIME = 2**62


def kpi_listing(store: StoreReader, query: KpisQuery, below: EquipmentPath | None) -> pd.DataFrame:
    """Return KPI rows; those of another view stand in columns of their own."""
    rows = _rows(store, query, below)
    if query.view == "iso" or rows.empty:
        return rows
    sites = [str(EquipmentPath.parse(path).at_site) for path in rows["path"]]
    parts = [
        views_of(own, display_cap=_display_cap(store, site))[query.view]
        for site, own in rows.groupby(pd.Series(sites, rows.index), sort=True)
    ]
    return pd.concat([rows, pd.concat(parts)], axis=1)


def _display_cap(store: StoreReader, site: Hashable) -> float | None:
    """Return up to where performance of the TPM view is shown, None where a site says nothing."""
    return store.master(EquipmentPath.parse(str(site))).file.display_cap


def _rows(store: StoreReader, query: KpisQuery, below: EquipmentPath | None) -> pd.DataFrame:
    for dimension in DIMENSIONS:
        if query.by == dimension:
            return _by_dimension(store, query, dimension, below)
    level: KpiLevel | None = query.by if query.by in {"unit", "line", "site"} else None
    window = query.window or "shift"
    if query.as_of is None:
        rows = oee_rows(
            store.kpis, start=query.start, end=query.end, level=level, window=window, below=below
        )
    else:
        rows = oee_rows_as_of(
            store.kpis,
            as_of=query.as_of,
            start=query.start,
            end=query.end,
            level=level,
            window=window,
            below=below,
        )
    return with_targets(rows, store.master)


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
    parts = []
    for tags, rows in segments.groupby(list(LINE_TAGS), sort=True):
        path = EquipmentPath(*(str(tag) for tag in tags))
        master = store.master(path)
        names = _names(dimension, rows, master.line(path))
        parts.append(
            kpis_by(rows, names, dimension=dimension, level=level, settings=master.settings)
        )
    if not parts:
        return pd.DataFrame({name: [] for name in columns_by(dimension)})
    return pd.concat(parts, ignore_index=True)


def _names(dimension: Dimension, segments: pd.DataFrame, line: LineMaster) -> Iterable[str]:
    if dimension == "crew":
        return crews_at(line.calendar, segments["time"])
    names: list[str] = segments[dimension].tolist()
    return names
