"""What master data wanted stands in KPI rows, and never makes a revision."""

import math

import pandas as pd

from analytics.config import AnalyticsConfig
from analytics.master.data import MasterData, master_data_of
from analytics.queries import oee_rows
from tests.suites.loop_plant import HOUR, LINE, SITE, START, Plant, heartbeats, working


def aiming(target: float, *, site_target: float = 0.5) -> MasterData:
    """Give the line and its site a target."""
    line = {**SITE["lines"][0], "targets": {"oee_index": target}}  # type: ignore[index]  # a table of the plant
    table = {**SITE, "lines": [line], "targets": {"oee_index": site_target}}
    return master_data_of(table, where="test")


def line_row(plant: Plant) -> dict[str, object]:
    """Return the first hour of the line as readers see it."""
    rows = oee_rows(plant.store, level="line", window="hour", start=START, end=START + 1)
    return {str(name): value for name, value in rows.iloc[0].items()}


def test_line_is_planned_by_the_orders_seen_on_it() -> None:
    """A window's plan is that of its orders, once each, seen on the line or on one of its units."""
    plant = Plant()
    plant.commit(working(START, START + HOUR))
    plant.settle()
    assert line_row(plant)["planned_quantity"] == 100.0
    units = oee_rows(plant.store, level="unit", window="hour", start=START, end=START + 1)
    assert units["planned_quantity"].isna().all()


def test_line_with_an_unplanned_order_has_no_plan() -> None:
    """One order that nobody planned makes the plan of its window unknown."""
    plant = Plant()
    rows = working(START, START + HOUR)
    late = (rows["time"] > START + 1_800_000) & (rows["work_unit"] == "packer-2")
    rows.loc[late, "order"] = "O9"
    plant.commit(rows)
    plant.settle()
    assert math.isnan(float(str(line_row(plant)["planned_quantity"])))
    stored = plant.read("kpi", levels=("line",), windows=("hour",)).iloc[0]
    assert (stored["planned_quantity"], stored["planned_quantity_null"]) == (0.0, True)


def test_line_without_an_order_has_no_plan() -> None:
    """Where no order was seen there is nothing to plan by."""
    plant = Plant()
    plant.commit(heartbeats("filler", START, START + HOUR).assign(order=""))
    plant.settle()
    assert math.isnan(float(str(line_row(plant)["planned_quantity"])))


def test_targets_are_those_of_the_line_and_of_the_site() -> None:
    """A line's rows carry its target, the site's rows the site's, and units have none."""
    plant = Plant(master=aiming(0.7))
    plant.commit(working(START, START + HOUR))
    plant.settle()
    rows = oee_rows(plant.store, window="hour", start=START, end=START + 1)
    by_level = rows.groupby("level")["target_oee_index"].agg(lambda found: found.iloc[0])
    assert (by_level["line"], by_level["site"]) == (0.7, 0.5)
    assert math.isnan(by_level["unit"])


def test_new_target_makes_no_revision() -> None:
    """A closed window computed again under another target shows it and stays what it was."""
    plant = Plant(master=aiming(0.7), config=AnalyticsConfig(duty=1.0))
    plant.commit(working(START, START + HOUR))
    plant.say(ended=START + HOUR)
    plant.settle()
    revisions = plant.read("kpi_revision")
    plant.master = aiming(0.8)
    plant.restart()
    plant.loop.recompute(LINE, start=START, end=START + HOUR)
    plant.settle()
    row = line_row(plant)
    assert (row["target_oee_index"], row["revision"]) == (0.8, 1)
    pd.testing.assert_frame_equal(plant.read("kpi_revision"), revisions)


def test_scrap_is_laid_beside_the_planned_scrap() -> None:
    """SQ over PSQ of the orders seen; null where nobody planned scrap."""
    order = {**SITE["orders"][0], "planned_scrap_quantity": 8}  # type: ignore[index]  # a table of the plant
    plant = Plant(master=master_data_of({**SITE, "orders": [order]}, where="test"))
    plant.commit(working(START, START + HOUR))
    plant.settle()
    row = line_row(plant)
    assert row["planned_scrap_quantity"] == 8.0
    assert row["actual_to_planned_scrap_ratio"] == float(str(row["scrap_quantity"])) / 8
    unplanned = Plant()
    unplanned.commit(working(START, START + HOUR))
    unplanned.settle()
    assert math.isnan(float(str(line_row(unplanned)["actual_to_planned_scrap_ratio"])))
