"""The answer to an InfluxQL statement goes in, as CSV or JSON, a typed DataFrame comes out.

CSV writes a null and an empty text alike: texts come back empty, numbers as NaN, flags as None.
JSON tells them apart.
"""

import io
import re
from collections.abc import Mapping
from itertools import chain, repeat

import msgspec
import numpy as np
import pandas as pd

from contract.series import FieldType, Measurement

_TAG = re.compile(r"((?:[^\\=,]|\\.)*)=((?:[^\\=,]|\\.)*)(?:,|$)")
_ESCAPED = re.compile(r"\\([,= ])")


def types_of(measurement: Measurement) -> dict[str, FieldType]:
    """Return the types of a series' columns: its time, tags and fields."""
    tags: dict[str, FieldType] = dict.fromkeys(measurement.tags, "text")
    return {"time": "int", **tags, **{field.name: field.type for field in measurement.fields}}


def parse(answer: bytes, types: Mapping[str, FieldType]) -> pd.DataFrame:
    """Return the rows of one statement; `tags` of a GROUP BY become columns.

    Args:
        answer: body of `/query`, with epoch=ms.
        types: type of each column by name; a column that is not named is a text.

    Integers are floats here, but for `time`: they may be null, and all of ours are exact in one.
    """
    if not answer.strip():
        return pd.DataFrame({"time": pd.Series(dtype="int64")})
    header = pd.read_csv(io.BytesIO(answer), nrows=0).columns
    numbers = [one for one in header if types.get(one) in {"int", "float"} and one != "time"]
    frame = pd.read_csv(
        io.BytesIO(answer),
        dtype={one: ("float64" if one in numbers else str) for one in header if one != "time"},
        keep_default_na=False,
        na_values={one: [""] for one in numbers},
    )
    for one in header:
        if types.get(one) == "bool":
            frame[one] = frame[one].map({"true": True, "false": False, "": None}).astype(object)
    frame = frame.drop(columns="name")
    tags = frame.pop("tags")
    if (tags != "").any():
        known = {value: dict(_tags(value)) for value in tags.unique()}
        for one in dict.fromkeys(tag for found in known.values() for tag in found):
            frame[one] = [known[value].get(one, "") for value in tags]
    return frame


class _Series(msgspec.Struct):
    columns: list[str]
    rows: list[list[object]] = msgspec.field(name="values")
    tags: dict[str, str] = {}


class _Result(msgspec.Struct):
    series: list[_Series] = []
    error: str = ""


class _Answer(msgspec.Struct):
    results: list[_Result]


_decode = msgspec.json.Decoder(_Answer).decode


def parse_exact(answer: bytes, types: Mapping[str, FieldType]) -> pd.DataFrame:
    """Return the rows of one statement answered in JSON, null texts and flags as None.

    Raises ValueError with InfluxDB's words where the statement failed.
    """
    result = _decode(answer).results[0]
    if result.error:
        raise ValueError(result.error)
    if not result.series:
        return pd.DataFrame({"time": pd.Series(dtype="int64")})
    sizes = [len(series.rows) for series in result.series]
    names = result.series[0].columns
    columns = zip(*chain.from_iterable(series.rows for series in result.series), strict=True)
    frame = {
        name: _typed(column, "int64" if name == "time" else types.get(name))
        for name, column in zip(names, columns, strict=True)
    }
    for tag in result.series[0].tags:
        told = [series.tags[tag] for series in result.series]
        frame[tag] = _typed(tuple(chain.from_iterable(map(repeat, told, sizes))), "text")
    return pd.DataFrame(frame)


def _typed(column: tuple[object, ...], kind: str | None) -> "pd.Series | np.ndarray":
    if kind == "int64":
        return np.array(column, np.int64)
    if kind in {"int", "float"}:
        return np.array(column, np.float64)
    return pd.Series(column, dtype=object)


def _tags(text: str) -> list[tuple[str, str]]:
    """Return the tags of one series, as in `area=bottling,work_center=line-1`."""
    return [
        (_ESCAPED.sub(r"\1", key), _ESCAPED.sub(r"\1", value)) for key, value in _TAG.findall(text)
    ]
