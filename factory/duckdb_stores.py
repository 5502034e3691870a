"""The embedded store: one DuckDB file that this process owns, with all that reads and writes it.

DuckDB lets one process open a file that is written, so whatever needs the store shares this.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from analytics.account import Account
from analytics.books import Books
from analytics.history import History
from analytics.kpi_store import KpiStore
from analytics.stores.duckdb_books import duckdb_books
from analytics.stores.duckdb_history import DuckdbHistory
from analytics.stores.duckdb_kpi_store import DuckdbKpiStore
from contract.duckdb_tables import create_statements
from contract.path import EquipmentPath
from factory.when import wall_ms
from ingest.audit import AuditRow
from ingest.dead_letters import DeadLetter
from ingest.duckdb_audit import read_audit
from ingest.duckdb_schema import check_schema
from ingest.duckdb_store import DuckdbStore
from ingest.store import Store

_LINES = """
SELECT DISTINCT enterprise, site, area, work_center
FROM (SELECT enterprise, site, area, work_center FROM register
      UNION ALL SELECT enterprise, site, area, work_center FROM change)
ORDER BY ALL
"""
_BOOTS = """
SELECT enterprise, site, area, work_center, max(boot) FROM pipeline
WHERE kind = 'birth' GROUP BY ALL
"""


class DuckdbStores:
    """Implements `Stores` over a connection that stays open as long as it is used."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.history: History = DuckdbHistory(connection)
        self.kpis: KpiStore = DuckdbKpiStore(connection)
        self.books: Books = duckdb_books(connection)

    def for_ingest(self) -> Store:
        """Return a new writer for one worker, which closes it."""
        return DuckdbStore(self._connection, wall_ms=wall_ms)

    def in_use(self) -> str:
        """Nobody else has the file open."""
        return ""

    def account(self) -> Account | None:
        """Nobody else could ask."""
        return None

    def for_analytics(self) -> tuple[History, KpiStore, Books]:
        """Return what the one analytics of this store reads and writes."""
        return self.history, self.kpis, self.books

    def lines(self) -> tuple[EquipmentPath, ...]:
        """Return every work center the store has heard of, by path."""
        return tuple(EquipmentPath(*row) for row in self._rows(_LINES))

    def newest_boots(self) -> dict[EquipmentPath, int]:
        """Return the newest boot of each line's agent that the store has heard of."""
        return {EquipmentPath(*line): int(boot) for *line, boot in self._rows(_BOOTS)}

    def audit(self, letters: Iterable[DeadLetter]) -> tuple[AuditRow, ...]:
        """Return conservation per agent and boot."""
        return read_audit(self._connection, letters)

    def _rows(self, sql: str) -> list[tuple[str, ...]]:
        with contextlib.closing(self._connection.cursor()) as cursor:
            return cursor.execute(sql).fetchall()


@contextlib.contextmanager
def open_duckdb(
    path: Path, *, memory_limit: str, read_only: bool = False
) -> Iterator[DuckdbStores]:
    """Open the DuckDB file; every thread takes a cursor of its own.

    A file that is only read is checked here; a writer checks it and lays out what is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        str(path), read_only=read_only, config={"memory_limit": memory_limit, "threads": 2}
    )
    try:
        check_schema(connection)
        if not read_only:
            for statement in create_statements():
                connection.execute(statement)
        yield DuckdbStores(connection)
    finally:
        connection.close()
