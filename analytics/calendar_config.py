"""What people write about a calendar: shifts, pauses and holidays in local time.

TOML enters through msgspec, frozen structs leave; `analytics.calendar` gives them meaning.
"""

from datetime import date, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LocalTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Recurring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of local time that recurs; an end not after its start lies on the next day.

    Args:
        weekdays: local weekdays on which the piece starts.
        dates: if any, the piece is on these local dates only and `weekdays` is not asked.
    """

    start: LocalTime
    end: LocalTime
    weekdays: tuple[Weekday, ...] = WEEKDAYS
    dates: tuple[date, ...] = ()

    @property
    def start_time(self) -> time:
        """Start as time of day."""
        return time.fromisoformat(self.start)

    @property
    def end_time(self) -> time:
        """End as time of day."""
        return time.fromisoformat(self.end)

    def starts_on(self, day: date) -> bool:
        """Tell whether the piece starts on a local date."""
        if self.dates:
            return day in self.dates
        return WEEKDAYS[day.weekday()] in self.weekdays


class Shift(Recurring, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shift; time outside all shifts is unscheduled."""

    name: str


class Pause(Recurring, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A break or planned maintenance (`planned_down`), or closed hours (`unscheduled`)."""

    name: str = ""
    kind: Literal["planned_down", "unscheduled"] = "planned_down"


class CalendarConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One calendar; without shifts all time is planned busy time but for the pauses.

    Args:
        zone: IANA name; empty means the site's.
        holidays: production days whose shifts do not take place.
    """

    zone: str = ""
    shifts: tuple[Shift, ...] = ()
    pauses: tuple[Pause, ...] = ()
    holidays: tuple[date, ...] = ()
