"""When windows close, reopen and stay: revisions by the clock of the line."""

import pandas as pd
import pytest

from analytics.config import AnalyticsConfig
from analytics.kpi_store import KpiQuery
from tests.suites.loop_plant import HOUR, LINE, OTHER, START, Plant, heartbeats, working

QUARTER = 900_000


def hours(plant: Plant, *, level: str = "line") -> dict[int, int]:
    """Map the hours of the line, or its site, to their revisions; hours count from the start."""
    below = LINE if level == "line" else LINE.at_site
    rows = plant.read("kpi", below=below, levels=(level,), windows=("hour",))
    return {
        (int(time) - START) // HOUR: int(revision)
        for time, revision in zip(rows["time"], rows["revision"], strict=True)
    }


def test_window_closes_a_quarter_of_an_hour_after_its_end() -> None:
    """A window is provisional until now(line) is 15 min past its end, then revision 1."""
    plant = Plant()
    plant.commit(working(START, START + HOUR + QUARTER - 10_000))
    plant.settle()
    assert hours(plant) == {0: 0, 1: 0}
    assert plant.read("kpi_revision").empty
    plant.commit(working(START + HOUR + QUARTER, START + HOUR + QUARTER))
    plant.settle()
    assert hours(plant) == {0: 1, 1: 0}
    revisions = plant.read("kpi_revision", levels=("line",))
    assert list(revisions["why"]) == ["closed"]
    assert list(revisions["time"]) == [START + 1]
    assert list(revisions["window_start"]) == [START]


def test_end_of_the_run_closes_everything() -> None:
    """When a played run has ended every window is closed, and cut ones are flagged partial."""
    plant = Plant()
    plant.commit(working(START, START + HOUR + 60_000))
    plant.say(ended=START + HOUR + 60_000)
    plant.settle()
    rows = plant.read("kpi")
    assert set(rows["revision"]) == {1}
    partial = dict(zip(rows["window"] + rows["time"].astype(str), rows["partial"], strict=True))
    assert not partial[f"hour{START}"]
    assert partial[f"hour{START + HOUR}"]
    assert partial[f"shift{START}"]


def test_weeks_follow_a_world_that_is_played_fast() -> None:
    """Hours of a played world that pass within seconds are in week and month at once."""
    plant = Plant()
    plant.commit(working(START, START + 600_000))
    plant.settle()
    plant.commit(working(START + 610_000, START + 3 * HOUR))
    plant.settle()
    for level in ("line", "site"):
        rows = plant.read("kpi", levels=(level,), windows=("day", "week", "month"))
        assert len(rows) == 3
        assert len(set(rows["planned_busy_time_s"])) == 1, level


def test_end_waits_for_its_samples() -> None:
    """A status that announces more samples than the ledger holds does not close anything yet."""
    plant = Plant(config=AnalyticsConfig(duty=1.0, end_patience_s=1e9))
    plant.commit(working(START, START + 60_000))
    plant.say(ended=START + 120_000, samples=42)
    plant.settle()
    assert set(plant.read("kpi")["revision"]) == {0}
    plant.commit(working(START + 70_000, START + 120_000))
    plant.deliver(samples=42)
    plant.settle()
    rows = plant.read("kpi", levels=("line",), windows=("hour",))
    assert list(rows["revision"]) == [1]
    assert list(rows["planned_busy_time_s"]) == [120.0]


def test_run_of_one_instant_settles() -> None:
    """A line that said one thing and ended keeps nobody waiting; it has no time, so no rows."""
    plant = Plant()
    plant.commit(working(START, START))
    plant.say(ended=START)
    plant.settle()
    assert plant.read("kpi").empty


def test_lost_samples_do_not_hold_an_ended_run_for_ever() -> None:
    """When announced samples never come, the run is closed after the patience of wall time."""
    plant = Plant(config=AnalyticsConfig(duty=1.0, end_patience_s=60))
    plant.commit(working(START, START + 60_000))
    plant.say(ended=START + 60_000, samples=42)
    plant.settle()
    plant.wall += 61_000
    plant.settle()
    assert set(plant.read("kpi")["revision"]) == {1}


