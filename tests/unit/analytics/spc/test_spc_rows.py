"""Points of control charts as the loop computes them: the same however the samples come."""

import numpy as np
import pandas as pd
import pytest

from analytics.kpi_store import KpiBatch, Recomputed
from analytics.master.data import MasterData
from analytics.oee.recompute import compute_line
from analytics.oee.timeline import Run
from analytics.spc.spc_rows import changes_what_follows, spc_rows
from analytics.stretched import Stretched
from tests.suites.loop_plant import HOUR, LINE, START, Plant, tagged
from tests.unit.analytics.spc.measured_line import CHARACTERISTICS, measured_plant, story


def whole(rows: pd.DataFrame, master: MasterData | None = None) -> pd.DataFrame:
    """Compute a story in one pass."""
    plant = Plant(master=master or measured_plant())
    plant.commit(rows)
    plant.say(ended=int(rows["time"].max()))
    plant.settle()
    return plant.read("spc")


def points(rows: pd.DataFrame, characteristic: str, product: str) -> pd.DataFrame:
    """Choose the points of one chart."""
    chosen = (rows["characteristic"] == characteristic) & (rows["product"] == product)
    return rows[chosen].reset_index(drop=True)


@pytest.mark.parametrize("seed", [2, 3])
def test_growing_history_gives_the_same_points(seed: int) -> None:
    """Charts of a run computed while it is played, and across restarts, are those of one pass."""
    rows = story(seed, minutes=200).sort_values("time", kind="stable")
    plant = Plant(master=measured_plant())
    edges = np.sort(np.random.default_rng(seed).integers(0, len(rows), 12))
    for number, (a, b) in enumerate(zip([0, *edges], [*edges, len(rows)], strict=True)):
        plant.commit(rows.iloc[a:b])
        plant.step()
        if number % 4 == 3:
            plant.restart()
    plant.say(ended=int(rows["time"].max()))
    plant.settle()
    pd.testing.assert_frame_equal(plant.read("spc"), whole(rows), check_exact=True)


def test_chart_of_every_product_is_one_chart() -> None:
    """Where the product does not matter its changes leave limits and averages alone."""
    pooled = [
        {
            "unit": "filler",
            "name": "torque",
            "chart": "individuals",
            "subgroup": 1,
            "every_product": True,
        }
    ]
    rows = story(2, minutes=120)
    one = whole(rows, measured_plant(pooled))
    many = whole(rows)
    assert set(one["product"]) == {""}
    torques = many[many["characteristic"] == "torque"]
    assert len(set(torques["product"])) > 1
    assert one["time"].tolist() == sorted(torques["time"])
    assert one["phase"].tolist() == [1] * 25 + [2] * (len(one) - 25)
    assert one["centre"].iloc[-1] == one["mean"].iloc[:25].mean()


def test_late_measurements_move_every_point_behind_them() -> None:
    """Ten minutes that come five hours late change limits, averages and subgroups to the end.

    Each hour says whether what follows it has to be computed again, and stops where it has not.
    """
    rows = story(1, minutes=310, calm=True)
    gone = (rows["work_unit"] == "filler") & rows["time"].between(
        START + 4_200_000, START + 4_800_000
    )
    plant = Plant(master=measured_plant())
    plant.commit(rows[~gone])
    plant.say(ended=int(rows["time"].max()))
    plant.settle()
    before = plant.read("spc")
    plant.history.append("sample", tagged(rows[gone], LINE))  # type: ignore[attr-defined]  # in memory
    wanted = whole(rows)
    moved = []
    for hour in range(6):
        stretch = stretched(plant, START + hour * HOUR, START + (hour + 1) * HOUR)
        fresh = spc_rows(stretch)
        moved.append(changes_what_follows(stretch, fresh))
        plant.store.write(
            KpiBatch(
                recomputed=(Recomputed(LINE, stretch.start, stretch.end),), base={"spc": fresh}
            )
        )
    after = plant.read("spc")
    pd.testing.assert_frame_equal(after, wanted, check_exact=True)
    assert moved == [False] + [True] * 5
    averages = [points(part, "fill_level", "A")["ewma"].iloc[-1] for part in (before, after)]
    assert averages[0] != averages[1]


def test_late_measurement_of_an_open_subgroup_moves_the_points_behind_it() -> None:
    """A value that comes late right before a full hour completes no point there, but behind it."""
    fill_level = measured_plant(CHARACTERISTICS[:1])
    rows = story(2, minutes=130, calm=True)
    wanted = whole(rows, fill_level)
    last = wanted["time"][wanted["time"] < START + HOUR].max()
    open_ = rows["time"].between(last + 1, START + HOUR - 1) & (rows["work_unit"] == "filler")
    numbered = open_ & rows["process_values"].astype(str).str.contains("fill_level_number")
    late = rows["time"].eq(rows["time"][numbered].iloc[0]) & open_
    plant = Plant(master=fill_level)
    plant.commit(rows[~late])
    plant.settle()
    plant.commit(rows[late])
    plant.say(ended=int(rows["time"].max()))
    plant.settle()
    pd.testing.assert_frame_equal(plant.read("spc"), wanted, check_exact=True)


def stretched(plant: Plant, start: int, end: int) -> Stretched:
    """Return a stretch as the loop would give it; points rest on nothing that the core computed."""
    run = Run(START, plant.history.facts(LINE).newest_time or START, ended=True)
    master = plant.master.line(LINE)
    samples = plant.history.samples(LINE, start=start, end=start)
    return Stretched(
        history=plant.history,
        store=plant.store,
        line=LINE,
        master=master,
        register={},
        run=run,
        start=start,
        end=end,
        result=compute_line(master, samples, {}, start=start, end=start, run=run),
        samples=samples,
        held={},
    )
