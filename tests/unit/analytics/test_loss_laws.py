"""Laws of losses over random machines: every second has one place, whatever is cut or summed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analytics.oee.line_orders import line_carry
from analytics.oee.rates import LineRates
from analytics.oee.recompute import LineResult, compute_line
from analytics.oee.start_up import Started
from analytics.oee.waterfall import LossSum, waterfall_of
from analytics.start_up import hands_on
from contract.series import LOSS
from tests.unit.analytics.law_plant import HOUR, START, Plant, line_master, plants

# Words of machines that stand for each other, for themselves, and for nothing we know.
WORDS = ("", "cap_jam", "starved_upstream", "blocked_downstream", "unmapped:x", "break")
KEYS = ["work_unit", "time"]
END = START + 4 * HOUR


@st.composite
def spoken(draw: st.DrawFn) -> Plant:
    """Draw a plant whose machines give reasons of the catalogue."""
    plant: Plant = draw(plants())
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    reasons = rng.choice(WORDS, len(plant.samples))
    return Plant(plant.samples.assign(reason=reasons), plant.run)


def lost(plant: Plant, threshold_s: float = 0.0) -> LineResult:
    """Compute a plant's line."""
    master = line_master(threshold_s)
    return compute_line(master, plant.samples, {}, start=START, end=END, run=plant.run)


