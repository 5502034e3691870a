"""The period that green measures are compared with: its name in master data in, instants out."""

from datetime import date, timedelta

from analytics.master.calendar import Calendar

_MONTH_LETTERS = len("2026-03")


def base_range(text: str, calendar: Calendar) -> tuple[int, int] | None:
    """Return [start, end) in ms UTC of a month or of first and last production day, both inside.

    Empty is None. Raises ValueError where there is no such period.
    """
    if not text:
        return None
    if len(text) == _MONTH_LETTERS:
        first = date.fromisoformat(f"{text}-01")
        after = (first + timedelta(days=31)).replace(day=1)
    else:
        first, last = (date.fromisoformat(day) for day in text.split("/"))
        after = last + timedelta(days=1)
    if after <= first:
        raise ValueError("its last day stands before its first")
    return calendar.day_start(first), calendar.day_start(after)
