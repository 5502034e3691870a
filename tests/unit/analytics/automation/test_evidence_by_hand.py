"""Half an hour of a filler, worked on paper: every sum of its evidence and every run."""

import pandas as pd

from analytics.oee.timeline import Run
from contract.evidence_series import EVIDENCE_FIELDS
from tests.suites.loop_plant import HOUR, START
from tests.unit.analytics.automation.worked_line import Worked
from tests.unit.analytics.trade.played_trade import MINUTE, Unit

END = START + 30 * MINUTE
NO_EVENTS = {
    "operator_acknowledge": 0,
    "operator_reset": 0,
    "operator_door": 0,
    "operator_leave_automatic": 0,
    "operator_manual_touch": 0,
}


def filler() -> Unit:
    """Say that a filler runs by its program, which cycles every ten seconds."""
    return Unit(
        "filler",
        until=END,
        control_mode="automatic",
        program="p1",
        operation="fill",
        order="O1",
        product="A",
        cycles_per_beat=1,
        **NO_EVENTS,
    )


def told(unit: Unit) -> Worked:
    """Store what a unit said."""
    return Worked.of(unit.samples(), run=Run(START, END, ended=True))


def busy_half_hour() -> Unit:
    """Let a hand reset, run and touch the filler, let it stand, and let it fall silent."""
    return (
        filler()
        .at(START + 5 * MINUTE, operator_reset=1)
        .at(START + 5 * MINUTE + 30_000, operator_acknowledge=1)
        .at(START + 6 * MINUTE + 1, operator_door=1)
        .at(START + 10 * MINUTE, control_mode="manual", operator_leave_automatic=1)
        .at(START + 15 * MINUTE, control_mode="automatic", operation="rinse")
        .at(START + 20 * MINUTE, state="not_executing", cycles_per_beat=0)
        .at(START + 22 * MINUTE, state="executing", cycles_per_beat=1)
        .at(START + 25 * MINUTE, operator_manual_touch=1)
        .silent(START + 26 * MINUTE, START + 28 * MINUTE)
        .told(START, speed=1.0)
        .told(START + 5 * MINUTE, speed=None)
        .told(START + 10 * MINUTE, speed=2.0)
    )


def test_evidence_of_half_an_hour() -> None:
    """Two operations of fifteen minutes each: sums as they come to on paper."""
    rows = told(busy_half_hour()).rows(START, START + HOUR)["evidence"]
    mine = rows[rows["work_unit"] == "filler"].set_index("operation")
    assert list(mine["time"]) == [START, START]
    assert not mine["unknown_to_end"].any()
    expected = {
        # Manual for five minutes; door 30.001 s behind the acknowledgement is another assist.
        "fill": {
            "scheduled_time_s": 900,
            "production_time_s": 900,
            "automatic_time_s": 600,
            "cycles": 90,
            "program_cycles": 60,
            "assists": 3,
            "expected_slots": 90,
            "seen_slots": 90,
            # state, program and speed every 10 s, cycles every 5 s, torque every 30 s; torque was
            # never told, speed was unavailable at 30 slots.
            "expected_values": 90 * 3 + 180 + 30,
            "good_values": 90 + 90 + 180 + 60,
        },
        # Two minutes standing, two unknown; twelve cycles are told behind the silence.
        "rinse": {
            "scheduled_time_s": 900,
            "unknown_time_s": 120,
            "production_time_s": 660,
            "automatic_time_s": 660,
            "cycles": 78,
            "program_cycles": 66,
            "unknown_cycles": 12,
            "manual_touches": 1,
            "expected_slots": 90,
            "seen_slots": 82,
            "expected_values": 90 * 3 + 180 + 30,
            "good_values": 82 + 82 + 163 + 82,
        },
    }
    for operation, sums in expected.items():
        found = mine.loc[operation, [name for name, _, _ in EVIDENCE_FIELDS]].to_dict()
        assert {name: amount for name, amount in found.items() if amount} == sums


