"""The base period of green measures, as master data name it."""

from datetime import date

import pytest

from analytics.errors import BadConfig
from analytics.green.base_period import base_range
from analytics.master.calendar import Calendar
from analytics.master.data import parse_master_data

SITE = 'enterprise = "e"\nsite = "s"\n'
CALENDAR = Calendar(None, zone="Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-03", date(2026, 3, 1), date(2026, 4, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2026-03-02/2026-03-29", date(2026, 3, 2), date(2026, 3, 30)),
        ("2026-03-02/2026-03-02", date(2026, 3, 2), date(2026, 3, 3)),
    ],
)
def test_a_base_period_is_whole_production_days(text: str, first: date, after: date) -> None:
    """A month is all its production days, a range holds its first and its last."""
    assert base_range(text, CALENDAR) == (CALENDAR.day_start(first), CALENDAR.day_start(after))


def test_no_base_period_is_none() -> None:
    """Where nobody named a base there is nothing to compare with."""
    assert base_range("", CALENDAR) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-13", "month"),
        ("2026-03-10/2026-03-02", "its last day stands before its first"),
        ("2026", "green_base_period"),
    ],
)
def test_a_base_period_that_is_none_is_refused(text: str, said: str) -> None:
    """A mistake in the master data is told in a sentence."""
    with pytest.raises(BadConfig, match="green_base_period") as refused:
        parse_master_data(f'{SITE}green_base_period = "{text}"\n', where="site.toml")
    assert said in str(refused.value)
