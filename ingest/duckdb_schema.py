"""A DuckDB file goes in; a refusal comes out where another version of the project laid it out.

Its rows are never guessed at: a column that is missing or of another type would be wrong numbers.
"""

import duckdb

from contract.duckdb_tables import columns
from contract.series import MEASUREMENTS
from ingest.errors import BadConfiguration


def check_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise BadConfiguration unless every table that is there has the columns of the series."""
    with connection.cursor() as cursor:
        found: dict[str, dict[str, str]] = {}
        for table, name, sql_type in cursor.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns()"
            " WHERE database_name = current_database() AND schema_name = 'main'"
        ).fetchall():
            found.setdefault(table, {})[name] = sql_type
    for measurement in MEASUREMENTS:
        there = found.get(measurement.name)
        if there is None:
            continue
        wrong = [name for name, sql_type in columns(measurement) if there.get(name) != sql_type]
        if wrong:
            raise BadConfiguration(
                f"the store was laid out by another version: table {measurement.name} differs in"
                f" {', '.join(wrong[:5])}; read it with that version, or begin another data"
                " directory (--data-dir, or --fresh to empty this one)"
            )
