"""Orders as planned and as they went, on paper: adherence, produced against plan, and refusals."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import BadConfig
from analytics.master.data import LineMaster, load_master_data, master_data_of
from analytics.master.order_times import planned_instant
from analytics.oee.adherence import Horizon, OrderRow, adherence_of, order_rows
from contract.path import EquipmentPath

PLANT = Path(__file__).parents[3] / "factory" / "plants" / "demo-plant"
HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
SITE = {
    "enterprise": "e",
    "site": "s",
    "zone": "Asia/Shanghai",
    "calendar": "c",
    "calendars": {
        "c": {
            "shifts": [
                {"name": "early", "start": "06:00", "end": "14:00"},
                {"name": "late", "start": "14:00", "end": "22:00"},
            ]
        }
    },
    "lines": [{"area": "a", "id": "l"}],
}


def line(*orders: dict[str, object]) -> LineMaster:
    """Return a line with these orders planned."""
    planned = [{"line": "a/l", "product": "p", "planned_quantity": 100.0, **o} for o in orders]
    data = master_data_of({**SITE, "orders": planned}, where="test")
    return data.line(EquipmentPath.parse("e/s/a/l"))


def worked(*stretches: tuple[float, float, str, float]) -> pd.DataFrame:
    """Return segments of a line: from and to in hours after 06:00, order, good items."""
    return pd.DataFrame(
        [
            {
                "time": START + round(begin * HOUR),
                "end": START + round(end * HOUR),
                "order": order,
                "product": "p" if order else "",
                "produced_quantity": good + 1,
                "good_quantity": good,
            }
            for begin, end, order, good in stretches
        ]
    )


def rows_of(
    known: LineMaster, segments: pd.DataFrame, *, now: float = 16.0, tolerance_s: float = 0.0
) -> dict[str, OrderRow]:
    """Return the rows of the first production day by order, known until `now` hours."""
    horizon = Horizon(START, START + 24 * HOUR, START + round(now * HOUR))
    rows = order_rows(
        segments, known.orders, known.calendar, horizon=horizon, tolerance_s=tolerance_s
    )
    return {row.order: row for row in rows}


def hours(instant: int | None) -> float | None:
    """Return an instant in hours after 06:00."""
    return None if instant is None else (instant - START) / HOUR


def test_orders_at_dates_are_compared_with_their_plan() -> None:
    """One order ends in time, one late, one was never begun: adherence is one of three."""
    known = line(
        {"id": "1", "planned_start": "2026-03-02T06:00:00", "planned_end": "2026-03-02T08:00:00"},
        {"id": "2", "planned_start": "2026-03-02T08:00:00", "due": "2026-03-02T02:00:00Z"},
        {"id": "3", "planned_end": "2026-03-02T14:00:00"},
    )
    segments = worked((0.5, 1, "1", 40), (1, 1.5, "1", 50), (1.5, 5, "2", 120), (5, 6, "", 0))
    rows = rows_of(known, segments)
    first, second, third = rows["1"], rows["2"], rows["3"]
    assert (hours(first.actual_start), hours(first.actual_end)) == (0.5, 1.5)
    assert (first.start_deviation_s, first.end_deviation_s) == (1800.0, -1800.0)
    assert (first.good_quantity, first.quantity_deviation, first.on_time) == (90.0, -10.0, True)
    # Due at 02:00 UTC, 10:00 in Shanghai, four hours after 06:00.
    assert (hours(second.deadline), second.end_deviation_s, second.on_time) == (4.0, 3600.0, False)
    assert (third.actual_start, third.good_quantity, third.on_time) == (None, 0.0, False)
    found = adherence_of(list(rows.values()), start=START, end=START + 24 * HOUR)
    assert (found.due, found.on_time) == (3, 1)
    assert found.ratio == pytest.approx(1 / 3)
    assert found.attainment == pytest.approx(210 / 300)


def test_tolerance_forgives_a_late_end() -> None:
    """An order an hour late is in time where an hour is allowed."""
    known = line({"id": "2", "due": "2026-03-02T10:00:00"})
    segments = worked((1.5, 5, "2", 120), (5, 6, "", 0))
    assert rows_of(known, segments, tolerance_s=3599)["2"].on_time is False
    assert rows_of(known, segments, tolerance_s=3600)["2"].on_time is True


def test_recurring_order_is_planned_from_the_start_of_its_shift() -> None:
    """The early one is seen and in time; of the late one there is a row without real times."""
    known = line({"id": "B-*-1", "planned_start": "+0:10", "planned_end": "+3:00"})
    rows = rows_of(known, worked((0.25, 2.5, "B-26030206-1", 100), (2.5, 14, "", 0)))
    seen, missed = rows["B-26030206-1"], rows["B-*-1"]
    assert seen.start_deviation_s == 300.0
    assert (hours(seen.planned_end), seen.on_time) == (3.0, True)
    assert (hours(missed.planned_end), missed.actual_start, missed.on_time) == (11.0, None, False)


def test_order_that_may_still_end_in_time_is_not_judged() -> None:
    """While an order runs and its planned end lies ahead it is neither in time nor late."""
    known = line({"id": "1", "planned_end": "2026-03-02T12:00:00"})
    segments = worked((0, 5, "1", 40))
    running = rows_of(known, segments, now=5.0)["1"]
    assert (running.actual_end, running.on_time) == (None, None)
    assert adherence_of([running], start=START, end=START + 24 * HOUR).ratio is None


def test_order_that_nobody_planned_is_shown_and_not_judged() -> None:
    """What was worked on has a row; without a plan it is in no ratio."""
    rows = rows_of(line(), worked((0, 1, "X", 5), (1, 2, "", 0)))
    assert (rows["X"].planned_quantity, rows["X"].on_time, rows["X"].good_quantity) == (
        None,
        None,
        5.0,
    )


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"id": "1", "planned_end": "+1:00"}, "an order without a star has no shift"),
        ({"id": "B*", "due": "2026-03-02T08:00:00"}, "is planned after the start of its shift"),
        ({"id": "B*", "planned_start": "+2:00", "planned_end": "+1:00"}, "is not after its"),
        ({"id": "1", "due": "2026-02-30T08:00:00"}, "orders.1.due = '2026-02-30T08:00:00'"),
        ({"id": "1", "due": "tomorrow"}, "due"),
    ],
)
def test_wrong_plan_is_refused_with_a_sentence(order: dict[str, object], said: str) -> None:
    """A planned time that means nothing is told with the order and what to write."""
    with pytest.raises(BadConfig) as refused:
        line(order)
    assert said in str(refused.value)


def test_demo_plant_plans_each_order_behind_the_last() -> None:
    """The orders of a shift follow each other and end before the shift does."""
    data = load_master_data(PLANT / "site.toml")
    for entry in data.file.lines:
        path = EquipmentPath.parse(f"demo/chongqing/{entry.area}/{entry.id}")
        known = data.line(path)
        times = [
            planned_instant(text, known.calendar, shift_start=0)
            for order in known.orders
            for text in (order.planned_start, order.planned_end)
        ]
        instants = [time for time in times if time is not None]
        assert len(instants) == len(times) > 0
        assert instants == sorted(instants)
        assert instants[-1] <= 8 * HOUR
