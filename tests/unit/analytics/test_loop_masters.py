"""Master data that changed between two starts: rows follow, with a reason, or say why not."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from analytics.health import Health
from analytics.loop import StepResult
from analytics.master.data import MasterData, master_data_of
from tests.suites.loop_plant import HOUR, LINE, SITE, START, Plant, working

FILLER = LINE.unit("filler")


def edited(edit: Callable[[Any], object]) -> MasterData:
    """Return the plant's master data after an edit."""
    table: Any = copy.deepcopy(SITE)
    edit(table)
    return master_data_of(table, where="test")


def slower(site: Any) -> None:
    """Double the planned run times of every unit."""
    for unit in site["lines"][0]["units"].values():
        rates = unit["planned_run_time_s"]
        unit["planned_run_time_s"] = {product: 2 * rate for product, rate in rates.items()}


def longer_pause(site: Any) -> None:
    """Let the break last ten minutes longer."""
    site["calendars"]["plant"]["pauses"][0]["end"] = "07:20"


def restarted(plant: Plant, master: MasterData) -> list[str]:
    """Start again with other master data, compute all, and return what was refused."""
    plant.master = master
    plant.restart()
    told: list[str] = []
    for _ in range(60):
        plant.wall += 10_000
        told += plant.loop.step().refused
        if plant.loop.settled():
            return told
    raise AssertionError("the loop does not settle")


def ran(*, minutes: int = 200) -> Plant:
    """Return a plant that ran, stood from 07:00 to 07:30, and ended."""
    plant = Plant()
    rows = working(START, START + minutes * 60_000)
    stands = (rows["time"] >= START + HOUR) & (rows["time"] < START + 3 * HOUR // 2)
    rows.loc[stands, "state"] = "not_executing"
    plant.commit(rows)
    plant.say(ended=START + minutes * 60_000)
    plant.settle()
    return plant


def fresh(plant: Plant, master: MasterData) -> Plant:
    """Return the same history computed by these master data from the start."""
    other = Plant(history=plant.history, master=master)
    other.settle()
    return other


def figures(plant: Plant) -> pd.DataFrame:
    """Return all KPI rows without what tells revisions apart.

    A closed row that did not change keeps the master data that it was closed with.
    """
    return plant.read("kpi").drop(columns=["revision", "master_data"])


def test_same_master_data_compute_nothing() -> None:
    """A start with what was used before leaves every row and revision alone."""
    plant = ran()
    before = plant.read("kpi_revision")
    assert restarted(plant, plant.master) == []
    pd.testing.assert_frame_equal(plant.read("kpi_revision"), before)
    (use,) = plant.books.masters.of(LINE.at_site)
    assert use.hash == plant.master.hash
    assert use.applied


def test_changed_rates_revise_closed_windows() -> None:
    """Rows are those of a computation from the start, and the revision names what changed."""
    plant = ran()
    master = edited(slower)
    assert restarted(plant, master) == []
    pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, master)))
    rows = plant.read("kpi_revision", below=FILLER, windows=("hour",))
    second = rows[rows["revision"] == 2]
    assert len(second) == 4
    (why,) = set(second["why"])
    assert why == (
        "changed master data: planned run times of filler, planned run times of packer-1,"
        " planned run times of packer-2"
    )
    assert set(second["master_data"]) == {master.hash}
    uses = plant.books.masters.of(LINE.at_site)
    assert [use.hash for use in uses] == [SITE_HASH, master.hash]
    assert all(use.applied for use in uses)


SITE_HASH = master_data_of(SITE, where="test").hash


def test_changed_calendar_is_computed_from_samples() -> None:
    """A longer break changes the hour it lies in, and no other."""
    plant = ran()
    master = edited(longer_pause)
    assert restarted(plant, master) == []
    pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, master)))
    rows = plant.read("kpi_revision", below=FILLER, windows=("hour",))
    changed = rows[rows["revision"] == 2]
    assert list(changed["window_start"]) == [START + HOUR]
    assert set(changed["why"]) == {"changed master data: calendar"}


def test_change_in_chunks_is_one_revision() -> None:
    """A shift, a day and a week that several passes compute are revised once, with all of it."""
    plant = ran(minutes=300)
    plant.config = plant.config.model_copy(update={"longest_chunk_s": 3_600.0})
    master = edited(slower)
    assert restarted(plant, master) == []
    pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, master)))
    found = plant.read("kpi_revision")
    assert set(found["window"]) == {"hour", "shift", "day", "week", "month"}
    for level in ("unit", "line", "site"):
        assert found.loc[found["level"] == level, "revision"].max() == 2


