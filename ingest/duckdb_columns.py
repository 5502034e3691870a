"""Columns of the seam go in; numpy arrays that DuckDB can scan come out."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.store import Column, Columns, Value

# numpy arrays of one length by column name; their element types differ by column.
Table = dict[str, npt.NDArray[Any]]

_DTYPES: dict[str, type] = {"BIGINT": np.int64, "DOUBLE": np.float64, "BOOLEAN": np.bool_}
_PLACEHOLDERS: dict[str, Value] = {"BIGINT": 0, "DOUBLE": 0.0, "BOOLEAN": False}


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
