"""Crews take turns by production days, also over midnight and through an override."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.master.calendar import Calendar
from analytics.master.calendar_config import CalendarConfig, Crews
from analytics.master.crews import crew_of, crews_at
from analytics.master.data import load_master_data
from analytics.master.local_time import instant_of

PLANT = Path(__file__).parents[4] / "factory" / "plants" / "demo-plant"
MONDAY = date(2026, 3, 2)
HOUR = 3_600_000
CONFIG = msgspec.convert(
    {
        "shifts": [
            {"name": "early", "start": "06:00", "end": "14:00"},
            {"name": "night", "start": "22:00", "end": "06:00"},
        ],
        "crews": [
            {"shift": "early", "rotation": ["A", "B", "C"], "from": MONDAY},
            {"shift": "night", "rotation": ["B", "C", "A"], "from": MONDAY},
            {"shift": "early", "rotation": ["D"], "from": date(2026, 6, 1), "days": 1},
        ],
        "overrides": [{"date": date(2026, 3, 10), "shifts": ["night"]}],
    },
    CalendarConfig,
)


def test_crews_take_turns_week_by_week() -> None:
    """A works the first week, B the second, C the third, then A again; before it nobody says."""
    weeks = [crew_of(CONFIG.crews, "early", MONDAY + timedelta(weeks=n)) for n in range(-1, 4)]
    assert weeks == ["", "A", "B", "C", "A"]
    assert crew_of(CONFIG.crews, "early", MONDAY + timedelta(days=6)) == "A"
    assert crew_of(CONFIG.crews, "late", MONDAY) == ""


def test_later_entry_takes_over_its_shift() -> None:
    """From its day on a new rotation counts, for its own shift only."""
    assert crew_of(CONFIG.crews, "early", date(2026, 6, 1)) == "D"
    assert crew_of(CONFIG.crews, "night", date(2026, 6, 1)) != "D"


def test_rows_carry_the_crew_of_the_shift_they_begin_in() -> None:
    """After midnight of Sunday the night still is that of Sunday's crew; outside shifts is none."""
    calendar = Calendar(CONFIG, zone="Asia/Shanghai")
    start = instant_of(MONDAY, CONFIG.shifts[0].start_time, calendar.zone)
    week = 7 * 24 * HOUR
    hours = pd.Series([start, start + 9 * HOUR, start + 17 * HOUR, start + week - HOUR])
    assert crews_at(calendar, hours) == ["A", "", "B", "B"]
    # Tuesday of the second week is overridden: it has a night only, and its crew is the usual one.
    tuesday = start + 8 * 24 * HOUR
    assert crews_at(calendar, pd.Series([tuesday, tuesday + 17 * HOUR])) == ["", "C"]
    assert crews_at(calendar, pd.Series([], dtype="int64")) == []


@given(
    days=st.integers(1, 14),
    rotation=st.lists(st.sampled_from("ABCD"), min_size=1, max_size=4, unique=True),
    day=st.integers(0, 400),
)
def test_every_crew_works_its_days_in_turn(days: int, rotation: list[str], day: int) -> None:
    """After a whole rotation the same crew is back, and after its days the next one comes."""
    crews = [Crews(shift="x", rotation=tuple(rotation), since=MONDAY, days=days)]
    today = MONDAY + timedelta(days=day)
    crew = crew_of(crews, "x", today)
    assert crew_of(crews, "x", today + timedelta(days=days * len(rotation))) == crew
    follows = rotation[(rotation.index(crew) + 1) % len(rotation)]
    assert crew_of(crews, "x", today + timedelta(days=days)) == follows


def test_demo_plant_has_every_crew_in_one_shift_a_week() -> None:
    """No crew works two shifts of a day, and each week it is another one."""
    data = load_master_data(PLANT / "site.toml")
    for line in data.file.lines:
        calendar = data.calendars[line.calendar].config
        weeks = [
            [crew_of(calendar.crews, shift.name, MONDAY + timedelta(weeks=n)) for n in range(3)]
            for shift in calendar.shifts
        ]
        for turns in (*weeks, *zip(*weeks, strict=True)):
            assert sorted(turns) == ["A", "B", "C"]
