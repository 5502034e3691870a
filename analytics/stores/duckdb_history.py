"""History over the embedded store: SQL in, columns out; each thread reads by its own cursor."""

import threading
from typing import Any, Literal

import duckdb
import numpy as np
import pandas as pd

from analytics.errors import StoreUnavailable
from analytics.history import (
    COUNTER_FIELDS,
    HELD_MS,
    OEE_FIELDS,
    WRITE_TIMEOUT_MS,
    Changes,
    Cursor,
    Feed,
    LineFacts,
    advance,
    check_fields,
    telling,
)
from analytics.stores.duckdb_samples import coded_samples
from analytics.stores.identity import merge_identities, stacked
from analytics.stores.neighbours import trim
from analytics.stores.run_facts import Account, Said, facts_of
from contract.duckdb_tables import quote
from contract.path import EquipmentPath

_OF_LINE = "enterprise = ? AND site = ? AND area = ? AND work_center = ?"
# How far outside a slice the neighbours are looked for: most stand one heartbeat away.
_REACHES_MS = (60_000, 3_600_000, 86_400_000)


class DuckdbHistory:
    """Implements `History` over a connection that the wiring opened and owns."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, *, overlap_ms: int = WRITE_TIMEOUT_MS
    ) -> None:
        self._connection = connection
        self._overlap_ms = overlap_ms
        self._local = threading.local()
        self._units: dict[EquipmentPath, set[str]] = {}

    def changed_since(self, cursor: Cursor) -> Changes:
        """Return the commits behind `cursor`, each once, also those that became visible late."""
        select = "SELECT worker, enterprise, site, area, work_center, time, first, last FROM change"
        values: list[object] = []
        if cursor.positions:
            known = ", ".join(["(?, ?, ?, ?, ?, ?::BIGINT)"] * len(cursor.positions))
            select += (
                f" LEFT JOIN (VALUES {known}) AS"
                " taken(worker, enterprise, site, area, work_center, time_taken)"
                " USING (worker, enterprise, site, area, work_center)"
                " WHERE time_taken IS NULL OR time > time_taken"
            )
            for feed, time in cursor.positions.items():
                values += [feed.worker, *_tags(feed.line), time - self._overlap_ms]
        found = [
            (Feed(worker, EquipmentPath(*tags)), time, first, last)
            for worker, *tags, time, first, last in self._rows(select, values)
        ]
        return advance(cursor, found, overlap_ms=self._overlap_ms)

    def samples(
        self,
        line: EquipmentPath,
        *,
        start: int,
        end: int,
        fields: tuple[str, ...] = OEE_FIELDS,
        told: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        """Return samples with start <= t <= end, and each unit's neighbours outside."""
        check_fields(fields)
        if told:
            return self._tellings(line, told, start=start, end=end, fields=fields)
        reach = _REACHES_MS[0]
        rows = self._read(line, "time BETWEEN ? AND ?", [start - reach, end + reach], fields=fields)
        outside = self._distant(line, rows, start=start, end=end)
        if outside:
            rows = _together(rows, self._read(line, *_at(outside), fields=fields))
        slice_ = trim(rows, start=start, end=end)
        earlier = self._valid_counters(line, slice_, start=start, fields=fields)
        return _together(slice_, earlier)

    def facts(self, line: EquipmentPath) -> LineFacts:
        """Return the register, clock, first and newest time and end of this line's run."""
        tags = _tags(line)
        register = self._frame(
            f"SELECT * EXCLUDE (arrival) FROM register WHERE {_OF_LINE}"  # noqa: S608 - constants
            " QUALIFY row_number() OVER (PARTITION BY work_unit"
            " ORDER BY time DESC, arrival DESC) = 1 ORDER BY work_unit",
            tags,
        )
        first, newest = self._rows(
            f"SELECT min(first), max(last) FROM change WHERE {_OF_LINE}",  # noqa: S608 - constants
            tags,
        )[0]
        said = [
            Said(*row)
            for row in self._rows(
                "SELECT kind, time, boot, session, clock, samples, ended, sources FROM pipeline"  # noqa: S608 - constants
                f" WHERE {_OF_LINE} AND kind IN ('birth', 'status')"
                " QUALIFY row_number() OVER (PARTITION BY kind"
                " ORDER BY boot DESC, time DESC, session DESC, arrival DESC) = 1",
                tags,
            )
        ]
        boot = max((row.boot for row in said), default=0)
        reached = self._rows(
            f'SELECT max("first" + samples) FROM delivery WHERE {_OF_LINE} AND boot = ?',  # noqa: S608 - constants
            [*tags, boot],
        )[0][0]
        account = Account(first=first, newest=newest, reached=reached or 0)
        return facts_of(line, register, said=said, account=account)

    def _distant(
        self, line: EquipmentPath, rows: pd.DataFrame, *, start: int, end: int
    ) -> list[tuple[str, int]]:
        """Find neighbours farther than one reach away, as (work unit, time)."""
        known = self._units_of(line)
        known.update(rows["work_unit"].unique())
        found: list[tuple[str, int]] = []
        time = rows["time"].to_numpy()
        sides: tuple[tuple[Literal["max", "min"], str, np.ndarray], ...] = (
            ("max", "time < ? AND time >= ?", time < start),
            ("min", "time > ? AND time <= ?", time > end),
        )
        for pick, condition, there in sides:
            missing = known - set(rows.loc[there, "work_unit"].unique())
            edge = start if pick == "max" else end
            for reach in (*_REACHES_MS[1:], None):
                if not missing:
                    break
                far = _far(edge, reach, back=pick == "max")
                hits = self._rows(
                    f"SELECT work_unit, {pick}(time) FROM sample WHERE {_OF_LINE}"  # noqa: S608 - constants
                    f" AND {condition} GROUP BY work_unit",
                    [*_tags(line), edge, far],
                )
                found += [(unit, at) for unit, at in hits if unit in missing]
                missing -= {unit for unit, _ in hits}
        return found

    def _tellings(
        self,
        line: EquipmentPath,
        told: tuple[str, ...],
        *,
        start: int,
        end: int,
        fields: tuple[str, ...],
    ) -> pd.DataFrame:
        """Read the samples of the slice that tell one of these, and each one's last before it."""
        marks = [telling(name) for name in told]
        last = ["max(time) FILTER (contains(process_values, ?))"] * len(told)
        hits = self._rows(
            f"SELECT work_unit, {', '.join(last)} FROM sample WHERE {_OF_LINE}"  # noqa: S608 - constants
            " AND time >= ? AND time < ? AND process_values IS NOT NULL GROUP BY work_unit",
            [*marks, *_tags(line), start - HELD_MS, start],
        )
        pairs = sorted(
            {(unit, time) for unit, *times in hits for time in times if time is not None}
        )
        tells = " OR ".join(["contains(process_values, ?)"] * len(told))
        condition, values = f"time BETWEEN ? AND ? AND ({tells})", [start, end, *marks]
        columns = ", ".join(
            f"{quote(name)}::DOUBLE AS {quote(name)}" if name in COUNTER_FIELDS else quote(name)
            for name in fields
        )
        sql = (
            f"SELECT work_unit, time, arrival, {columns}, unavailable FROM sample WHERE {_OF_LINE}"  # noqa: S608 - contract names
        )
        # So few rows that coding their words would take longer than their texts.
        read = f"{sql} AND {condition}"
        if pairs:
            before, more = _at(pairs)
            read, values = f"{read} UNION ALL {sql} AND {before}", [*values, *_tags(line), *more]
        rows = self._frame(f"{read} ORDER BY work_unit, time, arrival", [*_tags(line), *values])
        return merge_identities(rows.drop(columns="arrival"))

    def _valid_counters(
        self, line: EquipmentPath, rows: pd.DataFrame, *, start: int, fields: tuple[str, ...]
    ) -> pd.DataFrame:
        """Read, where the last sample before `start` lacks a counter, the last that has it."""
        wanted: set[tuple[str, int]] = set()
        lacking = rows[(rows["time"] < start) & rows["unavailable"].notna()]
        for unit, time, names in zip(
            lacking["work_unit"], lacking["time"], lacking["unavailable"], strict=True
        ):
            for name in set(str(names).split()) & COUNTER_FIELDS & set(fields):
                hit = self._rows(
                    f"SELECT max(time) FROM sample WHERE {_OF_LINE} AND work_unit = ?"  # noqa: S608 - contract names
                    f" AND time < ? AND {quote(name)} IS NOT NULL",
                    [*_tags(line), unit, time],
                )[0][0]
                if hit is not None:
                    wanted.add((unit, hit))
        parts = [
            self._read(line, "work_unit = ? AND time = ?", [unit, time], fields=fields)
            for unit, time in sorted(wanted)
        ]
        return stacked(parts) if parts else rows.iloc[:0]

    def _units_of(self, line: EquipmentPath) -> set[str]:
        # A full scan once per line; later units show themselves in the slices read.
        if line not in self._units:
            found = self._rows(
                f"SELECT DISTINCT work_unit FROM sample WHERE {_OF_LINE}",  # noqa: S608 - constants
                _tags(line),
            )
            self._units[line] = {unit for (unit,) in found}
        return self._units[line]

    def _read(
        self,
        line: EquipmentPath,
        condition: str,
        values: list[object] | list[str | int] | list[int],
        *,
        fields: tuple[str, ...],
    ) -> pd.DataFrame:
        try:
            rows = coded_samples(
                self._cursor(),
                f"{_OF_LINE} AND {condition}",
                [*_tags(line), *values],
                fields=fields,
            )
        except duckdb.Error as error:
            raise StoreUnavailable(f"the embedded store did not answer: {error}") from error
        return merge_identities(rows)

    def _frame(self, sql: str, values: list[object] | list[str]) -> pd.DataFrame:
        try:
            columns = self._cursor().execute(sql, values).fetchnumpy()
        except duckdb.Error as error:
            raise StoreUnavailable(f"the embedded store did not answer: {error}") from error
        return pd.DataFrame({name: _plain(column) for name, column in columns.items()})

    def _rows(self, sql: str, values: list[object] | list[str]) -> list[tuple[Any, ...]]:
        try:
            return self._cursor().execute(sql, values).fetchall()
        except duckdb.Error as error:
            raise StoreUnavailable(f"the embedded store did not answer: {error}") from error

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._connection.cursor()
        own: duckdb.DuckDBPyConnection = self._local.cursor
        return own


