"""Rows of the seam go in; columns that DuckDB can scan come out."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from contract.messages import WorkUnit
from contract.path import EquipmentPath
from contract.series import LINE_TAGS
from ingest.store import Column, Columns, Delivery, PipelineRow, RegisterRow, Span, Value

# numpy arrays of one length by column name; their element types differ by column.
Table = dict[str, npt.NDArray[Any]]

_DTYPES: dict[str, type] = {"BIGINT": np.int64, "DOUBLE": np.float64, "BOOLEAN": np.bool_}
_PLACEHOLDERS: dict[str, Value] = {"BIGINT": 0, "DOUBLE": 0.0, "BOOLEAN": False}
# Register columns that hold JSON text.
_REGISTER_JSON = ("operations", "planned_run_time_s", "metrics")


def to_numpy(column: Column, sql_type: str) -> npt.NDArray[Any]:
    """Return the column as numpy, None masked; text stays Python objects."""
    if sql_type == "VARCHAR":
        return np.array(column, dtype=object)
    dtype = _DTYPES[sql_type]
    if None not in column:
        return np.array(column, dtype=dtype)
    absent = _PLACEHOLDERS[sql_type]
    return np.ma.masked_array(
        np.array([absent if value is None else value for value in column], dtype=dtype),
        mask=[value is None for value in column],
    )


def slice_columns(values: Columns, rows: range) -> Columns:
    """Return the same columns with these rows only."""
    return {name: column[rows.start : rows.stop] for name, column in values.items()}


def _line_columns(lines: Sequence[EquipmentPath | None]) -> dict[str, list[Value]]:
    return {
        tag: ["" if line is None else getattr(line, tag) for line in lines] for tag in LINE_TAGS
    }


def delivery_columns(rows: Sequence[Delivery]) -> tuple[Columns, int]:
    """Return the ledger rows as columns, and their number."""
    return {
        "time": [row.spooled for row in rows],
        **_line_columns([row.line for row in rows]),
        "boot": [row.boot for row in rows],
        "seq": [row.seq for row in rows],
        "first": [row.first for row in rows],
        "samples": [row.samples for row in rows],
        "rejected": [row.rejected for row in rows],
    }, len(rows)


def change_columns(worker: str, time: int, spans: Sequence[Span]) -> tuple[Columns, int]:
    """Return the change rows of one commit as columns, and their number."""
    return {
        "time": [time] * len(spans),
        "worker": [worker] * len(spans),
        **_line_columns([span.line for span in spans]),
        "first": [span.first for span in spans],
        "last": [span.last for span in spans],
    }, len(spans)


def pipeline_columns(rows: Sequence[PipelineRow]) -> tuple[Columns, int]:
    """Return pipeline rows as columns, and their number."""
    names = sorted({name for row in rows for name in row.fields})
    return {
        "time": [row.time for row in rows],
        "service": [row.service for row in rows],
        "instance": [row.instance for row in rows],
        "kind": [row.kind for row in rows],
        **_line_columns([row.line for row in rows]),
        **{name: [row.fields.get(name) for row in rows] for name in names},
    }, len(rows)


def register_columns(rows: Sequence[RegisterRow]) -> tuple[Columns, int]:
    """Return register rows as columns, and their number."""
    plain = tuple(
        name for name in WorkUnit.__struct_fields__ if name not in {"unit", *_REGISTER_JSON}
    )
    return {
        "time": [row.boot for row in rows],
        **_line_columns([row.line for row in rows]),
        "work_unit": [row.unit.unit for row in rows],
        **{name: [getattr(row.unit, name) for row in rows] for name in plain},
        **{
            name: [msgspec.json.encode(getattr(row.unit, name)).decode() for row in rows]
            for name in _REGISTER_JSON
        },
    }, len(rows)
