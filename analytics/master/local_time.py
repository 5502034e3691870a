"""Local wall-clock times of an IANA zone as instants in ms UTC, and the starts of local hours.

A local time that does not exist means the first instant after the gap; one that occurs twice
means the first (contract 5, windows).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Offsets of present-day zones are whole quarters of an hour.
_QUARTER_MS = 900_000
_HOUR_MS = 3_600_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def local_datetime(instant: int, zone: ZoneInfo) -> datetime:
    """Return the wall-clock time of an instant (ms UTC)."""
    return (_EPOCH + timedelta(milliseconds=instant)).astimezone(zone)


def instant_of(day: date, clock: time, zone: ZoneInfo) -> int:
    """Return the instant (ms UTC) of a local date and time of day."""
    wall = datetime.combine(day, clock)
    # Of two readings fold 0 is the first; inside a gap it applies the offset before the gap.
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        first = _end_of_gap(first, wall.replace(tzinfo=zone, fold=1).astimezone(UTC), zone)
    return (first - _EPOCH) // timedelta(milliseconds=1)


def _end_of_gap(late: datetime, early: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second in (early, late] that has the offset of `late`."""
    offset = late.astimezone(zone).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            late = middle
        else:
            early = middle
    return late


def hour_starts(start: int, end: int, zone: ZoneInfo) -> list[int]:
    """Return every instant in [start, end) whose local minute is 0, whatever the offset."""
    found: list[int] = []
    t = -(-start // _QUARTER_MS) * _QUARTER_MS
    while t < end:
        if local_datetime(t, zone).minute == 0:
            found.append(t)
            # No zone shifts by less than a quarter, so nothing can lie inside the next 30 min.
            t += _HOUR_MS // 2
        else:
            t += _QUARTER_MS
    return found
