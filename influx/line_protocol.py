"""Columns of one series go in, lines of InfluxDB's line protocol come out, one per row.

The hot path of ingest: what repeats (tags, states, orders) is spelled once per combination, the
rest by one C-level format per row. Nulls and empty tags are left out; neither can be written.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import not_

from contract.series import FieldType, Measurement

Value = str | int | float | bool | None
Column = Sequence[Value]
Columns = Mapping[str, Column]

_TAG = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})
# Between tags and fields until all fields are known; a comma in a tag always follows a backslash.
_GAP = "\0,"
# A column with more different values than this repeats too little; numbers mostly rise.
_FEW: Mapping[FieldType, int] = {"text": 32, "int": 8, "bool": 2, "float": 0}
_FIRST_ROWS = 256


def encode(measurement: Measurement, columns: Columns) -> list[str]:
    """Return a line for each row, in their order; times are ms.

    A row without any field is an empty text: InfluxDB has no point without fields. Raises
    ValueError for what the protocol cannot carry: NaN, infinities, line breaks in a tag, a tag
    that ends with a backslash.
    """
    tags = [(tag, columns[tag]) for tag in measurement.tags if tag in columns]
    fields = [
        (field.name, field.type, columns[field.name])
        for field in measurement.fields
        if field.name in columns
    ]
    repeated = [_repeats(_FEW[kind], column) for _, kind, column in fields]
    heads = _heads(measurement.name, tags, list(compress(fields, repeated)), len(columns["time"]))
    template = "%s"
    values: list[Iterable[Value]] = [heads]
    for name, kind, column in compress(fields, map(not_, repeated)):
        form, spelled = _field(name, kind, column)
        template += form
        values.append(spelled)
    lines = map((template + " %d").__mod__, zip(*values, columns["time"], strict=True))
    return [line.replace(_GAP, " ", 1) if _GAP in line else "" for line in lines]


def _repeats(few: int, column: Column) -> bool:
    return few > 0 and len(set(column[:_FIRST_ROWS])) <= few and len(set(column)) <= few


def _heads(
    measurement: str,
    tags: Sequence[tuple[str, Column]],
    fields: Sequence[tuple[str, FieldType, Column]],
    rows: int,
) -> list[Value]:
    """Return the name, the tags and the fields that repeat, spelled once per combination."""
    name = measurement.translate(_TAG)
    columns = [column for _, column in tags] + [column for *_, column in fields]
    if not columns:
        return [name + "\0"] * rows
    known: dict[tuple[Value, ...], str] = {}
    heads: list[Value] = []
    for row in zip(*columns, strict=True):
        head = known.get(row)
        if head is None:
            spelled = [_tag(tag, value) for (tag, _), value in zip(tags, row, strict=False)]
            said = zip(fields, row[len(tags) :], strict=True)
            spelled += ["\0", *(_spelled(one, kind, value) for (one, kind, _), value in said)]
            head = known[row] = name + "".join(spelled)
        heads.append(head)
    return heads


def _field(name: str, kind: FieldType, column: Column) -> tuple[str, Iterable[Value]]:
    """Return how to format one field and with what; one with nulls is spelled value by value."""
    if None in column:
        return "%s", [_spelled(name, kind, value) for value in column]
    form = _key(name).replace("%", "%%")
    if kind == "text":
        return f'{form}"%s"', [_text(value) for value in column]
    if kind == "int":
        return f"{form}%di", column
    return f"{form}%r", [_float(value) for value in column]


def _key(name: str) -> str:
    return f",{name.translate(_TAG)}="


def _tag(name: str, value: Value) -> str:
    if not value:
        return ""
    text = str(value)
    if "\n" in text or text.endswith("\\"):
        raise ValueError(f"tag {name} = {text!r}: a tag has no line break and no \\ at its end")
    return _key(name) + text.translate(_TAG)


def _spelled(name: str, kind: FieldType, value: Value) -> str:
    if value is None:
        return ""
    match kind:
        case "text":
            return f'{_key(name)}"{_text(value)}"'
        case "int":
            return f"{_key(name)}{int(value)}i"
        case "bool":
            return _key(name) + ("true" if value else "false")
        case "float":
            return f"{_key(name)}{_float(value)!r}"


def _text(value: Value) -> str:
    return str(value).replace("\\", r"\\").replace('"', r"\"")


def _float(value: Value) -> float:
    number = float(value)  # type: ignore[arg-type]  # the series says that it is a number
    if not math.isfinite(number):
        raise ValueError(f"{number} cannot be stored; a value that is not there is None")
    return number