def test_process_killed_before_all_was_applied_compares_again() -> None:
    """What a killed process had begun to use is compared too, so no row is forgotten."""
    plant = ran()
    first, second = plant.master, edited(slower)
    plant.master = second
    plant.restart()
    plant.config = plant.config.model_copy(update={"longest_chunk_s": 3_600.0})
    plant.restart()
    plant.step()
    assert [bool(use.applied) for use in plant.books.masters.of(LINE.at_site)] == [True, False]
    restarted(plant, first)
    pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, first)))
    assert plant.books.masters.of(LINE.at_site)[-1].applied


def played_hourly() -> Plant:
    """Return a plant whose seven hours were committed one by one, not ended yet."""
    plant = Plant()
    for hour in range(7):
        begin = START + hour * HOUR + (10_000 if hour else 0)
        plant.commit(working(begin, START + (hour + 1) * HOUR))
    plant.settle()
    return plant


def ended(plant: Plant) -> Plant:
    """End the run, so that weeks and months are summed, too."""
    plant.say(ended=START + 7 * HOUR)
    plant.settle()
    return plant


def expired() -> Plant:
    """Return that plant after retention took the samples of its first two hours."""
    plant = played_hourly()
    plant.forget_samples_before(START + 2 * HOUR)
    plant.settle()
    return plant


def test_changed_rates_reach_time_whose_samples_are_gone() -> None:
    """Stored quantities get the new rates: rows are those that the samples would have given."""
    plant, whole = expired(), played_hourly()
    master = edited(slower)
    for one in (plant, whole):
        assert restarted(one, master) == []
        ended(one)
    for table in ("segment", "loss", "stop"):
        pd.testing.assert_frame_equal(
            plant.read(table), whole.read(table), rtol=1e-9, check_dtype=False
        )
    pd.testing.assert_frame_equal(
        figures(plant).drop(columns=["inputs_hash"]),
        figures(whole).drop(columns=["inputs_hash"]),
        rtol=1e-9,
    )


def test_changed_calendar_is_refused_where_samples_are_gone() -> None:
    """Rows of that time stay as they were, one sentence says so, and health shows it."""
    plant = expired()
    before = plant.read("segment", end=START + 4 * HOUR)
    told = restarted(plant, edited(longer_pause))
    assert len(told) == 1
    assert "changed calendar cannot be applied before 2026-03-02T02:00:00Z" in told[0]
    pd.testing.assert_frame_equal(plant.read("segment", end=START + 4 * HOUR), before)
    health = Health()
    health.stepped(StepResult(refused=tuple(told)), wall_ms=0)
    assert health.healthz(wall_ms=0).ok
    assert "changed calendar" in health.healthz(wall_ms=0).reason


def test_changed_limit_needs_no_samples() -> None:
    """Bounds of closed windows follow a changed limit, also where the samples are gone."""
    plant = expired()
    assert restarted(plant, edited(lambda site: site.update(e_max=5.0))) == []
    rows = plant.read("kpi", below=FILLER, windows=("hour",))
    revisions = plant.read("kpi_revision", below=FILLER, windows=("hour",))
    assert len(rows) >= 6
    changed = revisions[revisions["revision"] > 1]
    assert set(changed["why"]) <= {"changed master data: e_max"}


def test_master_data_that_cannot_be_read_are_told_and_computed_anew() -> None:
    """Contents of another version stop nothing: one sentence names them, and rows follow."""
    plant = ran()
    (use,) = plant.books.masters.of(LINE.at_site)
    plant.books.masters.put(replace(use, content=use.content.replace('"e_max"', '"e_most"')))
    master = edited(slower)
    told = restarted(plant, master)
    assert len(told) == 1
    assert f"demo/chongqing: master data {use.hash}, in use since" in told[0]
    assert "`e_most`" in told[0]
    pd.testing.assert_frame_equal(figures(plant), figures(fresh(plant, master)))
    assert restarted(plant, master) == []


def test_stop_that_began_before_the_samples_leaves_its_time_alone() -> None:
    """A recomputation that touches a stop goes back no further than the samples do."""
    plant = Plant()
    for hour in range(7):
        rows = working(START + hour * HOUR + (10_000 if hour else 0), START + (hour + 1) * HOUR)
        stands = (rows["time"] >= START + HOUR) & (rows["time"] < START + 5 * HOUR)
        rows.loc[stands, "state"] = "not_executing"
        plant.commit(rows)
    plant.settle()
    before = plant.read("segment", end=START + 2 * HOUR)
    plant.forget_samples_before(START + 2 * HOUR)
    plant.settle()
    restarted(plant, edited(longer_pause))
    pd.testing.assert_frame_equal(plant.read("segment", end=START + 2 * HOUR), before)
    stops = plant.read("stop", below=FILLER)
    assert (START + HOUR + 10 * 60_000) in set(stops["time"])
