"""Truth of losses, chains and stops: journals written by hand, figures on paper."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from simulators.journal import (
    Activity,
    ActivityChange,
    Attribution,
    JournalEvent,
    OrderChange,
    Pieces,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import LineConfig
from simulators.scenario_file import load_line
from simulators.trade_words import TradeWords
from simulators.truth import TruthSums
from simulators.truth.loss import LossTruth

START = 1_772_402_400_000  # 06:00 local; lunch 10:00-10:30, hand-over 13:50-14:00
HERE = Path(__file__).parent
ROW = load_line(HERE / "three-in-a-row.toml").config
PARALLEL = load_line(HERE / "parallel-line.toml").config
WORDS = TradeWords(starved=frozenset({"starved"}), blocked=frozenset({"blocked"}))
MINUTE = 60_000
HOUR = 60 * MINUTE


def at(
    unit: str, minute: float, activity: Activity, cause: str = "", by: Attribution = "own"
) -> ActivityChange:
    """Return a change of activity."""
    return ActivityChange(START + round(minute * MINUTE), unit, activity, cause, by)


def starved(unit: str, minute: float) -> ActivityChange:
    """Return the begin of a wait for the machine before."""
    return at(unit, minute, "stopped", "starved", "upstream")


def blocked(unit: str, minute: float) -> ActivityChange:
    """Return the begin of a wait for the machine behind."""
    return at(unit, minute, "stopped", "blocked", "downstream")


def order(unit: str, minute: float, name: str, product: str = "a") -> OrderChange:
    """Return the start of an order."""
    return OrderChange(START + round(minute * MINUTE), unit, name, product)


def pieces(unit: str, minute: float, *counts: int, name: str = "o", product: str = "a") -> Pieces:
    """Return counted pieces: good, scrap, rework."""
    good, scrap, rework = (*counts, 0, 0)[:3]
    return Pieces(START + round(minute * MINUTE), unit, name, product, good, scrap, rework, 0)


def sums(events: Iterable[JournalEvent], config: LineConfig = ROW) -> TruthSums:
    """Return the truth of a journal, sorted by time."""
    truth = TruthSums(config, PlantCalendar(config.calendar), start=START, words=WORDS)
    for event in sorted(events, key=lambda event: event.t):
        truth.write(event)
    return truth


def producing(config: LineConfig) -> list[JournalEvent]:
    """Let every unit work on order o from the start on."""
    return [
        event
        for unit in config.units
        for event in (order(unit.id, 0, "o"), at(unit.id, 0, "producing"))
    ]


def minutes(rows: Iterable[LossTruth], unit: str, window: str = "hour") -> dict[str, float]:
    """Return minutes of a unit's stops in the first window by cause and root."""
    found: dict[str, float] = defaultdict(float)
    for row in rows:
        mine = row.path.endswith(unit) and row.window == window and row.window_start == START
        if mine and row.leaf != "production":
            found[f"{row.cause} {row.root_unit}".strip()] += row.duration_s / 60
    return dict(found)


CHAIN = [
    *producing(ROW),
    # The first machine jams for ten minutes; the row runs dry behind it and fills again.
    at("m1", 10, "stopped", "jam"),
    starved("m2", 12),
    starved("m3", 14),
    at("m1", 20, "producing"),
    at("m2", 22, "producing"),
    at("m3", 24, "producing"),
    # The last machine stands for ten minutes; the row backs up before it.
    at("m3", 30, "stopped", "jam"),
    blocked("m2", 33),
    blocked("m1", 35),
    at("m3", 40, "producing"),
    at("m2", 41, "producing"),
    at("m1", 42, "producing"),
    # Nothing comes from outside.
    starved("m1", 50),
    starved("m2", 52),
    at("m1", 55, "producing"),
    at("m2", 56, "producing"),
]


def test_chain_of_starved_machines_leads_to_the_one_that_stood() -> None:
    """The stop of m1 travels through m2 to m3; once m1 runs, whoever still gives too little is."""
    rows = sums(CHAIN).losses(START + HOUR)
    # m2: 12-20 m1 stands, 20-22 m1 runs but gives too little, 52-55 nothing came from outside.
    assert minutes(rows, "m2") == {"starved m1": 8 + 2 + 1, "starved": 3, "blocked m3": 8}
    # m3: 14-20 through m2 to m1, 20-22 likewise, 22-24 m2 runs again.
    assert minutes(rows, "m3") == {"starved m1": 8, "starved m2": 2, "jam": 10}


def test_chain_of_blocked_machines_leads_downstream() -> None:
    """M3 blocks m2 and, through it, m1; the first stage starves for something outside the line."""
    rows = sums(CHAIN).losses(START + HOUR)
    assert minutes(rows, "m1") == {"jam": 10, "blocked m3": 6, "blocked m2": 1, "starved": 5}


def test_momentary_constraint_is_the_root_of_the_running_constraint() -> None:
    """M2 is the constraint unless it waits: then it is whoever lets it wait."""
    found = sums(CHAIN).constraints(START + HOUR)
    hour = {row.unit: row.duration_s / 60 for row in found if row.window == "hour"}
    assert hour == {"m1": 11, "m2": 38, "m3": 8, "": 3}


def test_momentary_constraint_is_asked_in_planned_busy_time_only() -> None:
    """In lunch nobody is; before and after it the machine that stands is its own constraint."""
    events = [*producing(ROW), at("m2", 230, "stopped", "jam"), at("m2", 280, "producing")]
    found = sums(events).constraints(START + 8 * HOUR)
    fifth = [row for row in found if (row.window, row.window_start) == ("hour", START + 4 * HOUR)]
    assert [(row.unit, row.duration_s) for row in fifth] == [("m2", 1800)]


