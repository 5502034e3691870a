"""Laws of evidence, rates and green cells: what holds for any journal, drawn at random."""

from collections.abc import Iterable
from math import isclose

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.journal import JournalEvent, MeterAmount, ModeChange, OperationChange, ProgramChange
from simulators.scenario import LineConfig
from simulators.truth import TruthSums
from simulators.truth.green import GreenTruth
from simulators.truth.places import greens, period_rates
from simulators.truth.row import TruthRow
from tests.unit.simulators.truth.evidence_on_paper import (
    CONFIG,
    DAY,
    HOUR,
    MINUTE,
    START,
    UNITS,
    cycle,
    did,
    registered,
    truth_of,
    works,
)

HOURS = 26
END = START + HOURS * HOUR
MODES = ("automatic", "manual", "jog")
STEPS = st.lists(
    st.tuples(
        st.integers(0, 90),
        st.sampled_from(UNITS),
        st.sampled_from(["works", "cycle", "touch", "reset", "energy", "waste"]),
        st.sampled_from(["producing", "stopped", "setup"]),
        st.sampled_from(MODES),
        st.sampled_from(["", "o1", "o2"]),
        st.sampled_from(["", "P1"]),
    ),
    max_size=40,
)
Step = tuple[int, str, str, str, str, str, str]


def journal(steps: Iterable[Step]) -> list[JournalEvent]:
    """Return the events of some steps, each so many minutes behind the one before."""
    minute = 0.0
    events: list[JournalEvent] = []
    for wait, unit, what, activity, mode, order, program in steps:
        minute = min(minute + wait + 0.3, HOURS * 60 - 1)
        t = START + round(minute * MINUTE)
        match what:
            case "works":
                events += works(unit, minute, activity, mode, program=program, order=order)  # type: ignore[arg-type]  # words of the strategies above
            case "cycle":
                events.append(cycle(unit, minute))
            case "touch":
                events.append(did(unit, minute, "manual_touch"))
            case "reset":
                events.append(did(unit, minute, "reset"))
            case "energy":
                events.append(MeterAmount(t, unit, "energy_kwh", 7_777_777_777))
            case _:
                events.append(MeterAmount(t, unit, "waste_kg", 333_333_333))
    return events


def unit_rows(truth: TruthSums) -> dict[tuple[str, str, int], TruthRow]:
    """Return the rows of units by unit and window."""
    return {
        (row.path.rpartition("/")[2], row.window, row.window_start): row
        for row in truth.rows(END)
        if row.level == "unit"
    }


def green_of(truth: TruthSums) -> list[GreenTruth]:
    """Return green measures of every day."""
    return greens({CONFIG.path: truth.automation(END)}, truth.rows(END), "day")


