"""Periods of a site and the stored rows that their rates rest on."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.automation.period_rows import read_rows, whole_runs
from analytics.automation.period_sums import sums_of
from analytics.automation.periods import longer_than, period_with, periods_in
from analytics.automation.rate import PeriodOf, RateValue
from analytics.automation.rate_frames import frame
from analytics.automation.site_facts import SiteFacts
from analytics.kpi_store import columns_of
from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from contract.path import EquipmentPath
from contract.rates import PERIODS
from tests.suites.loop_plant import HOUR, LINE, START, Plant, plant, working

DAY = 24 * HOUR
SITE = LINE.at_site
CALENDAR = plant().calendar
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def local(instant: int) -> datetime:
    """Return an instant as people at the site say it."""
    return datetime.fromtimestamp(instant / 1000, UTC).astimezone(ZoneInfo("Asia/Shanghai"))


def test_quarter_goes_from_its_first_shift_to_that_of_the_next() -> None:
    """The first quarter of 2026 begins on 1 January at 06:00 and ends on 1 April at 06:00."""
    quarter = period_with(CALENDAR, "quarter", date(2026, 3, 31))
    assert local(quarter.start) == datetime(2026, 1, 1, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert local(quarter.end) == datetime(2026, 4, 1, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
    week = period_with(CALENDAR, "week", date(2026, 3, 8))
    assert local(week.start).date() == date(2026, 3, 2)


def test_year_goes_from_its_first_shift_to_that_of_the_next() -> None:
    """A leap year, too, begins on 1 January at 06:00 and ends a year later."""
    year = period_with(CALENDAR, "year", date(2028, 12, 31))
    assert local(year.start) == datetime(2028, 1, 1, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert local(year.end) == datetime(2029, 1, 1, 6, tzinfo=ZoneInfo("Asia/Shanghai"))


@given(day=days, length=st.integers(1, 400))
def test_periods_partition_time(day: date, length: int) -> None:
    """Periods of a kind touch each other, and each day lies in one of each longer kind."""
    start = CALENDAR.day_start(day)
    end = CALENDAR.day_start(day + timedelta(days=length))
    for period in PERIODS:
        found = periods_in(CALENDAR, period, start, end)
        assert found[0].start <= start
        assert found[-1].end >= end
        assert all(a.end == b.start for a, b in pairwise(found))
    for longer in longer_than(CALENDAR, period_with(CALENDAR, "day", day)):
        assert longer.start <= start < longer.end


def test_parts_without_production_join_others() -> None:
    """A run goes on over an hour in which the unit stood; a run of nothing is none."""
    parts = pd.DataFrame(
        {
            "path": ["a"] * 5 + ["b"] * 2,
            "time": [0, 10, 20, 30, 40, 0, 10],
            "automatic_time_s": [5.0, 0.0, 3.0, 0.0, 2.0, 0.0, 7.0],
            "continued": [False, True, True, False, True, True, True],
        }
    )
    told = whole_runs(parts.sample(frac=1, random_state=1))
    assert list(told["time"]) == [0, 20, 40, 10]
    assert list(told["continued"]) == [False, True, False, False]


def computed() -> tuple[Plant, SiteFacts]:
    """Compute twenty-six hours of the line; the filler is silent from one day into the next."""
    rows = working(START, START + 26 * HOUR)
    silent = (rows["work_unit"] == "filler") & rows["time"].between(
        START + 22 * HOUR + 1, START + 25 * HOUR
    )
    loop = Plant()
    loop.commit(rows[~silent])
    loop.say(ended=START + 26 * HOUR)
    loop.settle()
    return loop, SiteFacts.of(loop.master, {LINE: loop.history.facts(LINE).register})


def test_sums_of_a_day_hold_its_rows_and_no_others() -> None:
    """Evidence and segments start in the day; units unknown right before it are told."""
    loop, site = computed()
    first, second = periods_in(CALENDAR, "day", START, START + 26 * HOUR)
    sums = sums_of(loop.store, [site], level="line", path=LINE, period=second)
    assert sums.evidence["time"].min() >= second.start
    assert set(sums.segments["path"]) == {str(LINE), *(str(LINE.unit(u)) for u in _UNITS)}
    assert sums.unknown_before == {str(LINE.unit("filler"))}
    assert sums.last_counters == {str(LINE): {str(LINE.unit("packer-1")): 1.0}}
    assert sums.counting[str(LINE)]["B"].good == str(LINE.unit("packer-1"))
    before = sums_of(loop.store, [site], level="line", path=LINE, period=first)
    assert before.unknown_before == frozenset()
    for period_sums, period in ((sums, second), (before, first)):
        seconds = period_sums.evidence.groupby("path")["scheduled_time_s"].sum()
        assert seconds.max() <= (period.end - period.start) / 1000


def test_rows_of_a_site_hold_those_of_its_lines() -> None:
    """What is cut out of a site's rows is what would be read for the line alone."""
    loop, site = computed()
    day = periods_in(CALENDAR, "day", START, START + HOUR)[0]
    of_site = read_rows(loop.store, SITE, day)
    one, other = of_site.below(LINE), read_rows(loop.store, LINE, day)
    for name in ("evidence", "runs", "segments"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.unknown_before == other.unknown_before
    assert of_site.below(EquipmentPath("demo", "other")).evidence.empty
    sums = sums_of(loop.store, [site], level="enterprise", path=EquipmentPath("demo"), period=day)
    assert len(sums.evidence) == len(of_site.evidence)


def test_rates_become_rows() -> None:
    """What is absent is 0 with its flag; a series has its own tags and no others."""
    period = PeriodOf("week", START, START + 7 * DAY)
    rate = RateValue(
        AUTOMATION_RATES[0], "line", LINE, period, "observed", 1.0, 4.0, 0.25, lower=0.2
    )
    row = frame([rate], "automation").iloc[0]
    assert (row["value"], row["lower"], row["upper"]) == (0.25, 0.2, 0.0)
    assert (row["value_null"], row["upper_null"], row["declared_null"]) == (False, True, True)
    assert (row["rate"], row["window"], row["work_center"]) == (
        rate.definition.id,
        "week",
        "line-1",
    )
    green = RateValue(
        GREEN_MEASURES[0],
        "unit",
        LINE.unit("filler"),
        period,
        "missing",
        0.0,
        0.0,
        None,
        part="setup",
    )
    row = frame([green], "green").iloc[0]
    assert (row["measure"], row["part"], row["work_unit"]) == (
        GREEN_MEASURES[0].id,
        "setup",
        "filler",
    )
    for series in ("automation", "green"):
        assert set(columns_of(series)) <= set(frame([], series).columns)


_UNITS = ("filler", "packer-1", "packer-2")
