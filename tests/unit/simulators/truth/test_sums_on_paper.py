"""The truth on paper: rows of hand-written journals that a person can check."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from simulators.journal import (
    Activity,
    ActivityChange,
    JournalEvent,
    MeterAmount,
    OrderChange,
    Pieces,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario_file import load_line, load_scenario
from simulators.truth import TruthSums
from simulators.truth.row import TIME_FIELD, TruthRow
from simulators.world import World

SCENARIO = load_scenario("two-machines")
START = 1_772_402_400_000  # 06:00 local; lunch 10:00-10:30, hand-over 13:50-14:00
CONFIG = load_line(Path(__file__).parent / "parallel-line.toml").config
LEAVES = tuple(TIME_FIELD.values())
KWH = 3_600_000_000_000
MINUTE = 60_000
HOUR = 60 * MINUTE


def sums(events: Iterable[JournalEvent]) -> TruthSums:
    """Return the truth of a journal written by hand."""
    truth = TruthSums(CONFIG, PlantCalendar(CONFIG.calendar), start=START)
    for event in events:
        truth.write(event)
    return truth


def pick(rows: Iterable[TruthRow], path: str, window: str, start: int = START) -> TruthRow:
    """Return one row."""
    (row,) = (
        row
        for row in rows
        if row.path.endswith(path) and row.window == window and row.window_start == start
    )
    return row


def leaves(row: TruthRow) -> list[float]:
    """Return unscheduled, planned down, production, setup, delay, down, unknown in seconds."""
    return [row.values[name] or 0.0 for name in LEAVES]


def at(unit: str, minute: float, activity: Activity) -> ActivityChange:
    """Return a change of activity."""
    return ActivityChange(START + round(minute * MINUTE), unit, activity)


def order(unit: str, minute: float, product: str) -> OrderChange:
    """Return the start (or with no product the end) of an order."""
    name = f"order-{product}" if product else ""
    return OrderChange(START + round(minute * MINUTE), unit, name, product)


def pieces(unit: str, minute: float, product: str, *counts: int) -> Pieces:
    """Return counted pieces: good, scrap, rework."""
    name = f"order-{product}"
    good, scrap, rework = (*counts, 0, 0)[:3]
    return Pieces(START + round(minute * MINUTE), unit, name, product, good, scrap, rework, 0)


def test_unit_leaves_and_kpis_on_paper() -> None:
    """Setup 10, production 40, stop with order 5, without 5 min: A, E, Q and OEE follow by hand."""
    truth = sums(
        [
            order("drill", 0, "a"),
            at("drill", 0, "setup"),
            MeterAmount(START + 10 * MINUTE, "drill", "energy_kwh", KWH),
            at("drill", 10, "producing"),
            pieces("drill", 50, "a", 380, 15, 5),
            MeterAmount(START + 50 * MINUTE, "drill", "energy_kwh", 3 * KWH),
            at("drill", 50, "stopped"),
            order("drill", 55, ""),
        ]
    )
    row = pick(truth.rows(START + HOUR), "drill", "hour")
    assert leaves(row) == [0, 0, 2400, 600, 300, 300, 0]
    assert row.values["planned_busy_time_s"] == 3600
    assert row.values["availability"] == pytest.approx(2 / 3)
    assert row.values["effectiveness"] == pytest.approx(400 * 5 / 2400)
    assert row.values["quality_ratio"] == pytest.approx(0.95)
    assert row.values["oee_index"] == pytest.approx(380 * 5 / 3600)
    assert row.values["energy_kwh_setup"] == 1
    assert row.values["energy_kwh_production"] == 3
    assert not row.partial


def test_producing_inside_a_break_extends_planned_busy_time() -> None:
    """A cycle finished inside lunch is production; the rest of the break stays planned down."""
    truth = sums(
        [
            order("drill", 0, "a"),
            at("drill", 0, "producing"),
            at("drill", 250, "off"),
            at("drill", 270, "producing"),
        ]
    )
    row = pick(truth.rows(START + 8 * HOUR), "drill", "hour", START + 4 * HOUR)
    assert leaves(row) == [0, 1200, 2400, 0, 0, 0, 0]
    last = pick(truth.rows(START + 8 * HOUR), "drill", "hour", START + 7 * HOUR)
    assert leaves(last) == [0, 0, 3600, 0, 0, 0, 0]


def test_stopped_all_day_is_oee_zero_and_closed_hours_are_null() -> None:
    """A unit that stood still has OEE 0; null only where nothing was busy time."""
    truth = sums([at("drill", 0, "stopped")])
    values = pick(truth.rows(START + HOUR), "drill", "hour").values
    assert values["oee_index"] == 0
    assert values["availability"] == 0
    assert values["effectiveness"] is None
    assert values["quality_ratio"] is None
    rows = sums([]).rows(START + 8 * HOUR)
    assert pick(rows, "drill", "hour", START + 7 * HOUR).values["unscheduled_time_s"] == 600


def test_piece_at_a_border_belongs_to_the_window_that_ends_there() -> None:
    """Time is [start, end), pieces are start < t <= end."""
    truth = sums(
        [
            order("drill", 0, "a"),
            at("drill", 0, "producing"),
            pieces("drill", 60, "a", 7),
            at("drill", 60, "stopped"),
            pieces("drill", 60.001, "a", 1),
        ]
    )
    rows = truth.rows(START + 2 * HOUR)
    first, second = (pick(rows, "drill", "hour", START + n * HOUR).values for n in (0, 1))
    assert (first["good_quantity"], second["good_quantity"]) == (7, 1)
    assert second["actual_unit_delay_time_s"] == 3600


def test_line_follows_its_constraint_and_passes_with_the_order() -> None:
    """Product a: routers weighted 2 to 1; from the leader's start of b on, the drill alone."""
    truth = sums(
        [
            order("r1", 0, "a"),
            order("r2", 0, "a"),
            order("drill", 0, "a"),
            at("r1", 0, "producing"),
            at("r2", 0, "stopped"),
            at("drill", 0, "producing"),
            pieces("r1", 20, "a", 12, 1),
            pieces("drill", 20, "a", 100, 4, 2),
            order("r2", 25, "b"),  # not the leader: nothing passes
            at("drill", 28, "stopped"),
            order("r1", 30, "b"),
            order("drill", 40, "b"),
            at("drill", 40, "setup"),
            at("drill", 45, "producing"),
            pieces("r1", 50, "b", 9, 3),  # before the constraint of b: no line scrap
            pieces("drill", 60, "b", 60, 6),
        ]
    )
    rows = truth.rows(START + HOUR)
    row = pick(rows, "line-1", "hour")
    # First half: r1 produces (2/3 of the capacity), r2 stands with an order (1/3).
    # Second half, the drill: delay 10 min, setup 5, production 15.
    assert leaves(row) == pytest.approx([0, 0, 1200 + 900, 300, 600 + 600, 0, 0])
    assert row.values["good_quantity"] == 160
    assert row.values["scrap_quantity"] == 9 + 4 + 6
    assert row.values["rework_quantity"] == 2
    assert row.values["produced_quantity"] == 179
    pri_a = 1 / (9 / 90 + 9 / 180)
    assert row.values["planned_run_time_good_s"] == pytest.approx(100 * pri_a + 60 * 8)
    assert row.values["planned_run_time_produced_s"] == pytest.approx(113 * pri_a + 66 * 8)
    assert row.values["oee_index"] == pytest.approx((100 * pri_a + 60 * 8) / 3600)


