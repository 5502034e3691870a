"""Rows written into a real InfluxDB as ingest does: for tests of what reads them."""

import pandas as pd

from contract.series import MEASUREMENTS
from influx.connection import Influx
from influx.line_protocol import encode

_BY_NAME = {measurement.name: measurement for measurement in MEASUREMENTS}
# What ingest writes with every sample, whatever the machine said.
_ALWAYS = {"sample": {"unavailable": "", "boot": 1, "seq": 0}}


class InfluxRows:
    """Appends rows of a measurement; columns that are missing are null."""

    def __init__(self, connection: Influx) -> None:
        self._connection = connection

    def __call__(self, measurement: str, rows: pd.DataFrame, /) -> None:
        """Append in order of arrival; a row of a later call wins field by field."""
        series = _BY_NAME[measurement]
        plain = rows.astype(object)
        plain = plain.where(plain.notna(), None)
        columns = {str(name): plain[name].tolist() for name in plain.columns}
        for name, value in _ALWAYS.get(measurement, {}).items():
            told = columns.get(name, [None] * len(rows))
            columns[name] = [value if one is None else one for one in told]
        lines = encode(series, columns)
        for at in range(0, len(lines), 5_000):
            body = "\n".join(lines[at : at + 5_000]).encode()
            refusal = self._connection.write(series.bucket, body)
            if refusal is not None:
                raise AssertionError(refusal.words)
