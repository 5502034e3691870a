"""Rows of one series of one line come out of InfluxDB slice by slice, each of bounded size."""

from collections.abc import Iterator, Sequence

import pandas as pd

from contract.series import Measurement
from influx.connection import Influx
from influx.influxql import columns, instant, name
from influx.table import types_of

HOUR_MS = 3_600_000
LONGEST_SLICE = 200_000  # rows; an hour that has more is one slice all the same


def slices(
    connection: Influx, measurement: Measurement, names: Sequence[str], where: str
) -> Iterator[pd.DataFrame]:
    """Yield the rows for which `where` holds, oldest first.

    Args:
        connection: with a token that may read the bucket.
        measurement: the series.
        names: fields and tags to read; the first is a field that every row has.
        where: an InfluxQL condition without times.
    """
    types = types_of(measurement)
    source = f"FROM {name(measurement.name)} WHERE {where}"
    for start, end in _ranges(connection, measurement, names[0], where):
        yield connection.query(
            f"SELECT {columns(names)} {source} "
            f"AND time >= {instant(start)} AND time < {instant(end)}",
            bucket=measurement.bucket,
            types=types,
        )


def _ranges(
    connection: Influx, measurement: Measurement, field: str, where: str
) -> Iterator[tuple[int, int]]:
    """Yield ranges of time that hold all rows, of whole hours, with at most so many rows each."""
    start = end = rows = 0
    for hour, count in _hours(connection, measurement, field, where):
        if rows and rows + count > LONGEST_SLICE:
            yield start, end
            rows = 0
        start = hour if not rows else start
        end = hour + HOUR_MS
        rows += count
    if rows:
        yield start, end


def _hours(
    connection: Influx, measurement: Measurement, field: str, where: str
) -> list[tuple[int, int]]:
    """Return each hour that has rows, and how many."""
    source = f"FROM {name(measurement.name)} WHERE {where}"

    def ask(select: str, rest: str = "") -> pd.DataFrame:
        return connection.query(
            f'SELECT {select}({name(field)}) AS "n" {source}{rest}',
            bucket=measurement.bucket,
            types={"n": "int"},
        )

    ends = [ask("first"), ask("last")]
    if ends[0].empty:
        return []
    first, last = (int(end["time"].iloc[0]) for end in ends)
    # Both bounds, for without the upper one InfluxQL looks no further than now.
    counted = ask(
        "count",
        f" AND time >= {instant(first)} AND time <= {instant(last)} GROUP BY time(1h) fill(none)",
    )
    return list(zip(counted["time"].astype(int), counted["n"].astype(int), strict=True))
