"""KPI rows to bytes in the formats people ask for; equal rows give equal bytes."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

import duckdb
import msgspec
import pandas as pd

from analytics.errors import BadQuery
from analytics.export_table import to_table
from analytics.export_xlsx import to_xlsx
from analytics.listing.listing import Listing
from analytics.listing.listings import PLAIN, listing_of
from analytics.records import records

Format = Literal["table", "csv", "json", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)


def export(rows: pd.DataFrame, form: str, listing: str = "kpi") -> bytes:
    """Write rows of a listing in one of FORMATS; `listing` names headings and their meaning."""
    for known in FORMATS:
        if known == form:
            return _WRITERS[known](rows, listing_of(listing))
    raise BadQuery(f"format {form!r} must be one of {', '.join(FORMATS)}")


def to_csv(rows: pd.DataFrame, _listing: Listing = PLAIN) -> bytes:
    """Write a header and one line per row; null is empty, floats read back exactly."""
    text: str = rows.to_csv(index=False, lineterminator="\n")
    return text.encode()


def to_json(rows: pd.DataFrame, _listing: Listing = PLAIN) -> bytes:
    """Write a list of objects, one line each; null is null."""
    lines = [msgspec.json.encode(record) for record in records(rows)]
    return b"[\n" + b",\n".join(lines) + b"\n]\n" if lines else b"[]\n"


def to_parquet(rows: pd.DataFrame, _listing: Listing = PLAIN) -> bytes:
    """Write one Parquet file; null is null."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        target = Path(folder) / "rows.parquet"
        connection.execute("SET threads = 1")
        connection.register("rows_in", rows)
        columns = ", ".join(_spelled(str(name), rows[name]) for name in rows.columns)
        connection.sql(f"SELECT {columns} FROM rows_in").write_parquet(  # noqa: S608 - our own column names
            str(target), compression="zstd"
        )
        return target.read_bytes()


def _spelled(name: str, values: pd.Series) -> str:
    """Return a column for SQL: NaN is null, and words are words also where there are none."""
    if values.dtype.kind == "f":
        return f'nullif("{name}", \'NaN\'::DOUBLE) AS "{name}"'
    if values.dtype.kind == "O" and all(isinstance(value, str) for value in values):
        return f'"{name}"::VARCHAR AS "{name}"'
    return f'"{name}"'


_WRITERS: dict[Format, Callable[[pd.DataFrame, Listing], bytes]] = {
    "table": to_table,
    "csv": to_csv,
    "json": to_json,
    "parquet": to_parquet,
    "xlsx": to_xlsx,
}
