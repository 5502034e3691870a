"""What people told analytics, in the embedded store; each call takes a cursor of its own."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

import duckdb
import numpy as np

from analytics.books import Books, LateReason, MasterUse, parts_of
from analytics.errors import StoreUnavailable
from analytics.index.digital.observation import Observation
from analytics.index.digital.observations import news
from analytics.index.digital.observations_rows import columns_of, observation_of
from contract.duckdb_tables import columns, quote
from contract.path import EquipmentPath
from contract.series import MASTER_DATA, OBSERVATION, REASON, Measurement

_OF_LINE = "enterprise = ? AND site = ? AND area = ? AND work_center = ?"
_REASON = ", ".join(
    quote(name) for name in (*REASON.tags, "start", "end", "reason", "time", "given_by", "force")
)


class DuckdbReasonBook:
    """Implements `ReasonBook` over a connection that the wiring opened and owns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def put(self, entries: Sequence[LateReason]) -> None:
        """Add entries; the same ones again change nothing."""
        with _transaction(self._connection) as cursor:
            for one in entries:
                tags = _tags(one.unit, REASON)
                cursor.execute(
                    f'DELETE FROM reason WHERE {_OF_LINE} AND work_unit = ? AND "time" = ?',  # noqa: S608 - constants
                    [*tags, one.given_at],
                )
                told = [one.start, one.end, one.reason, one.force, one.given_by]
                _insert(cursor, REASON, [one.given_at, *tags, *told])

    def of(self, line: EquipmentPath, *, start: int, end: int) -> tuple[LateReason, ...]:
        """Return the entries of a line that meet [start, end) of event time, oldest first."""
        tags = [line.enterprise, line.site, line.area, line.work_center]
        return self._read(f'{_OF_LINE} AND "start" < ? AND "end" > ?', [*tags, end, start])

    def given_since(self, time: int) -> tuple[LateReason, ...]:
        """Return the entries of every line that were given at `time` (wall ms) or later."""
        return self._read('"time" >= ?', [time])

    def _read(self, where: str, values: Sequence[object]) -> tuple[LateReason, ...]:
        rows = _rows(
            self._connection,
            f'SELECT {_REASON} FROM reason WHERE {where} ORDER BY "time", work_unit',  # noqa: S608 - constants
            values,
        )
        return tuple(
            LateReason(EquipmentPath(*row[:5]), row[5], row[6], row[7], row[8], row[9], row[10])
            for row in rows
        )


class DuckdbMasterBook:
    """Implements `MasterBook` over a connection that the wiring opened and owns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def put(self, use: MasterUse) -> None:
        """Add a use, or replace the one of this site that began at the same time."""
        site = [use.site.enterprise, use.site.site]
        with _transaction(self._connection) as cursor:
            cursor.execute(
                'DELETE FROM master_data WHERE enterprise = ? AND site = ? AND "time" = ?',
                [*site, use.since],
            )
            for part, content in parts_of(use.content):
                _insert(
                    cursor, MASTER_DATA, [use.since, *site, part, use.hash, content, use.applied]
                )

    def of(self, site: EquipmentPath) -> tuple[MasterUse, ...]:
        """Return every use of a site, oldest first."""
        rows = _rows(
            self._connection,
            'SELECT "time", hash, applied, content FROM master_data'
            ' WHERE enterprise = ? AND site = ? ORDER BY "time", part',
            [site.enterprise, site.site],
        )
        return tuple(
            MasterUse(site, since, digest, "".join(row[3] for row in parts), applied)
            for (since, digest, applied), parts in groupby(rows, key=lambda row: row[:3])
        )


class DuckdbObservationBook:
    """Implements `ObservationBook` over a connection that the wiring opened and owns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def put(self, told: Sequence[Observation]) -> tuple[Observation, ...]:
        """Add what says something new of its cell, and return that; the same again adds nothing."""
        added = news(self.of({one.period for one in told}), told) if told else ()
        if added:
            with _transaction(self._connection) as cursor:
                rows = {name: np.array(column) for name, column in columns_of(added).items()}
                cursor.register("incoming", rows)
                cursor.execute("INSERT INTO observation BY NAME SELECT * FROM incoming")
                cursor.unregister("incoming")
        return added

    def of(
        self, periods: Collection[str] = (), *, as_of: int | None = None
    ) -> tuple[Observation, ...]:
        """Return the observations of periods, oldest first, known at `as_of` (wall ms)."""
        names = [name for name, _ in columns(OBSERVATION)]
        where, values = ["true"], list[object](periods)
        if periods:
            where.append(f"period IN ({', '.join('?' * len(periods))})")
        if as_of is not None:
            where.append('"time" <= ?')
            values.append(as_of)
        rows = _rows(
            self._connection,
            f"SELECT {', '.join(map(quote, names))} FROM observation WHERE {' AND '.join(where)}"  # noqa: S608 - contract names
            ' ORDER BY "time", unit, indicator, period',
            values,
        )
        return tuple(observation_of(dict(zip(names, row, strict=True))) for row in rows)


def duckdb_books(connection: duckdb.DuckDBPyConnection) -> Books:
    """Return the books of an open file."""
    return Books(
        DuckdbReasonBook(connection),
        DuckdbMasterBook(connection),
        DuckdbObservationBook(connection),
    )


def _tags(path: EquipmentPath, measurement: Measurement) -> list[str]:
    return [getattr(path, tag) for tag in measurement.tags]


def _insert(
    cursor: duckdb.DuckDBPyConnection, measurement: Measurement, values: Sequence[object]
) -> None:
    marks = ", ".join("?" * len(columns(measurement)))
    cursor.execute(f"INSERT INTO {quote(measurement.name)} VALUES ({marks})", list(values))  # noqa: S608 - contract names


@contextlib.contextmanager
def _transaction(
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with contextlib.closing(connection.cursor()) as cursor:
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()
    except duckdb.Error as error:
        raise StoreUnavailable(f"the embedded store took no entry: {error}") from error


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object]
) -> list[tuple[Any, ...]]:
    try:
        with contextlib.closing(connection.cursor()) as cursor:
            return cursor.execute(sql, list(values)).fetchall()
    except duckdb.CatalogException:
        # A file that nobody has written since there are books has none of their tables.
        return []
    except duckdb.Error as error:
        raise StoreUnavailable(f"the embedded store did not answer: {error}") from error