def test_windows_cut_by_the_run_are_partial() -> None:
    """Hours inside the run are whole; the running hour, shift and day are flagged."""
    rows = sums([]).rows(START + 90 * MINUTE)
    assert not pick(rows, "drill", "hour").partial
    assert pick(rows, "drill", "hour", START + HOUR).partial
    assert pick(rows, "drill", "shift").partial
    assert pick(rows, "drill", "day").partial
    assert not pick(sums([]).rows(START + 8 * HOUR), "drill", "shift").partial
    late = TruthSums(CONFIG, PlantCalendar(CONFIG.calendar), start=START + 30 * MINUTE)
    rows = late.rows(START + 8 * HOUR)
    assert pick(rows, "drill", "hour").partial
    assert pick(rows, "drill", "shift").partial
    assert not pick(rows, "drill", "hour", START + HOUR).partial


def test_no_row_of_a_window_that_has_not_begun() -> None:
    """At the end of an hour the next one is not there yet."""
    rows = sums([]).rows(START + HOUR)
    assert [row.window_start for row in rows if row.window == "hour"] == [START] * 4


def test_site_is_the_sum_of_its_lines() -> None:
    """Base quantities of the lines add up to the site's; its ratios come from those sums."""
    end = START + 8 * HOUR
    one = World(SCENARIO, seed=3, start=START)
    for line in one.lines.values():
        line.run_until(end)
    rows = one.truth_rows(end)
    line_row = pick([r for r in rows if r.level == "line"], "line-1", "shift")
    site_row = pick([r for r in rows if r.level == "site"], "demo/here", "shift")
    assert site_row.values == line_row.values
    assert (line_row.values["oee_index"] or 0) > 0.1
    product = 1.0
    for name in ("availability", "effectiveness", "quality_ratio"):
        product *= line_row.values[name] or 0
    assert product == pytest.approx(line_row.values["oee_index"])


def test_truth_books_what_the_registers_show() -> None:
    """Energy over all leaves equals each meter's last register, to the count."""
    end = START + 8 * HOUR
    one = World(SCENARIO, seed=3, start=START)
    (line,) = one.lines.values()
    line.run_until(end)
    for unit in line.units.values():
        row = pick(one.truth_rows(end), unit.id, "shift")
        total = sum(row.values[f"energy_kwh_{leaf}"] or 0 for leaf in TIME_FIELD)
        assert total == pytest.approx(unit.meters[0].read(end) / 1000)
