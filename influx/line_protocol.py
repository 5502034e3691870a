"""Columns of one series go in, lines of InfluxDB's line protocol come out, one per row.

The hot path of ingest: texts are escaped once per value, never once per row. Nulls and empty
tags are left out, for neither can be written.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

from contract.series import FieldType, Measurement

Value = str | int | float | bool | None
Columns = Mapping[str, Sequence[Value]]

_TAG = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})
_TEXT = str.maketrans({"\\": r"\\", '"': r"\""})


def encode(measurement: Measurement, columns: Columns) -> list[str]:
    """Return a line for each row, in their order; times are ms.

    A row without any field is an empty text: InfluxDB has no point without fields. Raises
    ValueError for what the protocol cannot carry: NaN, infinities, line breaks in a tag, a tag
    that ends with a backslash.
    """
    times = columns["time"]
    tags = [_tags(tag, columns[tag]) for tag in measurement.tags if tag in columns]
    fields = [
        _fields(field.name, field.type, columns[field.name])
        for field in measurement.fields
        if field.name in columns
    ]
    heads: Iterable[str] = map("".join, zip(*tags, strict=True)) if tags else repeat("")
    bodies: Iterable[str] = map("".join, zip(*fields, strict=True)) if fields else repeat("")
    name = measurement.name.translate(_TAG)
    return [
        f"{name}{head} {body[1:]} {time}" if body else ""
        for time, head, body in zip(times, heads, bodies, strict=False)
    ]


def _tags(name: str, column: Sequence[Value]) -> list[str]:
    known: dict[Value, str] = {}
    for value in set(column):
        known[value] = f",{name.translate(_TAG)}={_tag(name, str(value))}" if value else ""
    return [known[value] for value in column]


def _tag(name: str, value: str) -> str:
    if "\n" in value or value.endswith("\\"):
        raise ValueError(f"tag {name} = {value!r}: a tag has no line break and no \\ at its end")
    return value.translate(_TAG)


def _fields(name: str, kind: FieldType, column: Sequence[Value]) -> list[str]:
    key = f",{name.translate(_TAG)}="
    if kind == "text":
        known = {value: _text(key, value) for value in set(column)}
        return [known[value] for value in column]
    if kind == "int":
        return ["" if value is None else f"{key}{int(value)}i" for value in column]
    spell = _bool if kind == "bool" else _float
    return ["" if value is None else key + spell(value) for value in column]


def _text(key: str, value: Value) -> str:
    return "" if value is None else f'{key}"{str(value).translate(_TEXT)}"'


def _bool(value: Value) -> str:
    return "true" if value else "false"


def _float(value: Value) -> str:
    number = float(value)  # type: ignore[arg-type]  # the series says that it is a number
    if not math.isfinite(number):
        raise ValueError(f"{number} cannot be stored; a value that is not there is None")
    return repr(number)
