"""Sewing on paper: efficiencies of line and people, balance, quality, queues, off-standard time."""

import pytest

from tests.suites.loop_plant import HOUR, START, Plant
from tests.unit.analytics.trade.played_trade import MINUTE, Unit, played, values_of

LINE = {
    "trade": "sewing",
    "last_counter": "check",
    "stages": [
        {"id": "collar", "units": ["collar-1", "collar-2"]},
        {"id": "check", "units": ["check"]},
    ],
    "units": {
        "collar-1": {"planned_run_time_s": {"polo": 30.0}},
        "collar-2": {"planned_run_time_s": {"polo": 30.0}},
        "check": {"planned_run_time_s": {"polo": 12.0}},
    },
}
END = START + HOUR


@pytest.fixture(scope="module")
def hour() -> Plant:
    """One hour of a garment of 42 s: p-2 leaves at minute 30, p-1 goes to both collars then."""
    order = {"order": "O1", "product": "polo"}
    one = Unit("collar-1", until=END, good_per_beat=0, operator="p-1", **order)
    one.at(START + 10 * MINUTE, good_per_beat=1)
    one.at(START + 20 * MINUTE, state="not_executing", reason="no_work", good_per_beat=0)
    one.at(START + 25 * MINUTE, reason="thread_break")
    one.at(START + 30 * MINUTE, state="executing", reason="", good_per_beat=1)
    two = Unit("collar-2", until=END, good_per_beat=1, operator="p-2", **order)
    two.at(START + 30 * MINUTE, operator="p-1", good_per_beat=0)
    check = Unit("check", until=END, good_per_beat=1, scrap_per_beat=0, operator="p-3", **order)
    check.at(START + 30 * MINUTE, operator="", scrap_per_beat=1, defects_per_beat=2)
    one.told(START, queue_pieces=10.0).told(START + 45 * MINUTE, queue_pieces=30.0)
    two.told(START, queue_pieces=99.0)
    return played(LINE, [one, two, check])


def test_line_efficiency_is_earned_on_attended_time(hour: Plant) -> None:
    """360 garments of 42 s; 60 min attended by p-1, 30 each by p-2 and p-3."""
    assert values_of(hour, "line_efficiency") == {("",): pytest.approx(360 * 42 / 7200)}


def test_operator_efficiency_counts_what_was_made_with_the_badge_in(hour: Plant) -> None:
    """A person at two stations at once attends each with a half."""
    assert values_of(hour, "operator_efficiency", "part") == {
        ("collar-1", "p-1"): pytest.approx((60 + 180) * 30 / (1800 + 900)),
        ("collar-2", "p-1"): pytest.approx(0.0),
        ("collar-2", "p-2"): pytest.approx(180 * 30 / 1800),
        ("check", "p-3"): pytest.approx(180 * 12 / 1800),
    }


def test_balance_compares_all_stations_with_the_slowest_operation(hour: Plant) -> None:
    """SMV 42 s at three stations, 15 s at the slowest operation: 30 s on two."""
    assert values_of(hour, "line_balance") == {("",): pytest.approx(42 / (3 * 15))}
    assert values_of(hour, "bottleneck_operation", "part") == {
        ("", "collar"): pytest.approx(1.0),
        ("", "check"): pytest.approx(0.0),
    }


def test_quality_is_of_judged_pieces(hour: Plant) -> None:
    """The check judged 360 good and 180 bad pieces with 360 defects; collars judge none."""
    assert values_of(hour, "defects_per_hundred") == {("check",): pytest.approx(100 * 360 / 540)}
    assert values_of(hour, "percent_defective") == {("check",): pytest.approx(100 * 180 / 540)}
    assert values_of(hour, "right_first_time") == {("check",): pytest.approx(360 / 540)}


def test_queue_is_what_the_first_station_of_a_stage_tells(hour: Plant) -> None:
    """10 pieces for 45 minutes and 30 for 15."""
    found = values_of(hour, "wip_pieces", "part")
    assert found == {("collar-1", "collar"): pytest.approx(15.0)}


def test_off_standard_time_leaves_out_what_the_standard_allows_for(hour: Plant) -> None:
    """Five minutes without work of 120 attended; a thread break is in the standard time."""
    found = values_of(hour, "off_standard_time", "part")
    assert {part: value for (_, part), value in found.items() if value} == {
        "no_work": pytest.approx(5 / 120)
    }
    assert values_of(hour, "off_standard_time") == {("",): pytest.approx(5 / 120)}


def test_pseudonyms_are_kept_as_the_edge_gave_them(hour: Plant) -> None:
    """The part of an operator's row is the pseudonym, and nothing else tells who it was."""
    rows = hour.read("line_trade")
    people = set(rows.loc[rows["measure"] == "operator_efficiency", "part"])
    assert people == {"p-1", "p-2", "p-3"}
