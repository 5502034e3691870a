"""Overrides of single days in files of their own beside the site's."""

from datetime import date
from pathlib import Path

import pytest

from analytics.errors import BadConfig
from analytics.master.data import MasterData, load_master_data

HOUR = 3_600_000
SITE = """
enterprise = "e"
site = "s"
calendar = "c"
calendar_overrides = ["days.toml"]
[calendars.c]
shifts = [{ name = "early", start = "06:00", end = "14:00" }]
"""


def site(folder: Path, days: str) -> MasterData:
    """Load a site with a planner's file beside it."""
    (folder / "site.toml").write_text(SITE)
    (folder / "days.toml").write_text(days)
    return load_master_data(folder / "site.toml")


def test_planner_writes_overrides_in_a_file_of_their_own(tmp_path: Path) -> None:
    """They count as if they stood in the site file, and change the hash of master data."""
    plain = site(tmp_path, "")
    planned = site(tmp_path, "[[calendars.c.overrides]]\ndate = 2026-05-09\nshifts = []\n")
    start = planned.calendar.day_start(date(2026, 5, 9))
    assert [s.name for s in plain.calendar.shifts(start, start + HOUR)] == ["early"]
    assert planned.calendar.shifts(start, start + HOUR) == []
    assert planned.hash != plain.hash


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("[[calendars.x.overrides]]\ndate = 2026-05-09\nshifts = []\n", "calendars.x is no"),
        ("[[calendars.c.overrides]]\nshifts = []\n", "date"),
        ("[calendars.c]\nholidays = [2026-05-09]\n", "holidays"),
        ("[[calendars", "is not TOML"),
    ],
)
def test_wrong_file_of_overrides_is_refused_with_its_name(
    tmp_path: Path, days: str, said: str
) -> None:
    """The sentence names the planner's file and the key."""
    with pytest.raises(BadConfig, match=r"days\.toml") as refused:
        site(tmp_path, days)
    assert said in str(refused.value)


def test_missing_file_of_overrides_is_named(tmp_path: Path) -> None:
    """A site that names a file which is not there does not start."""
    (tmp_path / "site.toml").write_text(SITE)
    with pytest.raises(BadConfig, match=r"days\.toml: cannot be read"):
        load_master_data(tmp_path / "site.toml")
