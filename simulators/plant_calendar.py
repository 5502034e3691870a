"""A line's calendar in UTC ms: what is open, planned down or unscheduled, in which shift.

A calendar config enters; answers about instants leave. Local days are laid out when first asked
for, so a world may run for years.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from simulators.errors import ScenarioError
from simulators.scenario import CalendarConfig, PauseConfig

__all__ = ["CalendarClass", "PlantCalendar", "ShiftWindow", "Slot", "utc_ms"]

CalendarClass = Literal["open", "planned_down", "unscheduled"]

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ShiftWindow(NamedTuple):
    """One shift; `day` is the start of its production day."""

    name: str
    start: int
    end: int
    day: int


class Slot(NamedTuple):
    """A stretch [start, end) of one calendar class, one purpose, one shift and one local hour."""

    start: int
    end: int
    kind: CalendarClass
    purpose: str
    """Purpose of the pause (`break`, `maintenance`, `handover`, ...); empty when open or closed."""
    shift: ShiftWindow | None
    hour: int
    """Start of the local hour."""
    hour_end: int
    day: int
    """Start of the production day."""
    day_end: int


def utc_ms(local: datetime) -> int:
    """Return ms UTC of an aware time; one in a gap means the first instant after the gap."""
    utc = local.astimezone(UTC)
    if utc.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        utc = _gap_end(utc, local)
    return (utc - _EPOCH) // timedelta(milliseconds=1)


def _gap_end(near: datetime, local: datetime) -> datetime:
    """Find the first instant after a gap near an instant; offsets change on whole seconds."""
    low, high = near - timedelta(hours=3), near + timedelta(hours=3)
    before = low.astimezone(local.tzinfo).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(local.tzinfo).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


class PlantCalendar:
    """Answers in slots; one slot is looked up by bisection, the last one is remembered."""

    def __init__(self, config: CalendarConfig) -> None:
        try:
            self.zone = ZoneInfo(config.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ScenarioError(
                f"calendar: zone {config.zone!r} is unknown: write an IANA name, e.g. Asia/Shanghai"
            ) from error
        if not config.shifts:
            raise ScenarioError("calendar: no shift: write at least one [[calendar.shifts]]")
        self._config = config
        self._slots: list[Slot] = []
        self._starts: list[int] = []
        self._slot = Slot(0, 0, "open", "", None, 0, 0, 0, 0)

    def slot_at(self, t: int) -> Slot:
        """Return the slot with start <= t < end."""
        slot = self._slot
        if slot.start <= t < slot.end:
            return slot
        if not self._slots or not self._starts[0] <= t < self._slots[-1].end:
            self._lay_out(t)
        slot = self._slot = self._slots[bisect_right(self._starts, t) - 1]
        return slot

    def boundary_after(self, t: int) -> int:
        """Return the next instant at which class, shift, local hour or day changes."""
        return self.slot_at(t).end

    def class_at(self, t: int) -> CalendarClass:
        """Return the calendar class at t."""
        return self.slot_at(t).kind

    def shift_at(self, t: int) -> ShiftWindow | None:
        """Return the shift at t."""
        return self.slot_at(t).shift

    def next_open(self, t: int) -> int:
        """Return the first instant at or after t that is open."""
        slot = self.slot_at(t)
        while slot.kind != "open":
            t = slot.end
            slot = self.slot_at(t)
        return t

    def open_until(self, t: int) -> int:
        """Return the first instant at or after t that is not open."""
        slot = self.slot_at(t)
        while slot.kind == "open":
            t = slot.end
            slot = self.slot_at(t)
        return t

    def next_shift(self, t: int) -> ShiftWindow:
        """Return the first shift that starts at or after t."""
        slot = self.slot_at(t)
        while slot.shift is None or slot.shift.start < t:
            slot = self.slot_at(slot.end)
        return slot.shift

    def _lay_out(self, t: int) -> None:
        """Lay out the local days around t, keeping the list contiguous and short."""
        local = datetime.fromtimestamp(t / 1000, self.zone).date()
        # A production day begins with the first shift: the night belongs to the day before.
        days = [local + timedelta(days=n) for n in range(-2, 5)]
        self._slots = _slots_of(self._config, self.zone, days)
        self._starts = [slot.start for slot in self._slots]


def _slots_of(config: CalendarConfig, zone: ZoneInfo, days: list[date]) -> list[Slot]:
    first = min(config.shifts, key=lambda shift: time.fromisoformat(shift.start))
    day_starts = [_instant(day, first.start, zone) for day in days]
    shifts: list[ShiftWindow] = []
    pauses: list[tuple[int, int, PauseConfig]] = []
    for day, day_start in zip(days, day_starts, strict=True):
        shifts.extend(
            ShiftWindow(shift.name, *_stretch(day, shift.start, shift.end, zone), day_start)
            for shift in config.shifts
        )
        pauses.extend(
            (*_stretch(day, pause.start, pause.end, zone), pause)
            for pause in config.pauses
            if day.weekday() in pause.weekdays
        )
    shifts.sort(key=lambda shift: shift.start)
    pauses.sort(key=lambda pause: pause[0])
    begin, end = day_starts[1], day_starts[-1]
    hours = _hour_starts(begin, end, zone)
    cuts = {begin, end, *hours, *day_starts}
    cuts.update(edge for shift in shifts for edge in (shift.start, shift.end))
    cuts.update(edge for pause in pauses for edge in pause[:2])
    edges = sorted(cut for cut in cuts if begin <= cut <= end)
    slots = []
    for start, stop in pairwise(edges):
        shift = next((s for s in shifts if s.start <= start < s.end), None)
        here = [p[2] for p in pauses if p[0] <= start < p[1]]
        # Where pauses overlap, unscheduled time wins: sorted by name of kind it comes last.
        pause = max(here, key=lambda p: p.kind, default=None)
        kind: CalendarClass = "open"
        if shift is None or (pause is not None and pause.kind == "unscheduled"):
            kind = "unscheduled"
        elif pause is not None:
            kind = "planned_down"
        hour = bisect_right(hours, start) - 1
        today = bisect_right(day_starts, start) - 1
        slots.append(
            Slot(
                start,
                stop,
                kind,
                pause.purpose if pause else "",
                shift,
                hours[hour],
                hours[hour + 1],
                day_starts[today],
                day_starts[today + 1],
            )
        )
    return slots


def _instant(day: date, clock: str, zone: ZoneInfo) -> int:
    return utc_ms(datetime.combine(day, time.fromisoformat(clock), zone))


def _stretch(day: date, start: str, end: str, zone: ZoneInfo) -> tuple[int, int]:
    over_midnight = time.fromisoformat(end) <= time.fromisoformat(start)
    return _instant(day, start, zone), _instant(day + _DAY if over_midnight else day, end, zone)


def _hour_starts(begin: int, end: int, zone: ZoneInfo) -> list[int]:
    """Return every instant from the hour of begin to end whose local minute is 0."""
    starts = []
    # Offsets of the world's zones change on whole quarters of an hour.
    quarter = 900_000
    t = begin - begin % quarter - 8 * quarter
    while t <= end + 8 * quarter:
        local = datetime.fromtimestamp(t / 1000, zone)
        if local.minute == 0:
            starts.append(t)
        t += quarter
    return starts
