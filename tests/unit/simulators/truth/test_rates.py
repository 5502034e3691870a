"""Truth of runs and rates: journals written by hand, numerators and denominators on paper."""

import msgspec
import pytest

from simulators.journal import (
    Dispatch,
    Inspection,
    JournalEvent,
    Pieces,
    StockPosting,
)
from simulators.truth.places import period_rates
from tests.unit.simulators.truth.evidence_on_paper import (
    CONFIG,
    DAY,
    MINUTE,
    START,
    cycle,
    did,
    rates,
    registered,
    truth_of,
    works,
)


def test_runs_break_at_hands_and_not_at_standing() -> None:
    """40 min with a jam between are one run, 20 min to a touch another; 40 of 70 min are long.

    Twenty more minutes, ten of them after leaving automatic: no run is longer than 40 min.
    """
    events = [
        *works("r1", 0, "producing"),
        *works("r1", 20, "stopped"),
        *works("r1", 25, "producing"),
        did("r1", 45, "manual_touch"),
        did("r1", 65, "door"),
        *works("r1", 75, "producing", "manual"),
        *works("r1", 85, "stopped"),
    ]
    found = rates(events)
    assert found["unattended_share"] == [2400, 4200]
    # 70 min in automatic and ten by hand.
    assert found["unattended_share_of_production"] == [2400, 4800]
    assert found["unattended_run_median"] == pytest.approx([20 / 60, 1])
    assert found["unattended_run_longest"] == pytest.approx([40 / 60, 1])


def test_a_run_over_midnight_counts_whole_in_both_days_and_its_time_once() -> None:
    """Begun 25 min before a production day ends, 10 more behind it: 35 min, long on both days."""
    minute = 24 * 60
    events = [*works("r1", minute - 25, "producing"), *works("r1", minute + 10, "stopped")]
    truth = truth_of(events)
    end = START + 2 * DAY
    lines = {CONFIG.path: truth.automation(end)}
    rows = truth.rows(end)
    shares = [
        {rate.rate: rate.numerator for rate in found}["unattended_share"]
        for found in (
            period_rates(lines, rows, start=START, end=START + DAY),
            period_rates(lines, rows, start=START + DAY, end=end),
            period_rates(lines, rows, start=START, end=end),
        )
    ]
    assert shares == [1500, 600, 2100]


def busy_day() -> list[JournalEvent]:
    """Return r1 in automatic 50 of 100 min, r2 by hand, the drill at rest; two orders."""
    events = [
        *works("r1", 0, "producing"),
        *works("r1", 50, "producing", "manual"),
        *works("r1", 100, "stopped"),
        *works("r2", 0, "producing", "manual"),
        *works("r2", 60, "stopped", "manual"),
        *works("drill", 0, "stopped"),
    ]
    events += [cycle("r1", minute) for minute in range(1, 41)]
    events += [cycle("r1", 60), cycle("r1", 61)]
    events += [cycle("r2", minute) for minute in range(1, 11)]
    t = START + 90 * MINUTE
    events += [
        Pieces(t, "drill", "o1", "a", 80, 10, 10, 0),
        Pieces(t, "r1", "o1", "a", 9, 0, 1, 0),
        Inspection(t, "drill", 70),
        did("r1", 90, "manual_touch"),
        did("r2", 90, "reset"),
        Dispatch(t, "r1", "dispatched", "system", 3),
        Dispatch(t, "r1", "confirmed", "system", 2),
        Dispatch(t, "r1", "confirmed", "hand", 2),
        Dispatch(t, "drill", "confirmed", "system", 1),
        StockPosting(t, "drill", "panels", 80.0, "system", "o1"),
        *works("drill", 95, "stopped", order="o2"),
        StockPosting(t + 10 * MINUTE, "r1", "board", -1.0, "hand", "o2"),
    ]
    return events


def test_rates_on_paper() -> None:
    """Each rate of a busy day, numerator and denominator as a person adds them up."""
    found = rates(busy_day())
    # r1 1 s * 50/100, r2 2 s * 0, drill 1 s * nothing.
    assert found["automatic_execution_share"] == [0.5, 4]
    # 40 of 42 cycles (95.2 %) at r1, 0 of 10 at r2.
    assert found["evidenced_nc_rate"] == [1, 2]
    assert found["interventions_per_hour"] == pytest.approx([1, 50 / 60])
    assert found["mean_time_between_assists"] == pytest.approx([160 / 60, 1])
    # r1 50 min and r2 60 min by hand: two assists a minute, and the one reset.
    assert found["mean_time_between_attention"] == pytest.approx([160 / 60, 221])
    # 80 finished, one touched, 10 panels and one sheet of nine to be mended.
    assert found["hands_off_yield"] == [60, 80]
    assert found["automatic_inspection_and_trace_rate"] == [70, 90]
    # r1: four operations, two by system; the drill confirmed one that nobody dispatched.
    assert found["digital_dispatch_rate"] == [2, 5]
    # o1 was issued and confirmed by the system; o2 is not completed.
    assert found["production_supply_sales_integration"] == [1, 1]
    # r2 never ran automatic, the drill is semi-automatic.
    assert found["equipment_automation_rate"] == [100, 300]
    assert found["equipment_networking_rate"] == [3, 3]
    assert found["key_process_nc_rate"] == [2, 2]


def test_a_manual_operation_leaves_nothing_hands_off() -> None:
    """With the drill by hand, no finished item went without one."""
    config = registered("numerical_control", "automatic", "manual")
    assert rates(busy_day(), config=config)["hands_off_yield"] == [0, 80]


def test_days_add_up_to_a_longer_period() -> None:
    """Two equal days: twice every count, and the same shares."""
    day = busy_day()
    events = [*day, *(msgspec.structs.replace(event, t=event.t + DAY) for event in day)]
    one, two = rates(day), rates(events, days=2)
    assert one["hands_off_yield"] == [60, 80]
    assert two["hands_off_yield"] == [120, 160]
    assert two["automatic_execution_share"] == one["automatic_execution_share"]
    assert two["evidenced_nc_rate"] == one["evidenced_nc_rate"]
