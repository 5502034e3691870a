"""Orders as a list: which part of a range can be told, and what stays null."""

import pandas as pd
import pytest

from analytics.listing.orders import LineOrders, adherence_list, horizon_of, order_list
from analytics.master.data import master_data_of
from analytics.oee.adherence import OrderRow
from analytics.order_queries import orders_of
from tests.suites.loop_plant import HOUR, LINE, OTHER, SITE, START, Plant, working

DAY = 24 * HOUR


@pytest.fixture(scope="module")
def plant() -> Plant:
    """A line that works on order O2, due at 08:00 Shanghai time, until 09:00, and goes on."""
    order = {**SITE["orders"][0], "due": "2026-03-02T08:00:00"}  # type: ignore[index]  # a table
    plant = Plant(master=master_data_of({**SITE, "orders": [order]}, where="test"))
    plant.commit(working(START, START + 3 * HOUR))
    plant.settle()
    return plant


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (None, None, (0, 3 * HOUR + 1)),
        (START - DAY, START + 2 * HOUR, (0, 2 * HOUR)),
        (START + HOUR, START + DAY, (HOUR, DAY)),
        (0, 2**62, (0, 3 * HOUR + 31 * DAY)),
        (START - 2 * DAY, START - DAY, None),
        (START + 60 * DAY, None, None),
    ],
)
def test_range_is_kept_to_what_is_known(
    plant: Plant, start: int | None, end: int | None, told: tuple[int, int] | None
) -> None:
    """It begins with the first segment and ends now, or at most a month ahead."""
    found = horizon_of(plant.store, LINE, start=start, end=end)
    assert (found and (found.start - START, found.end - START)) == told
    assert horizon_of(plant.store, OTHER, start=start, end=end) is None


def test_running_order_has_no_end_and_missed_what_it_was_due(plant: Plant) -> None:
    """It ran past its due time, so it is late; its end is empty and its deviation null."""
    horizon = horizon_of(plant.store, LINE, start=None, end=None)
    assert horizon is not None
    orders = orders_of(plant.store, plant.master, LINE, horizon=horizon)
    lines = [LineOrders(LINE, horizon.start, horizon.end, orders)]
    row = order_list(lines).iloc[0]
    assert row["order"] == "O2"
    assert row["actual_start"] == "2026-03-01T22:00:00Z"
    assert row["due"] == "2026-03-02T00:00:00Z"
    assert (row["planned_end"], row["actual_end"], row["on_time"]) == ("", "", False)
    assert pd.isna(row["end_deviation_s"])
    sums = adherence_list(lines).iloc[0]
    assert (sums["orders_due"], sums["schedule_adherence"]) == (1, 0.0)
    assert sums["attainment"] == row["good_quantity"] / 100


def test_order_that_nobody_planned_stays_without_a_verdict() -> None:
    """What was not planned is null, and in no sum."""
    row = OrderRow(
        order="X",
        product="A",
        planned_start=None,
        planned_end=None,
        due=None,
        planned_quantity=None,
        actual_start=START,
        actual_end=START + HOUR,
        produced_quantity=5.0,
        good_quantity=4.0,
        on_time=None,
    )
    lines = [LineOrders(LINE, START, START + DAY, [row])]
    said = order_list(lines).iloc[0]
    assert said["on_time"] is pd.NA
    assert said[["planned_quantity", "quantity_deviation", "start_deviation_s"]].isna().all()
    sums = adherence_list(lines).iloc[0]
    assert sums["orders_due"] == 0
    assert sums[["schedule_adherence", "attainment"]].isna().all()
