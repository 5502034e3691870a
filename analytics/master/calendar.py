"""The calendar of a line: shifts, planned downtime and unscheduled time in local words.

A checked configuration enters; stretches of UTC time with their class, shift and production day
leave. Local times follow the zone, durations are measured in UTC (a night shift of a clock
change lasts seven or nine hours).
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from analytics.master.calendar_config import (
    CalendarConfig,
    DayShift,
    Holiday,
    Override,
    PauseKind,
    Piece,
)
from analytics.master.local_time import hour_starts, instant_of, local_datetime

SpanKind = Literal["planned", "unscheduled", "planned_down"]

_DAY = timedelta(days=1)
_MIDNIGHT = time()
# The longest recurring piece is a day, and no clock change moves it by more than another.
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


@dataclass(frozen=True, slots=True)
class Rest:
    """Time [start, end) in ms UTC in which nothing is planned to run."""

    start: int
    end: int
    kind: PauseKind


@dataclass(frozen=True, slots=True)
class _Layout:
    """What one date lays out: the shifts of its production day, and pauses."""

    shifts: tuple[ShiftInstance, ...]
    pauses: tuple[Rest, ...]


class Calendar:
    """Answers for any range of time; without shifts all time is planned and days are local."""

    __slots__ = (
        "_config",
        "_day_starts",
        "_holidays",
        "_layouts",
        "_overrides",
        "_replaced",
        "_stretches",
        "zone",
    )

    def __init__(self, config: CalendarConfig | None, *, zone: str) -> None:
        self._config = config or CalendarConfig()
        self.zone = ZoneInfo(zone)
        self._overrides = {override.day: override for override in self._config.overrides}
        self._holidays = {
            entry.day if isinstance(entry, Holiday) else entry: entry
            for entry in self._config.holidays
        }
        # Windows and segments ask for the same days again and again.
        self._day_starts = lru_cache(maxsize=4096)(self._find_day_start)
        self._layouts = lru_cache(maxsize=4096)(self._lay_out)
        self._replaced = [
            (self.day_start(day), self.day_start(day + _DAY))
            for day, override in sorted(self._overrides.items())
            if override.pauses is not None
        ]
        self._stretches = [
            rest
            for entry in self._config.stretches
            for rest in self._left_standing(
                instant_of(entry.start.date(), entry.start.time(), self.zone),
                instant_of(entry.end.date(), entry.end.time(), self.zone),
                entry.kind,
            )
        ]

    @property
    def config(self) -> CalendarConfig:
        """What people wrote of this calendar."""
        return self._config

    def hour_starts(self, start: int, end: int) -> list[int]:
        """Return every instant in [start, end) whose local minute is 0."""
        return hour_starts(start, end, self.zone)

    def day_start(self, day: date) -> int:
        """Return the start of a production day: that of its first shift (contract 5)."""
        return self._day_starts(day)

    def production_day(self, instant: int) -> date:
        """Return the production day an instant lies in; a day lasts until the next one starts."""
        day = local_datetime(instant, self.zone).date() + _DAY
        while self.day_start(day) > instant:
            day -= _DAY
        return day

    def day_name(self, day: date) -> str:
        """Return what people call a day that is unlike others; empty where nobody named it."""
        override, holiday = self._overrides.get(day), self._holidays.get(day)
        if override is not None:
            return override.name
        return holiday.name if isinstance(holiday, Holiday) else ""

    def shifts(self, start: int, end: int) -> list[ShiftInstance]:
        """Return the shifts that meet [start, end), in order of time."""
        met = [
            shift
            for day in self._local_days(start, end)
            for shift in self._layouts(day).shifts
            if shift.start < end and start < shift.end
        ]
        return sorted(met, key=lambda shift: shift.start)

    def own_pauses(self, day: date) -> list[Rest]:
        """Return the pauses that an override gives a production day."""
        override = self._overrides.get(day)
        if override is None:
            return []
        first = self._first_shift(day)
        return [Rest(*self._after(day, first, p), p.kind) for p in override.pauses or ()]

    def spans(self, start: int, end: int) -> list[Span]:
        """Partition [start, end) at every edge of the calendar; spans touch and leave no gap."""
        if end <= start:
            return []
        days = self._local_days(start, end)
        shifts = self.shifts(start, end)
        rests = [rest for day in days for rest in self._layouts(day).pauses] + self._stretches
        rests = [rest for rest in rests if rest.start < end and start < rest.end]
        day_starts = [self.day_start(day) for day in days]
        edges = {start, end, *day_starts}
        edges.update(edge for shift in shifts for edge in (shift.start, shift.end))
        edges.update(edge for rest in rests for edge in (rest.start, rest.end))
        cuts = sorted(edge for edge in edges if start <= edge <= end)
        found: list[Span] = []
        for begin, stop in pairwise(cuts):
            shift = next((s for s in shifts if s.start <= begin < s.end), None)
            kinds: set[SpanKind] = {rest.kind for rest in rests if rest.start <= begin < rest.end}
            day = days[bisect_right(day_starts, begin) - 1]
            if shift is None and self._has_shifts(day):
                kinds.add("unscheduled")
            found.append(Span(begin, stop, _strongest(kinds), shift.name if shift else "", day))
        return found

    def _has_shifts(self, day: date) -> bool:
        """Tell whether the time outside shifts is unscheduled on a production day."""
        return bool(self._config.shifts) or day in self._overrides or day in self._holidays

    def _local_days(self, start: int, end: int) -> list[date]:
        first = local_datetime(start, self.zone).date() - _REACH * _DAY
        last = local_datetime(end, self.zone).date() + _REACH * _DAY
        return [first + n * _DAY for n in range((last - first).days + 1)]

    def _find_day_start(self, day: date) -> int:
        return instant_of(day, self._first_shift(day), self.zone)

    def _first_shift(self, day: date) -> time:
        override = self._overrides.get(day)
        if override is not None and override.shifts:
            return self._shifts_of(override)[0].start_time
        shifts = self._config.shifts
        clocks = [shift.start_time for shift in shifts if shift.starts_on(day)]
        # A day without shifts begins when a day with all of them would.
        return min(clocks or [shift.start_time for shift in shifts], default=_MIDNIGHT)

    def _shifts_of(self, override: Override) -> list[DayShift]:
        """Return the shifts of an override; a name stands for the shift that recurs."""
        found: list[DayShift] = []
        for shift in override.shifts:
            if isinstance(shift, DayShift):
                found.append(shift)
                continue
            named = [entry for entry in self._config.shifts if entry.name == shift]
            usual = next((entry for entry in named if entry.starts_on(override.day)), named[0])
            found.append(DayShift(name=shift, start=usual.start, end=usual.end))
        return found

    def _lay_out(self, day: date) -> _Layout:
        pauses = [
            rest
            for pause in self._config.pauses
            if pause.starts_on(day)
            for rest in self._left_standing(*self._on(day, pause), pause.kind)
        ]
        override = self._overrides.get(day)
        if override is not None:
            first = self._first_shift(day)
            shifts = [
                ShiftInstance(shift.name, *self._after(day, first, shift), day)
                for shift in self._shifts_of(override)
            ]
            return _Layout(tuple(shifts), (*pauses, *self.own_pauses(day)))
        if day in self._holidays:
            return _Layout((), tuple(pauses))
        shifts = [
            ShiftInstance(shift.name, *self._on(day, shift), day)
            for shift in self._config.shifts
            if shift.starts_on(day)
        ]
        return _Layout(tuple(shifts), tuple(pauses))

    def _left_standing(self, start: int, end: int, kind: PauseKind) -> Iterable[Rest]:
        """Yield the parts of a pause that no override replaces."""
        for low, high in self._replaced:
            if low < end and start < high:
                if start < low:
                    yield Rest(start, low, kind)
                start = high
        if start < end:
            yield Rest(start, end, kind)

    def _after(self, day: date, first: time, piece: Piece) -> tuple[int, int]:
        """Return a piece of a production day whose first shift starts at `first`."""
        return self._on(day + _DAY if piece.start_time < first else day, piece)

    def _on(self, day: date, piece: Piece) -> tuple[int, int]:
        start, end = piece.start_time, piece.end_time
        last = day + _DAY if end <= start else day
        return instant_of(day, start, self.zone), instant_of(last, end, self.zone)


def _strongest(kinds: set[SpanKind]) -> SpanKind:
    if "unscheduled" in kinds:
        return "unscheduled"
    return "planned_down" if "planned_down" in kinds else "planned"
