"""What raises an index most is told with the machines behind it."""

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.automation.rate import RateItem
from analytics.index import compute
from analytics.index.config import Aggregator, ScaleConfig
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.raise_most import raise_most
from analytics.index.digital.scoring import index_config
from contract.path import EquipmentPath
from tests.unit.analytics.index.digital.city_editions import with_aggregators

RECORDS = shipped().by_id()


def item(unit: str, part: str, numerator: float, denominator: float) -> RateItem:
    """Return an item of the demo line."""
    return RateItem(EquipmentPath("e", "s", "a", "l", unit), part, numerator, denominator)


def at(share: float, **values: float) -> pd.DataFrame:
    """Return one unit between floors and national references, some indicators as told."""
    found = {
        name: values.get(name, one.floor + (one.national.value - one.floor) * share)
        for name, one in RECORDS.items()
    }
    return pd.DataFrame(found, index=["u"])


def test_steps_lead_upwards_only() -> None:
    """At the references no step to them is left; beyond the benchmark none at all."""
    config = index_config(shipped())
    best = {name: one.benchmark.value for name, one in RECORDS.items()}
    assert {one.step for one in raise_most(compute(at(1.0), config), shipped(), "u")} == {
        "benchmark"
    }
    assert raise_most(compute(at(1.0, **best), config), shipped(), "u") == ()


def test_gains_to_the_references_add_up_under_the_mean() -> None:
    """All steps to the national reference together lead to 103.8."""
    result = compute(at(0.4), index_config(shipped()))
    gains = [one.gain for one in raise_most(result, shipped(), "u") if one.step == "national"]
    assert len(gains) == 28
    assert result.index["u"] + sum(gains) == pytest.approx(103.8)


def test_the_largest_gain_comes_first_and_peers_count_where_known() -> None:
    """Steps are in order of gain; the peers' quartile is one where it is told and better."""
    result = compute(at(0.5, DP2=40.0, DM4=0.06), index_config(shipped()))
    quartiles = {"DP2": 60.0, "DM4": 0.01, "GC5": np.nan}
    found = raise_most(result, shipped(), "u", peer_quartiles=quartiles)
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    assert [(one.indicator, one.target) for one in found if one.step == "peers"] == [("DP2", 60.0)]


@settings(max_examples=20, deadline=None)
@given(
    aggregators=st.sampled_from([("geometric",), ("mean", "mpi")]),
    share=st.floats(0.5, 1.0),
)
def test_any_aggregation_gains_what_computing_again_gains(
    aggregators: tuple[Aggregator, ...], share: float
) -> None:
    """The gain is the difference of two indices."""
    config = with_aggregators(index_config(shipped()), aggregators)
    result = compute(at(share), config)
    one = raise_most(result, shipped(), "u")[0]
    again = compute(at(share, **{one.indicator: one.target}), config)
    assert one.gain == pytest.approx(again.index["u"] - result.index["u"], abs=1e-9)


def test_steps_do_not_move_the_statistics_of_the_sample() -> None:
    """On a scale of the sample a step is measured against the units that are there."""
    table = pd.concat([at(0.2), at(0.6).rename(index={"u": "v"}), at(0.9).rename(index={"u": "w"})])
    config = msgspec.structs.replace(
        index_config(shipped()), scale=ScaleConfig(method="min_max", clamp=None)
    )
    found = raise_most(compute(table, config), shipped(), "u")
    gain = {(one.indicator, one.step): one.gain for one in found}
    assert gain["DF1", "national"] == pytest.approx(100 * (1 - 0.2) / (0.9 - 0.2) / 7 / 4)


def test_items_that_fall_short_stand_behind_a_rate() -> None:
    """The hand-run operation comes first; one above the target is not named."""
    items = [
        item("press", "cut", 0.9, 1.0),
        item("table", "sew", 0.0, 3.0),
        item("robot", "pack", 1.0, 2.0),
    ]
    result = compute(at(0.5, DP2=31.67), index_config(shipped()))
    found = raise_most(result, shipped(), "u", items={"DP2": items})
    (step,) = (one for one in found if (one.indicator, one.step) == ("DP2", "benchmark"))
    assert [(one.path, one.part) for one in step.items] == [
        ("e/s/a/l/table", "sew"),
        ("e/s/a/l/robot", "pack"),
    ]
    assert step.items[0].shortfall == pytest.approx(0.85 * 3)
    assert sum(one.share for one in step.items) == pytest.approx(1.0)


def test_of_what_should_be_low_the_excess_counts() -> None:
    """The machine that idles most stands behind the idle energy share."""
    items = [item("oven", "", 8.0, 10.0), item("saw", "", 1.0, 20.0)]
    result = compute(at(0.5, GC5=30.1), index_config(shipped()))
    found = raise_most(result, shipped(), "u", items={"GC5": items})
    (step,) = (one for one in found if (one.indicator, one.step) == ("GC5", "benchmark"))
    assert [one.path for one in step.items] == ["e/s/a/l/oven"]
    assert step.items[0].shortfall == pytest.approx(7.0)


def test_a_unit_without_an_index_has_no_steps() -> None:
    """Where a dimension is missing nothing can be gained exactly."""
    gone = dict.fromkeys(("DF1", "DF2", "DF3"), np.nan)
    assert raise_most(compute(at(0.5, **gone), index_config(shipped())), shipped(), "u") == ()
