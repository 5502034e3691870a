"""KPI store over the embedded store: one transaction per batch, delete and insert, no void rows."""

import threading
from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd

from analytics.errors import StoreUnavailable
from analytics.framed import framed
from analytics.history import Feed
from analytics.kpi_store import (
    BASE_TABLES,
    OF_SEGMENTS,
    TABLES,
    KpiBatch,
    KpiQuery,
    KpiTable,
    columns_of,
    conform,
    sort_keys,
)
from analytics.progress import Stretch
from contract.duckdb_tables import quote
from contract.path import EquipmentPath
from contract.series import CURSOR, LINE_TAGS, UNIT_TAGS

_OF_LINE = "enterprise = ? AND site = ? AND area = ? AND work_center = ?"
_ENDS: dict[KpiTable, str] = {
    "stop": "time + round(duration_s * 1000)::BIGINT >= ?",
    **dict.fromkeys(OF_SEGMENTS, '"end" >= ?'),
    "kpi": '"end" > ?',
    "kpi_revision": '"end" > ?',
    "automation": '"end" > ?',
    "green": '"end" > ?',
    "index": '"end" > ?',
}


class DuckdbKpiStore:
    """Implements `KpiStore` over a connection that the wiring opened and owns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._local = threading.local()

    def write(self, batch: KpiBatch) -> None:
        """Write the base tables, then revisions, KPI rows and rates, then the cursor."""
        cursor = self._own()
        try:
            cursor.begin()
            try:
                self._write(cursor, batch)
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()
        except duckdb.Error as error:
            raise StoreUnavailable(f"the embedded store took no KPIs: {error}") from error

    def read(self, query: KpiQuery) -> pd.DataFrame:
        """Return rows with the columns of `columns_of`, sorted by `sort_keys`."""
        inside = "time >= ? AND time < ?"
        values: list[object] = [query.start, query.end]
        if query.reaching_back and query.table in _ENDS:
            inside = f"({inside} OR (time < ? AND {_ENDS[query.table]}))"
            values += [query.start, query.start]
        conditions = [inside]
        if query.below is not None:
            for tag in UNIT_TAGS:
                name = getattr(query.below, tag)
                if name and tag not in TABLES[query.table].tags:
                    conditions.append("false")
                elif name:
                    conditions.append(f"{tag} = ?")
                    values.append(name)
        levels = query.levels
        if levels and query.table in BASE_TABLES:
            kept = {"unit": "work_unit <> ''", "line": "work_unit = ''"}
            conditions.append("(" + " OR ".join(kept.get(one, "false") for one in levels) + ")")
            levels = ()
        for tag, wanted in (("level", levels), ("window", query.windows)):
            if wanted:
                conditions.append(f"{quote(tag)} IN ({', '.join('?' * len(wanted))})")
                values += wanted
        columns = ", ".join(quote(name) for name in columns_of(query.table))
        sql = f"SELECT {columns} FROM {quote(query.table)} WHERE {' AND '.join(conditions)}"  # noqa: S608 - contract names
        try:
            found = self._own().execute(sql, values).fetchnumpy()
        except duckdb.Error as error:
            raise StoreUnavailable(f"the embedded store did not answer: {error}") from error
        columns_read = {name: np.asarray(column) for name, column in found.items()}
        return conform(framed(columns_read), query.table)

    def cursor(self) -> Mapping[Feed, int]:
        """Return how far the change feed has been computed, in ms wall time per feed."""
        try:
            found = self._own().execute(
                "SELECT worker, enterprise, site, area, work_center, change_time FROM cursor"
            )
        except duckdb.Error as error:
            raise StoreUnavailable(f"the embedded store did not answer: {error}") from error
        return {
            Feed(worker, EquipmentPath(*tags)): time for worker, *tags, time in found.fetchall()
        }

    def unfinished(self) -> Mapping[EquipmentPath, Stretch]:
        """Return the event times of each line whose rows were not all written."""
        try:
            found = self._own().execute(
                "SELECT enterprise, site, area, work_center, first, last FROM unfinished"
            )
        except duckdb.Error as error:
            raise StoreUnavailable(f"the embedded store did not answer: {error}") from error
        return {
            EquipmentPath(*tags): Stretch(first, last) for *tags, first, last in found.fetchall()
        }

    def _write(self, cursor: duckdb.DuckDBPyConnection, batch: KpiBatch) -> None:
        for part in batch.recomputed:
            line = part.line
            tags = [line.enterprise, line.site, line.area, line.work_center]
            for table in BASE_TABLES:
                cursor.execute(
                    f"DELETE FROM {table} WHERE {_OF_LINE} AND time >= ? AND time < ?",  # noqa: S608 - constants
                    [*tags, part.start, part.end],
                )
        for table, rows in batch.base.items():
            self._put(cursor, table, rows, anew=_deleted(batch, rows))
        self._put(cursor, "kpi_revision", batch.kpi_revisions)
        self._take_away(cursor, "kpi", batch.gone)
        self._put(cursor, "kpi", batch.kpis)
        for table, rows in batch.rates.items():
            self._put(cursor, table, rows)
        for feed, time in batch.cursor.items():
            line = feed.line
            tags = [line.enterprise, line.site, line.area, line.work_center]
            cursor.execute(
                f"DELETE FROM {CURSOR.name} WHERE worker = ? AND {_OF_LINE}",  # noqa: S608 - constants
                [feed.worker, *tags],
            )
            cursor.execute(
                f"INSERT INTO {CURSOR.name} BY NAME SELECT 0 AS time, ? AS worker,"
                " ? AS enterprise, ? AS site, ? AS area, ? AS work_center, ? AS change_time",
                [feed.worker, *tags, time],
            )

        for line, stretch in batch.unfinished.items():
            tags = [line.enterprise, line.site, line.area, line.work_center]
            cursor.execute(f"DELETE FROM unfinished WHERE {_OF_LINE}", tags)  # noqa: S608 - constants
            if stretch is not None:
                cursor.execute(
                    "INSERT INTO unfinished BY NAME SELECT 0 AS time, ? AS enterprise,"
                    " ? AS site, ? AS area, ? AS work_center, ? AS first, ? AS last",
                    [*tags, stretch.first, stretch.last],
                )

    def _put(
        self,
        cursor: duckdb.DuckDBPyConnection,
        table: KpiTable,
        rows: pd.DataFrame,
        *,
        anew: bool = False,
    ) -> None:
        """Insert rows; what has their keys is deleted first, but where they come `anew`."""
        if rows.empty:
            return
        if not anew:
            self._take_away(cursor, table, rows)
        columns = {name: rows[name].to_numpy() for name in columns_of(table)}
        statement = f"INSERT INTO {quote(table)} BY NAME SELECT *, false AS void FROM incoming"  # noqa: S608 - contract names
        _with_incoming(cursor, columns, statement)

    def _take_away(
        self, cursor: duckdb.DuckDBPyConnection, table: KpiTable, rows: pd.DataFrame
    ) -> None:
        """Delete what has the keys of these rows."""
        if rows.empty:
            return
        keys = {name: rows[name].to_numpy() for name in sort_keys(table)}
        same = " AND ".join(f"{quote(table)}.{quote(key)} = incoming.{quote(key)}" for key in keys)
        statement = f"DELETE FROM {quote(table)} USING incoming WHERE {same}"  # noqa: S608 - contract names
        _with_incoming(cursor, keys, statement)

    def _own(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._connection.cursor()
        own: duckdb.DuckDBPyConnection = self._local.cursor
        return own


def _with_incoming(
    cursor: duckdb.DuckDBPyConnection, columns: Mapping[str, np.ndarray], statement: str
) -> None:
    """Run a statement over columns; arrays cost less to bind than a frame."""
    cursor.register("incoming", dict(columns))
    try:
        cursor.execute(statement)
    finally:
        cursor.unregister("incoming")


def _deleted(batch: KpiBatch, rows: pd.DataFrame) -> bool:
    """Tell whether all rows lie in one recomputed range, which is empty by now."""
    return any(
        bool(rows["time"].between(part.start, part.end, inclusive="left").all())
        and all((rows[tag] == getattr(part.line, tag)).all() for tag in LINE_TAGS)
        for part in batch.recomputed
    )
