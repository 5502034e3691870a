"""Laws of the calculation over random machines: nothing lost, nothing counted twice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analytics.oee.kpi import kpi_rows
from analytics.oee.line_orders import line_carry
from analytics.oee.rates import LineRates
from analytics.oee.recompute import compute_line
from analytics.oee.windows import Window, windows_in
from contract.kpi import BASE_FIELD_NAMES, LEAF_FIELDS, WINDOWS, KpiLevel
from tests.unit.analytics.law_plant import HOUR, START, Plant, computed, line_master, plants


def sums(segments: pd.DataFrame) -> pd.DataFrame:
    """Return base quantities per unit and hour."""
    hour = (segments["time"] - START) // HOUR
    return segments.groupby(["work_unit", hour])[list(BASE_FIELD_NAMES)].sum()


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_leaves_partition_the_run(plant: Plant) -> None:
    """Every ms of the run belongs to exactly one leaf of exactly one segment."""
    result = computed(plant)
    length = (plant.run.now - plant.run.start) / 1000
    for segments in (result.unit_segments, result.line_segments):
        for _, mine in segments.groupby("work_unit"):
            assert mine["time"].is_unique
            assert mine["time"].iloc[0] == plant.run.start
            assert mine["end"].iloc[-1] == plant.run.now
            assert (mine["time"].to_numpy()[1:] == mine["end"].to_numpy()[:-1]).all()
            leaves = mine[list(LEAF_FIELDS)].to_numpy()
            assert (leaves >= 0).all()
            np.testing.assert_allclose(
                leaves.sum(axis=1), (mine["end"] - mine["time"]) / 1000, rtol=1e-12
            )
            assert leaves.sum() == pytest.approx(length, rel=1e-12)


@settings(max_examples=10, deadline=None)
@given(plant=plants(), hour=st.integers(1, 3))
def test_base_quantities_are_additive_over_any_split(plant: Plant, hour: int) -> None:
    """Two parts, the second begun with what the first hands on, give what the whole gives."""
    whole = computed(plant)
    middle = START + hour * HOUR
    first = computed(plant, end=middle)
    carry = line_carry(first.line_segments, LineRates(line_master(), {}))
    # The first order of a run names the constraint of all the time before it, so a slice that
    # ends before that order is computed again (the loop's own law); the others stand.
    assume(carry.stage_product)
    second = compute_line(
        line_master(),
        _with_neighbours(plant.samples, middle),
        {},
        start=middle,
        end=START + 4 * HOUR,
        run=plant.run,
        carry=carry,
    )
    for name in ("unit_segments", "line_segments"):
        parts = pd.concat([getattr(first, name), getattr(second, name)])
        keys = ["work_unit", "time"]
        pd.testing.assert_frame_equal(
            parts.sort_values(keys, ignore_index=True),
            getattr(whole, name).sort_values(keys, ignore_index=True),
            rtol=1e-12,
        )


def _with_neighbours(samples: pd.DataFrame, start: int) -> pd.DataFrame:
    """Return the samples from `start` on and what History adds before: the last valid values."""
    parts = [samples[samples["time"] >= start]]
    for _, mine in samples[samples["time"] < start].groupby("work_unit"):
        known = np.flatnonzero(mine["good"].notna())
        parts.append(mine.iloc[known[-1] if len(known) else -1 :])
    return pd.concat(parts)


@settings(max_examples=10, deadline=None)
@given(plant=plants(), seed=st.integers(0, 2**32 - 1))
def test_arrival_order_and_duplicates_change_nothing(plant: Plant, seed: int) -> None:
    """Shuffled rows, some of them twice, give identical rows."""
    twice = plant.samples.sample(frac=0.3, random_state=seed)
    mixed = pd.concat([plant.samples, twice]).sample(frac=1.0, random_state=seed)
    again = computed(Plant(mixed, plant.run))
    result = computed(plant)
    pd.testing.assert_frame_equal(again.unit_segments, result.unit_segments)
    pd.testing.assert_frame_equal(again.line_segments, result.line_segments)
    pd.testing.assert_frame_equal(again.stops, result.stops)


@settings(max_examples=10, deadline=None)
@given(plant=plants(), share=st.floats(0.1, 0.9))
def test_counter_reset_changes_nothing(plant: Plant, share: float) -> None:
    """Counters that start again from 0 after a sample with their full value lose no piece."""
    reset = plant.samples.copy()
    for _, mine in plant.samples.groupby("work_unit"):
        at = mine.index[int(len(mine) * share)]
        later = mine.index[mine.index > at]
        for counter in ("good", "scrap"):
            full = reset.loc[at, counter]
            if np.isnan(full):
                continue
            # The counter stands on 0 again right after this sample.
            reset.loc[later, counter] -= full
    # A fall shows as one only where the new value is below the old: keep to samples where it is.
    fallen = _falls_where_reset(reset, plant.samples, share)
    if fallen:
        pd.testing.assert_frame_equal(
            computed(Plant(reset, plant.run)).unit_segments, computed(plant).unit_segments
        )


def _falls_where_reset(reset: pd.DataFrame, whole: pd.DataFrame, share: float) -> bool:
    for _, mine in whole.groupby("work_unit"):
        at = mine.index[int(len(mine) * share)]
        for counter in ("good", "scrap"):
            later = reset.loc[mine.index[mine.index > at], counter].dropna()
            if len(later) and not later.iloc[0] < reset.loc[at, counter]:
                return False
    return True


@settings(max_examples=10, deadline=None)
@given(plant=plants(), threshold_s=st.sampled_from([5.0, 15.0, 60.0, 600.0]))
def test_oee_does_not_depend_on_the_microstop_threshold(plant: Plant, threshold_s: float) -> None:
    """The threshold trades availability against effectiveness and leaves OEE alone (1.7)."""
    window = [Window("shift", START, START + 4 * HOUR)]
    rows = []
    for master in (line_master(), line_master(threshold_s)):
        result = compute_line(
            master, plant.samples, {}, start=START, end=START + 4 * HOUR, run=plant.run
        )
        rows.append(
            kpi_rows(
                result.unit_segments,
                window,
                level="unit",
                settings=master.settings,
                runs={},
                master_hash="",
            )
        )
    strict, tolerant = rows
    np.testing.assert_allclose(tolerant["oee_index"], strict["oee_index"], rtol=1e-12)
    np.testing.assert_allclose(tolerant["coverage"], strict["coverage"], rtol=1e-12)
    assert (tolerant["availability"] >= strict["availability"] - 1e-12).all()


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_oee_is_the_product_of_its_factors(plant: Plant) -> None:
    """A * E * Q = OEE wherever all exist, at every level and window (1.7, zero denominators)."""
    result = computed(plant)
    master = line_master()
    levels: dict[KpiLevel, pd.DataFrame] = {
        "unit": result.unit_segments,
        "line": result.line_segments,
        "site": result.line_segments,
    }
    for level, segments in levels.items():
        for kind in WINDOWS:
            rows = kpi_rows(
                segments,
                windows_in(master.calendar, kind, START, START + 4 * HOUR),
                level=level,
                settings=master.settings,
                runs={"e/s/a/l": plant.run},
                master_hash="",
            )
            factors = ("availability", "effectiveness", "quality_ratio")
            there = ~rows[[f"{name}_null" for name in factors]].any(axis=1)
            product = rows[list(factors)].prod(axis=1)
            np.testing.assert_allclose(product[there], rows["oee_index"][there], rtol=1e-12)


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_windows_are_sums_of_windows(plant: Plant) -> None:
    """Base quantities of a day are those of its shifts and gaps, and those of its hours."""
    segments = computed(plant).unit_segments
    master = line_master()
    by_kind = {}
    for kind in ("hour", "day"):
        rows = kpi_rows(
            segments,
            windows_in(master.calendar, kind, START, START + 4 * HOUR),
            level="unit",
            settings=master.settings,
            runs={},
            master_hash="",
        )
        by_kind[kind] = rows.groupby("work_unit")[list(BASE_FIELD_NAMES)].sum()
    pd.testing.assert_frame_equal(by_kind["hour"], by_kind["day"], rtol=1e-9, atol=1e-9)


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_energy_is_conserved(plant: Plant) -> None:
    """What the meters of the units rose by inside the run is what their line used."""
    result = computed(plant)
    names = [name for name in BASE_FIELD_NAMES if name.startswith("energy_kwh_")]
    whole = plant.samples.groupby("work_unit")["energy_kwh"].agg(["first", "last"])
    expected = (whole["last"] - whole["first"]).sum()
    assert result.unit_segments[names].to_numpy().sum() == pytest.approx(expected, rel=1e-9)
    assert result.line_segments[names].to_numpy().sum() == pytest.approx(expected, rel=1e-9)
