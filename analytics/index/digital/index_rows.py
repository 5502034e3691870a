"""A run of an edition to rows of the series `index`."""

from datetime import UTC, datetime

import pandas as pd

from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.observations_period import span_of
from analytics.index.digital.run_tables import values_table
from analytics.index.engine import IndexResult
from analytics.kpi_store import columns_of
from contract.index_series import NULLABLE

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def index_rows(run: EditionRun) -> pd.DataFrame:
    """Return a row per unit, sector and region and node, with the columns of the KPI store."""
    values = values_table(run).rename(columns={"rank": "place"})
    start, end = bounds_of(run.config.period)
    span = span_of(run.config.period)
    found = values.assign(window=span, time=start, end=end, inputs=run.inputs)
    own = found["level"] == "unit"
    for name, told in (("nominal_weight", _nominal), ("aggregator", _aggregators)):
        of_units, of_groups = told(run.own), told(run.rolled.result)
        found[name] = found["node"].map(of_units).where(own, found["node"].map(of_groups))
    found["aggregator"] = found["aggregator"].fillna("")
    for name in NULLABLE:
        found[f"{name}_null"] = found[name].isna()
        found[name] = found[name].fillna(0.0)
    return found[columns_of("index")]


def bounds_of(period: str) -> tuple[int, int]:
    """Return start and end of a period as if it were kept in UTC, ms."""
    months = _MONTHS[span_of(period)]
    _, _, rest = period.partition("-")
    number = int(rest.removeprefix("Q")) if rest else 1
    first = int(period[:4]) * 12 + (number - 1) * months
    start, end = (_at(month) for month in (first, first + months))
    return start, end


def _nominal(result: IndexResult) -> dict[str, float]:
    """Return each node's share of the one above it; the index has none."""
    return {
        member: weight
        for group in result.tree.groups
        for member, weight in zip(group.members, result.weights[group.id].tolist(), strict=True)
    }


def _aggregators(result: IndexResult) -> dict[str, str]:
    return {group.id: group.aggregator for group in result.tree.groups}


def _at(month: int) -> int:
    return round(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp() * 1000)
