"""Windows that close, or closed long ago, while late data are computed: none is forgotten."""

from analytics.books import LateReason
from tests.suites.loop_plant import HOUR, LINE, START, Plant, heartbeats, working

FILLER = LINE.unit("filler")
MINUTE = 60_000
WEEK = 7 * 24 * HOUR


def two_weeks() -> Plant:
    """Return a plant that stood a while, said little more for a week, and closed that week."""
    plant = Plant()
    rows = working(START, START + 10 * MINUTE)
    stands = (rows["time"] >= START + 2 * MINUTE) & (rows["time"] < START + 4 * MINUTE)
    rows.loc[stands & (rows["work_unit"] == "filler"), "state"] = "not_executing"
    plant.commit(rows)
    plant.settle()
    plant.commit(working(START + WEEK + 20 * MINUTE, START + WEEK + 25 * MINUTE))
    plant.settle()
    # Weeks that are open have just been summed, and would wait for their turn.
    for _ in range(40):
        plant.step()
    return plant


def whys(plant: Plant) -> dict[int, str]:
    """Return why the filler's first week has each of its revisions."""
    rows = plant.read("kpi_revision", below=FILLER, windows=("week",))
    rows = rows[rows["window_start"] == START]
    return dict(zip(rows["revision"], rows["why"], strict=True))


def test_late_reason_is_the_reason_of_a_closed_week() -> None:
    """The week's next revision comes with those of its hours, and names the same reason."""
    plant = two_weeks()
    assert whys(plant) == {1: "closed"}
    first, last = START + 2 * MINUTE, START + 4 * MINUTE
    plant.books.reasons.put(
        [LateReason(FILLER, first, last, "mechanic_repair", given_at=plant.wall + 1)]
    )
    plant.step()
    assert whys(plant) == {1: "closed", 2: "late reason"}


def test_closed_week_is_not_forgotten_by_a_restart() -> None:
    """A process that ends soon after late data were computed leaves no week behind."""
    plant = two_weeks()
    late = heartbeats("filler", START + 60 * MINUTE, START + 70 * MINUTE)
    plant.commit(late)
    plant.step()
    plant.wall += 20_000
    # A start reads the newest commits once more, and only those.
    end = START + WEEK + 25 * MINUTE
    plant.commit(working(end + 10_000, end + MINUTE))
    plant.step()
    plant.restart()
    plant.settle()
    for level in ("unit", "line", "site"):
        rows = plant.read("kpi", levels=(level,), windows=("hour", "week"), end=START + WEEK)
        sums = rows.groupby(["work_unit", "window"])["unknown_time_s"].sum().unstack()
        assert (sums["hour"] == sums["week"]).all()
    assert whys(plant)[2] == "late data"


def test_window_that_ends_while_late_data_are_due_is_closed() -> None:
    """What is late keeps windows open only until it is computed, then all that are over close."""
    plant = Plant()
    plant.commit(working(START, START + 3 * HOUR))
    plant.settle()
    # Late data of the first hour, and the end of the run, are seen by the same pass.
    plant.commit(heartbeats("filler", START + 1, START + 60_001))
    plant.say(ended=START + 3 * HOUR)
    plant.settle()
    rows = plant.read("kpi", windows=("hour",), end=START + 3 * HOUR)
    assert rows["revision"].min() == 1
    assert set(rows["time"]) == {START, START + HOUR, START + 2 * HOUR}
