"""Laws of green measures: nothing metered is lost or counted twice, however it is divided."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.automation.process_register import ProcessRegister
from analytics.automation.rate import PeriodOf
from analytics.automation.records import FactorRecord, Records
from analytics.automation.sums import PeriodSums
from analytics.by_dimension import kpis_by
from analytics.green.amounts import EMISSION, QUANTITIES
from analytics.green.rates import green_of
from analytics.green.splits import BY, By, split
from analytics.kpi_store import empty
from analytics.master.data import Settings
from analytics.queries import paths_of
from contract.path import EquipmentPath
from contract.states import LEAVES
from tests.unit.analytics.law_plant import HOUR, START, UNITS, Plant, computed, plants

METERS = ("energy_kwh", "water_l")
BUSY = ("production", "unknown")
LINE = EquipmentPath.parse("e/s/a/l")
FACTORS = (
    FactorRecord("energy_kwh", START - HOUR, 0.5703, "test"),
    FactorRecord("energy_kwh", START + HOUR, 0.5366, "test"),
    FactorRecord("water_l", START - HOUR, 0.000168, "test"),
)


@st.composite
def metered(draw: st.DrawFn) -> Plant:
    """Draw a plant whose meters tell thousandths, start again from 0, and fail to answer."""
    plant = draw(plants())
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    samples = plant.samples.sort_values(["work_unit", "time"], ignore_index=True)
    for meter in METERS:
        parts = []
        for _, rows in samples.groupby("work_unit", sort=False):
            told = np.cumsum(rng.integers(0, 5_000, len(rows)) * rng.integers(0, 2, len(rows)))
            if draw(st.booleans()):
                reset = int(rng.integers(0, len(rows) + 1))
                told[reset:] -= told[min(reset, len(rows) - 1)]
            values = told * 0.001
            values[rng.random(len(rows)) < 0.05] = np.nan
            parts.append(values)
        samples[meter] = np.concatenate(parts)
    return Plant(samples, plant.run)


def rises(values: Iterable[float]) -> int:
    """Return what a meter rose by, in thousandths, reading its values one after the other."""
    risen, last = 0, None
    for value in values:
        if np.isnan(value):
            continue
        now = round(value * 1000)
        if last is not None:
            risen += now - last if now >= last else now
        last = now
    return risen


def segments_of(plant: Plant) -> pd.DataFrame:
    """Return the segments of a plant's units and line, with their paths."""
    result = computed(plant)
    rows = pd.concat([result.unit_segments, result.line_segments], ignore_index=True)
    return rows.assign(path=paths_of(rows))


def thousandths(amounts: pd.Series) -> int:
    """Add amounts up in whole millionths, which must make whole thousandths."""
    whole, rest = divmod(sum([round(float(amount) * 1e6) for amount in amounts]), 1000)
    assert rest == 0
    return whole


def sums_of(segments: pd.DataFrame) -> PeriodSums:
    """Return segments as the sums of a day of the line."""
    return PeriodSums(
        level="line",
        path=LINE,
        period=PeriodOf("day", START, START + 24 * HOUR),
        evidence=pd.DataFrame(),
        runs=pd.DataFrame(),
        segments=segments,
        register=ProcessRegister({}, ()),
        records=Records(factors=FACTORS),
        last_counters={},
    )


@settings(max_examples=20, deadline=None)
@given(plant=metered())
def test_parts_add_up_to_the_difference_of_the_meters(plant: Plant) -> None:
    """Leaves, products, orders, units and shifts each make up what the meters rose by, exactly."""
    segments = segments_of(plant)
    said = plant.samples[plant.samples["time"] >= plant.run.start]
    for meter in METERS:
        wanted = sum([rises(said.loc[said["work_unit"] == unit, meter]) for unit in UNITS])
        for by in BY:
            assert thousandths(split(segments, by)[meter]) == wanted, (meter, by)


@settings(max_examples=20, deadline=None)
@given(plant=metered())
def test_emissions_add_up_however_they_are_divided(plant: Plant) -> None:
    """Each division of emissions with dated factors has one sum, that of the place."""
    segments = segments_of(plant)
    rows = {row.definition.id: row for row in green_of(sums_of(segments)) if row.path == LINE}
    wanted = round(rows["emission_co2e_kg_per_item"].numerator * 1e6)
    for by in BY:
        emitted = split(segments, by, factors=FACTORS)[EMISSION]
        assert sum(round(amount * 1e6) for amount in emitted) == wanted, by


