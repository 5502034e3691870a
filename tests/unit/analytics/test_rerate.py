"""Rates applied to stored quantities give what the samples would give, or change nothing."""

from collections.abc import Mapping

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.master.data import LineMaster, MasterData, master_data_of
from analytics.oee.line_orders import LineCarry
from analytics.oee.rates import LineRates
from analytics.oee.recompute import LineResult, compute_line
from analytics.rerate import first_product, rerated
from analytics.resplit import resplit
from contract.path import EquipmentPath
from contract.series import LOSS
from tests.unit.analytics.law_plant import HOUR, Plant, plants

LINE = EquipmentPath.parse("e/s/a/l")


def master(rates: Mapping[str, Mapping[str, object]]) -> LineMaster:
    """Return a line of two parallel machines and a third that counts last."""
    stages = [{"id": "one", "units": ["m1", "m2"]}, {"id": "two", "units": ["m3"]}]
    units = {unit: {"planned_run_time_s": given} for unit, given in rates.items()}
    line = {"area": "a", "id": "l", "stages": stages, "units": units, "constraint": "two"}
    data: MasterData = master_data_of(
        {"enterprise": "e", "site": "s", "zone": "Asia/Shanghai", "lines": [line]}, where="test"
    )
    return data.line(LINE)


def computed(line: LineMaster, plant: Plant) -> LineResult:
    """Compute the whole run from its samples."""
    run = plant.run
    start = run.start // HOUR * HOUR
    end = -(-run.now // HOUR) * HOUR
    return compute_line(line, plant.samples, {}, start=start, end=end, run=run, carry=LineCarry())


def all_rows(result: LineResult) -> pd.DataFrame:
    """Return the segments of units and of the line."""
    parts = [part for part in (result.unit_segments, result.line_segments) if len(part)]
    return pd.concat(parts, ignore_index=True)


seconds = st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.5])
dated = st.builds(
    lambda first, later, hour: [
        {"seconds": first},
        {"from": f"2026-03-02T{hour:02d}:00+08:00", "seconds": later},
    ],
    seconds,
    seconds,
    st.integers(6, 9),
)
rates_of_units = st.fixed_dictionaries(
    {
        unit: st.dictionaries(st.sampled_from(["p1", "p2", "*"]), seconds | dated, max_size=3)
        for unit in ("m1", "m2", "m3")
    }
)


@settings(deadline=None, max_examples=30)
@given(plants(), rates_of_units, rates_of_units)
def test_stored_quantities_give_what_samples_give(
    plant: Plant, old: dict[str, dict[str, object]], new: dict[str, dict[str, object]]
) -> None:
    """Every segment is the one that a recomputation has, or is told to be as it was."""
    before, after = master(old), master(new)
    stored, wanted = all_rows(computed(before, plant)), all_rows(computed(after, plant))
    none = stored.iloc[:0]
    found = rerated(
        stored,
        none,
        follows=first_product(stored[stored["work_unit"] != ""]),
        old=LineRates(before, {}),
        new=LineRates(after, {}),
    )
    kept = {start for start, _ in found.kept}
    stayed = (stored["work_unit"] == "") & stored["time"].isin(kept)
    pd.testing.assert_frame_equal(found.segments[stayed], stored[stayed], check_dtype=False)
    pd.testing.assert_frame_equal(
        found.segments[~stayed],
        wanted[~stayed],
        check_dtype=False,
        rtol=1e-9,
        atol=1e-6,
    )


@settings(deadline=None, max_examples=30)
@given(plants(), rates_of_units, rates_of_units)
def test_stored_losses_are_split_as_samples_would(
    plant: Plant, old: dict[str, dict[str, object]], new: dict[str, dict[str, object]]
) -> None:
    """Where rates were applied, each loss is the one that a recomputation has."""
    before, after = master(old), master(new)
    stored, wanted = computed(before, plant), computed(after, plant)
    rows = all_rows(stored)
    found = rerated(
        rows,
        rows.iloc[:0],
        follows=first_product(stored.unit_segments),
        old=LineRates(before, {}),
        new=LineRates(after, {}),
    )
    losses = resplit(stored.losses, rows, found.segments)
    kept = {start for start, _ in found.kept}
    a, b = (
        one[(one["work_unit"] != "") | ~one["time"].isin(kept)]
        .set_index([*LOSS.tags, "time"])
        .sort_index()[["duration_s", "count", "pieces"]]
        for one in (losses, wanted.losses)
    )
    # A rest of rounding may or may not be there as a row.
    differences = a.sub(b, fill_value=0.0).abs()
    assert (differences.max() < 1e-6).all(), differences.nlargest(5, "duration_s")


@settings(deadline=None, max_examples=20)
@given(plants(), rates_of_units)
def test_units_never_stay_as_they_were(plant: Plant, new: dict[str, dict[str, object]]) -> None:
    """A unit's segment has one product, so its rates can always be applied, exactly."""
    before, after = master({}), master(new)
    stored, wanted = (computed(one, plant).unit_segments for one in (before, after))
    found = rerated(stored, stored.iloc[:0], follows="", old=None, new=LineRates(after, {}))
    assert found.kept == ()
    pd.testing.assert_frame_equal(found.segments, wanted, check_dtype=False, rtol=0, atol=0)


@settings(deadline=None, max_examples=20)
@given(plants(), seconds, seconds)
def test_line_that_was_seen_is_always_rated(plant: Plant, old: float, new: float) -> None:
    """One rate for all products can be applied wherever the line's time is known, and twice."""
    before, after = (master({"m3": {"*": rate}}) for rate in (old, new))
    stored = all_rows(computed(before, plant))
    own = stored[stored["work_unit"] == ""]
    seen = set(own.loc[own["unknown_time_s"] == 0, "time"])
    none = stored.iloc[:0]
    follows = first_product(stored[stored["work_unit"] != ""])
    rates = LineRates(before, {}), LineRates(after, {})
    found = rerated(stored, none, follows=follows, old=rates[0], new=rates[1])
    assert not seen & {start for start, _ in found.kept}
    again = rerated(found.segments, none, follows=follows, old=rates[0], new=rates[1])
    pd.testing.assert_frame_equal(again.segments, found.segments)
