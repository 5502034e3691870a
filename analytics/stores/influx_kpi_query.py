"""A question to the KPI store in, InfluxQL with a bounded look back, rows of exact types out."""

import pandas as pd

from analytics.kpi_store import (
    BASE_TABLES,
    OF_SEGMENTS,
    TABLES,
    KpiQuery,
    KpiTable,
    Recomputed,
    columns_of,
    conform,
    empty,
    stop_ends,
)
from analytics.stores.influx_kpi_lines import Key, keys_of
from analytics.stores.influx_reader import InfluxReader
from contract.series import UNIT_TAGS
from influx.influxql import below, columns, instant, name, one_of

_HOUR_MS = 3_600_000
# No row begins longer before its end than this: a month, quarter, year, an hour on a day of 25.
_LONGEST_MS = {
    "kpi": 32 * 24 * _HOUR_MS,
    "kpi_revision": 32 * 24 * _HOUR_MS,
    "automation": 367 * 24 * _HOUR_MS,
    "green": 367 * 24 * _HOUR_MS,
    "index": 367 * 24 * _HOUR_MS,
    **dict.fromkeys(OF_SEGMENTS, 25 * _HOUR_MS),
}
_VALID = f"{name('void')} = false"
_LEVEL = {"unit": f"{name('work_unit')} != ''", "line": f"{name('work_unit')} = ''"}


def read_rows(reader: InfluxReader, query: KpiQuery) -> pd.DataFrame:
    """Return rows with the columns of `columns_of`, sorted by `sort_keys`."""
    where = _conditions(query)
    if where is None:
        return empty(query.table)
    start = query.start
    back = query.reaching_back and query.start > 0 and query.table != "spc"
    parts: list[pd.DataFrame] = []
    if back and query.table == "stop":
        parts.append(_stops_into(reader, query, where))
    elif back:
        # What begins inside ends behind the start, too.
        reaches = ">=" if query.table in OF_SEGMENTS else ">"
        where = [*where, f"{name('end')} {reaches} {start}"]
        start -= _LONGEST_MS[query.table]
    if start < query.end:
        times = [f"time >= {instant(start)}", f"time < {instant(query.end)}"]
        parts.append(
            reader.rows(
                TABLES[query.table], columns(_without_time(query.table)), where=[*where, *times]
            )
        )
    found = [_typed(part, query.table) for part in parts if len(part)]
    if not found:
        return empty(query.table)
    return conform(pd.concat(found, ignore_index=True), query.table)


def stored_keys(reader: InfluxReader, table: KpiTable, part: Recomputed) -> list[Key]:
    """Return the keys of the valid rows of a line that start in a range."""
    rows = reader.rows(
        TABLES[table],
        columns(("void", *TABLES[table].tags)),
        where=[
            _VALID,
            below(part.line),
            f"time >= {instant(part.start)}",
            f"time < {instant(part.end)}",
        ],
    )
    # The row of a line has no work unit; a tag that is not there is null.
    return keys_of(table, rows.fillna("")) if len(rows) else []


def _conditions(query: KpiQuery) -> list[str] | None:
    """Return what every row must be, but for its time; None where nothing can be."""
    where = [_VALID]
    if query.below is not None:
        where.append(below(query.below))
    if query.levels and query.table in BASE_TABLES:
        wanted = [_LEVEL[level] for level in query.levels if level in _LEVEL]
        if not wanted:
            return None
        where.append(f"({' OR '.join(wanted)})")
    elif query.levels:
        where.append(one_of("level", query.levels))
    if query.windows:
        where.append(one_of("window", query.windows))
    return where


def _stops_into(reader: InfluxReader, query: KpiQuery, where: list[str]) -> pd.DataFrame:
    """Read the stops that begin before the start and reach it: one unit's do not overlap."""
    fields = [one for one in _without_time("stop") if one not in UNIT_TAGS]
    rows = reader.rows(
        TABLES["stop"],
        f"last({name('void')}) AS {name('edge')}, {columns(fields)}",
        where=[*where, f"time < {instant(query.start)}"],
        group_by=UNIT_TAGS,
    )
    if rows.empty:
        return rows
    ends = stop_ends(rows)
    return rows[ends >= query.start]


def _without_time(table: KpiTable) -> list[str]:
    return [one for one in columns_of(table) if one != "time"]


def _typed(rows: pd.DataFrame, table: KpiTable) -> pd.DataFrame:
    """Give each column the type of `empty`; a tag that no series has is an empty text.

    A row that was written before a field was there has nothing of it: 0, or no value.
    """
    blank = {"object": "", "bool": False, "int64": 0, "float64": 0.0}
    types = empty(table).dtypes
    return pd.DataFrame(
        {
            one: rows[one]
            .where(rows[one].notna(), True if one.endswith("_null") else blank[str(types[one])])
            .astype(types[one])
            for one in columns_of(table)
        }
    )
