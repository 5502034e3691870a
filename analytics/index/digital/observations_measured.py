"""Rows of the series `automation` and `green` in, observations of their indicators out.

A rate keeps its status, its bounds and its definition, in the indicator's unit; what was declared
beside it stands in the note.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import pandas as pd

from analytics.errors import BadConfig
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord, MeasurementClass
from analytics.index.digital.observation import SCORED, CellStatus, Observation, Source
from analytics.index.digital.observations import in_order
from analytics.index.digital.observations_period import period_at, span_of
from contract.path import EquipmentPath
from contract.rates import RateSeries

# What a register declares stays declared, also where telemetry checked it.
_SOURCES: Mapping[MeasurementClass, Source] = {
    "telemetry": "telemetry",
    "telemetry_with_records": "records",
    "declared_checked": "register",
}
_NAMES: Mapping[RateSeries, str] = {"automation": "rate", "green": "measure"}


def measured_observations(
    rate_rows: Mapping[RateSeries, pd.DataFrame],
    catalogue: Catalogue,
    period: str,
    *,
    vintage: int,
) -> list[Observation]:
    """Return an observation per site and indicator that has a row of this period.

    Raises BadConfig where a row is of another definition than its indicator.

    Args:
        rate_rows: by series, with the columns of the KPI store; of other levels, periods and
            rates than are asked for, too.
        catalogue: names the rate of each indicator.
        period: as `2026-03`, `2026-Q1` or `2026`.
        vintage: when this became known, ms UTC wall time.
    """
    span = span_of(period)
    found: list[Observation] = []
    for series, rows in rate_rows.items():
        wanted = {one.rate: one for one in catalogue.indicators if one.series == series}
        name = _NAMES[series]
        chosen = rows[
            (rows["level"] == "site") & (rows["window"] == span) & rows[name].isin(list(wanted))
        ]
        if "part" in chosen:
            chosen = chosen[chosen["part"] == ""]
        found.extend(
            _observed(wanted[row[name]], row, period, vintage)
            for row in chosen.to_dict("records")
            if period_at(span, start=int(row["time"]), end=int(row["end"])) == period
        )
    return list(in_order(found))


def _observed(
    one: IndicatorRecord, row: Mapping[Any, Any], period: str, vintage: int
) -> Observation:
    unit = str(EquipmentPath(row["enterprise"], row["site"]))
    if row["definition"] != one.definition:
        raise BadConfig(
            f"{unit}, {period}: rate {one.rate} was counted as {row['definition']}, indicator"
            f" {one.id} is {one.definition}: compute the rates again (`factory recompute`;"
            " the demo city: `factory city-plants --fresh`), or use that edition's catalogue"
        )
    status = msgspec.convert(row["status"], CellStatus)
    return Observation(
        unit=unit,
        indicator=one.id,
        period=period,
        vintage=vintage,
        status=status,
        source=_SOURCES[one.measurement],
        definition=one.definition,
        value=_number(one, row, "value") if status in SCORED else None,
        low=_number(one, row, "lower"),
        high=_number(one, row, "upper"),
        note=_note(one, row),
    )


def _number(one: IndicatorRecord, row: Mapping[Any, Any], name: str) -> float | None:
    if row[f"{name}_null"]:
        return None
    number = float(row[name]) * one.factor
    if one.transform == "none" or number > 0:
        return number
    # A logarithmic scale has no 0: nothing automatic stands at the floor.
    return one.floor if row["status"] == "none_automatic" else one.plausible[0]


def _note(one: IndicatorRecord, row: Mapping[Any, Any]) -> str:
    said = []
    if not row["declared_null"]:
        said.append(f"declared {row['declared'] * one.factor:.10g} {one.unit}")
    said.append(f"{int(row['machines'])} machines, {row['evidence_hours']:.10g} h")
    low, high = one.plausible
    value = _number(one, row, "value")
    if value is not None and not low <= value <= high:
        said.append(f"outside the plausible {low:g} to {high:g}")
    return "; ".join(said)