@settings(max_examples=15, deadline=None)
@given(plant=spoken())
def test_losses_partition_every_segment(plant: Plant) -> None:
    """The losses of a segment, of a unit or the line, add up to its length; no row stands twice."""
    result = lost(plant)
    assert not result.losses.duplicated(["time", *LOSS.tags]).any()
    found = result.losses.groupby(KEYS)["duration_s"].sum()
    segments = pd.concat([result.unit_segments, result.line_segments]).set_index(KEYS)
    length = (segments["end"] - segments.index.get_level_values("time")) / 1000
    assert len(found) == len(length)
    np.testing.assert_allclose(found.loc[length.index], length, rtol=1e-9, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(plant=spoken())
def test_losses_of_each_leaf_are_that_leaf(plant: Plant) -> None:
    """Leaves of segments are sums of losses: to the ms for units, as weighted for the line."""
    result = lost(plant)
    found = result.losses.pivot_table(
        "duration_s", index=KEYS, columns="leaf", aggfunc="sum", fill_value=0.0
    )
    rows = result.losses.assign(ms=(result.losses["duration_s"] * 1000).round())
    exact = rows.pivot_table("ms", index=KEYS, columns="leaf", aggfunc="sum", fill_value=0.0)
    unit = found.index.get_level_values("work_unit") != ""
    segments = pd.concat([result.unit_segments, result.line_segments]).set_index(KEYS)
    for leaf, field in {
        "unscheduled": "unscheduled_time_s",
        "planned_down": "planned_down_time_s",
        "production": "actual_production_time_s",
        "setup": "actual_unit_setup_time_s",
        "delay": "actual_unit_delay_time_s",
        "down": "actual_unit_down_time_s",
        "unknown": "unknown_time_s",
    }.items():
        if leaf not in found:
            continue
        wanted = segments.loc[found.index, field]
        np.testing.assert_allclose(found[leaf], wanted, rtol=1e-9, atol=1e-9)
        if leaf != "production":
            assert (exact[leaf][unit] == (wanted * 1000).round()[unit]).all()


@settings(max_examples=15, deadline=None)
@given(plant=spoken())
def test_stops_are_counted_where_they_begin(plant: Plant) -> None:
    """Counts of losses are the stops of the unit, with the group, owner and root of their start."""
    result = lost(plant)
    keys = ["work_unit", "leaf", "loss_group", "attribution", "root_unit"]
    units = result.losses[result.losses["work_unit"] != ""]
    counted = units.groupby(keys)["count"].sum()
    pd.testing.assert_series_equal(
        counted[counted > 0],
        result.stops.groupby(keys).size().astype(float),
        check_names=False,
    )


@settings(max_examples=15, deadline=None)
@given(plant=spoken())
def test_waits_that_nobody_can_follow_are_unknown(plant: Plant) -> None:
    """Only waiting has a root, an unknown root is nobody's, and no unit is its own root."""
    rows = lost(plant).losses
    waiting = rows["loss_group"].isin(["starved", "blocked"])
    assert (rows["root_unit"][~waiting] == "").all()
    unknown = rows["root_unit"] == "unknown"
    assert (rows["attribution"][unknown] == "unknown").all()
    assert (rows["attribution"][waiting & ~unknown] != "unknown").all()
    assert not (
        waiting & (rows["root_unit"] == rows["work_unit"]) & (rows["work_unit"] != "")
    ).any()


@settings(max_examples=15, deadline=None)
@given(plant=spoken())
def test_waterfall_adds_up_to_the_calendar(plant: Plant) -> None:
    """The bars of a place are its calendar time, and its last is what was valuable."""
    result = lost(plant)
    for unit, rows in result.losses.groupby("work_unit"):
        bars = waterfall_of(
            LossSum(row["leaf"], row["loss_group"], row["duration_s"])
            for row in rows.to_dict("records")
        )
        segments = result.unit_segments if unit else result.line_segments
        mine = segments[segments["work_unit"] == unit]
        assert sum(bar.duration_s for bar in bars) == pytest.approx(
            (plant.run.now - plant.run.start) / 1000, rel=1e-9
        )
        assert bars[-1].bar == "valuable"
        assert bars[-1].duration_s == pytest.approx(
            mine["planned_run_time_good_s"].sum(), rel=1e-9, abs=1e-9
        )
        assert bars[-2].left_s == pytest.approx(bars[-1].duration_s, rel=1e-9, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(plant=spoken(), threshold_s=st.sampled_from([5.0, 15.0, 60.0, 600.0]))
def test_microstops_move_to_speed_and_nowhere_else(plant: Plant, threshold_s: float) -> None:
    """A threshold turns delays into speed loss; what was made, and all else, stays (1.7)."""
    strict, tolerant = (_by_group(lost(plant, threshold)) for threshold in (0.0, threshold_s))
    assert tolerant.index.equals(strict.index)
    np.testing.assert_allclose(tolerant["made"], strict["made"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(tolerant["rest"], strict["rest"], rtol=1e-9, atol=1e-6)
    gained = tolerant["speed"] - strict["speed"]
    np.testing.assert_allclose(gained, strict["delay"] - tolerant["delay"], rtol=1e-9, atol=1e-6)
    assert (gained >= -1e-6).all()


def _by_group(result: LineResult) -> pd.DataFrame:
    rows = result.losses[result.losses["work_unit"] != ""]
    made = rows["loss_group"].isin(["valuable", "quality", "start_up"])
    speed = rows["loss_group"].isin(["speed", "unrated"])
    delay = rows["leaf"] == "delay"
    kinds = np.select([made, speed, delay], ["made", "speed", "delay"], "rest")
    table = rows.assign(kind=kinds).pivot_table(
        "duration_s", index=KEYS, columns="kind", aggfunc="sum", fill_value=0.0
    )
    return table.reindex(columns=["made", "speed", "delay", "rest"], fill_value=0.0)


@settings(max_examples=15, deadline=None)
@given(plant=spoken(), hour=st.integers(1, 3))
def test_losses_are_the_same_however_a_range_is_split(plant: Plant, hour: int) -> None:
    """Two parts, the second begun with what the first hands on, give the losses of the whole."""
    master = line_master()
    middle = START + hour * HOUR
    first = compute_line(master, plant.samples, {}, start=START, end=middle, run=plant.run)
    carry = line_carry(first.line_segments, LineRates(master, {}))
    assume(carry.stage_product)
    started = hands_on(first.unit_segments, master, Started())
    second = compute_line(
        master,
        plant.samples,
        {},
        start=middle,
        end=END,
        run=plant.run,
        carry=carry,
        started=started,
    )
    whole = lost(plant)
    keys = ["work_unit", "time", *LOSS.tags[5:]]
    for name in ("losses", "constraints"):
        parts = pd.concat([getattr(first, name), getattr(second, name)], ignore_index=True)
        by = keys if name == "losses" else ["time", "part"]
        pd.testing.assert_frame_equal(
            parts.sort_values(by, ignore_index=True),
            getattr(whole, name).sort_values(by, ignore_index=True),
            rtol=1e-9,
            atol=1e-9,
        )


@settings(max_examples=10, deadline=None)
@given(plant=spoken())
def test_somebody_holds_the_line_back_at_every_instant(plant: Plant) -> None:
    """The parts of the momentary constraint add up to its denominator, the same in all parts."""
    rows = lost(plant).constraints
    for _, mine in rows.groupby("time"):
        assert (mine["denominator"] == mine["denominator"].iloc[0]).all()
        assert mine["numerator"].sum() == pytest.approx(mine["denominator"].iloc[0], rel=1e-12)
        assert mine["part"].is_unique
