"""What people write about a calendar in local time: what recurs, and what single days change.

TOML enters through msgspec, frozen structs leave; `analytics.master.calendar` gives them meaning.
"""

from datetime import date, datetime, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LocalTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PauseKind = Literal["planned_down", "unscheduled"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of a calendar."""


class Piece(Entry, frozen=True, kw_only=True):
    """A piece of local time; an end not after its start lies on the next day."""

    start: LocalTime
    end: LocalTime

    @property
    def start_time(self) -> time:
        """Start as time of day."""
        return time.fromisoformat(self.start)

    @property
    def end_time(self) -> time:
        """End as time of day."""
        return time.fromisoformat(self.end)


class Recurring(Piece, frozen=True, kw_only=True):
    """A piece of local time that recurs.

    Args:
        weekdays: local weekdays on which the piece starts.
        dates: if any, the piece is on these local dates only and `weekdays` is not asked.
    """

    weekdays: tuple[Weekday, ...] = WEEKDAYS
    dates: tuple[date, ...] = ()

    def starts_on(self, day: date) -> bool:
        """Tell whether the piece starts on a local date."""
        if self.dates:
            return day in self.dates
        return WEEKDAYS[day.weekday()] in self.weekdays


class Shift(Recurring, frozen=True, kw_only=True):
    """A shift; time outside all shifts is unscheduled."""

    name: str


class Pause(Recurring, frozen=True, kw_only=True):
    """A break or planned maintenance (`planned_down`), or closed hours (`unscheduled`)."""

    name: str = ""
    kind: PauseKind = "planned_down"


class Stretch(Entry, frozen=True, kw_only=True):
    """Planned maintenance or closed time on dates, from one local date-time to another."""

    start: Annotated[datetime, Meta(tz=False)] = msgspec.field(name="from")
    end: Annotated[datetime, Meta(tz=False)] = msgspec.field(name="to")
    name: str = ""
    kind: PauseKind = "planned_down"


class Holiday(Entry, frozen=True, kw_only=True):
    """A production day whose shifts do not take place, with what people call it."""

    day: date = msgspec.field(name="date")
    name: str = ""


class DayShift(Piece, frozen=True, kw_only=True):
    """A shift of one production day only."""

    name: str


class DayPause(Piece, frozen=True, kw_only=True):
    """A pause of one production day only."""

    name: str = ""
    kind: PauseKind = "planned_down"


class Override(Entry, frozen=True, kw_only=True):
    """The layout of one production day in place of what recurs.

    Args:
        day: the production day; the first shift starts on this date, and every time of day before
            that start is on the following date.
        shifts: in order of time, names of shifts of the calendar or shifts with times of their
            own; none means that the day is closed.
        pauses: in place of all pauses and stretches of the day; left out, those stay.
    """

    day: date = msgspec.field(name="date")
    shifts: tuple[str | DayShift, ...]
    pauses: tuple[DayPause, ...] | None = None
    name: str = ""


class Crews(Entry, frozen=True, kw_only=True):
    """Who works a shift: crews take turns, each for so many production days.

    Args:
        since: the production day on which the first of `rotation` begins; a later entry for the
            same shift takes over on its own.
    """

    shift: str
    rotation: Annotated[tuple[str, ...], Meta(min_length=1)]
    since: date = msgspec.field(name="from")
    days: Annotated[int, Meta(ge=1)] = 7


class CalendarConfig(Entry, frozen=True, kw_only=True):
    """One calendar; without shifts all time is planned busy time but for the pauses.

    Args:
        zone: IANA name; empty means the site's.
        stretches: planned maintenance or closed time that lies on dates.
        holidays: unscheduled production days, as dates or with names.
        overrides: what single production days have in place of what recurs; wins over a holiday.
    """

    zone: str = ""
    shifts: tuple[Shift, ...] = ()
    pauses: tuple[Pause, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    holidays: tuple[date | Holiday, ...] = ()
    overrides: tuple[Override, ...] = ()
    crews: tuple[Crews, ...] = ()
