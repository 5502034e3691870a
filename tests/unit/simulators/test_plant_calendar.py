"""The simulators' calendar: slots partition time, shifts follow the zone, also at clock changes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.plant_calendar import PlantCalendar, utc_ms
from simulators.scenario import CalendarConfig, PauseConfig, ShiftConfig

SHIFTS = (
    ShiftConfig(name="early", start="06:00", end="14:00"),
    ShiftConfig(name="late", start="14:00", end="22:00"),
    ShiftConfig(name="night", start="22:00", end="06:00"),
)
PAUSES = (
    PauseConfig(name="lunch", start="10:00", end="10:30"),
    PauseConfig(name="midnight", start="23:50", end="00:20"),
    PauseConfig(name="hand-over", start="13:50", end="14:00", kind="unscheduled"),
    PauseConfig(name="clean", start="13:40", end="13:55", purpose="maintenance"),
)
HOUR = 3_600_000


def calendar(zone: str = "Europe/Berlin", *, closed: bool = False) -> PlantCalendar:
    """Return a calendar of three shifts, or of the early one alone."""
    return PlantCalendar(
        CalendarConfig(zone=zone, shifts=SHIFTS[:1] if closed else SHIFTS, pauses=PAUSES)
    )


def ms(text: str) -> int:
    """Return ms UTC of an ISO time."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("local", "kind"),
    [
        ("09:59:59", "open"),
        ("10:00:00", "planned_down"),
        ("10:30:00", "open"),
        ("13:45:00", "planned_down"),
        ("13:52:00", "unscheduled"),
        ("23:55:00", "planned_down"),
        ("00:10:00", "planned_down"),
        ("00:20:00", "open"),
    ],
)
def test_class_of_an_instant(local: str, kind: str) -> None:
    """Pauses hold [start, end), run over midnight, and unscheduled wins where two overlap."""
    t = ms(f"2026-03-03T{local}+08:00")
    assert calendar("Asia/Shanghai").class_at(t) == kind


def test_time_outside_shifts_is_unscheduled() -> None:
    """A plant with one shift is closed for the rest of the day."""
    one = calendar("Asia/Shanghai", closed=True)
    assert one.class_at(ms("2026-03-03T15:00:00+08:00")) == "unscheduled"
    assert one.shift_at(ms("2026-03-03T15:00:00+08:00")) is None
    assert one.next_open(ms("2026-03-03T15:00:00+08:00")) == ms("2026-03-04T06:00:00+08:00")
    assert one.open_until(ms("2026-03-04T06:00:00+08:00")) == ms("2026-03-04T10:00:00+08:00")


@pytest.mark.parametrize(
    ("evening", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)]
)
def test_night_shift_at_clock_changes(evening: str, hours: int) -> None:
    """The night shift lasts seven or nine hours when the clock changes, and its hours are whole."""
    berlin = calendar()
    start = utc_ms(
        datetime.fromisoformat(f"{evening}T22:00:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    )
    shift = berlin.shift_at(start)
    assert shift is not None
    assert (shift.name, shift.end - shift.start) == ("night", hours * HOUR)
    t, count = start, set()
    while t < shift.end:
        slot = berlin.slot_at(t)
        count.add(slot.hour)
        assert slot.hour_end - slot.hour == HOUR
        t = slot.end
    assert len(count) == hours


def test_local_time_in_a_gap_means_the_first_instant_after_it() -> None:
    """02:30 on the spring night is the instant at which the clock shows 03:00."""
    gap = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert utc_ms(gap) == ms("2026-03-29T01:00:00+00:00")


def test_local_time_that_occurs_twice_means_the_first() -> None:
    """02:30 on the autumn night is the one in summer time."""
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert utc_ms(twice) == ms("2026-10-25T00:30:00+00:00")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1_577_836_800_000, 1_893_456_000_000),  # 2020 to 2029
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_slots_touch_and_agree_with_the_instant(t: int, zone: str) -> None:
    """An instant lies in its slot, hour, day and shift; the next slot begins at the end."""
    plan = calendar(zone)
    slot = plan.slot_at(t)
    assert slot.start <= t < slot.end
    assert slot.hour <= slot.start < slot.end <= slot.hour_end
    assert slot.day <= slot.start < slot.end <= slot.day_end
    assert slot.shift is not None
    assert slot.shift.start <= slot.start < slot.end <= slot.shift.end
    assert slot.shift.day == slot.day
    assert plan.slot_at(slot.end).start == slot.end
    assert calendar(zone).slot_at(slot.end - 1) == slot
    assert datetime.fromtimestamp(slot.hour / 1000, ZoneInfo(zone)).minute == 0