def test_late_sample_makes_revision_two() -> None:
    """A late sample that changes a closed window writes revision 2 of it and of those around."""
    plant = Plant()
    rows = working(START, START + 3 * HOUR)
    hole = (rows["time"] > START + 600_000) & (rows["time"] < START + 900_000)
    plant.commit(rows[~hole])
    plant.settle()
    assert hours(plant) == {0: 1, 1: 1, 2: 0, 3: 0} or hours(plant) == {0: 1, 1: 1, 2: 0}
    plant.commit(rows[hole])
    plant.settle()
    assert hours(plant)[0] == 2
    assert hours(plant)[1] == 1
    assert hours(plant, level="site")[0] == 2
    revisions = plant.read("kpi_revision", levels=("line",), windows=("hour",))
    first = revisions[revisions["window_start"] == START]
    assert list(first["why"]) == ["closed", "late data"]
    assert list(first["unknown_time_s"]) == [300.0, 0.0]
    assert list(first["committed_at"]) == sorted(first["committed_at"])


def test_equal_inputs_make_no_revision() -> None:
    """The same samples again, and a restart, change neither a row nor a revision."""
    plant = Plant()
    rows = working(START, START + 2 * HOUR)
    plant.commit(rows)
    plant.say(ended=START + 2 * HOUR)
    plant.settle()
    before = [plant.read(table) for table in ("segment", "stop", "kpi", "kpi_revision")]
    plant.commit(rows)
    plant.settle()
    plant.restart()
    plant.loop.recompute(LINE, start=START, end=START + 2 * HOUR)
    plant.settle()
    after = [plant.read(table) for table in ("segment", "stop", "kpi", "kpi_revision")]
    for a, b in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(a, b)


def test_pieces_seen_on_an_edge_count_for_the_hour_that_ends_there() -> None:
    """A sample on an hour edge counts before it, also where another unit's sample came first."""
    plant = Plant()
    rows = working(START, START + 2 * HOUR)
    before = rows["time"] <= START + HOUR
    later = (rows["time"] == START + HOUR) & (rows["work_unit"] == "packer-1")
    for part in (rows[before & ~later], rows[later], rows[~before]):
        plant.commit(part)
        plant.settle()
    counted = plant.read("kpi", below=LINE.unit("packer-1"), windows=("hour",))
    assert list(counted["good_quantity"]) == [360, 360]


def test_data_beyond_the_horizon_wait_for_a_command() -> None:
    """Data later than the horizon are counted and not computed, until somebody commands it."""
    plant = Plant(config=AnalyticsConfig(duty=1.0, lateness_horizon_s=3_600))
    rows = working(START, START + 3 * HOUR)
    hole = (rows["time"] > START + 600_000) & (rows["time"] < START + 900_000)
    plant.commit(rows[~hole])
    plant.settle()
    plant.commit(rows[hole])
    plant.wall += 10_000
    assert plant.loop.step().too_late == 1
    plant.settle()
    assert hours(plant)[0] == 1
    plant.loop.recompute(LINE, start=START, end=START + HOUR)
    plant.settle()
    assert hours(plant)[0] == 2
    revisions = plant.read("kpi_revision", levels=("line",), windows=("hour",))
    assert "recomputed by command" in set(revisions["why"])


def test_sample_beyond_the_horizon_begins_no_run() -> None:
    """One sample of a wrong clock, weeks ago, makes no unknown weeks until somebody commands it."""
    plant = Plant(config=AnalyticsConfig(duty=1.0, lateness_horizon_s=3_600))
    plant.commit(working(START, START + 2 * HOUR))
    plant.settle()
    before = plant.read("kpi")
    plant.commit(heartbeats("filler", START - 5 * HOUR, START - 5 * HOUR))
    plant.settle()
    pd.testing.assert_frame_equal(plant.read("kpi"), before)
    plant.restart()
    plant.settle()
    pd.testing.assert_frame_equal(plant.read("kpi"), before)
    plant.loop.recompute(LINE, start=START - 6 * HOUR, end=START - 5 * HOUR)
    plant.settle()
    assert sorted(hours(plant)) == list(range(-5, 2))


def test_site_closes_when_all_its_lines_have() -> None:
    """A site's window stays provisional while one of its lines is not past it."""
    plant = Plant()
    plant.commit(working(START, START + 3 * HOUR))
    plant.commit(heartbeats("station", START, START + HOUR), OTHER)
    plant.settle()
    assert hours(plant)[0] == 1
    assert hours(plant, level="site")[0] == 0
    plant.commit(heartbeats("station", START + HOUR + 10_000, START + 2 * HOUR), OTHER)
    plant.settle()
    assert hours(plant, level="site")[0] == 1
    assert hours(plant, level="site")[1] == 0
    site = plant.read("kpi", levels=("site",), windows=("hour",)).iloc[0]
    lines = plant.read("kpi", levels=("line",), windows=("hour",))
    inside = lines[lines["time"] == START]
    assert site["planned_busy_time_s"] == pytest.approx(inside["planned_busy_time_s"].sum())


