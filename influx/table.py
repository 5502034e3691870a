"""The CSV of an InfluxQL answer goes in, a typed DataFrame comes out.

CSV writes a null and an empty text alike: texts come back empty, numbers as NaN, flags as None.
"""

import io
import re
from collections.abc import Mapping

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


def _tags(text: str) -> list[tuple[str, str]]:
    """Return the tags of one series, as in `area=bottling,work_center=line-1`."""
    return [
        (_ESCAPED.sub(r"\1", key), _ESCAPED.sub(r"\1", value)) for key, value in _TAG.findall(text)
    ]