def rates_of(
    events: Iterable[JournalEvent], config: LineConfig, *, deaf: bool = False
) -> dict[str, float]:
    """Return the line's rates over the run that have a denominator."""
    truth = truth_of(
        events, config=config, lost=(lambda _, t: t % HOUR < HOUR // 2) if deaf else None
    )
    lines = {config.path: truth.automation(END)}
    found = period_rates(lines, truth.rows(END), start=START, end=START + 2 * DAY)
    return {
        rate.rate: rate.value for rate in found if rate.level == "line" and rate.value is not None
    }


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_times_of_evidence_are_those_of_the_leaves(steps: list[Step]) -> None:
    """Scheduled is planned busy time, production is APT, automatic and program are parts of it."""
    truth = truth_of(journal(steps))
    rows = unit_rows(truth)
    totals: dict[tuple[str, str, int], dict[str, float]] = {}
    for row in truth.automation(END).evidence():
        total = totals.setdefault((row.unit, row.window, row.window_start), {})
        for field, amount in row.values.items():
            total[field] = total.get(field, 0.0) + amount
        of = row.values
        assert of["automatic_time_s"] <= of["production_time_s"] <= of["scheduled_time_s"]
        assert of["program_cycles"] <= of["cycles"]
        assert of["seen_slots"] <= of["expected_slots"]
    for key, leaves in rows.items():
        total = totals.get(key, {})
        for field, leaf in (
            ("scheduled_time_s", "planned_busy_time_s"),
            ("production_time_s", "actual_production_time_s"),
        ):
            assert isclose(total.get(field, 0.0), leaves.values[leaf] or 0.0, abs_tol=1e-6)
    for unit in UNITS:
        for field in ("assists", "expected_slots", "cycles"):
            hours, days = (
                sum(
                    total.get(field, 0.0)
                    for (of, window, _), total in totals.items()
                    if (of, window) == (unit, kind)
                )
                for kind in ("hour", "day")
            )
            assert hours == days


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_runs_share_out_the_automatic_time(steps: list[Step]) -> None:
    """Runs are as long as their parts, and their parts are each window's automatic time."""
    sums = truth_of(journal(steps)).automation(END)
    parts: dict[tuple[str, str, int], int] = {}
    for run in sums.runs():
        assert run.ms == sum(ms for window, ms in run.inside.items() if window.kind == "day") > 0
        for window, ms in run.inside.items():
            key = (run.unit, window.kind, window.start)
            parts[key] = parts.get(key, 0) + ms
    automatic: dict[tuple[str, str, int], float] = {}
    for row in sums.evidence():
        key = (row.unit, row.window, row.window_start)
        automatic[key] = automatic.get(key, 0.0) + row.values["automatic_time_s"]
    assert {key: round(s * 1000) for key, s in automatic.items() if s} == parts


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_other_truth_does_not_hear_modes(steps: list[Step]) -> None:
    """Without mode, program and operation the rows and losses are the same to the bit."""
    events = journal(steps)
    silent = [
        event
        for event in events
        if not isinstance(event, ModeChange | ProgramChange | OperationChange)
    ]
    with_modes, without = truth_of(events), truth_of(silent)
    assert with_modes.rows(END) == without.rows(END)
    assert with_modes.losses(END) == without.losses(END)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_parts_of_a_meter_are_the_meter(steps: list[Step]) -> None:
    """Leaves, products and orders of units add up to the meter in whole base units."""
    events = journal(steps)
    sums = truth_of(events).automation(END)
    for kind in ("energy_kwh", "waste_kg"):
        told = sum(
            event.amount
            for event in events
            if isinstance(event, MeterAmount) and event.kind == kind
        )
        days = [window for window in sums.windows() if window.kind == "day"]
        cells = [sums.cells(window).amounts for window in days]
        assert told == sum(amount for of in cells for key, amount in of.items() if key.kind == kind)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_parts_of_a_measure_add_up(steps: list[Step]) -> None:
    """By leaf, product or order the amounts of a place are the amount of the whole."""
    found = green_of(truth_of(journal(steps)))
    whole = {
        (row.path, row.window_start, row.measure): row.numerator for row in found if not row.by
    }
    for by in ("leaf", "product", "order"):
        parts: dict[tuple[str, int, str], float] = {}
        for row in found:
            if row.by == by and row.measure.endswith("_per_item"):
                key = (row.path, row.window_start, row.measure)
                parts[key] = parts.get(key, 0.0) + row.numerator
        for key, amount in parts.items():
            assert isclose(amount, whole[key], rel_tol=1e-9, abs_tol=1e-12)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.sampled_from(UNITS))
def test_a_hand_never_raises_a_rate(steps: list[Step], unit: str) -> None:
    """An operation that is done by hand instead raises neither A1 nor A2 nor the value share."""
    events = journal(steps)
    by_hand = [
        msgspec.structs.replace(event, mode="manual")
        if isinstance(event, ModeChange) and event.unit == unit
        else event
        for event in events
    ]
    types = ["numerical_control", "automatic", "automatic"]
    before = rates_of(events, registered(*types))
    types[UNITS.index(unit)] = "manual"
    after = rates_of(by_hand, registered(*types))
    for rate in (
        "automatic_execution_share",
        "evidenced_nc_rate",
        "key_process_nc_rate",
        "equipment_automation_rate",
        "hands_off_yield",
    ):
        assert after.get(rate, 0.0) <= before.get(rate, 0.0)


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_a_silence_changes_no_truth_but_what_was_heard(steps: list[Step]) -> None:
    """With half the readings lost, fewer values are good; every other rate stays."""
    events = journal(steps)
    config = registered("automatic", "automatic", "automatic")
    heard, deaf = rates_of(events, config), rates_of(events, config, deaf=True)
    of_signals = {"automatic_acquisition_rate", "equipment_networking_rate"}
    for rate in of_signals:
        assert deaf[rate] <= heard[rate]
    assert {name: deaf[name] for name in deaf.keys() - of_signals} == {
        name: heard[name] for name in heard.keys() - of_signals
    }