def _at(found: list[tuple[str, int]]) -> tuple[str, list[object]]:
    """Return the condition that a sample is one of these, given as (work unit, time)."""
    marks = ", ".join(["(?, ?)"] * len(found))
    times = ", ".join(str(time) for _, time in found)
    values: list[object] = [part for pair in found for part in pair]
    return f"time IN ({times}) AND (work_unit, time) IN (VALUES {marks})", values


def _tags(line: EquipmentPath) -> list[str]:
    return [line.enterprise, line.site, line.area, line.work_center]


def _far(edge: int, reach: int | None, *, back: bool) -> int:
    if reach is None:
        return 0 if back else 2**62
    return edge - reach if back else edge + reach


def _plain(column: Any) -> Any:
    """Give masked values as NaN in numbers and as None in words."""
    if isinstance(column, np.ma.MaskedArray):
        if column.dtype.kind == "f":
            return column.filled(np.nan)
        words = np.asarray(column.data, dtype=object).copy()
        words[np.ma.getmaskarray(column)] = None
        return pd.Series(words, dtype=object)
    return pd.Series(column, dtype=object) if column.dtype == object else column


def _together(rows: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    if more.empty:
        return rows
    both = stacked([rows, more]) if len(rows) else more
    both = both.drop_duplicates(["work_unit", "time"], keep="last")
    return both.sort_values(["work_unit", "time"], kind="stable", ignore_index=True)
