"""The truth: rows a person can check on paper, and laws that hold for any journal."""

from collections.abc import Iterable
from itertools import pairwise
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.journal import (
    Activity,
    ActivityChange,
    JournalEvent,
    MeterAmount,
    OrderChange,
    Pieces,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import LineConfig, OrderConfig, ProductConfig, StageConfig, UnitConfig
from simulators.scenario_file import load_scenario
from simulators.truth import TruthSums
from simulators.truth_row import TIME_FIELD, TruthRow
from simulators.world import World

SCENARIO = load_scenario("two-machines")
START = SCENARIO.start  # 06:00 local; lunch 10:00-10:30, hand-over 13:50-14:00
LEAVES = tuple(TIME_FIELD.values())
KWH = 3_600_000_000_000
MINUTE = 60_000
HOUR = 60 * MINUTE

# Two routers in parallel (9 panels a sheet), then one drill: product "a" is slowest at the routers
# (per panel 1/(9/90+9/180) = 6.67 s against 5 s), product "b" at the drill (8 s).
CONFIG: LineConfig = msgspec.structs.replace(
    SCENARIO.lines[0].config,
    units=tuple(
        UnitConfig(id=name, vendor=name.upper(), kind="k", items_per_count=items)
        for name, items in (("r1", 9.0), ("r2", 9.0), ("drill", 1.0))
    ),
    stages=(StageConfig(id="nest", units=("r1", "r2")), StageConfig(id="bore", units=("drill",))),
    last_counter="drill",
    products=tuple(
        ProductConfig(
            id=product,
            name=product,
            planned_run_time_per_item_s={"r1": 90.0, "r2": 180.0, "drill": drill},
        )
        for product, drill in (("a", 5.0), ("b", 8.0))
    ),
    orders=(OrderConfig(product="a", quantity=100), OrderConfig(product="b", quantity=100)),
    incidents=(),
)


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


STEPS = st.lists(
    st.tuples(
        st.integers(1, 40 * MINUTE),
        st.sampled_from(["r1", "r2", "drill"]),
        st.sampled_from(["activity", "order", "pieces", "meter"]),
        st.sampled_from(get_args(Activity)),
        st.sampled_from(["", "a", "b"]),
        st.integers(0, 50),
    ),
    max_size=60,
)
Step = tuple[int, str, str, Activity, str, int]


def journal_of(steps: list[Step]) -> list[JournalEvent]:
    """Turn drawn steps into a journal."""
    events: list[JournalEvent] = []
    t = START
    for wait, unit, kind, activity, product, n in steps:
        t += wait
        match kind:
            case "activity":
                events.append(ActivityChange(t, unit, activity))
            case "order":
                events.append(OrderChange(t, unit, f"{t}" if product else "", product))
            case "pieces":
                name = product or "a"
                events.append(Pieces(t, unit, "o", name, n, n // 3, n // 5, 0))
            case _:
                events.append(MeterAmount(t, unit, "water_l", n * 1_000_000))
    return events


@settings(max_examples=60, deadline=None)
@given(STEPS, st.integers(1, 30 * 60))
def test_leaves_partition_every_window_of_every_level(steps: list[Step], minutes: int) -> None:
    """The seven leaves add up to the part of the window that the run covers."""
    journal = journal_of(steps)
    end = max([START + minutes * MINUTE, *(event.t for event in journal)])
    for row in sums(journal).rows(end):
        covered = min(row.window_end, end) - max(row.window_start, START)
        assert sum(leaves(row)) * 1000 == pytest.approx(covered, abs=1e-6)
        busy = sum(leaves(row)[2:])
        assert row.values["planned_busy_time_s"] == pytest.approx(busy)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_shifts_and_days_are_the_sums_of_their_hours(steps: list[Step]) -> None:
    """Base quantities are additive: this calendar's hours lie whole inside shifts and days."""
    journal = journal_of(steps)
    end = max([START + 24 * HOUR, *(event.t for event in journal)])
    rows = sums(journal).rows(end)
    ratios = {"availability", "effectiveness", "quality_ratio", "oee_index", "coverage"}
    for row in (row for row in rows if row.window != "hour"):
        hours = [
            other
            for other in rows
            if (other.path, other.window) == (row.path, "hour")
            and row.window_start <= other.window_start < row.window_end
        ]
        for name in row.values.keys() - ratios:
            total = sum(other.values[name] or 0 for other in hours)
            assert row.values[name] == pytest.approx(total, abs=1e-6), name


@settings(max_examples=40, deadline=None)
@given(STEPS, st.lists(st.integers(0, 40 * 60 * MINUTE), max_size=6))
def test_asking_for_rows_changes_nothing(steps: list[Step], asked: list[int]) -> None:
    """Rows may be read at any time without changing later rows."""
    journal = journal_of(steps)
    end = max([START + 40 * HOUR, *(event.t for event in journal)])
    truth = sums([])
    queue = sorted({START + ask for ask in asked})
    for event in journal:
        while queue and queue[0] < event.t:
            truth.rows(queue.pop(0))
        truth.write(event)
    assert truth.rows(end) == sums(journal).rows(end)


def counted(mine: list[JournalEvent], end: int) -> dict[int, dict[str, float]]:
    """Cut one unit's intervals at each slot of the calendar; hour to leaf to seconds."""
    calendar = PlantCalendar(CONFIG.calendar)
    hours: dict[int, dict[str, float]] = {}
    activity: Activity = "off"
    running = ""
    for t, until in pairwise(sorted({START, end, *(e.t for e in mine)})):
        for event in (e for e in mine if e.t == t):
            if isinstance(event, ActivityChange):
                activity = event.activity
            elif isinstance(event, OrderChange):
                running = event.order
        cut = t
        while cut < until:
            slot = calendar.slot_at(cut)
            stop = min(slot.end, until)
            rest = "setup" if activity == "setup" else ("delay" if running else "down")
            leaf = rest if slot.kind == "open" else slot.kind
            hour = hours.setdefault(slot.hour, dict.fromkeys(TIME_FIELD, 0.0))
            hour["production" if activity == "producing" else leaf] += (stop - cut) / 1000
            cut = stop
    return hours


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_unit_leaves_equal_a_plain_second_count(steps: list[Step]) -> None:
    """A second, plain way of cutting intervals gives the same leaves."""
    journal = journal_of(steps)
    end = max([START + 9 * HOUR, *(event.t for event in journal)])
    rows = sums(journal).rows(end)
    for unit in ("r1", "r2", "drill"):
        for start, hour in counted([e for e in journal if e.unit == unit], end).items():
            assert leaves(pick(rows, unit, "hour", start)) == pytest.approx(list(hour.values()))


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
