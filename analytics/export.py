"""KPI rows to bytes in the formats people ask for; equal rows give equal bytes."""

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

import duckdb
import msgspec
import pandas as pd

from analytics.errors import BadQuery
from contract.kpi import FLAG_FIELDS

Format = Literal["table", "csv", "json", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

# The columns of a table for people; the other formats carry every column.
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("path", "path", "text"),
    ("window", "window", "text"),
    ("window_start", "start", "text"),
    ("shift", "shift", "text"),
    ("oee_index", "OEE %", "percent"),
    ("availability", "A %", "percent"),
    ("effectiveness", "E %", "percent"),
    ("quality_ratio", "Q %", "percent"),
    ("coverage", "coverage %", "percent"),
    ("produced_quantity", "produced", "count"),
    ("good_quantity", "good", "count"),
    ("scrap_quantity", "scrap", "count"),
    ("planned_busy_time_s", "planned busy h", "hours"),
    ("unknown_time_s", "unknown h", "hours"),
    ("revision", "rev", "whole"),
)


def export(rows: pd.DataFrame, form: str) -> bytes:
    """Write rows of `analytics.queries.OEE_COLUMNS` in one of FORMATS."""
    for known in FORMATS:
        if known == form:
            return _WRITERS[known](rows)
    raise BadQuery(f"format {form!r} must be one of {', '.join(FORMATS)}")


def to_csv(rows: pd.DataFrame) -> bytes:
    """Write a header and one line per row; null is empty, floats read back exactly."""
    text: str = rows.to_csv(index=False, lineterminator="\n")
    return text.encode()


def to_json(rows: pd.DataFrame) -> bytes:
    """Write a list of objects, one line each; null is null."""
    lines = [msgspec.json.encode(record) for record in records(rows)]
    return b"[\n" + b",\n".join(lines) + b"\n]\n" if lines else b"[]\n"


def to_parquet(rows: pd.DataFrame) -> bytes:
    """Write one Parquet file; null is null."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        target = Path(folder) / "rows.parquet"
        connection.execute("SET threads = 1")
        connection.register("rows_in", rows)
        floats = [name for name, kind in rows.dtypes.items() if kind.kind == "f"]
        columns = ", ".join(
            f'nullif("{name}", \'NaN\'::DOUBLE) AS "{name}"' if name in floats else f'"{name}"'
            for name in rows.columns
        )
        connection.sql(f"SELECT {columns} FROM rows_in").write_parquet(  # noqa: S608 - our own column names
            str(target), compression="zstd"
        )
        return target.read_bytes()


def to_table(rows: pd.DataFrame) -> bytes:
    """Write a table for people: percent and hours, "-" where there is no value, flags in words."""
    spelled = [[title for _, title, _ in _TABLE] + ["flags"]]
    for record in records(rows):
        cells = [_cell(record[name], kind) for name, _, kind in _TABLE]
        flags = ", ".join(flag for flag in FLAG_FIELDS if record[flag])
        spelled.append([*cells, flags])
    widths = [max(len(line[n]) for line in spelled) for n in range(len(spelled[0]))]
    words = {n for n, (_, _, kind) in enumerate(_TABLE) if kind == "text"} | {len(_TABLE)}
    lines = [
        "  ".join(
            cell.ljust(width) if n in words else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in spelled
    ]
    return ("\n".join(lines) + "\n").encode()


def records(rows: pd.DataFrame) -> list[dict[str, str | float | int | bool | None]]:
    """Return plain Python values, one mapping per row; NaN becomes None."""
    columns = [rows[name].tolist() for name in rows.columns]
    names = [str(name) for name in rows.columns]
    return [
        {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in zip(names, values, strict=True)
        }
        for values in zip(*columns, strict=True)
    ]


def _cell(value: str | float | None, kind: str) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if kind == "percent":
        return f"{value * 100:.2f}"
    if kind == "hours":
        return f"{value / 3600:.3f}"
    return f"{value:.0f}" if kind == "whole" else f"{value:.10g}"


_WRITERS: dict[Format, Callable[[pd.DataFrame], bytes]] = {
    "table": to_table,
    "csv": to_csv,
    "json": to_json,
    "parquet": to_parquet,
}
