"""What holds from a date on: values with their `from` in, the one valid at an instant out. Pure.

A date means the start of that production day, so a rate or a target never splits a window of it.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Generic, TypeVar

from msgspec import Meta

from analytics.master.calendar import Calendar
from analytics.master.local_time import instant_of

# A production day, a local date-time, or one with an offset; empty: from the beginning.
Since = Annotated[
    str,
    Meta(pattern=r"^(\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?$"),
]
# Earlier than every instant.
BEGINNING = -(2**62)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_LETTERS = len("2026-03-02")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Validity(Generic[_Value]):
    """Values in order of the instants (ms UTC) from which on they hold."""

    starts: tuple[int, ...]
    values: tuple[_Value, ...]

    def at(self, instant: int | None = None) -> _Value | None:
        """Return what holds at an instant; None asks for the newest, and is a lack of any."""
        count = len(self.starts) if instant is None else bisect_right(self.starts, instant)
        return self.values[count - 1] if count else None


def validity_of(entries: Iterable[tuple[Since, _Value]], calendar: Calendar) -> Validity[_Value]:
    """Order values by the instants from which on they hold."""
    known = sorted(((valid_from(since, calendar), value) for since, value in entries), key=_start)
    return Validity(tuple(start for start, _ in known), tuple(value for _, value in known))


def valid_from(since: Since, calendar: Calendar) -> int:
    """Return the instant (ms UTC) that a `from` means; raise ValueError where there is no such."""
    if not since:
        return BEGINNING
    if len(since) == _DAY_LETTERS:
        return calendar.day_start(date.fromisoformat(since))
    moment = datetime.fromisoformat(since)
    if moment.tzinfo is None:
        return instant_of(moment.date(), moment.time(), calendar.zone)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _start(entry: tuple[int, _Value]) -> int:
    return entry[0]
