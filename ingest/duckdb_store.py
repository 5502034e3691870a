"""The store in one DuckDB file: data, ledger and change rows of a batch in one transaction.

Rows are appended from numpy columns without any key; readers take the latest arrival.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import numpy as np

from contract.duckdb_tables import ARRIVAL_COLUMN, columns, create_statements, quote
from contract.series import CHANGE, DELIVERY, PIPELINE, REGISTER, SAMPLE, Measurement
from ingest.duckdb_columns import Table, slice_columns, to_numpy
from ingest.duckdb_schema import check_schema
from ingest.errors import StoreUnavailable
from ingest.row_columns import (
    change_columns,
    delivery_columns,
    pipeline_columns,
    register_columns,
)
from ingest.store import Batch, Columns, Outcome, RefusedRow, ServiceRows

# The store is away or full: try again. Anything else that is no fault of a row is a bug of ours.
_AWAY = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException)
_ROW_FAULTS = (
    duckdb.ConstraintException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.InvalidInputException,
)
_TABLES = {one.name: one for one in (SAMPLE, DELIVERY, CHANGE, PIPELINE, REGISTER)}
_WITH_ARRIVAL = {name for name, one in _TABLES.items() if ARRIVAL_COLUMN in dict(columns(one))}


class DuckdbStore:
    """Writes through its own cursor of a connection that the wiring owns.

    The insert counter decides between two arrivals of one identity. It goes on from the largest
    in the file; several workers may count side by side, for a work center has one worker only.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, *, wall_ms: Callable[[], int]
    ) -> None:
        self._cursor = connection.cursor()
        self._wall_ms = wall_ms
        check_schema(connection)
        for statement in create_statements():
            self._cursor.execute(statement)
        self._arrival = max(self._largest(name, ARRIVAL_COLUMN) for name in _WITH_ARRIVAL) + 1
        self._change_times: dict[str, int] = {}

    def _largest(self, table: str, column: str) -> int:
        found = self._cursor.execute(f"SELECT max({quote(column)}) FROM {quote(table)}").fetchone()  # noqa: S608 - names of the contract
        return -1 if found is None or found[0] is None else int(found[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit at the end, roll back on any error; an absent store is StoreUnavailable."""
        try:
            self._cursor.begin()
            try:
                yield
                self._cursor.commit()
            except BaseException:
                self._roll_back()
                raise
        except _AWAY as error:
            raise StoreUnavailable(f"DuckDB: {error}") from error

    def _roll_back(self) -> None:
        try:
            self._cursor.rollback()
        except duckdb.Error:
            return  # a commit that failed has already ended its transaction

    def write(self, batch: Batch) -> Outcome:
        """Commit the batch; where DuckDB refuses rows, commit nothing and name them."""
        try:
            with self._transaction():
                self._insert(SAMPLE, batch.columns, batch.size)
                self._insert(DELIVERY, *delivery_columns(batch.deliveries))
                if batch.spans:
                    time = self._change_time(batch.worker)
                    self._insert(CHANGE, *change_columns(batch.worker, time, batch.spans))
        except _ROW_FAULTS:
            refused = tuple(self._refused(batch.columns, range(batch.size)))
            if not refused:
                raise  # no sample is at fault, so we are
            return Outcome(refused)
        return Outcome()

    def write_service(self, rows: ServiceRows) -> None:
        """Commit register and pipeline rows."""
        with self._transaction():
            self._insert(REGISTER, *register_columns(rows.register))
            self._insert(PIPELINE, *pipeline_columns(rows.pipeline))

    def close(self) -> None:
        """Close the cursor; the connection belongs to the wiring."""
        self._cursor.close()

    def _change_time(self, worker: str) -> int:
        """Return the wall time of this commit, later than every one before it."""
        if worker not in self._change_times:
            found = self._cursor.execute(
                'SELECT max("time") FROM "change" WHERE worker = ?', [worker]
            ).fetchone()
            self._change_times[worker] = -1 if found is None or found[0] is None else int(found[0])
        time = max(self._wall_ms(), self._change_times[worker] + 1)
        self._change_times[worker] = time
        return time

    def _insert(self, measurement: Measurement, values: Columns, size: int) -> None:
        """Append rows from columns; a column left out is null."""
        if size == 0:
            return
        appended: Table = {
            name: to_numpy(values[name], sql_type)
            for name, sql_type in columns(measurement)
            if name in values
        }
        if measurement.name in _WITH_ARRIVAL:
            appended[ARRIVAL_COLUMN] = np.arange(self._arrival, self._arrival + size)
            self._arrival += size
        names = ", ".join(quote(name) for name in appended)
        # DuckDB finds the local variable `appended` by its name.
        self._cursor.execute(
            f"INSERT INTO {quote(measurement.name)} ({names}) SELECT {names} FROM appended"  # noqa: S608 - names of the contract
        )

    def _refused(self, values: Columns, rows: range) -> Iterator[RefusedRow]:
        """Find the rows that DuckDB will not take, by halves, writing nothing."""
        error = self._trial(values, rows)
        if error is None:
            return
        if len(rows) == 1:
            yield RefusedRow(rows.start, error)
            return
        middle = rows.start + len(rows) // 2
        yield from self._refused(values, range(rows.start, middle))
        yield from self._refused(values, range(middle, rows.stop))

    def _trial(self, values: Columns, rows: range) -> str | None:
        """Insert these rows and roll back; return what DuckDB said against them."""
        if not rows:
            return None
        try:
            self._cursor.begin()
            try:
                self._insert(SAMPLE, slice_columns(values, rows), len(rows))
            finally:
                self._roll_back()
        except _ROW_FAULTS as error:
            return str(error)
        except _AWAY as error:
            raise StoreUnavailable(f"DuckDB: {error}") from error
        return None
