"""Laws of the further KPIs and views: the catalogue's formulas, attendance, failures, bounds."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.master.data import LineMaster, Settings, master_data_of
from analytics.oee.kpi import kpi_rows
from analytics.oee.ratios import ratios_of
from analytics.oee.recompute import compute_line
from analytics.oee.timeline import Run
from analytics.oee.windows import Window
from analytics.views import symbol, views_of
from contract.kpi import BASE_FIELD_NAMES, RATIO_FIELDS
from contract.kpi_catalogue import CATALOGUE, KPI_OF
from contract.kpi_record import SYMBOLS
from contract.path import EquipmentPath
from tests.unit.analytics.law_plant import HOUR, START, Plant, computed, line_master, plants

amounts = st.one_of(st.just(0.0), st.floats(0.001, 1e6))
SHIFT = [Window("shift", START, START + 4 * HOUR)]


@st.composite
def sums(draw: st.DrawFn) -> pd.DataFrame:
    """Draw one row of base quantities whose unknown time lies inside planned busy time."""
    row = {name: draw(amounts) for name in BASE_FIELD_NAMES}
    row["unknown_time_s"] = row["planned_busy_time_s"] * draw(st.floats(0.0, 0.15))
    return pd.DataFrame([row])


def of_catalogue(field: str, base: pd.DataFrame, *, e_max: float) -> float | None:
    """Work a formula of the catalogue out as it stands there; None where it divides by nothing."""
    values = {name: float(symbol(base, name)[0]) for name in SYMBOLS} | {"e_max": e_max}
    try:
        return float(eval(KPI_OF[field].formula, {"__builtins__": {}}, values))  # noqa: S307 - our own words
    except ZeroDivisionError:
        return None


@settings(max_examples=60, deadline=None)
@given(base=sums())
def test_ratios_are_the_formulas_of_the_catalogue(base: pd.DataFrame) -> None:
    """What rows hold is what the catalogue says, null exactly where a denominator is nothing."""
    columns = {name: base[name].to_numpy() for name in BASE_FIELD_NAMES}
    found = ratios_of(columns, Settings(), level="unit", unrated=np.array([False]))
    for field in RATIO_FIELDS:
        if field == "fall_off_ratio":
            continue
        wanted = of_catalogue(field, base, e_max=Settings().e_max)
        if field == "energy_per_item_kwh" and not symbol(base, "ENERGY")[0]:
            wanted = None
        got = float(found.columns[field][0])
        assert (wanted is None) == math.isnan(got), field
        if wanted is not None:
            assert got == pytest.approx(wanted, rel=1e-9), field


@settings(max_examples=60, deadline=None)
@given(base=sums())
def test_views_are_the_formulas_of_the_catalogue(base: pd.DataFrame) -> None:
    """So are the views; strict ISO is left as it is."""
    rows = base.assign(withheld=False, ideal_rate_missing=False, oee_index=0.5)
    views = views_of(rows)
    assert views["iso"]["oee_index"].tolist() == [0.5]
    for kpi in CATALOGUE:
        if kpi.view == "iso":
            continue
        got = float(views[kpi.view][kpi.field].iloc[0])
        wanted = of_catalogue(kpi.field, base, e_max=1.2)
        assert (wanted is None) == math.isnan(got), kpi.field
        if wanted is not None:
            assert got == pytest.approx(wanted, rel=1e-9), kpi.field


def test_views_cap_for_display_and_withhold() -> None:
    """The cap of the TPM view touches what is shown of performance, and nothing else."""
    base = dict.fromkeys(BASE_FIELD_NAMES, 0.0) | {
        "planned_busy_time_s": 100.0,
        "actual_production_time_s": 50.0,
        "planned_run_time_produced_s": 60.0,
        "planned_run_time_good_s": 60.0,
    }
    rows = pd.DataFrame([base] * 3).assign(
        withheld=[False, True, False], ideal_rate_missing=[False, False, True]
    )
    tpm = views_of(rows, display_cap=1.0)["tpm"]
    assert tpm["tpm_performance"].tolist() == pytest.approx([1.0, math.nan, math.nan], nan_ok=True)
    assert tpm["tpm_oee"].tolist() == pytest.approx([0.6, math.nan, math.nan], nan_ok=True)
    assert tpm["tpm_availability"].tolist() == pytest.approx([0.5, math.nan, 0.5], nan_ok=True)


def tolerant_master(threshold_s: float) -> LineMaster:
    """Return the line of the laws with another threshold of the TPM view."""
    strict = line_master()
    given = strict.settings
    limits = Settings(
        silence_ms=given.silence_ms, tpm_microstop_threshold_ms=round(threshold_s * 1000)
    )
    return LineMaster(
        path=strict.path,
        entry=strict.entry,
        stages=strict.stages,
        calendar=strict.calendar,
        site_calendar=strict.site_calendar,
        orders=strict.orders,
        settings=limits,
    )


@settings(max_examples=10, deadline=None)
@given(plant=plants(), threshold_s=st.sampled_from([0.0, 5.0, 60.0, 600.0]))
def test_tpm_view_trades_availability_against_performance(plant: Plant, threshold_s: float) -> None:
    """Its OEE is that of strict ISO, and its factors give it, whatever the threshold (1.7)."""
    master = tolerant_master(threshold_s)
    result = compute_line(
        master, plant.samples, {}, start=START, end=START + 4 * HOUR, run=plant.run
    )
    for level, segments in (("unit", result.unit_segments), ("line", result.line_segments)):
        rows = kpi_rows(
            segments,
            SHIFT,
            level="unit" if level == "unit" else "line",
            settings=master.settings,
            runs={},
            master_hash="",
        )
        tpm = views_of(rows)["tpm"]
        iso = rows["oee_index"].mask(rows["oee_index_null"])
        np.testing.assert_allclose(tpm["tpm_oee"], iso, rtol=1e-12)
        strict = rows["availability"].mask(rows["availability_null"])
        assert (tpm["tpm_availability"] - strict).min() >= -1e-12 or strict.isna().all()
        if not threshold_s:
            np.testing.assert_allclose(tpm["tpm_availability"], strict, rtol=1e-12)
        product = tpm["tpm_availability"] * tpm["tpm_performance"] * tpm["tpm_quality"]
        there = product.notna()
        np.testing.assert_allclose(product[there], iso[there], rtol=1e-12)


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_microstops_of_the_strict_setting_and_of_the_view_are_the_same_time(plant: Plant) -> None:
    """What the view counts as running is what the strict threshold gives to production."""
    lenient = computed_by(line_master(60.0), plant)
    view = computed_by(tolerant_master(60.0), plant)
    for name in ("unit_segments", "line_segments"):
        mine, theirs = getattr(view, name), getattr(lenient, name)
        running = mine["actual_production_time_s"] + mine["microstop_time_s"]
        np.testing.assert_allclose(running, theirs["actual_production_time_s"], atol=1e-9)


def computed_by(master: LineMaster, plant: Plant) -> object:
    """Compute a plant's line under other limits."""
    return compute_line(master, plant.samples, {}, start=START, end=START + 4 * HOUR, run=plant.run)


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_further_quantities_stay_inside_what_they_are_part_of(plant: Plant) -> None:
    """Work is part of attendance, and attendance, maintenance and orders of known time."""
    rows = computed(plant).unit_segments
    known = rows[
        [
            "actual_production_time_s",
            "actual_unit_setup_time_s",
            "actual_unit_delay_time_s",
            "actual_unit_down_time_s",
        ]
    ].sum(axis=1)
    tiny = 1e-9
    assert (rows["attended_work_time_s"] <= rows["attended_time_s"] + tiny).all()
    assert (rows["attended_time_s"] <= known + tiny).all()
    assert (rows["corrective_maintenance_time_s"] <= known + tiny).all()
    assert (rows["microstop_time_s"] <= rows["actual_unit_delay_time_s"] + tiny).all()
    assert (rows["first_pass_quantity"] <= rows["inspected_quantity"]).all()
    length = (rows["end"] - rows["time"]) / 1000
    assert (rows["order_execution_time_s"] <= length - rows["unknown_time_s"] + tiny).all()


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_every_repair_had_a_failure(plant: Plant) -> None:
    """Where the state is always told, only what was broken when the run began has none."""
    told = plant.samples.assign(
        state=plant.samples["state"].where(plant.samples["state"].notna(), "executing")
    )
    rows = computed(Plant(told, plant.run)).unit_segments
    by_unit = rows.groupby("work_unit")[["failure_count", "repair_count"]].sum()
    assert (by_unit["repair_count"] <= by_unit["failure_count"] + 1).all()
    assert (by_unit["failure_count"] > 0).any()


