"""Rows of the kpi bucket in, lines of InfluxDB's line protocol out; every field is written.

A field left out would keep the value of the row that stood there before.
"""

from collections.abc import Collection

import pandas as pd

from analytics.kpi_store import TABLES, KpiTable, columns_of, sort_keys
from contract.path import EquipmentPath
from contract.series import LINE_TAGS, FieldType, Measurement
from influx.line_protocol import Value, encode

_ZERO: dict[FieldType, Value] = {"int": 0, "float": 0.0, "text": "", "bool": False}
# What tells a row of a base table from others: its tags and its start, `sort_keys` of its table.
Key = tuple[str | int, ...]


def frame_lines(table: KpiTable, rows: pd.DataFrame) -> list[str]:
    """Return the lines of rows that are valid."""
    if rows.empty:
        return []
    columns: dict[str, list[Value]] = {one: rows[one].tolist() for one in columns_of(table)}
    return encode(TABLES[table], columns | {"void": [False] * len(rows)})


def void_lines(table: KpiTable, stored: Collection[Key], rows: pd.DataFrame) -> list[str]:
    """Return the lines that take back the stored rows which `rows` does not have."""
    gone = sorted(set(stored) - set(keys_of(table, rows)))
    if not gone:
        return []
    measurement = TABLES[table]
    columns: dict[str, list[Value]] = {
        field.name: [_ZERO[field.type]] * len(gone) for field in measurement.fields
    }
    for tag, values in zip(sort_keys(table), zip(*gone, strict=True), strict=True):
        columns[tag] = list(values)
    return encode(measurement, columns | {"void": [True] * len(gone)})


def keys_of(table: KpiTable, rows: pd.DataFrame) -> list[Key]:
    """Return the keys of rows of a table."""
    return list(zip(*(rows[one].tolist() for one in sort_keys(table)), strict=True))


def point(measurement: Measurement, line: EquipmentPath, **fields: Value) -> str:
    """Return the line of a row that is written over and over; its time is 0."""
    tags: dict[str, list[Value]] = {tag: [getattr(line, tag)] for tag in LINE_TAGS}
    told = {one: [value] for one, value in fields.items()}
    return encode(measurement, {"time": [0], **tags, **told})[0]
