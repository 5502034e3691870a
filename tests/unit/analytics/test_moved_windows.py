"""A calendar that moves windows: the rows of those it has no more go, and what was known stays."""

from typing import Any

import pandas as pd

from analytics.explain.difference import explain_difference
from analytics.queries import oee_rows
from analytics.revision_queries import oee_rows_as_of
from tests.suites.loop_plant import HOUR, LINE, START, Plant
from tests.unit.analytics.test_loop_masters import edited, expired, figures, fresh, ran, restarted

FILLER = LINE.unit("filler")
SITE_PATH = LINE.at_site


def later_shift(site: Any) -> None:
    """Let the early shift, and with it the production day, start an hour later."""
    shifts = site["calendars"]["plant"]["shifts"]
    shifts[0]["start"] = shifts[2]["end"] = "07:00"


def longer_shift(site: Any) -> None:
    """Let the early shift end an hour later, long after the run did."""
    shifts = site["calendars"]["plant"]["shifts"]
    shifts[0]["end"] = shifts[1]["start"] = "15:00"


def renamed_shift(site: Any) -> None:
    """Call the early shift something else."""
    site["calendars"]["plant"]["shifts"][0]["name"] = "morning"


def shifts_of(plant: Plant) -> list[tuple[str, int]]:
    """Return the shifts that the filler has rows of, with their starts in hours from the run's."""
    rows = plant.read("kpi", below=FILLER, windows=("shift",))
    starts = ((rows["time"] - START) // HOUR).tolist()
    return list(zip(rows["shift"], starts, strict=True))


def test_windows_that_moved_have_one_row() -> None:
    """A shift and a day that start later leave no row at their old start, at any level."""
    plant, master = ran(), edited(later_shift)
    assert shifts_of(plant) == [("early", 0)]
    assert restarted(plant, master) == []
    assert shifts_of(plant) == [("night", -8), ("early", 1)]
    pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, master)))


def test_what_was_known_of_a_window_that_moved_stays() -> None:
    """As of the time before, the old shift stands; as of now, only those that the reports show."""
    plant = ran()
    before = oee_rows_as_of(plant.store, as_of=plant.wall)
    at = plant.wall
    restarted(plant, edited(later_shift))
    pd.testing.assert_frame_equal(oee_rows_as_of(plant.store, as_of=at), before)
    now = oee_rows(plant.store)
    closed = now[now["revision"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(oee_rows_as_of(plant.store, as_of=plant.wall), closed)
    found = explain_difference(plant.store, FILLER, window="shift", at=START, revisions=(1, 1))
    assert found.window_start == "2026-03-01T14:00:00Z"


def test_window_that_comes_back_goes_on_counting() -> None:
    """A calendar that is taken back gives its windows the next revision, not the first again."""
    plant = ran()
    first, at = plant.master, plant.wall
    before = oee_rows_as_of(plant.store, as_of=at)
    restarted(plant, edited(later_shift))
    restarted(plant, first)
    pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, first)))
    pd.testing.assert_frame_equal(oee_rows_as_of(plant.store, as_of=at), before)
    found = plant.read("kpi_revision", below=FILLER, windows=("shift",))
    early = found[found["window_start"] == START]
    assert list(early["revision"]) == [1, 2, 3]
    assert list(early["why"]) == ["closed", *["changed master data: calendar"] * 2]
    changed = explain_difference(plant.store, FILLER, window="shift", at=START, revisions=(1, 3))
    assert changed.numbers == ()


def test_name_and_end_of_a_closed_shift_follow_the_calendar() -> None:
    """A shift that is renamed, or ends later than its run, says so in its next revision."""
    for edit in (renamed_shift, longer_shift):
        plant, master = ran(), edited(edit)
        assert restarted(plant, master) == []
        pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, master)))
        rows = plant.read("kpi", below=SITE_PATH, windows=("shift",))
        assert set(rows["revision"]) == {2}


def test_windows_of_expired_samples_stay() -> None:
    """Where a changed calendar is refused, the old windows keep their rows."""
    plant = expired()
    for _ in range(40):
        plant.step()
    before = plant.read("kpi", below=FILLER, windows=("hour",), end=START + 4 * HOUR)
    restarted(plant, edited(later_shift))
    after = plant.read("kpi", below=FILLER, windows=("hour",), end=START + 4 * HOUR)
    pd.testing.assert_frame_equal(after, before)
