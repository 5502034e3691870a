"""Counters that a source calls unavailable for hours: the same figures in whichever slice."""

import pandas as pd
import pytest

from analytics.oee.recompute import compute_line
from analytics.oee.timeline import Run
from tests.suites.loop_plant import HOUR, LINE, START, Plant, plant, working
from tests.unit.analytics.test_loop_laws import assert_same, whole

MINUTE = 60_000


def returning(name: str) -> pd.DataFrame:
    """Say for four hours what the line makes; one counter is unavailable for the first two."""
    rows = working(START, START + 4 * HOUR)
    made = (rows["time"] - START) // 10_000
    rows = rows.assign(produced=made, good=made - made // 9, scrap=made // 10, defects=made // 8)
    rows["inspected_automatically"] = made // 2
    lost = rows["time"] < START + 2 * HOUR + 5 * MINUTE
    rows[name] = rows[name].where(~lost).astype(object)
    return rows.assign(unavailable=lost.map({True: name, False: None}))


@pytest.mark.parametrize("name", ["scrap", "good", "produced", "inspected_automatically"])
def test_hours_of_a_counter_that_is_missing_are_those_of_the_whole_run(name: str) -> None:
    """Computed hour by hour as they come, rows are those of one pass over all of them."""
    rows = returning(name)
    got = Plant()
    for hour in range(5):
        begin, end = START + hour * HOUR, START + (hour + 1) * HOUR
        got.commit(rows[(rows["time"] >= begin) & (rows["time"] < end)])
        got.step()
    got.say(ended=START + 4 * HOUR)
    got.settle()
    assert_same(got, whole(rows))


def test_rejects_are_not_counted_twice_when_their_counter_is_back() -> None:
    """What rose while it was unavailable counts once, with the value that came back."""
    rows = returning("scrap")
    master = plant().line(LINE)
    run = Run(START, START + 4 * HOUR, ended=True)
    scrap = [
        float(
            compute_line(master, rows[rows["time"] <= end], {}, start=start, end=end, run=run)
            .unit_segments["scrap_quantity"]
            .sum()
        )
        for start, end in ((START, START + 2 * HOUR), (START, START + 4 * HOUR))
    ]
    # The first value that a counter ever gives is no rise.
    assert scrap == [0.0, 3 * float(1440 // 10 - 750 // 10)]