def test_runs_of_half_an_hour() -> None:
    """Every event, the manual minutes and the silence end a run; standing does not."""
    runs = told(busy_half_hour()).rows(START, START + HOUR)["automatic_run"]
    parts = {
        int(time) - START: (seconds, continued)
        for time, seconds, continued in zip(
            runs["time"], runs["automatic_time_s"], runs["continued"], strict=True
        )
    }
    assert parts == {
        0: (300.0, False),
        5 * MINUTE: (30.0, False),
        5 * MINUTE + 30_000: (30.001, False),
        6 * MINUTE + 1: (239.999, False),
        15 * MINUTE: (480.0, False),
        25 * MINUTE: (60.0, False),
        28 * MINUTE: (120.0, False),
    }


def test_unit_that_never_spoke_is_unknown() -> None:
    """It has scheduled time and slots, and what it counts later may belong to any of it."""
    rows = told(filler()).rows(START, START + HOUR)["evidence"]
    packer = rows[rows["work_unit"] == "packer-1"].iloc[0]
    assert packer["scheduled_time_s"] == packer["unknown_time_s"] == 1800.0
    assert (packer["expected_slots"], packer["seen_slots"]) == (180.0, 0.0)
    assert (packer["expected_values"], packer["good_values"]) == (180.0 + 30.0, 0.0)
    assert packer["unknown_to_end"]


def test_run_goes_on_across_segments() -> None:
    """An order begins in the middle of a run: two parts, the second continued."""
    unit = filler().at(START + 10 * MINUTE, order="O2")
    unit.at(START + 12 * MINUTE, state="not_executing").at(START + 20 * MINUTE, order="O3")
    runs = told(unit).rows(START, START + HOUR)["automatic_run"]
    assert list(runs["automatic_time_s"]) == [600.0, 120.0, 0.0]
    assert list(runs["continued"]) == [False, True, True]
    assert list(runs["order"]) == ["O1", "O2", "O3"]


def test_assists_behind_a_silence_are_unknown() -> None:
    """Nobody saw when three events came: they are counted, but neither merged nor seen."""
    unit = filler().silent(START + 5 * MINUTE, START + 8 * MINUTE)
    unit.at(START + 6 * MINUTE, operator_reset=2, operator_door=1, parameter_changes_hand=4)
    unit.at(START, parameter_changes_hand=1)
    unit.at(START + 9 * MINUTE, operator_reset=4)
    rows = told(unit).rows(START, START + HOUR)["evidence"]
    mine = rows[rows["work_unit"] == "filler"].iloc[0]
    assert (mine["unknown_assists"], mine["assists"]) == (3.0, 1.0)
    assert mine["parameter_changes_hand"] == 3.0


def test_inspections_count_while_an_order_is_known() -> None:
    """Pieces inspected without an order cannot be traced: only those of O1 count."""
    unit = filler().at(START, inspected_automatically_per_beat=1)
    unit.at(START + 20 * MINUTE, order="")
    rows = told(unit).rows(START, START + HOUR)["evidence"]
    mine = rows[rows["work_unit"] == "filler"].set_index("order")["inspected_automatically"]
    assert mine.to_dict() == {"O1": 120.0, "": 0.0}


def test_value_is_held_for_a_week() -> None:
    """A speed told three days ago is held, one told eight days ago is not."""
    day = 24 * HOUR
    now = START + 9 * day
    samples = pd.concat(
        [
            Unit("filler", until=START, order="O1").told(START, torque=1.0).samples(),
            Unit("filler", until=START, order="O1")
            .told(START, speed=1.0)
            .samples()
            .assign(time=START + 6 * day),
            Unit("filler", until=START + 10 * MINUTE, order="O1")
            .samples()
            .assign(time=lambda rows: rows["time"] + 9 * day),
        ]
    )
    worked = Worked.of(samples, run=Run(START, now + 10 * MINUTE, ended=True))
    rows = worked.rows(now, now + HOUR)["evidence"]
    mine = rows[rows["work_unit"] == "filler"].iloc[0]
    # Ten minutes: state and speed at 60 slots each; neither program, cycles nor torque.
    assert mine["good_values"] == 120.0
