"""The calendar of a line: shifts, planned downtime and unscheduled time in local words.

A checked configuration enters; stretches of UTC time with their class, shift and production day
leave. Local times follow the zone, durations are measured in UTC (a night shift of a clock
change lasts seven or nine hours).
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from analytics.calendar_config import CalendarConfig, Pause, Recurring
from analytics.local_time import hour_starts, instant_of, local_datetime

SpanKind = Literal["planned", "unscheduled", "planned_down"]

_DAY = timedelta(days=1)
_MIDNIGHT = time()
# The longest piece of a calendar is a day, and no clock change moves it by more than another.
_REACH = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Time [start, end) in ms UTC of one class, one shift (empty outside shifts) and one day."""

    start: int
    end: int
    kind: SpanKind
    shift: str
    production_day: date


@dataclass(frozen=True, slots=True)
class ShiftInstance:
    """One shift on one production day, [start, end) in ms UTC."""

    name: str
    start: int
    end: int
    production_day: date


class Calendar:
    """Answers for any range of time; without shifts all time is planned and days are local."""

    __slots__ = ("_config", "_days", "zone")

    def __init__(self, config: CalendarConfig | None, *, zone: str) -> None:
        self._config = config or CalendarConfig()
        self.zone = ZoneInfo(zone)
        # Windows and segments ask for the same days again and again.
        self._days = lru_cache(maxsize=4096)(self._lay_out_day)

    def hour_starts(self, start: int, end: int) -> list[int]:
        """Return every instant in [start, end) whose local minute is 0."""
        return hour_starts(start, end, self.zone)

    def day_start(self, day: date) -> int:
        """Return the start of a production day: that of its first shift (contract 5)."""
        return instant_of(day, self._first_shift(day), self.zone)

    def production_day(self, instant: int) -> date:
        """Return the production day an instant lies in; a day lasts until the next one starts."""
        day = local_datetime(instant, self.zone).date() + _DAY
        while self.day_start(day) > instant:
            day -= _DAY
        return day

    def shifts(self, start: int, end: int) -> list[ShiftInstance]:
        """Return the shifts that meet [start, end), in order of time."""
        met = [
            shift
            for day in self._local_days(start, end)
            for shift in self._days(day)[0]
            if shift.start < end and start < shift.end
        ]
        return sorted(met, key=lambda shift: shift.start)

    def spans(self, start: int, end: int) -> list[Span]:
        """Partition [start, end) at every edge of the calendar; spans touch and leave no gap."""
        if end <= start:
            return []
        days = self._local_days(start, end)
        shifts = self.shifts(start, end)
        pauses = [
            pause
            for day in days
            for pause in self._days(day)[1]
            if pause[0] < end and start < pause[1]
        ]
        day_starts = [self.day_start(day) for day in days]
        edges = {start, end, *day_starts}
        edges.update(edge for shift in shifts for edge in (shift.start, shift.end))
        edges.update(edge for pause in pauses for edge in pause[:2])
        cuts = sorted(edge for edge in edges if start <= edge <= end)
        found: list[Span] = []
        for begin, stop in pairwise(cuts):
            shift = next((s for s in shifts if s.start <= begin < s.end), None)
            kinds: set[SpanKind] = {p[2].kind for p in pauses if p[0] <= begin < p[1]}
            day = days[bisect_right(day_starts, begin) - 1]
            found.append(
                Span(begin, stop, self._kind(shift, kinds), shift.name if shift else "", day)
            )
        return found

    def _kind(self, shift: ShiftInstance | None, pauses: set[SpanKind]) -> SpanKind:
        if "unscheduled" in pauses or (shift is None and self._config.shifts):
            return "unscheduled"
        return "planned_down" if "planned_down" in pauses else "planned"

    def _local_days(self, start: int, end: int) -> list[date]:
        first = local_datetime(start, self.zone).date() - _REACH * _DAY
        last = local_datetime(end, self.zone).date() + _REACH * _DAY
        return [first + n * _DAY for n in range((last - first).days + 1)]

    def _first_shift(self, day: date) -> time:
        shifts = self._config.shifts
        clocks = [shift.start_time for shift in shifts if shift.starts_on(day)]
        # A day without shifts begins when a day with all of them would.
        return min(clocks or [shift.start_time for shift in shifts], default=_MIDNIGHT)

    def _lay_out_day(self, day: date) -> tuple[list[ShiftInstance], list[tuple[int, int, Pause]]]:
        pauses = [
            (*self._stretch(day, pause), pause)
            for pause in self._config.pauses
            if pause.starts_on(day)
        ]
        if day in self._config.holidays:
            return [], pauses
        shifts = [
            ShiftInstance(shift.name, *self._stretch(day, shift), day)
            for shift in self._config.shifts
            if shift.starts_on(day)
        ]
        return shifts, pauses

    def _stretch(self, day: date, piece: Recurring) -> tuple[int, int]:
        start, end = piece.start_time, piece.end_time
        last = day + _DAY if end <= start else day
        return instant_of(day, start, self.zone), instant_of(last, end, self.zone)
