"""What explains one rate of automation or green measure of a place and period."""

from datetime import date

from analytics.errors import BadQuery
from analytics.rate_queries import definition_of, rate_rows
from analytics.records import records
from contract.path import EquipmentPath
from contract.rates import RATE_LEVELS, Period, RateSeries
from dashboards.board.model import Explanation
from factory.rate_listing import level_of
from factory.store_reader import StoreReader


def explain_rate(
    store: StoreReader,
    series: RateSeries,
    name: str,
    *,
    path: str,
    period: Period,
    day: date | None,
) -> Explanation:
    """Return numerator and denominator of a rate, with what each item adds to them.

    Args:
        store: what is read.
        series: of which catalogue.
        name: id of the rate or measure.
        path: a place, or the end of one.
        period: kind of period.
        day: a production day in it; None is the newest that is stored.

    Raises ConfigError where no such place is known, BadQuery where nothing can be explained.
    """
    definition_of(series, name)
    found = store.place(path)
    if found is None or found.level not in RATE_LEVELS:
        raise BadQuery(f"{path!r} is no line, site or enterprise: name one of these")
    at = None if day is None else _instant(store, found, day)
    rows = rate_rows(
        store.kpis,
        series,
        level=level_of(None, found),
        period=period,
        names=(name,),
        start=at,
        end=None if at is None else at + 1,
        below=found,
    )
    if rows.empty:
        raise BadQuery(f"no {period} of {found} is stored with {name}")
    row = records(rows)[-1]
    return Explanation(text=f"{name} of {found}: {row['value']}\n", data=dict(row))


def _instant(store: StoreReader, found: EquipmentPath, day: date) -> int:
    """Return when a production day of the place begins; an enterprise's is that of a first line."""
    line = next(line for line in store.lines() if f"{line}/".startswith(f"{found}/"))
    return store.master(line).line(line).calendar.day_start(day)
