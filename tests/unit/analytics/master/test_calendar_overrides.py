"""Single days of a calendar: overrides, holidays and stretches, and what a wrong one is told."""

from datetime import date, time, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import BadConfig
from analytics.master.calendar import Calendar, Span
from analytics.master.calendar_check import check_calendar
from analytics.master.calendar_config import CalendarConfig, Override
from analytics.master.local_time import instant_of

ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe")
HOUR = 3_600_000
DAY = timedelta(days=1)
# Both clock changes of Berlin lie near: 2026-03-29 and 2026-10-25.
DAYS = st.sampled_from(
    [date(2026, month, day) for month, day in ((3, 28), (3, 29), (10, 24), (10, 25), (5, 9))]
)
BASE = {
    "shifts": [
        {"name": "early", "start": "06:00", "end": "14:00"},
        {"name": "late", "start": "14:00", "end": "22:00"},
        {"name": "night", "start": "22:00", "end": "06:00", "weekdays": ["mon", "tue", "wed"]},
    ],
    "pauses": [
        {"start": "09:00", "end": "09:30"},
        {"start": "01:45", "end": "03:15"},
        {"start": "05:50", "end": "06:10", "kind": "unscheduled"},
    ],
    "stretches": [{"from": "2026-05-08T12:00:00", "to": "2026-05-11T08:00:00", "name": "overhaul"}],
}


def config(**more: object) -> CalendarConfig:
    """Return the calendar above with more keys."""
    return msgspec.convert({**BASE, **more}, CalendarConfig)


def calendar(zone: str, **more: object) -> Calendar:
    """Return the calendar above in a zone, checked."""
    checked = config(**more)
    check_calendar(checked, "test")
    return Calendar(checked, zone=zone)


def at(spans: list[Span], t: int) -> Span:
    """Return the span that holds an instant."""
    return next(span for span in spans if span.start <= t < span.end)


@st.composite
def overrides(draw: st.DrawFn) -> dict[str, object]:
    """Draw an override whose shifts touch or leave time between, and end by the next morning."""
    clocks = sorted(draw(st.sets(st.integers(12, 60), min_size=0, max_size=6)))
    shifts = [
        {"name": f"s{n}", "start": spelled(a), "end": spelled(b)}
        for n, (a, b) in enumerate(zip(clocks[::2], clocks[1::2], strict=False))
    ]
    found: dict[str, object] = {"date": draw(DAYS), "shifts": shifts}
    if draw(st.booleans()):
        found["pauses"] = (
            [{"start": shifts[0]["start"], "end": shifts[-1]["end"]}] if shifts else []
        )
    return found


def spelled(half_hours: int) -> str:
    """Spell half hours of a day as a clock."""
    return f"{half_hours // 2 % 24:02d}:{half_hours % 2 * 30:02d}"