@settings(max_examples=10, deadline=None)
@given(plant=plants())
def test_nobody_attends_longer_than_the_clock_runs(plant: Plant) -> None:
    """One badge, wherever it is in, adds up to no more than the time of the run."""
    alone = plant.samples.assign(operator="a")
    rows = computed(Plant(alone, plant.run)).unit_segments
    length = (plant.run.now - plant.run.start) / 1000
    assert rows["attended_time_s"].sum() <= length + 1e-6


@settings(max_examples=30, deadline=None)
@given(
    executing=st.lists(st.booleans(), min_size=360, max_size=360),
    seed=st.integers(0, 2**32 - 1),
    silences=st.lists(st.tuples(st.integers(1, 350), st.integers(4, 120)), max_size=3),
)
def test_bounds_contain_what_really_happened(
    executing: list[bool], seed: int, silences: list[tuple[int, int]]
) -> None:
    """Availability and OEE lie inside their bounds where effectiveness is at most e_max (1.7)."""
    rng = np.random.default_rng(seed)
    rate_s, beat_s = 1.0, 10
    # Ten seconds of production make at most e_max * 10 pieces of 1 s.
    made = np.where(executing, rng.integers(0, 13, len(executing)), 0)
    lost = np.minimum(made, rng.integers(0, 3, len(executing)))
    samples = pd.DataFrame(
        {
            "time": START + np.arange(len(executing) + 1) * beat_s * 1000,
            "work_unit": "m",
            "state": np.array(["not_executing", "executing"])[[*map(int, executing), 0]],
            "operation_mode": "processing",
            "order": "o",
            "product": "p",
            "produced": np.concatenate(([0], np.cumsum(made))).astype(float),
            "scrap": np.concatenate(([0], np.cumsum(lost))).astype(float),
        }
    )
    unheard = np.zeros(len(samples), bool)
    for first, count in silences:
        unheard[first : first + count] = True
    unheard[-1] = False
    truth, seen = (bounded(rows, rate_s) for rows in (samples, samples[~unheard]))
    for low, high, figure in (
        ("availability_low", "availability_high", "availability"),
        ("oee_low", "oee_high", "oee_index"),
    ):
        assert seen[low] <= truth[figure] + 1e-9
        assert truth[figure] <= seen[high] + 1e-9


def bounded(samples: pd.DataFrame, rate_s: float) -> pd.Series:
    """Return the KPI row of one hour of one machine."""
    data = master_data_of(
        {
            "enterprise": "e",
            "site": "s",
            "silence_s": 30.0,
            "lines": [
                {
                    "area": "a",
                    "id": "l",
                    "stages": [{"id": "one", "units": ["m"]}],
                    "units": {"m": {"planned_run_time_s": {"p": rate_s}}},
                }
            ],
        },
        where="test",
    )
    master = data.line(EquipmentPath.parse("e/s/a/l"))
    run = Run(START, START + HOUR, True)
    result = compute_line(master, samples, {}, start=START, end=START + HOUR, run=run)
    rows = kpi_rows(
        result.unit_segments,
        [Window("hour", START, START + HOUR)],
        level="unit",
        settings=master.settings,
        runs={},
        master_hash="",
    )
    return rows.iloc[0]
