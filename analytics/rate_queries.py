"""Rates of automation and green measures as people read them: with names, bounds, null for nothing.

Rows of the series `automation` or `green` enter; one row per place, period and rate leaves.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery, KpiStore
from analytics.queries import check_range, iso, paths_of
from contract.automation_rates import AUTOMATION_RATE
from contract.green_measures import GREEN_MEASURE
from contract.path import EquipmentPath
from contract.rates import (
    PERIODS,
    RATE_LEVELS,
    Period,
    RateDefinition,
    RateLevel,
    RateSeries,
)
from contract.series import UNIT_TAGS

_CATALOGUE: Mapping[RateSeries, Mapping[str, RateDefinition]] = {
    "automation": AUTOMATION_RATE,
    "green": GREEN_MEASURE,
}
_ID: Mapping[RateSeries, str] = {"automation": "rate", "green": "measure"}
_NULLABLE = ("value", "declared", "lower", "upper")
_VALUES = (
    *_NULLABLE,
    "numerator",
    "denominator",
    "status",
    "definition",
    "machines",
    "evidence_hours",
)
_HEAD = ("level", "path", "period", "start", "end")
_NAMES = ("indicator", "name_en", "name_zh", "unit")
RATE_COLUMNS: Mapping[RateSeries, tuple[str, ...]] = {
    "automation": (*_HEAD, "rate", "code", *_NAMES, *_VALUES),
    "green": (*_HEAD, "measure", *_NAMES, "part", *_VALUES),
}


def rate_rows(
    kpi_store: KpiStore,
    series: RateSeries,
    *,
    level: RateLevel | None = None,
    period: Period | None = None,
    names: Sequence[str] = (),
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
) -> pd.DataFrame:
    """Return the rows of the periods that meet [start, end), in a stable order.

    Args:
        kpi_store: where they are read.
        series: whose rows.
        level: None is all of them.
        period: None is all of them.
        names: ids of the catalogue; empty is all.
        start: ms UTC; None is the beginning.
        end: ms UTC; None is now.
        below: rows of this place and of everything below it.
    """
    check_range(start, end)
    for name in names:
        definition_of(series, name)
    rows = kpi_store.read(
        KpiQuery(
            series,
            start=start or 0,
            end=2**62 if end is None else end,
            below=below,
            levels=(level,) if level else (),
            windows=(period,) if period else (),
            reaching_back=True,
        )
    )
    tag = _ID[series]
    return readable(rows[rows[tag].isin(tuple(names or _CATALOGUE[series]))], series)


def definition_of(series: RateSeries, name: str) -> RateDefinition:
    """Return a rate or measure of the catalogue; raise BadQuery that lists them."""
    found = _CATALOGUE[series].get(name)
    if found is None:
        known = ", ".join(_CATALOGUE[series])
        raise BadQuery(f"{_ID[series]} {name!r} must be one of {known}")
    return found


def readable(rows: pd.DataFrame, series: RateSeries) -> pd.DataFrame:
    """Turn rows of a series of rates into its columns, in the order of levels and catalogue."""
    tag = _ID[series]
    said = [_CATALOGUE[series][name] for name in rows[tag]]
    columns: dict[str, object] = {
        "level": rows["level"].to_numpy(object),
        "path": paths_of(rows.assign(**{one: "" for one in UNIT_TAGS if one not in rows})),
        "period": rows["window"].to_numpy(object),
        "start": [iso(time) for time in rows["time"]],
        "end": [iso(time) for time in rows["end"]],
        tag: rows[tag].to_numpy(object),
        "code": [one.code for one in said],
        **{name: [getattr(one, name) for one in said] for name in _NAMES},
        "part": rows["part"].to_numpy(object) if "part" in rows else [""] * len(rows),
    }
    for name in _VALUES:
        values = rows[name]
        if name in _NULLABLE:
            values = values.mask(rows[f"{name}_null"].astype(bool))
        columns[name] = values.to_numpy()
    frame = pd.DataFrame(columns)[list(RATE_COLUMNS[series])]
    number = {name: n for n, name in enumerate(_CATALOGUE[series])}
    keys = pd.DataFrame(
        {
            "level": frame["level"].map({name: n for n, name in enumerate(RATE_LEVELS)}),
            "path": frame["path"],
            "period": frame["period"].map({name: n for n, name in enumerate(PERIODS)}),
            "start": rows["time"].to_numpy(),
            "number": frame[tag].map(number),
            "part": columns["part"],
        }
    )
    order = keys.sort_values(list(keys.columns), kind="stable").index
    return frame.loc[order].reset_index(drop=True)
