"""The split of a kept change is that of the run, and adds up in every aggregation."""

import math
from functools import cache
from typing import cast

import msgspec
import pandas as pd
import pytest

from analytics.explain.index_change import comparison_data, comparison_text
from analytics.explain.index_kept import index_of, kept_period
from analytics.index.config import Aggregator, IndexConfig, WeightConfig
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.compare import compare
from analytics.index.digital.editions import frozen, stand
from analytics.stores.memory_kpi_store import MemoryKpiStore
from tests.unit.analytics.index.digital.city_editions import LATE, generated, small_city
from tests.unit.analytics.index.digital.kept_runs import added_up_by, kept, run_by
from tests.unit.analytics.index.digital.made_runs import run_config

FIRST, _, LAST = small_city().periods
PLAIN = run_config().study.index
BOTH = tuple(unit for unit in generated(LAST) if unit in generated(FIRST))
FEW = BOTH[:6]


@cache
def city_store() -> MemoryKpiStore:
    """Return a store that holds both periods of the city, for tests that only read it."""
    return kept(run_by(PLAIN, FIRST), run_by(PLAIN, LAST))


def of_few(other: IndexConfig) -> MemoryKpiStore:
    """Return a store of a few units, whose last period was computed in another way."""
    return kept(run_by(PLAIN, FIRST, members=FEW), run_by(other, LAST, members=FEW))


def compared(store: MemoryKpiStore, unit: str) -> tuple[dict[str, object], pd.DataFrame]:
    """Return the comparison of a unit between the first and last period, and its nodes."""
    periods = kept_period(store, FIRST), kept_period(store, LAST)
    sides = [index_of(one, unit) for one in periods]
    data = comparison_data(sides[0], sides[1], periods=periods)
    return data, pd.DataFrame(cast("list[dict[str, object]]", data["nodes"])).set_index("node")


@pytest.mark.parametrize("aggregators", [("mean",), ("geometric",), ("mean", "mpi")])
def test_the_split_is_that_of_editions(aggregators: tuple[Aggregator, ...]) -> None:
    """With the same units in both, effects are the parts of `compare`, and add up to the change."""
    index = added_up_by(aggregators)
    store = kept(*(run_by(index, period, members=BOTH) for period in (FIRST, LAST)))
    data, nodes = compared(store, "region")
    city = small_city()
    edition = frozen(
        "kept",
        vintage=LATE,
        catalogue=shipped(),
        config=index,
        members=dict.fromkeys((FIRST, LAST), BOTH),
        facts=city.facts,
    )
    first, last = (stand(edition, city.observations, period) for period in (FIRST, LAST))
    told = compare(first, last, city.observations)
    effects = nodes["effect"][nodes["kind"] == "indicator"]
    assert data["adds_up"]
    assert effects.to_dict() == pytest.approx(told.parts.indicators.to_dict(), abs=1e-9)
    assert nodes["effect"]["index"] == pytest.approx(nodes["change"]["index"])
    units = pd.DataFrame(cast("list[dict[str, object]]", data["units"])).set_index("unit")
    assert units["moved"].to_dict() == pytest.approx(told.units["moved"].to_dict(), nan_ok=True)
    means = cast("dict[str, float]", data["mean_of_indices"])
    assert means["to"] == pytest.approx(told.region["to"]["mean"])


def test_every_change_of_a_unit_adds_up_or_says_why_not() -> None:
    """Units with an index in both periods have effects that are the change; others a reason."""
    for unit in (*BOTH, "apparel", "beverage"):
        data, nodes = compared(city_store(), unit)
        change = float(nodes["change"]["index"])
        if math.isnan(change):
            assert "has no index" in str(data["why_not"])
            assert nodes["effect"].isna().all()
        else:
            assert data["adds_up"], data["why_not"]
            effects = nodes["effect"][nodes["kind"] == "indicator"]
            assert effects.sum() == pytest.approx(change, abs=1e-9)


def test_other_weights_are_no_change_of_indicators() -> None:
    """Periods that were weighted in different ways have no split, and say so."""
    other = msgspec.structs.replace(PLAIN, weights=WeightConfig(method="equal_by_indicator"))
    data, nodes = compared(of_few(other), "region")
    assert not data["adds_up"]
    assert "in different ways (index)" in str(data["why_not"])
    assert nodes["effect"].isna().all()


def test_another_aggregation_is_no_change_of_indicators() -> None:
    """Periods that were added up in different ways have no split, and say so."""
    other = added_up_by(("geometric",))
    data, _ = compared(of_few(other), "region")
    assert "in different ways (aggregation)" in str(data["why_not"])


def test_who_came_and_went_is_told_of_the_region() -> None:
    """Units are in both periods, left or entered; a note says where their effect is."""
    data, _ = compared(city_store(), "region")
    rows = cast("list[dict[str, object]]", data["units"])
    sets = {period: set(small_city().members[period]) for period in (FIRST, LAST)}
    for kind, wanted in (
        ("both", sets[FIRST] & sets[LAST]),
        ("left", sets[FIRST] - sets[LAST]),
        ("entered", sets[LAST] - sets[FIRST]),
    ):
        assert {row["unit"] for row in rows if row["membership"] == kind} == wanted
    gone, came = (len(sets[a] - sets[b]) for a, b in ((FIRST, LAST), (LAST, FIRST)))
    assert f"{came} units entered and {gone} left" in str(data["notes"])


def test_the_text_says_what_changed() -> None:
    """Every node and the units that moved most stand in it."""
    periods = kept_period(city_store(), FIRST), kept_period(city_store(), LAST)
    sides = [index_of(one, "region") for one in periods]
    text = comparison_text(sides[0], sides[1], periods=periods)
    assert f"region (region), {FIRST} to {LAST}" in text
    assert all(f"\n  {node} " in text for node in sides[0].rows.index)
    assert "units that moved most" in text
    same = comparison_text(sides[0], sides[0], periods=(periods[0], periods[0]))
    assert "no unit moved" in same
