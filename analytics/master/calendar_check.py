"""What must agree within one calendar: shifts that do not overlap, days that stand once, names.

A calendar whose keys are right enters; nothing leaves, or BadConfig with a sentence.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from analytics.errors import BadConfig
from analytics.master.calendar import Calendar
from analytics.master.calendar_config import CalendarConfig, DayShift, Holiday, Override

_DAY = timedelta(days=1)
_DAY_MS = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Any week serves for what recurs.
_A_MONDAY = date(2024, 1, 8)
_Entry = TypeVar("_Entry", bound=Hashable)


def check_calendar(config: CalendarConfig, where: str) -> None:
    """Refuse a calendar that contradicts itself; `where` names it in errors."""
    _check_names(config, where)
    _check_days(config, where)
    # In UTC no clock change hides or makes an overlap.
    calendar = Calendar(config, zone="UTC")
    _check_shifts(config, calendar, where)
    for override in config.overrides:
        _check_override(override, calendar, f"{where}: overrides {override.day}")


def _check_names(config: CalendarConfig, where: str) -> None:
    usual = {shift.name for shift in config.shifts}
    special: set[str] = set()
    for override in config.overrides:
        for shift in override.shifts:
            if isinstance(shift, DayShift):
                special.add(shift.name)
            elif shift not in usual:
                raise BadConfig(
                    f"{where}: overrides {override.day}: {shift!r} is no shift of this calendar:"
                    f" {_either(usual)}or give it a start and an end"
                )
    for crews in config.crews:
        if crews.shift not in usual | special:
            raise BadConfig(
                f"{where}: crews: {crews.shift!r} is no shift of this calendar:"
                f" {_either(usual | special)}or correct it"
            )


def _either(names: set[str]) -> str:
    return f"name one of {', '.join(sorted(names))} " if names else ""


def _check_days(config: CalendarConfig, where: str) -> None:
    holidays = [day.day if isinstance(day, Holiday) else day for day in config.holidays]
    for key, days in (
        ("holidays", holidays),
        ("overrides", [override.day for override in config.overrides]),
    ):
        for day in _twice(days):
            raise BadConfig(f"{where}: {key} {day} stands twice: keep one")
    for shift, since in _twice((crews.shift, crews.since) for crews in config.crews):
        raise BadConfig(f"{where}: crews of {shift!r} from {since} stand twice: keep one")
    for stretch in config.stretches:
        if stretch.end <= stretch.start:
            raise BadConfig(
                f"{where}: stretches: {stretch.name!r} ends at {stretch.end} and starts at"
                f" {stretch.start}: let it end after its start"
            )


def _twice(entries: Iterable[_Entry]) -> list[_Entry]:
    return [entry for entry, times in Counter(entries).items() if times > 1]


def _check_shifts(config: CalendarConfig, calendar: Calendar, where: str) -> None:
    """Refuse shifts that overlap: their windows would count one instant twice, or for neither."""
    dated = {day for shift in config.shifts for day in shift.dates}
    dated |= {override.day for override in config.overrides}
    # Every weekday lies in any ten days.
    for day in sorted({_A_MONDAY, *dated}):
        middle = calendar.day_start(day)
        for one, other in pairwise(calendar.shifts(middle - 5 * _DAY_MS, middle + 5 * _DAY_MS)):
            if other.start < one.end:
                raise BadConfig(
                    f"{where}: shifts {one.name!r} and {other.name!r} overlap on"
                    f" {other.production_day}: let one end where the other starts"
                )


def _check_override(override: Override, calendar: Calendar, where: str) -> None:
    """Refuse an override that reaches beyond its production day."""
    if override.pauses and not override.shifts:
        raise BadConfig(f"{where}: a day without shifts has no pauses: remove them or add a shift")
    high = calendar.day_start(override.day + _DAY)
    for shift in calendar.shifts(calendar.day_start(override.day), high):
        if shift.production_day == override.day and shift.end > high:
            raise BadConfig(
                f"{where}: shift {shift.name!r} ends at {_clock(shift.end)}, but the next"
                f" production day begins at {_clock(high)}: let it end there and override that day"
            )
    for pause in calendar.own_pauses(override.day):
        if pause.end > high:
            raise BadConfig(
                f"{where}: a pause from {_clock(pause.start)} to {_clock(pause.end)} lies outside"
                f" the day, which lasts until {_clock(high)}: move it into the day's shifts"
            )


def _clock(instant: int) -> str:
    return (_EPOCH + timedelta(milliseconds=instant)).strftime("%H:%M")
