"""A DuckDB file that another version of the project laid out."""

import duckdb
import pytest

from ingest.duckdb_store import DuckdbStore
from ingest.errors import BadConfiguration


def opened(connection: duckdb.DuckDBPyConnection) -> DuckdbStore:
    """Open a store on this connection."""
    return DuckdbStore(connection, wall_ms=lambda: 5_000)


def test_a_file_of_this_version_is_opened_again() -> None:
    """What was laid out by us is fine."""
    connection = duckdb.connect(":memory:")
    opened(connection).close()
    opened(connection).close()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE pipeline DROP COLUMN session", "pipeline differs in session"),
        ("ALTER TABLE sample ALTER produced TYPE DOUBLE", "sample differs in produced"),
        ("ALTER TABLE kpi DROP COLUMN coverage", "kpi differs in coverage"),
    ],
)
def test_a_file_of_another_layout_is_refused_with_what_differs(change: str, named: str) -> None:
    """Rows are never written beside a layout that means something else."""
    connection = duckdb.connect(":memory:")
    opened(connection).close()
    connection.execute(change)
    with pytest.raises(BadConfiguration, match=named):
        opened(connection)
