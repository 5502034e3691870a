"""Evidence of any line: the same however its time is cut, and nothing of a segment is lost."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.kpi_store import KpiTable, conform
from analytics.oee.timeline import Run
from tests.suites.loop_plant import HOUR, START
from tests.unit.analytics.automation.worked_line import Worked, story

UNITS = ("filler", "packer-1")
TABLES: tuple[KpiTable, ...] = ("evidence", "automatic_run")
seeds = st.integers(0, 2**32)
often = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def told(seed: int, *, mix: bool = False) -> Worked:
    """Draw three hours of two units; a third one never speaks."""
    rows = story(seed, minutes=185, units=UNITS)
    if mix:
        rows = rows.iloc[np.random.default_rng(seed).permutation(len(rows))]
    return Worked.of(rows, run=Run(START, START + 185 * 60_000, ended=True))


@often
@given(seed=seeds)
def test_rows_do_not_depend_on_where_a_slice_begins(seed: int) -> None:
    """Three passes of an hour give the rows of one pass over three hours, bit by bit."""
    worked = told(seed)
    whole = worked.rows(START, START + 4 * HOUR)
    hours = [worked.rows(START + n * HOUR, START + (n + 1) * HOUR) for n in range(4)]
    for table in TABLES:
        parts = pd.concat([rows[table] for rows in hours], ignore_index=True)
        pd.testing.assert_frame_equal(
            conform(parts, table), conform(whole[table], table), check_exact=True
        )


@often
@given(seed=seeds)
def test_rows_do_not_depend_on_the_order_of_arrival(seed: int) -> None:
    """Samples stored in any order give the same rows."""
    a, b = told(seed).rows(START, START + HOUR), told(seed, mix=True).rows(START, START + HOUR)
    for table in TABLES:
        pd.testing.assert_frame_equal(a[table], b[table], check_exact=True)


@often
@given(seed=seeds)
def test_operations_of_a_segment_add_up_to_it(seed: int) -> None:
    """Time over all operations of a segment is the segment's, and runs are its automatic time."""
    worked = told(seed)
    stretch = worked.stretch(START, START + 4 * HOUR)
    segments = stretch.result.unit_segments.set_index(["work_unit", "time"])
    rows = worked.rows(START, START + 4 * HOUR)
    sums = rows["evidence"].groupby(["work_unit", "time"]).sum(numeric_only=True)
    assert set(sums.index) == set(segments.index)
    for name, wanted in (
        ("scheduled_time_s", "planned_busy_time_s"),
        ("unknown_time_s", "unknown_time_s"),
        ("production_time_s", "actual_production_time_s"),
    ):
        assert np.allclose(sums[name], segments.loc[sums.index, wanted], atol=1e-6)
    assert (sums["automatic_time_s"] <= sums["production_time_s"]).all()
    assert (sums["seen_slots"] <= sums["expected_slots"]).all()
    assert (sums["good_values"] <= sums["expected_values"]).all()
    assert (sums["program_cycles"] + sums["unknown_cycles"] <= sums["cycles"]).all()
    runs = rows["automatic_run"]
    assert runs["automatic_time_s"].sum() <= sums["automatic_time_s"].sum() + 1e-6
    assert not runs.duplicated(["work_unit", "time"]).any()


@often
@given(seed=seeds)
def test_counters_are_conserved(seed: int) -> None:
    """What the rows of all hours count is what the counter rose by since the run began."""
    worked = told(seed)
    counted = worked.rows(START, START + 4 * HOUR)["evidence"]
    samples = worked.history.samples(
        worked.stretch(START, START + HOUR).line,
        start=START,
        end=START + 4 * HOUR,
        fields=("parameter_changes_hand", "operator_manual_touch"),
    )
    samples = samples[samples["time"] >= START]
    for field, name in (
        ("parameter_changes_hand", "parameter_changes_hand"),
        ("operator_manual_touch", "manual_touches"),
    ):
        rose = samples.groupby("work_unit")[field].agg(lambda one: one.iloc[-1] - one.iloc[0])
        found = counted.groupby("work_unit")[name].sum()
        assert found[list(UNITS)].to_dict() == rose.to_dict()
