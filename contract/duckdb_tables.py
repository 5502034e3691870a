"""The same tables in DuckDB: their definitions as SQL text, made from the series."""

from contract.series import MEASUREMENTS, SAMPLE, Measurement

_SQL_TYPES = {"int": "BIGINT", "float": "DOUBLE", "text": "VARCHAR", "bool": "BOOLEAN"}

# An insert counter decides which of two rows of one identity came later (contract 4.5).
ARRIVAL_COLUMN = "arrival"
_WITH_ARRIVAL = {SAMPLE.name, "delivery", "pipeline", "register"}


def columns(measurement: Measurement) -> tuple[tuple[str, str], ...]:
    """Return (name, SQL type) of each column: time, tags, fields, and the insert counter last."""
    return (
        ("time", "BIGINT"),
        *((tag, "VARCHAR") for tag in measurement.tags),
        *((field.name, _SQL_TYPES[field.type]) for field in measurement.fields),
        *(((ARRIVAL_COLUMN, "BIGINT"),) if measurement.name in _WITH_ARRIVAL else ()),
    )


def quote(name: str) -> str:
    """Quote an SQL identifier (order and first are words of SQL)."""
    return f'"{name}"'


def create_statements() -> tuple[str, ...]:
    """Return one idempotent CREATE TABLE per measurement; no keys, rows are appended."""
    return tuple(
        f"CREATE TABLE IF NOT EXISTS {quote(measurement.name)} ("
        + ", ".join(f"{quote(name)} {kind}" for name, kind in columns(measurement))
        + ")"
        for measurement in MEASUREMENTS
    )