@settings(max_examples=150, deadline=None)
@given(override=overrides(), zone=st.sampled_from(ZONES))
def test_override_changes_only_its_production_day(override: dict[str, object], zone: str) -> None:
    """Before and after its day the calendar is what it is without the override."""
    base, changed = calendar(zone), calendar(zone, overrides=[override])
    day = msgspec.convert(override, Override).day
    low = min(base.day_start(day), changed.day_start(day))
    high = base.day_start(day + DAY)
    assert changed.day_start(day + DAY) == high
    begin, end = low - 40 * HOUR, high + 40 * HOUR
    before, after = base.spans(begin, end), changed.spans(begin, end)
    assert (after[0].start, after[-1].end) == (begin, end)
    assert all(one.end == other.start for one, other in pairwise(after))
    for t in range(begin, end, HOUR // 4):
        if t < low or t >= high:
            one, other = at(before, t), at(after, t)
            assert (one.kind, one.shift, one.production_day) == (
                other.kind,
                other.shift,
                other.production_day,
            )


@settings(max_examples=100, deadline=None)
@given(override=overrides(), zone=st.sampled_from(ZONES))
def test_override_is_the_whole_layout_of_its_day(override: dict[str, object], zone: str) -> None:
    """Inside its day there are its shifts and no others; outside them nothing is scheduled."""
    changed = calendar(zone, overrides=[override])
    day = msgspec.convert(override, Override).day
    spans = changed.spans(changed.day_start(day), changed.day_start(day + DAY))
    assert {span.production_day for span in spans} == {day}
    names = {shift["name"] for shift in override["shifts"]}  # type: ignore[attr-defined]  # as drawn
    assert {span.shift for span in spans if span.shift} <= names
    assert all(span.kind == "unscheduled" for span in spans if not span.shift)


def test_override_names_shifts_and_keeps_pauses_unless_it_gives_some() -> None:
    """A name stands for the usual shift; pauses left out stay, given ones replace them."""
    day = date(2026, 5, 6)
    kept = calendar("UTC", overrides=[{"date": day, "shifts": ["early"]}])
    given_own = calendar(
        "UTC",
        overrides=[
            {
                "date": day,
                "shifts": ["early", {"name": "extra", "start": "14:00", "end": "02:00"}],
                "pauses": [{"start": "01:00", "end": "02:00"}],
            }
        ],
    )
    start = kept.day_start(day)
    minutes = {"planned_down": 0, "planned": 0}
    for span in kept.spans(start, start + 24 * HOUR):
        if span.kind != "unscheduled":
            minutes[span.kind] += (span.end - span.start) // 60_000
    # 05:50 to 06:10 is closed, 09:00 to 09:30 a pause; early lasts eight hours.
    assert minutes == {"planned_down": 30, "planned": 440}
    spans = [
        (span.kind, span.shift, (span.start - start) // HOUR, (span.end - start) // HOUR)
        for span in given_own.spans(start, start + 24 * HOUR)
    ]
    # The night before ends inside the pause of 05:50, which reaches up to the day but not into it.
    assert spans == [
        ("planned", "early", 0, 8),
        ("planned", "extra", 8, 19),
        ("planned_down", "extra", 19, 20),
        ("unscheduled", "", 20, 24),
    ]


def test_stretch_of_dates_is_planned_down_in_every_shift_it_meets() -> None:
    """An overhaul lasts from its first local time to its last, and an override works through it."""
    plain = calendar("Asia/Shanghai")
    start = instant_of(date(2026, 5, 8), time(12), plain.zone)
    assert at(plain.spans(start - HOUR, start + HOUR), start - 1).kind == "planned"
    assert at(plain.spans(start, start + HOUR), start).kind == "planned_down"
    rush = calendar(
        "Asia/Shanghai",
        overrides=[{"date": date(2026, 5, 9), "shifts": ["early"], "pauses": []}],
    )
    work = rush.spans(rush.day_start(date(2026, 5, 9)), rush.day_start(date(2026, 5, 10)))
    assert [(span.kind, span.shift) for span in work] == [("planned", "early"), ("unscheduled", "")]
    sunday = rush.spans(rush.day_start(date(2026, 5, 10)), rush.day_start(date(2026, 5, 11)))
    assert "planned" not in {span.kind for span in sunday}


def test_holiday_is_unscheduled_even_without_shifts() -> None:
    """A holiday closes its production day, and people may name it; an override wins over it."""
    day = date(2026, 5, 1)
    holidays = msgspec.convert({"holidays": [{"date": day, "name": "Labour Day"}]}, CalendarConfig)
    closed = Calendar(holidays, zone="Asia/Shanghai")
    spans = closed.spans(closed.day_start(day) - HOUR, closed.day_start(day + DAY) + HOUR)
    assert [span.kind for span in spans] == ["planned", "unscheduled", "planned"]
    assert closed.day_name(day) == "Labour Day"
    worked = calendar(
        "UTC", holidays=[day], overrides=[{"date": day, "name": "rush", "shifts": ["early"]}]
    )
    assert [shift.name for shift in worked.shifts(worked.day_start(day), worked.day_start(day) + 1)]
    assert (worked.day_name(day), worked.day_name(day + DAY)) == ("rush", "")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"overrides": [{"date": date(2026, 5, 9), "shifts": ["lat"]}]},
            "overrides 2026-05-09: 'lat' is no shift of this calendar: name one of early, late",
        ),
        (
            {"overrides": [{"date": date(2026, 5, 9), "shifts": []}] * 2},
            "overrides 2026-05-09 stands twice",
        ),
        ({"holidays": [date(2026, 5, 9)] * 2}, "holidays 2026-05-09 stands twice"),
        (
            {"overrides": [{"date": date(2026, 5, 9), "shifts": ["late", "early"]}]},
            "'early' and 'early' overlap on 2026-05-10",
        ),
        (
            {
                "overrides": [
                    {
                        "date": date(2026, 5, 7),
                        "shifts": [{"name": "soon", "start": "05:00", "end": "09:00"}],
                    }
                ]
            },
            "'night' and 'soon' overlap on 2026-05-07",
        ),
        (
            {
                "shifts": [{"name": "day", "start": "06:00", "end": "14:00", "weekdays": ["mon"]}],
                "overrides": [
                    {
                        "date": date(2026, 5, 9),
                        "shifts": [{"name": "long", "start": "20:00", "end": "08:00"}],
                    }
                ],
            },
            "shift 'long' ends at 08:00, but the next production day begins at 06:00",
        ),
        (
            {
                "overrides": [
                    {
                        "date": date(2026, 5, 9),
                        "shifts": ["late"],
                        "pauses": [{"start": "09:00", "end": "09:10"}],
                    }
                ]
            },
            "a pause from 09:00 to 09:10 lies outside the day",
        ),
        (
            {
                "overrides": [
                    {
                        "date": date(2026, 5, 9),
                        "shifts": [],
                        "pauses": [{"start": "09:00", "end": "09:10"}],
                    }
                ]
            },
            "a day without shifts has no pauses",
        ),
        (
            {"stretches": [{"from": "2026-05-08T12:00:00", "to": "2026-05-08T08:00:00"}]},
            "let it end after its start",
        ),
        (
            {"crews": [{"shift": "weekend", "rotation": ["A"], "from": date(2026, 3, 2)}]},
            "crews: 'weekend' is no shift of this calendar",
        ),
        (
            {"crews": [{"shift": "early", "rotation": ["A"], "from": date(2026, 3, 2)}] * 2},
            "crews of 'early' from 2026-03-02 stand twice",
        ),
    ],
)
def test_wrong_day_is_refused_with_a_sentence(more: dict[str, object], said: str) -> None:
    """What overlaps, stands twice or names nothing is told with the day and what to do."""
    with pytest.raises(BadConfig, match=r"^calendars\.c: ") as refused:
        check_calendar(config(**more), "calendars.c")
    assert said in str(refused.value)