def test_unit_beside_one_that_stands_is_the_root() -> None:
    """Of two routers one works and one stands for its own reason: the one that stands."""
    events = [
        *producing(PARALLEL),
        at("r2", 10, "stopped", "jam"),
        starved("drill", 20),
        at("r2", 30, "producing"),
        at("drill", 35, "producing"),
    ]
    rows = sums(events, PARALLEL).losses(START + HOUR)
    assert minutes(rows, "drill") == {"starved r2": 10, "starved r1": 5}


def test_stretch_of_a_wait_is_cut_where_its_root_changes_and_its_stop_is_not() -> None:
    """One stop of m3, 14 to 24, root as at its start; its time goes to m1 and to m2."""
    truth = sums(CHAIN)
    stops = [stop for stop in truth.stops(START + HOUR) if stop.path.endswith("m3")]
    assert [(stop.cause, stop.root_unit) for stop in stops] == [("starved", "m1"), ("jam", "")]
    assert (stops[0].start, stops[0].end) == (START + 14 * MINUTE, START + 24 * MINUTE)
    counts = {
        row.root_unit: row.count
        for row in truth.losses(START + HOUR)
        if (row.window, row.cause) == ("hour", "starved") and row.path.endswith("m3")
    }
    assert counts == {"m1": 1, "m2": 0}


def test_stops_are_cut_at_leaf_cause_and_order() -> None:
    """A jam over lunch is two stops, an hour's border cuts none, a repair of it none either."""
    events = [
        *producing(ROW),
        at("m1", 50, "stopped", "jam"),
        at("m1", 65, "maintenance", "jam"),
        at("m1", 70, "setup", "change"),
        order("m1", 75, "p"),
        at("m1", 80, "producing"),
        at("m1", 235, "stopped", "jam"),
    ]
    stops = [stop for stop in sums(events).stops(START + 5 * HOUR) if stop.path.endswith("m1")]
    minute = [(stop.start - START) / MINUTE for stop in stops]
    assert minute == [50, 70, 75, 235, 270]
    assert [stop.leaf for stop in stops] == ["delay", "setup", "setup", "delay", "delay"]
    assert [stop.order for stop in stops] == ["o", "o", "p", "p", "p"]
    assert [stop.attribution for stop in stops] == ["own", "planned", "planned", "own", "own"]
    assert [stop.ended for stop in stops] == [True] * 4 + [False]
    assert stops[3].end == START + 4 * HOUR
    assert stops[-1].end == START + 5 * HOUR


def test_production_is_split_by_what_it_was_worth() -> None:
    """Ten scrapped before the first good piece are start-up, later ones quality, the rest speed."""
    events = [
        *producing(ROW),
        pieces("m1", 5, 0, 10),
        pieces("m1", 10, 200, 6, 4),
        pieces("m1", 30, 100, 0, 5),
    ]
    rows = sums(events).losses(START + HOUR)
    split = {
        row.split: (row.duration_s, row.pieces)
        for row in rows
        if row.path.endswith("m1") and row.window == "hour"
    }
    assert split == {
        "valuable": (2400, 0),
        "quality": (120, 15),
        "start_up": (80, 10),
        "speed": (1000, 0),
    }


def test_each_order_has_its_start_up() -> None:
    """Scrap after the next order's start and before its first good piece is start-up again."""
    events = [
        *producing(ROW),
        pieces("m1", 5, 10, 1),
        order("m1", 20, "p"),
        pieces("m1", 20.001, 0, 3, name="p"),
        pieces("m1", 25, 7, name="p"),
        pieces("m1", 26, 0, 2, name="p"),
    ]
    rows = sums(events).losses(START + HOUR)
    lost = {row.split: row.pieces for row in rows if row.path.endswith("m1") and row.pieces}
    assert lost == {"start_up": 3, "quality": 3}


@pytest.mark.parametrize(
    ("scrapped_s", "fate"), [(1.0, "start_up"), (1.1, "quality"), (2.0, "quality")]
)
def test_line_s_start_up_ends_with_the_second_of_its_first_good_piece(
    scrapped_s: float, fate: str
) -> None:
    """The first good piece at 1.4 s: scrap of the second up to 1.0 s came before, later not."""
    events = [
        *producing(PARALLEL),
        pieces("drill", scrapped_s / 60, 0, 1),
        pieces("drill", 1.4 / 60, 1),
    ]
    rows = sums(events, PARALLEL).losses(START + HOUR)
    lost = {row.split: row.pieces for row in rows if row.level == "line" and row.pieces}
    assert lost == {fate: 1}


def test_line_s_losses_are_those_of_its_constraint_by_capacity() -> None:
    """R1 has two thirds of the capacity: its stop of 15 min counts ten of the line, two thirds."""
    events = [
        *producing(PARALLEL),
        at("r1", 15, "stopped", "jam"),
        at("r1", 30, "producing"),
        at("drill", 40, "stopped", "jam"),
        pieces("drill", 10, 0, 3),
        pieces("drill", 35, 300, 2),
    ]
    rows = [
        row
        for row in sums(events, PARALLEL).losses(START + HOUR)
        if (row.level, row.window) == ("line", "hour")
    ]
    (jam,) = (row for row in rows if row.leaf == "delay")
    assert (jam.duration_s, jam.count) == pytest.approx((600, 2 / 3))
    pri = 1 / (9 / 90 + 9 / 180)
    split = {row.split: (row.duration_s, row.pieces) for row in rows if row.split}
    assert split["valuable"] == pytest.approx((300 * pri, 0))
    assert split["start_up"] == pytest.approx((3 * pri, 3))
    assert split["quality"] == pytest.approx((2 * pri, 2))
    assert sum(row.duration_s for row in rows) == pytest.approx(3600)
