"""Windows of a calendar and the sums of segments in them (contract 5, windows).

Segments lie inside one hour, shift and production day, so a window is a sum of whole segments.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from analytics.master.calendar import Calendar
from analytics.oee.counters import Ints
from contract.kpi import WINDOWS
from contract.kpi import Window as WindowKind
from contract.rates import Period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Time [start, end) in ms UTC; `shift` is empty but for shifts, the day is None for hours."""

    kind: WindowKind
    start: int
    end: int
    shift: str = ""
    production_day: date | None = None


def windows_in(calendar: Calendar, kind: WindowKind, start: int, end: int) -> list[Window]:
    """Return every window of a kind that meets [start, end), in order of time."""
    if kind not in WINDOWS:
        raise ValueError(f"window {kind!r} must be one of {', '.join(WINDOWS)}")
    if end <= start:
        return []
    if kind == "hour":
        reach = 2 * 3_600_000
        edges = calendar.hour_starts(start - reach, end + reach)
        found = [Window("hour", a, b) for a, b in pairwise(edges)]
    elif kind == "shift":
        found = [
            Window("shift", shift.start, shift.end, shift.name, shift.production_day)
            for shift in calendar.shifts(start, end)
        ]
    else:
        found = [
            Window(kind, begin, until, "", day)
            for day, begin, until in day_ranges(calendar, kind, start, end)
        ]
    return [window for window in found if window.start < end and start < window.end]


def day_ranges(
    calendar: Calendar, kind: Period, start: int, end: int
) -> Iterator[tuple[date, int, int]]:
    """Yield first day, start and end (ms UTC) of the periods that meet [start, end), in order."""
    first, following = _PERIODS[kind]
    day = first(calendar.production_day(start))
    while (begin := calendar.day_start(day)) < end:
        after = following(day)
        yield day, begin, calendar.day_start(after)
        day = after


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return _first_of_month(day.replace(day=28) + 4 * _DAY)


def _first_of_quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _next_quarter(day: date) -> date:
    return _first_of_quarter(_first_of_quarter(day) + 100 * _DAY)


def _first_of_year(day: date) -> date:
    return day.replace(month=1, day=1)


def _next_year(day: date) -> date:
    return _first_of_year(_first_of_year(day) + 366 * _DAY)


# How a kind of period finds the production day it begins with, and the next such day.
_PERIODS: dict[Period, tuple[Callable[[date], date], Callable[[date], date]]] = {
    "day": (lambda day: day, lambda day: day + _DAY),
    "week": (_monday, lambda day: day + 7 * _DAY),
    "month": (_first_of_month, _next_month),
    "quarter": (_first_of_quarter, _next_quarter),
    "year": (_first_of_year, _next_year),
}


def window_of(times: pd.Series, windows: Sequence[Window]) -> Ints:
    """Return of each segment start the position of its window, -1 where it is in none."""
    if not windows:
        return np.full(len(times), -1, np.int64)
    starts = np.array([window.start for window in windows], np.int64)
    ends = np.array([window.end for window in windows], np.int64)
    time = times.to_numpy(np.int64)
    position = np.searchsorted(starts, time, side="right") - 1
    outside = (position < 0) | (time >= ends[np.maximum(position, 0)])
    return np.where(outside, -1, position).astype(np.int64)
