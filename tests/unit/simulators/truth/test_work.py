"""Truth of orders, failures, people and inspection: journals written by hand, figures on paper."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from simulators.journal import (
    Activity,
    ActivityChange,
    Attendance,
    Inspection,
    JournalEvent,
    OrderChange,
    Pieces,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario_file import load_line, load_scenario
from simulators.trade_words import TradeWords
from simulators.truth import TruthSums
from simulators.truth.row import Values
from simulators.truth.work import WORK_FIELDS
from simulators.world import World

START = 1_772_402_400_000  # 06:00 local; lunch 10:00-10:30, hand-over 13:50-14:00
CONFIG = load_line(Path(__file__).parent / "parallel-line.toml").config
WORDS = TradeWords(
    breakdowns=frozenset({"broken", "repair"}),
    preventive=frozenset({"greasing"}),
    records=frozenset({"drill"}),
    judges=frozenset({"r1", "drill"}),
    counts_defects=frozenset({"r1"}),
)
MINUTE = 60_000
HOUR = 60 * MINUTE


def at(
    unit: str, minute: float, activity: Activity, cause: str = "", order: str | None = None
) -> list[JournalEvent]:
    """Return a change of activity, and of the order if one is given."""
    t = START + round(minute * MINUTE)
    events: list[JournalEvent] = []
    if order is not None:
        events.append(OrderChange(t, unit, order, order and "a"))
    return [*events, ActivityChange(t, unit, activity, cause)]


def badge(unit: str, minute: float, operator: str) -> Attendance:
    """Return a badge that is put in, or (empty) taken out."""
    return Attendance(START + round(minute * MINUTE), unit, operator)


def values(events: Iterable[JournalEvent], unit: str, *, hour: int, hours: int = 8) -> Values:
    """Return one hour of one unit."""
    truth = TruthSums(CONFIG, PlantCalendar(CONFIG.calendar), start=START, words=WORDS)
    for event in sorted(events, key=lambda event: event.t):
        truth.write(event)
    (row,) = (
        row
        for row in truth.rows(START + hours * HOUR)
        if row.path.endswith(unit)
        and (row.window, row.window_start) == ("hour", START + hour * HOUR)
    )
    return row.values


def test_order_execution_counts_every_leaf_with_an_order() -> None:
    """An order from 3:50 to 4:40 over lunch: 10 min in the first hour, 40 in the next."""
    events = [
        *at("r1", 0, "stopped", "none"),
        *at("r1", 230, "producing", order="o"),
        *at("r1", 240, "stopped", "lunch"),
        *at("r1", 280, "stopped", "none", order=""),
    ]
    assert values(events, "r1", hour=3)["order_execution_time_s"] == 600
    assert values(events, "r1", hour=4)["order_execution_time_s"] == 2400


def test_failure_counts_at_its_start_and_repair_at_its_end() -> None:
    """Broken 0:50, mechanic 1:05, running 1:20: one failure, one repair, 10 and 20 min of it."""
    events = [
        *at("r1", 0, "producing", order="o"),
        *at("r1", 50, "stopped", "broken"),
        *at("r1", 65, "maintenance", "repair"),
        *at("r1", 80, "producing"),
    ]
    first, second = values(events, "r1", hour=0), values(events, "r1", hour=1)
    assert (first["failure_count"], first["repair_count"]) == (1, 0)
    assert (second["failure_count"], second["repair_count"]) == (0, 1)
    assert first["corrective_maintenance_time_s"] == 600
    assert second["corrective_maintenance_time_s"] == 1200
    assert second["preventive_maintenance_time_s"] == 0


def test_failure_over_a_break_is_one_failure() -> None:
    """Broken 9:50 to 10:40 with lunch from 10:00: one failure; the break is no repair time."""
    events = [
        *at("r1", 0, "producing", order="o"),
        *at("r1", 230, "stopped", "broken"),
        *at("r1", 280, "producing"),
    ]
    before, after = values(events, "r1", hour=3), values(events, "r1", hour=4)
    assert (before["failure_count"], after["failure_count"]) == (1, 0)
    assert (before["repair_count"], after["repair_count"]) == (0, 1)
    assert before["corrective_maintenance_time_s"] == 600
    assert after["corrective_maintenance_time_s"] == 600


def test_failure_that_has_not_ended_counts_time_and_no_repair() -> None:
    """The run ends while the machine is broken."""
    events = [*at("r1", 0, "producing", order="o"), *at("r1", 40, "stopped", "broken")]
    row = values(events, "r1", hour=0, hours=1)
    assert (row["failure_count"], row["repair_count"]) == (1, 0)
    assert row["corrective_maintenance_time_s"] == 1200


def test_maintenance_without_a_failure_is_preventive() -> None:
    """By its cause or by its mode, inside a break or not."""
    events = [
        *at("r1", 0, "stopped", "greasing"),
        *at("r1", 10, "maintenance", "looked at"),
        *at("r1", 15, "stopped", "none"),
        *at("r1", 240, "stopped", "greasing"),
        *at("r1", 250, "stopped", "lunch"),
    ]
    assert values(events, "r1", hour=0)["preventive_maintenance_time_s"] == 900
    lunch = values(events, "r1", hour=4)
    assert lunch["preventive_maintenance_time_s"] == 600
    assert lunch["planned_down_time_s"] == 1800


def test_badge_at_two_units_counts_half_at_each() -> None:
    """p1 at r1 for 40 min, of which 10 also at r2: 35 min and 5 min; work while r1 produces."""
    events = [
        *at("r1", 0, "producing", order="o"),
        *at("r1", 20, "stopped", "jam"),
        *at("r2", 0, "stopped", "none"),
        badge("r1", 0, "p1"),
        badge("r2", 10, "p1"),
        badge("r2", 20, ""),
        badge("r1", 40, ""),
    ]
    r1, r2 = values(events, "r1", hour=0), values(events, "r2", hour=0)
    assert r1["attended_time_s"] == pytest.approx(35 * 60)
    assert r1["attended_work_time_s"] == pytest.approx(15 * 60)
    assert r2["attended_time_s"] == pytest.approx(5 * 60)
    assert r2["attended_work_time_s"] == 0


def test_nobody_attends_in_a_break_that_is_kept() -> None:
    """A badge left in over lunch counts up to lunch; production inside lunch is attended work."""
    events = [
        *at("r1", 0, "stopped", "jam", order="o"),
        badge("r1", 230, "p1"),
        *at("r1", 260, "producing"),
        *at("r1", 265, "stopped", "jam"),
        badge("r1", 270, ""),
    ]
    assert values(events, "r1", hour=3)["attended_time_s"] == 600
    lunch = values(events, "r1", hour=4)
    assert lunch["attended_time_s"] == lunch["attended_work_time_s"] == 300


def test_inspection_is_what_is_recorded_else_what_is_judged() -> None:
    """The drill records 40 of 41, r1 judges its 20 pieces, r2 judges nothing."""
    minute = START + MINUTE
    events = [
        *(event for unit in ("r1", "r2", "drill") for event in at(unit, 0, "producing", order="o")),
        Pieces(minute, "r1", "o", "a", 17, 2, 1, 5),
        Pieces(minute, "r2", "o", "a", 9, 0, 0, 0),
        Inspection(minute, "drill", 40),
        Pieces(minute, "drill", "o", "a", 38, 1, 2, 3),
    ]
    names = ("inspected_quantity", "first_pass_quantity", "defect_quantity")
    rows = {unit: values(events, unit, hour=0) for unit in ("r1", "r2", "drill")}
    assert [rows["r1"][name] for name in names] == [20, 17, 5]
    assert [rows["r2"][name] for name in names] == [0, 0, 0]
    assert [rows["drill"][name] for name in names] == [40, 37, 0]


def test_every_field_happens_in_a_shift_of_the_demo_plant() -> None:
    """The played plant shows each quantity somewhere, and never more attended than busy time."""
    scenario = load_scenario("demo-plant")
    world = World(scenario, seed=7, start=scenario.start)
    end = scenario.start + 8 * HOUR
    for line in world.lines.values():
        line.skip_until(end)
    world.finish()
    rows = [row for row in world.truth_rows(end) if (row.level, row.window) == ("unit", "shift")]
    assert all(sum(row.values[name] or 0 for row in rows) > 0 for name in WORK_FIELDS)
    for row in rows:
        attended = row.values["attended_time_s"] or 0.0
        assert (row.values["attended_work_time_s"] or 0.0) <= attended
        assert attended <= (row.values["planned_busy_time_s"] or 0.0)
