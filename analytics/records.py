"""Rows of a frame as plain Python values; NaN and NA are null."""

import math

import pandas as pd

Value = str | float | int | bool | None


def records(rows: pd.DataFrame) -> list[dict[str, Value]]:
    """Return plain Python values, one mapping per row; NaN and NA become None."""
    columns = [rows[name].tolist() for name in rows.columns]
    names = [str(name) for name in rows.columns]
    return [
        {
            name: None
            if value is pd.NA or (isinstance(value, float) and math.isnan(value))
            else value
            for name, value in zip(names, values, strict=True)
        }
        for values in zip(*columns, strict=True)
    ]