@settings(max_examples=20, deadline=None)
@given(plant=metered())
def test_a_line_is_the_sum_of_its_machines(plant: Plant) -> None:
    """The rows and items of units add up to the row of their line, in every additive measure."""
    rows = green_of(sums_of(segments_of(plant)))
    lines = {(row.definition.id, row.part): row for row in rows if row.path == LINE}
    for meter in (*METERS, EMISSION):
        key = f"{meter}_per_item"
        own = [row for row in rows if row.definition.id == key and row.path != LINE]
        wanted = round(lines[key, ""].numerator * 1e6)
        assert sum(round(row.numerator * 1e6) for row in own) == wanted
    for row in lines.values():
        if row.definition.id not in {"specific_energy_change", "specific_emission_change"}:
            assert sum(i.numerator for i in row.items) == pytest.approx(row.numerator, abs=1e-6)
            assert sum(i.denominator for i in row.items) == pytest.approx(row.denominator, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(plant=metered())
def test_energy_per_item_is_that_of_the_kpis(plant: Plant) -> None:
    """A line's energy is that of its KPI and what was told behind silences, of the same pieces."""
    segments = segments_of(plant)
    lines = segments[segments["work_unit"] == ""]
    names = ["all"] * len(lines)
    limits = Settings(withhold_below_coverage=0.0)
    kpis = kpis_by(lines, names, dimension="crew", level="line", settings=limits)
    row = next(one for one in green_of(sums_of(segments)) if one.path == LINE)
    assert row.definition.id == "energy_kwh_per_item"
    good = kpis["good_quantity"] + kpis["unknown_good_quantity"]
    assert row.denominator == good[0]
    seen = kpis["energy_per_item_kwh"] * kpis["produced_quantity"]
    if not seen.isna()[0]:
        assert row.numerator == pytest.approx((seen + kpis["energy_kwh_unknown"])[0])


@settings(max_examples=20, deadline=None)
@given(plant=metered())
def test_shares_of_leaves_make_up_all_energy(plant: Plant) -> None:
    """Energy by leaf adds up to 1, idle energy is its leaves, and bounds hold the value."""
    rows = [row for row in green_of(sums_of(segments_of(plant))) if row.path == LINE]
    shares = {row.part: row for row in rows if row.definition.id == "energy_by_leaf"}
    assert tuple(shares) == LEAVES
    (idle,) = (row for row in rows if row.definition.id == "idle_energy_share")
    if idle.status == "observed":
        away = [row.value or 0.0 for leaf, row in shares.items() if leaf not in BUSY]
        assert sum(row.value or 0.0 for row in shares.values()) == pytest.approx(1)
        assert idle.value == pytest.approx(sum(away))
    for row in rows:
        if row.value is not None:
            assert (row.lower or 0.0) <= row.value + 1e-12
            assert row.upper is None or row.value <= row.upper + 1e-12


@settings(max_examples=10, deadline=None)
@given(plant=metered())
def test_a_unit_of_a_line_is_as_the_unit_alone(plant: Plant) -> None:
    """The rows of a unit that a line brings along are those of the unit's own sums."""
    sums = sums_of(segments_of(plant))
    brought = green_of(sums)
    for unit in UNITS:
        path = LINE.unit(unit)
        mine = sums.segments[sums.segments["path"] == str(path)]
        alone = green_of(replace(sums, level="unit", path=path, segments=mine))
        assert [row for row in brought if row.path == path] == alone


@settings(max_examples=15, deadline=None)
@given(plant=metered(), by=st.sampled_from(BY), seed=st.integers(0, 2**20))
def test_order_of_rows_does_not_matter(plant: Plant, by: By, seed: int) -> None:
    """The same segments in another order give the same parts, to the last bit."""
    segments = segments_of(plant)
    shuffled = segments.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(
        split(segments, by, factors=FACTORS),
        split(shuffled, by, factors=FACTORS),
        check_exact=True,
    )


def test_parts_of_nothing_are_none() -> None:
    """Without segments there is no name, and every leaf holds nothing."""
    segments = empty("segment").assign(path="")
    assert split(segments, "order").empty
    leaves = split(segments, "leaf")
    assert list(leaves["leaf"]) == list(LEAVES)
    assert not leaves[list(QUANTITIES)].any(axis=None)
