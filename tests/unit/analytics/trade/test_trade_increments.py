"""What came in pieces is measured like what came at once, far-back tellings included."""

from itertools import pairwise

import pandas as pd
import pytest

from analytics.trade.queries import trade_rows
from tests.suites.loop_plant import HOUR, START, Plant
from tests.unit.analytics.trade.played_trade import MINUTE, Unit, line_plant

FURNITURE = {
    "trade": "furniture",
    "stages": [{"id": "nest", "units": ["router"]}],
    "units": {"router": {"planned_run_time_s": {"*": 6.0}}},
}
END = START + 5 * HOUR


def story() -> pd.DataFrame:
    """Tell five hours of a router that says most of its values seldom."""
    router = Unit("router", until=END, good_per_beat=1, order="O1", product="desk")
    router.told(START, cutting_time=0.0, spindle_time=0.0, tool_number=1.0, tool_wear=5.0)
    router.told(START + 20 * MINUTE, cutting_time=900.0, tool_number=2.0)
    router.told(START + 260 * MINUTE, cutting_time=9000.0, tool_number=3.0, tool_wear=60.0)
    router.at(START + 30 * MINUTE, order="O2").at(START + 250 * MINUTE, order="O3")
    return router.samples()


def computed(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    """Commit pieces one by one, each with passes behind it."""
    plant = line_plant(FURNITURE)
    total = 0
    for piece in pieces:
        plant.commit(piece)
        total += len(piece)
        for _ in range(3):
            plant.step()
    plant.say(ended=END, samples=total)
    plant.deliver(samples=total)
    plant.settle()
    return rows_of(plant)


def rows_of(plant: Plant) -> pd.DataFrame:
    """Return the stored rows in a stable order."""
    rows = plant.read("line_trade")
    return rows.sort_values(["work_unit", "measure", "part", "time"], ignore_index=True)


def test_pieces_and_whole_give_the_same_rows() -> None:
    """Passes over each quarter of an hour leave the rows of one pass over all."""
    samples = story()
    edges = range(START, END + 1, 15 * MINUTE)
    pieces = [
        samples[(samples["time"] > edge - 15 * MINUTE) & (samples["time"] <= edge)]
        for edge in edges
    ]
    pd.testing.assert_frame_equal(computed(pieces), computed([samples]), check_exact=True)


def test_first_rise_after_a_day_without_any_is_counted() -> None:
    """The spindle stood for 30 h: its next telling rises from what was told before that."""
    until = START + 31 * HOUR
    router = Unit("router", until=until, good_per_beat=1, order="O1", product="desk")
    router.told(START, spindle_time=100.0).told(START + 30 * HOUR + MINUTE, spindle_time=700.0)
    samples = router.samples()
    edges = [START - 1, START + 5 * HOUR, START + 29 * HOUR, until]
    pieces = [
        samples[(samples["time"] > begin) & (samples["time"] <= end)]
        for begin, end in pairwise(edges)
    ]
    rows = computed(pieces)
    turned = rows[rows["measure"] == "spindle_time_share"]["numerator"]
    assert turned.sum() == 600.0


def test_tool_and_order_that_began_hours_ago_are_followed() -> None:
    """Tool 2 cut 8100 s in four hours; order O2 took 220 minutes."""
    plant = line_plant(FURNITURE)
    samples = story()
    plant.commit(samples[samples["time"] <= START + 240 * MINUTE])
    for _ in range(5):
        plant.step()
    plant.commit(samples[samples["time"] > START + 240 * MINUTE])
    plant.say(ended=END, samples=len(samples))
    plant.deliver(samples=len(samples))
    plant.settle()
    found = trade_rows(plant.store, measures=("tool_life", "order_lead_time"))
    assert found.set_index("measure")["value"].to_dict() == pytest.approx(
        {"tool_life": 8100.0, "order_lead_time": 220 * 60.0}
    )
