"""Laws of the calendar: spans partition time, hours and days follow the local clock."""

from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.master.calendar import Calendar
from analytics.master.calendar_config import CalendarConfig, Pause, Shift
from analytics.master.local_time import hour_starts, instant_of
from analytics.oee.windows import windows_in
from contract.kpi import Window as WindowKind

ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
)
ROUND = CalendarConfig(
    shifts=(
        Shift(name="early", start="06:00", end="14:00"),
        Shift(name="late", start="14:00", end="22:00"),
        Shift(name="night", start="22:00", end="06:00"),
    ),
    pauses=(
        Pause(start="09:00", end="09:30"),
        Pause(start="23:50", end="00:10", kind="unscheduled"),
    ),
)
_YEAR_MS = 366 * 86_400_000
_START = 1_767_225_600_000  # 2026-01-01T00:00Z

instants = st.integers(_START, _START + _YEAR_MS).map(lambda t: t // 1000 * 1000)


@given(start=instants, hours=st.integers(1, 200), zone=st.sampled_from(ZONES), empty=st.booleans())
def test_spans_partition_any_range(*, start: int, hours: int, zone: str, empty: bool) -> None:
    """Spans touch, lie inside the range and leave no gap, whatever the clock changes."""
    end = start + hours * 3_600_000
    spans = Calendar(None if empty else ROUND, zone=zone).spans(start, end)
    assert (spans[0].start, spans[-1].end) == (start, end)
    assert all(left.end == right.start for left, right in pairwise(spans))
    assert all(span.start < span.end for span in spans)


@settings(max_examples=25, deadline=None)
@given(start=instants, cut=st.integers(1, 99), zone=st.sampled_from(ZONES))
def test_spans_do_not_depend_on_the_range_asked(*, start: int, cut: int, zone: str) -> None:
    """Asking for two halves gives what asking for the whole gives."""
    calendar = Calendar(ROUND, zone=zone)
    middle, end = start + cut * 1_800_000, start + 100 * 1_800_000

    def label(t: int, begin: int, stop: int) -> tuple[str, str, date]:
        span = next(s for s in calendar.spans(begin, stop) if s.start <= t < s.end)
        return span.kind, span.shift, span.production_day

    for t in range(start, end, 5_400_000):
        part = (start, middle) if t < middle else (middle, end)
        assert label(t, *part) == label(t, start, end)


@settings(max_examples=40, deadline=None)
@given(start=instants, zone=st.sampled_from(ZONES))
def test_hours_start_where_the_local_minute_is_zero(*, start: int, zone: str) -> None:
    """Every hour start, and no other minute of the range, shows local minute 0."""
    end = start + 12 * 3_600_000
    starts = set(hour_starts(start, end, ZoneInfo(zone)))
    minutes = range(-(-start // 60_000) * 60_000, end, 60_000)
    expected = {t for t in minutes if datetime.fromtimestamp(t / 1000, ZoneInfo(zone)).minute == 0}
    assert starts == expected


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 3, 29), time(3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_local_time_of_a_clock_change(day: date, clock: time, utc: datetime) -> None:
    """What does not exist is the first instant after the gap; what occurs twice is the first."""
    assert instant_of(day, clock, ZoneInfo("Europe/Berlin")) == utc.timestamp() * 1000


@given(
    start=instants,
    kind=st.sampled_from(["hour", "shift", "day", "week", "month"]),
    zone=st.sampled_from(ZONES),
)
def test_windows_cover_a_range_without_overlap(*, start: int, kind: WindowKind, zone: str) -> None:
    """Windows of a round-the-clock calendar touch and cover the range."""
    end = start + 40 * 3_600_000
    windows = windows_in(Calendar(ROUND, zone=zone), kind, start, end)
    assert windows[0].start <= start
    assert end <= windows[-1].end
    assert all(left.end == right.start for left, right in pairwise(windows))


def test_week_and_month_begin_with_their_first_production_day() -> None:
    """A week is Monday's first shift to Monday's, a month its first day's to the next month's."""
    calendar = Calendar(ROUND, zone="Asia/Shanghai")
    shanghai = ZoneInfo("Asia/Shanghai")
    night = int(datetime(2026, 3, 2, 3, 0, tzinfo=shanghai).timestamp() * 1000)
    (week,) = windows_in(calendar, "week", night, night + 1)
    (month,) = windows_in(calendar, "month", night, night + 1)
    # Before Monday's first shift it is still Sunday's production day.
    assert week.production_day == date(2026, 2, 23)
    assert month.production_day == date(2026, 3, 1)
    assert month.end == instant_of(date(2026, 4, 1), time(6), shanghai)
