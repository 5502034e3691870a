"""The truth's laws: what holds for any journal, drawn at random."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import get_args

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
from simulators.scenario_file import load_line
from simulators.truth import TruthSums
from simulators.truth.row import TIME_FIELD, TruthRow

START = 1_772_402_400_000  # 06:00 local; lunch 10:00-10:30, hand-over 13:50-14:00
CONFIG = load_line(Path(__file__).parent / "parallel-line.toml").config
LEAVES = tuple(TIME_FIELD.values())
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
