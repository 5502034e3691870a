"""Every question of the series' page is answered by a real InfluxDB."""

import time

import pytest

from contract.series import MEASUREMENTS, Field, Measurement
from factory.series_examples import EXAMPLES
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.line_protocol import Value, encode
from influx.table import types_of

_VALUES: dict[str, Value] = {"int": 1, "float": 0.5, "text": "word", "bool": False}
# What the questions ask for by name.
_TAGS = {
    "work_center": "line-1",
    "level": "line",
    "window": "shift",
    "service": "ingest",
    "kind": "counters",
    "part": "000",
}


def value_of(field: Field) -> Value:
    """Return a value of the field's type, as the questions want it."""
    return True if field.name == "alarm" else _VALUES[field.type]


@pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda one: one.name)
def test_question_is_answered(measurement: Measurement, influx_world: InfluxConfig) -> None:
    """A row with every tag and field is stored, and the question finds it."""
    row: dict[str, Value] = {tag: _TAGS.get(tag, "x") for tag in measurement.tags}
    row |= {field.name: value_of(field) for field in measurement.fields}
    row["time"] = time.time_ns() // 1_000_000 - 60_000
    lines = encode(measurement, {name: [value] for name, value in row.items()})
    with Influx(influx_world) as connection:
        assert connection.write(measurement.bucket, "\n".join(lines).encode()) is None
        found = connection.query(
            EXAMPLES[measurement.name].influxql,
            bucket=measurement.bucket,
            types=types_of(measurement),
        )
    known = [name for name in found.columns if name in row and name != "time"]
    assert len(known) > 0
    answer = found[known].replace("", None).dropna().to_dict("records")
    assert {name: row[name] for name in known} in answer
