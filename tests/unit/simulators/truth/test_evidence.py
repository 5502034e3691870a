"""Truth of evidence: journals written by hand, sums on paper."""

from simulators.journal import (
    Dispatch,
    Inspection,
    ModeChange,
    ParameterChange,
)
from simulators.truth.evidence import EVIDENCE_FIELDS
from tests.unit.simulators.truth.evidence_on_paper import (
    MINUTE,
    SECOND,
    START,
    cycle,
    did,
    evidence,
    truth_of,
    works,
)


def test_time_is_scheduled_production_and_automatic() -> None:
    """20 min in automatic, 10 by hand, 30 standing with order: 60, 30 and 20 min, 360 slots."""
    events = [
        *works("r1", 0, "producing"),
        ModeChange(START + 20 * MINUTE, "r1", "manual"),
        *works("r1", 30, "stopped", "manual"),
    ]
    assert evidence(events)["r1", "cut-r1", "o1"] == {
        "scheduled_time_s": 3600,
        "production_time_s": 1800,
        "automatic_time_s": 1200,
        "expected_slots": 360,
        "seen_slots": 360,
        "expected_values": 1440,
        "good_values": 1440,
    }


def test_a_break_is_not_scheduled_but_production_in_it_is() -> None:
    """Lunch 10:00 to 10:30 with 5 min of production: 35 min of that hour are scheduled."""
    events = [
        *works("r1", 0, "stopped"),
        *works("r1", 245, "producing"),
        *works("r1", 250, "stopped"),
    ]
    of_hour = evidence(events, hour=4)["r1", "cut-r1", "o1"]
    assert (of_hour["scheduled_time_s"], of_hour["production_time_s"]) == (2100, 300)
    assert of_hour["expected_slots"] == 210


def test_a_cycle_belongs_to_what_was_in_force_before_it_ended() -> None:
    """Of four cycles one ends with its order, one by hand, one without program, one standing."""
    events = [
        *works("r1", 0, "producing"),
        cycle("r1", 10),
        *works("r1", 10, "producing", order="o2"),
        *works("r1", 20, "producing", "manual", order="o2"),
        cycle("r1", 25),
        *works("r1", 30, "producing", program="", order="o2"),
        cycle("r1", 35),
        *works("r1", 40, "stopped", order="o2"),
        cycle("r1", 45),
    ]
    found = evidence(events)
    first, second = found["r1", "cut-r1", "o1"], found["r1", "cut-r1", "o2"]
    assert (first["cycles"], first["program_cycles"]) == (1, 1)
    assert second["cycles"] == 3
    assert "program_cycles" not in second


def test_assists_within_30_s_are_one() -> None:
    """Rises at 60.0, 75.2 and 105.9 s chain in whole seconds; one 31 s later, and r2's, do not."""
    events = [
        *works("r1", 0, "producing"),
        *works("r2", 0, "producing"),
        did("r1", 1, "acknowledge"),
        did("r1", 75.2 / 60, "door"),
        did("r1", 105.9 / 60, "reset"),
        did("r1", 136.1 / 60, "leave_automatic"),
        did("r1", 10, "manual_touch"),
        did("r2", 1, "estop_release"),
    ]
    found = evidence(events)
    assert found["r1", "cut-r1", "o1"]["assists"] == 2
    assert found["r1", "cut-r1", "o1"]["manual_touches"] == 1
    assert found["r2", "cut-r2", "o1"]["assists"] == 1


def test_what_happens_at_the_start_of_a_window_belongs_to_the_one_before() -> None:
    """A touch at 07:00 is of the hour that ends then; one at the run's start is of none."""
    events = [
        *works("r1", 0, "producing"),
        did("r1", 0, "manual_touch"),
        did("r1", 60, "manual_touch"),
    ]
    assert evidence(events)["r1", "cut-r1", "o1"]["manual_touches"] == 1
    assert "manual_touches" not in evidence(events, hour=1)["r1", "cut-r1", "o1"]


def test_sources_are_counted_apart_and_inspection_needs_an_order() -> None:
    """Three parameters, two dispatches, five confirmations; of 12 inspected 7 had an order."""
    t = START + MINUTE
    events = [
        *works("r1", 0, "producing"),
        ParameterChange(t, "r1", "system", "feed", 1.0),
        ParameterChange(t, "r1", "system", "speed", 1.0),
        ParameterChange(t, "r1", "hand", "feed", 2.0),
        Dispatch(t, "r1", "dispatched", "hand", 2),
        Dispatch(t, "r1", "confirmed", "system", 4),
        Dispatch(t, "r1", "confirmed", "hand", 1),
        Inspection(t, "r1", 7),
        *works("r1", 2, "stopped", order=""),
        Inspection(t + 2 * MINUTE, "r1", 5),
    ]
    counts = evidence(events)["r1", "cut-r1", "o1"]
    assert {name: n for name, n in counts.items() if not name.endswith(("_s", "values"))} == {
        "parameter_changes_system": 2,
        "parameter_changes_hand": 1,
        "dispatched_hand": 2,
        "confirmed_system": 4,
        "confirmed_hand": 1,
        "inspected_automatically": 7,
        "expected_slots": 12,
        "seen_slots": 12,
    }


def test_a_slot_is_heard_until_the_newest_reading_is_older_than_30_s() -> None:
    """Lost from 1:05 to 3:05: slots at 1:40 to 3:00 are unheard, nine of the hour's 360."""

    def lost(unit: str, t: int) -> bool:
        return unit == "r1" and 65 * SECOND <= t - START < 185 * SECOND

    found = evidence(works("r1", 0, "producing"), lost=lost)["r1", "cut-r1", "o1"]
    assert (found["expected_slots"], found["seen_slots"]) == (360, 351)
    assert (found["expected_values"], found["good_values"]) == (1440, 1404)


def test_nothing_is_left_out_of_a_row() -> None:
    """Every field stands in every row, so that sums need not ask."""
    (row,) = truth_of(works("r1", 0, "producing")).automation(START + MINUTE).evidence()[:1]
    assert tuple(row.values) == EVIDENCE_FIELDS
