"""Measures of the trades behind late data: the same rows as if all had come in time."""

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from tests.suites.loop_plant import HOUR, START
from tests.unit.analytics.trade.played_trade import MINUTE, Unit, line_plant, played

END = START + 4 * HOUR
RATE = {"planned_run_time_s": {"*": 2.0}}


def line(trade: str, *units: str) -> dict[str, object]:
    """Return a line of one unit per stage."""
    stages = [{"id": f"of-{unit}", "units": [unit]} for unit in units]
    return {"trade": trade, "stages": stages, "units": dict.fromkeys(units, RATE)}


def making(name: str, **fields: object) -> Unit:
    """Return a unit that works for four hours."""
    return Unit(name, until=END, good_per_beat=1, **fields)


BUFFER = (
    making("u")
    .told(START, buffer_fill=20.0)
    .told(START + 50 * MINUTE, buffer_fill=80.0)
    .told(START + 150 * MINUTE, buffer_fill=40.0)
)
HELD_TO_THE_END = (
    making("u").told(START, queue_pieces=2.0).told(START + 50 * MINUTE, queue_pieces=8.0)
)
NESTS = (
    making("u")
    .told(START, nest_panels_good=0.0, nest_panels_planned=0.0)
    .told(START + 50 * MINUTE, nest_panels_good=10.0, nest_panels_planned=10.0)
    .told(START + 150 * MINUTE, nest_panels_good=30.0, nest_panels_planned=30.0)
)
SAW = (
    making("u", order="", product="")
    .at(START + 30 * MINUTE, order="O1", product="A")
    .at(START + 95 * MINUTE, order="", product="")
)
PRESS = (
    making("v", order="", product="")
    .at(START + 80 * MINUTE, order="O1", product="A")
    .at(START + 150 * MINUTE, order="", product="")
)


def telling(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Choose what is told at minute 50."""
    return rows["time"] == START + 50 * MINUTE


def beginning(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Choose the first half hour of the order at the saw."""
    begun = rows["time"].between(START + 30 * MINUTE, START + 55 * MINUTE)
    return begun & (rows["work_unit"] == "u")


@pytest.mark.parametrize(
    ("trade", "units", "late"),
    [
        ("bottling", (BUFFER,), telling),
        ("sewing", (HELD_TO_THE_END,), telling),
        ("furniture", (NESTS,), telling),
        ("furniture", (SAW, PRESS), beginning),
    ],
    ids=["buffer", "queue", "nests", "lead time"],
)
def test_what_comes_late_moves_the_hours_that_rest_on_it(
    trade: str, units: Sequence[Unit], late: Callable[[pd.DataFrame], "pd.Series[bool]"]
) -> None:
    """Held values, rises and lead times hours behind are those of one single pass."""
    master = line(trade, *(unit.name for unit in units))
    wanted = played(master, units, hours=4).read("line_trade")
    samples = pd.concat([unit.samples() for unit in units], ignore_index=True)
    plant = line_plant(master)
    hidden = late(samples)
    for part in (samples[~hidden], samples[hidden]):
        plant.commit(part)
        plant.settle()
    plant.say(ended=END, samples=len(samples))
    plant.deliver(samples=len(samples))
    plant.settle()
    pd.testing.assert_frame_equal(plant.read("line_trade"), wanted, rtol=1e-9, atol=1e-9)
