"""Periods of rates in a site's calendar: a production day, a week, month, quarter or year."""

from datetime import date

from analytics.automation.rate import PeriodOf
from analytics.master.calendar import Calendar
from analytics.oee.windows import day_ranges
from contract.rates import PERIODS, Period


def periods_in(calendar: Calendar, period: Period, start: int, end: int) -> list[PeriodOf]:
    """Return every period of a kind that meets [start, end), ms UTC, in order of time."""
    if end <= start:
        return []
    return [
        PeriodOf(period, begin, until)
        for _, begin, until in day_ranges(calendar, period, start, end)
        if until > start
    ]


def period_with(calendar: Calendar, period: Period, day: date) -> PeriodOf:
    """Return the period of a kind that a production day lies in."""
    start = calendar.day_start(day)
    return periods_in(calendar, period, start, start + 1)[0]


def longer_than(calendar: Calendar, day: PeriodOf) -> list[PeriodOf]:
    """Return the week, month, quarter and year that a day lies in."""
    return [
        periods_in(calendar, period, day.start, day.start + 1)[0]
        for period in PERIODS
        if period != "day"
    ]