def test_line_that_nobody_named_has_rows_of_its_own() -> None:
    """Without master data and birth the units that spoke are the stages, from the first pass on."""
    plant = Plant()
    plant.commit(heartbeats("station", START, START + 2 * HOUR), OTHER)
    plant.settle()
    rows = plant.read("kpi", below=OTHER, levels=("line",), windows=("hour",))
    assert list(rows["good_quantity"]) == [360, 360]
    assert rows["ideal_rate_missing"].all()


def test_birth_behind_its_data_rates_what_was_computed() -> None:
    """Hours computed before the birth arrived get its planned run times, closed ones too."""
    plant = Plant()
    plant.commit(heartbeats("station", START, START + 2 * HOUR), OTHER)
    plant.settle()
    plant.register(OTHER, {"station": '{"B": 5.0}'})
    plant.step()
    plant.settle()
    rows = plant.read("kpi", below=OTHER, levels=("line",), windows=("hour",))
    assert list(rows["oee_index"]) == [0.5, 0.5]
    assert list(rows["planned_run_time_source"]) == ["birth", "birth"]


def test_unit_that_fell_silent_at_an_hour_edge_turns_unknown() -> None:
    """What was taken to hold at the last look is unknown once the silence is too long."""
    plant = Plant()
    edge = START + 2 * HOUR
    plant.commit(heartbeats("filler", START, edge + 10_000))
    plant.commit(heartbeats("packer-1", START, edge - 10_000))
    plant.settle()
    plant.commit(heartbeats("filler", edge + 20_000, edge + 600_000))
    plant.settle()
    rows = plant.read("kpi", below=LINE.unit("packer-1"), windows=("hour",))
    assert list(rows["unknown_time_s"]) == [0.0, 10.0, 600.0]


def test_silent_line_on_the_wall_clock_turns_unknown() -> None:
    """Where the birth says wall, time passes without samples: unknown, and windows close."""
    plant = Plant(wall=START)
    plant.birth("wall")
    plant.commit(working(START, START + 60_000))
    plant.wall = START + 60_000
    plant.settle_live()
    plant.wall = START + HOUR + QUARTER + 1_000
    plant.settle_live()
    rows = plant.read("kpi", levels=("line",), windows=("hour",))
    assert list(rows["revision"]) == [1, 0]
    assert rows["unknown_time_s"].iloc[0] == 2_340.0  # 20 min of it are a break
    assert rows["withheld"].iloc[0]


def test_segments_outlive_the_samples() -> None:
    """When retention has taken the samples, longer windows still sum the segments kept."""
    plant = Plant()
    plant.commit(working(START, START + 2 * HOUR))
    plant.settle()
    plant.forget_samples_before(START + 2 * HOUR)
    plant.commit(working(START + 2 * HOUR + 10_000, START + 3 * HOUR))
    plant.loop.recompute(LINE, start=START, end=START + 3 * HOUR)
    plant.settle()
    day = plant.read("kpi", levels=("line",), windows=("day",)).iloc[0]
    assert day["actual_production_time_s"] == 3 * 3_600
    assert day["unknown_time_s"] == 0


def test_first_order_leaves_alone_what_retention_took() -> None:
    """An order that names the constraint late changes no hour whose samples are gone."""
    plant = Plant()
    silent = {"order": "", "product": ""}
    plant.commit(working(START, START + 2 * HOUR).assign(**silent))
    plant.settle()
    before = plant.read("segment", end=START + 2 * HOUR)
    plant.forget_samples_before(START + 2 * HOUR)
    plant.commit(working(START + 2 * HOUR + 10_000, START + 4 * HOUR).assign(**silent))
    plant.settle()
    plant.commit(working(START + 4 * HOUR + 10_000, START + 5 * HOUR))
    plant.settle()
    pd.testing.assert_frame_equal(plant.read("segment", end=START + 2 * HOUR), before)


def test_step_is_cheap_when_nothing_changed() -> None:
    """A step within the interval asks nobody; one after it writes nothing."""
    plant = Plant()
    plant.commit(working(START, START + HOUR))
    plant.settle()
    before = plant.store.read(KpiQuery("kpi"))
    plant.wall += 10_000
    result = plant.loop.step()
    assert (result.changes, result.lines, result.rows) == (0, (), 0)
    pd.testing.assert_frame_equal(plant.store.read(KpiQuery("kpi")), before)
