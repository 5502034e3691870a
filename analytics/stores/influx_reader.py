"""InfluxQL in, typed rows out, with the errors of analytics: how its adapters ask InfluxDB."""

from collections.abc import Sequence

import pandas as pd

from analytics.errors import StoreUnavailable
from contract.path import EquipmentPath
from contract.series import Measurement
from influx.connection import Influx
from influx.errors import InfluxAway
from influx.influxql import columns, name
from influx.table import types_of


class InfluxReader:
    """Asks for rows of one measurement at a time; any thread may do so.

    InfluxRefused and BadQuery pass through: trying again is no use.
    """

    def __init__(self, connection: Influx) -> None:
        self._connection = connection

    @property
    def keeps_for_ever(self) -> bool:
        """Whether these buckets are a played world's, without retention."""
        return bool(self._connection.buckets.world)

    def rows(
        self,
        measurement: Measurement,
        select: str,
        *,
        where: Sequence[str] = (),
        group_by: Sequence[str] = (),
        tail: str = "",
    ) -> pd.DataFrame:
        """Return rows whose nulls are told from empty texts, tags of `group_by` as columns."""
        statement = f"SELECT {select} FROM {name(measurement.name)}"
        if where:
            statement += f" WHERE {' AND '.join(where)}"
        if group_by:
            statement += f" GROUP BY {columns(group_by)}"
        try:
            return self._connection.query_exact(
                f"{statement} {tail}", bucket=measurement.bucket, types=types_of(measurement)
            )
        except InfluxAway as error:
            raise StoreUnavailable(f"the history cannot be read: {error}") from error


def paths(rows: pd.DataFrame, tags: Sequence[str]) -> list[EquipmentPath]:
    """Return the place that each row's tags name."""
    return [EquipmentPath(*names) for names in zip(*(rows[tag] for tag in tags), strict=True)]
