"""What explains one rate of automation or green measure of a place and period."""

from collections.abc import Sequence
from datetime import date

from analytics.automation.rate import RateValue
from analytics.automation.rates import rates_of
from analytics.errors import BadQuery
from analytics.explain.rate import rate_data, rate_text
from analytics.green.rates import green_of
from analytics.rate_queries import definition_of
from contract.path import EquipmentPath
from contract.rates import Period, RateSeries
from dashboards.board.model import Explanation
from factory.live_rates import live_base, live_sums
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
    place = store.place(path)
    values = _values(store, series, place, period=period, day=day)
    found = [one for one in values if one.definition.id == name and one.path == place]
    if not found:
        raise BadQuery(f"nothing of {place} is known that {name} could be counted from")
    return Explanation(text=rate_text(found), data=rate_data(found))


def _values(
    store: StoreReader,
    series: RateSeries,
    place: EquipmentPath | None,
    *,
    period: Period,
    day: date | None,
) -> Sequence[RateValue]:
    if series == "automation":
        return rates_of(live_sums(store, place, period=period, day=day))
    # Measures of a unit come with those of its line.
    whole = place.line if place is not None and place.work_unit else place
    sums = live_sums(store, whole, period=period, day=day)
    return green_of(sums, live_base(store, sums))
