"""Laws of the truth of losses: what holds for any journal, drawn at random."""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.journal import Activity, ActivityChange, JournalEvent, OrderChange, Pieces
from simulators.plant_calendar import PlantCalendar
from simulators.scenario_file import load_line
from simulators.trade_words import TradeWords
from simulators.truth import TruthSums
from simulators.truth.row import TIME_FIELD

START = 1_772_402_400_000  # 06:00 local; lunch 10:00-10:30, hand-over 13:50-14:00
CONFIG = load_line(Path(__file__).parent / "parallel-line.toml").config
WORDS = TradeWords(starved=frozenset({"starved"}), blocked=frozenset({"blocked"}))
UNITS = ("r1", "r2", "drill")
MINUTE = 60_000
HOUR = 60 * MINUTE

STEPS = st.lists(
    st.tuples(
        st.integers(0, 40 * MINUTE),
        st.sampled_from(UNITS),
        st.sampled_from(["activity", "activity", "order", "pieces"]),
        st.sampled_from(get_args(Activity)),
        st.sampled_from(["starved", "blocked", "jam"]),
        st.sampled_from(["", "a", "b"]),
        st.integers(0, 50),
    ),
    max_size=60,
)
Step = tuple[int, str, str, Activity, str, str, int]


def journal_of(steps: list[Step]) -> list[JournalEvent]:
    """Turn drawn steps into a journal; at first every unit says what it does."""
    events: list[JournalEvent] = [ActivityChange(START, unit, "producing") for unit in UNITS]
    t = START
    for wait, unit, kind, activity, cause, product, n in steps:
        t += wait
        match kind:
            case "activity":
                events.append(ActivityChange(t, unit, activity, cause))
            case "order":
                events.append(OrderChange(t, unit, f"{t}" if product else "", product))
            case _:
                name = product or "a"
                events.append(Pieces(t, unit, f"o{product}", name, n, n // 3, n // 5, 0))
    return events


def truth_of(steps: list[Step]) -> tuple[TruthSums, int]:
    """Return the truth of drawn steps and their last ms."""
    truth = TruthSums(CONFIG, PlantCalendar(CONFIG.calendar), start=START, words=WORDS)
    events = journal_of(steps)
    for event in events:
        truth.write(event)
    return truth, events[-1].t


@settings(max_examples=60, deadline=None)
@given(STEPS, st.integers(1, 30 * 60))
def test_losses_partition_every_leaf_of_every_window(steps: list[Step], minutes: int) -> None:
    """The rows of one leaf add up to that leaf's time, of units and of the line."""
    truth, last = truth_of(steps)
    end = max(START + minutes * MINUTE, last)
    found: dict[tuple[str, str, int, str], float] = defaultdict(float)
    for loss in truth.losses(end):
        found[loss.path, loss.window, loss.window_start, loss.leaf] += loss.duration_s
    for row in truth.rows(end):
        for leaf, field in TIME_FIELD.items():
            got = found.pop((row.path, row.window, row.window_start, leaf), 0.0)
            assert got == pytest.approx(row.values[field], abs=1e-6)
    assert not found


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_losses_of_a_union_of_windows_are_sums(steps: list[Step]) -> None:
    """This calendar's hours lie whole in shifts and days: time, stops and pieces add up."""
    truth, last = truth_of(steps)
    end = max(START + 24 * HOUR, last)
    rows = truth.losses(end)
    wholes = {
        (row.window, row.window_start, row.window_end) for row in rows if row.window != "hour"
    }
    for window, begin, until in wholes:
        total: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for row in rows:
            way = (row.leaf, row.cause, row.attribution, row.root_unit, row.split)
            if (row.window, row.window_start) == (window, begin):
                sign = 1
            elif row.window == "hour" and begin <= row.window_start < until:
                sign = -1
            else:
                continue
            for place, amount in enumerate((row.duration_s, row.count, row.pieces)):
                total[row.path, *way][place] += sign * amount
        for key, amounts in total.items():
            assert amounts == pytest.approx([0, 0, 0], abs=1e-6), key


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_stops_are_counted_and_lie_in_their_leaves(steps: list[Step]) -> None:
    """Stops never overlap, fill setup, delay and down whole, and each is counted once."""
    truth, last = truth_of(steps)
    end = max(START + 9 * HOUR, last)
    stops, losses = truth.stops(end), truth.losses(end)
    for unit in UNITS:
        mine = [stop for stop in stops if stop.path.endswith(f"/{unit}")]
        assert all(stop.start < stop.end for stop in mine)
        assert all(a.end <= b.start for a, b in pairwise(mine))
        days = [row for row in losses if row.path.endswith(f"/{unit}") and row.window == "day"]
        assert sum(row.count for row in days) == len(mine)
        for leaf in ("setup", "delay", "down"):
            spent = sum(row.duration_s for row in days if row.leaf == leaf)
            lasted = sum(stop.end - stop.start for stop in mine if stop.leaf == leaf)
            assert lasted == pytest.approx(spent * 1000)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.lists(st.integers(0, 40 * 60 * MINUTE), max_size=6))
def test_asking_for_losses_changes_nothing(steps: list[Step], asked: list[int]) -> None:
    """Losses, stops and constraints may be read at any time without changing what is read later."""
    plain, last = truth_of(steps)
    end = max(START + 40 * HOUR, last)
    again = TruthSums(CONFIG, PlantCalendar(CONFIG.calendar), start=START, words=WORDS)
    queue = sorted({START + ask for ask in asked})
    for event in journal_of(steps):
        # An answer is asked for when its ms is over.
        while queue and queue[0] < event.t:
            again.losses(queue.pop(0))
        again.write(event)
    assert again.losses(end) == plain.losses(end)
    assert again.stops(end) == plain.stops(end)
    assert again.constraints(end) == plain.constraints(end)
