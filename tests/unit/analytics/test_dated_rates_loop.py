"""Rates that change while a plant runs: the loop gives the same rows whatever it computes first."""

import numpy as np
import pandas as pd
import pytest

from analytics.config import AnalyticsConfig
from analytics.explain.kpi import explain
from analytics.master.data import MasterData, master_data_of
from tests.suites.loop_plant import HOUR, LINE, SITE, START, Plant, story

# 20 and 140 min into the run of 190 min, in the middle of orders.
FIRST, SECOND = "2026-03-02T06:20:00", "2026-03-02T08:20:00"


def dated() -> MasterData:
    """Return the plant with rates that make packing, then filling, then packing the constraint."""
    rates = [
        {"seconds": 2.0},
        {"from": FIRST, "seconds": 6.0},
        {"from": SECOND, "seconds": 1.0},
    ]
    line = {**SITE["lines"][0]}  # type: ignore[index]  # a table of the plant
    line["units"] = {**line["units"], "filler": {"planned_run_time_s": {"*": rates, "B": 5.0}}}
    return master_data_of({**SITE, "lines": [line]}, where="test")


def settled(rows: pd.DataFrame, *, parts: int, config: AnalyticsConfig) -> Plant:
    """Compute a story that arrives in parts, in order of time."""
    plant = Plant(master=dated(), config=config)
    for part in np.array_split(np.arange(len(rows)), parts):
        plant.commit(rows.iloc[part])
        plant.step()
    plant.say(ended=int(rows["time"].max()))
    plant.settle()
    return plant


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_do_not_depend_on_what_is_computed_first(seed: int) -> None:
    """In one pass, while it is played, or an hour at a time: rates change at the same places."""
    rows = story(seed, minutes=190).sort_values("time", kind="stable", ignore_index=True)
    once = settled(rows, parts=1, config=AnalyticsConfig(duty=1.0))
    for other in (
        settled(rows, parts=12, config=AnalyticsConfig(duty=1.0)),
        settled(rows, parts=1, config=AnalyticsConfig(duty=1.0, longest_chunk_s=3_600)),
    ):
        for table in ("segment", "loss", "kpi"):
            wanted, got = once.read(table), other.read(table)
            if table == "kpi":
                wanted, got = (one.drop(columns="revision") for one in (wanted, got))
            pd.testing.assert_frame_equal(got, wanted)


def test_segment_has_one_rate() -> None:
    """A unit's segments are cut where its rate changes, and each is rated by its own."""
    rows = story(1, minutes=190)
    segments = settled(rows, parts=1, config=AnalyticsConfig(duty=1.0)).read("segment")
    mine = segments[(segments["work_unit"] == "filler") & (segments["product"] != "B")]
    changes = [START + 20 * 60_000, START + 140 * 60_000]
    for change in changes:
        assert not ((mine["time"] < change) & (mine["end"] > change)).any()
    place = np.searchsorted(changes, mine["time"], side="right")
    rates = np.array([2.0, 6.0, 1.0])[place]
    np.testing.assert_allclose(
        mine["planned_run_time_good_s"], rates * mine["good_quantity"], rtol=1e-12
    )
    assert (mine["good_quantity"] > 0).any()
    assert set(place) == {0, 1, 2}
    assert mine["end"].max() <= START + 4 * HOUR


def test_explanation_tells_every_rate_of_a_window() -> None:
    """The pieces of each rate times that rate are the planned run time that OEE rests on."""
    plant = settled(story(1, minutes=190), parts=1, config=AnalyticsConfig(duty=1.0))
    for path in (LINE, LINE.unit("filler")):
        found = explain(plant.store, plant.history, plant.master, path, window="shift", at=START)
        rated = sum(rate.produced * rate.planned_run_time_s for rate in found.ideal_rates)
        if path.work_unit:
            assert rated == pytest.approx(found.planned_run_time_produced_s)
            assert {rate.planned_run_time_s for rate in found.ideal_rates} == {1.0, 2.0, 5.0, 6.0}
        else:
            assert len(found.ideal_rates) > len({rate.product for rate in found.ideal_rates})
