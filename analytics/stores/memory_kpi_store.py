"""KPI store in memory: the reference that tests trust because it passes the suite."""

from collections.abc import Mapping

import pandas as pd

from analytics.history import Feed
from analytics.kpi_store import (
    BASE_TABLES,
    OF_SEGMENTS,
    TABLES,
    KpiBatch,
    KpiQuery,
    KpiTable,
    Recomputed,
    conform,
    empty,
    sort_keys,
    stop_ends,
)
from analytics.progress import Stretch
from contract.path import EquipmentPath


class MemoryKpiStore:
    """Implements `KpiStore`."""

    def __init__(self) -> None:
        self._tables: dict[KpiTable, pd.DataFrame] = {name: empty(name) for name in TABLES}
        self._cursor: dict[Feed, int] = {}
        self._unfinished: dict[EquipmentPath, Stretch | None] = {}

    def write(self, batch: KpiBatch) -> None:
        """Write the base tables, then revisions, KPI rows and rates, then the cursor."""
        for recomputed in batch.recomputed:
            self._remove(recomputed)
        for table, rows in batch.base.items():
            self._put(table, rows)
        self._put("kpi_revision", batch.kpi_revisions)
        self._take_away(batch.gone)
        self._put("kpi", batch.kpis)
        for table, rows in batch.rates.items():
            self._put(table, rows)
        self._cursor.update(batch.cursor)
        self._unfinished.update(batch.unfinished)

    def read(self, query: KpiQuery) -> pd.DataFrame:
        """Return rows with the columns of `columns_of`, sorted by `sort_keys`."""
        rows = self._tables[query.table]
        inside = (rows["time"] >= query.start) & (rows["time"] < query.end)
        if query.reaching_back:
            inside |= (rows["time"] < query.start) & _reaches(rows, query)
        if query.below is not None:
            for tag in ("enterprise", "site", "area", "work_center", "work_unit"):
                name = getattr(query.below, tag)
                if name:
                    inside &= rows[tag] == name if tag in rows else False
        if query.levels and "level" in rows:
            inside &= rows["level"].isin(query.levels)
        elif query.levels:
            is_unit = rows["work_unit"] != ""
            inside &= (is_unit & ("unit" in query.levels)) | (~is_unit & ("line" in query.levels))
        if query.windows:
            inside &= rows["window"].isin(query.windows)
        return rows[inside].reset_index(drop=True)

    def cursor(self) -> Mapping[Feed, int]:
        """Return how far the change feed has been computed, in ms wall time per feed."""
        return dict(self._cursor)

    def unfinished(self) -> Mapping[EquipmentPath, Stretch]:
        """Return the event times of each line whose rows were not all written."""
        return {line: stretch for line, stretch in self._unfinished.items() if stretch is not None}

    def _remove(self, recomputed: Recomputed) -> None:
        for table in BASE_TABLES:
            rows = self._tables[table]
            gone = (rows["time"] >= recomputed.start) & (rows["time"] < recomputed.end)
            for tag in ("enterprise", "site", "area", "work_center"):
                gone &= rows[tag] == getattr(recomputed.line, tag)
            self._tables[table] = rows[~gone]

    def _take_away(self, gone: pd.DataFrame) -> None:
        keys, rows = sort_keys("kpi"), self._tables["kpi"]
        kept = ~pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(gone[keys]))
        self._tables["kpi"] = rows[kept].reset_index(drop=True)

    def _put(self, table: KpiTable, rows: pd.DataFrame) -> None:
        if rows.empty:
            return
        both = pd.concat([self._tables[table], rows], ignore_index=True)
        newest = both.drop_duplicates(sort_keys(table), keep="last")
        self._tables[table] = conform(newest, table)


def _reaches(rows: pd.DataFrame, query: KpiQuery) -> pd.Series:
    """Tell which rows last until the start of a query."""
    if query.table == "stop":
        last = stop_ends(rows)
        return last >= query.start
    if query.table == "spc":
        return rows["time"] >= query.start
    return rows["end"] >= query.start + (query.table not in OF_SEGMENTS)
