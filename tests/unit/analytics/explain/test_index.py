"""What explains kept rows is what explains the run that they were made of."""

from functools import cache
from typing import cast

import msgspec
import numpy as np
import pandas as pd
import pytest

from analytics.errors import BadQuery, NotKept
from analytics.explain.index import index_data, index_text
from analytics.explain.index_kept import index_of, kept_period
from analytics.index.config import Aggregator, IndexConfig, WeightConfig
from analytics.index.digital.decompose import contributions, gaps, national_baseline
from analytics.index.digital.index_rows import bounds_of, index_rows
from analytics.kpi_store import KpiBatch
from analytics.stores.memory_kpi_store import MemoryKpiStore
from tests.unit.analytics.index.digital.city_editions import generated
from tests.unit.analytics.index.digital.kept_runs import added_up_by, kept, run_by
from tests.unit.analytics.index.digital.made_runs import PERIOD, city_run, run_config

PLAIN = run_config().study.index
FEW = generated(PERIOD)[:6]


@cache
def city_store() -> MemoryKpiStore:
    """Return a store that holds the run of the city, for tests that only read it."""
    return kept(city_run())


def explained(store: MemoryKpiStore, unit: str) -> tuple[dict[str, object], pd.DataFrame]:
    """Return what explains a unit of the kept run, and its nodes."""
    data = index_data(index_of(kept_period(store, None), unit))
    return data, pd.DataFrame(cast("list[dict[str, object]]", data["nodes"])).set_index("node")


@pytest.mark.parametrize("level", ["own", "rolled"])
def test_contributions_are_those_of_the_run(level: str) -> None:
    """Weight times score of units, sectors and region is that of the run, and is the index."""
    run = city_run()
    result = run.own if level == "own" else run.rolled.result
    parts = contributions(result)
    points = gaps(result, national_baseline(result)).effects
    for unit in result.index.index[result.index.notna()]:
        data, nodes = explained(city_store(), str(unit))
        mine = nodes[nodes["kind"] == "indicator"]
        assert data["adds_up"]
        assert data["why_not"] == ""
        assert mine["contribution"].to_dict() == pytest.approx(parts.T[unit].to_dict(), nan_ok=True)
        assert mine["against_national"].to_dict() == pytest.approx(
            points.T[unit].to_dict(), nan_ok=True
        )
        assert mine["contribution"].sum() == pytest.approx(result.index[unit])
        assert nodes["contribution"]["index"] == pytest.approx(result.index[unit])


def test_the_strongest_and_weakest_are_indicators_by_their_points() -> None:
    """Three that win most and three that lose most against the national references."""
    data, nodes = explained(city_store(), "region")
    points = nodes["against_national"][nodes["kind"] == "indicator"].sort_values()
    strongest, weakest = (
        [one["node"] for one in cast("list[dict[str, object]]", data[name])]
        for name in ("strongest", "weakest")
    )
    assert strongest == list(points.index[::-1][:3])
    assert weakest == list(points.index[:3])


def test_a_missing_index_says_which_cell_blocks_it() -> None:
    """No contributions, but which dimension lacks which indicator, and its status."""
    run = city_run()
    unit = str(run.own.index.index[run.own.index.isna()][0])
    data, nodes = explained(city_store(), unit)
    blocking = run.cells.status.T[unit]
    name = str(blocking.index[blocking == "insufficient"][0])
    assert data["index"] is None
    assert not data["adds_up"]
    assert f"{name} insufficient" in str(data["why_not"])
    assert nodes["contribution"].isna().all()
    assert nodes["score"].drop(["index", name[:2]]).notna().any()


@pytest.mark.parametrize("aggregators", [("geometric",), ("mean", "mpi"), ("harmonic", "mean")])
def test_what_is_no_weighted_mean_says_so(aggregators: tuple[Aggregator, ...]) -> None:
    """No contributions, yet exact points against the national references."""
    run = run_by(added_up_by(aggregators), PERIOD, members=FEW)
    data, nodes = explained(kept(run), "region")
    assert not data["adds_up"]
    assert "no weighted means" in str(data["why_not"])
    assert nodes["contribution"].isna().all()
    assert nodes["against_national"]["index"] == pytest.approx(run.index - 103.8)


def test_other_weights_are_kept_with_the_rows() -> None:
    """An index by weights of its own is explained by these."""
    index = msgspec.structs.replace(PLAIN, weights=WeightConfig(method="equal_by_indicator"))
    data, nodes = explained(kept(run_by(index, PERIOD, members=FEW)), "region")
    assert data["adds_up"]
    weights = nodes["weight"][nodes["kind"] == "indicator"]
    assert weights.to_list() == pytest.approx([1 / 28] * 28)


def _with_another_reference(index: IndexConfig) -> IndexConfig:
    first, *others = index.indicators
    changed = msgspec.structs.replace(first, reference=50.0)
    return msgspec.structs.replace(index, indicators=(changed, *others))


def test_other_references_than_the_shipped_are_told() -> None:
    """Contributions still add up; points against references that were not used are not told."""
    run = run_by(_with_another_reference(PLAIN), PERIOD, members=FEW)
    data, nodes = explained(kept(run), "region")
    assert data["adds_up"]
    assert nodes["against_national"].isna().all()
    assert data["strongest"] == data["weakest"] == []
    assert "other than those of the shipped catalogue" in str(data["notes"])


def test_nodes_have_what_the_catalogue_says() -> None:
    """References, benchmark, names in two languages, and the anchors with what is comparable."""
    data, nodes = explained(city_store(), "region")
    assert len(nodes) == 33
    assert nodes["reference"]["DP1"] == 62.9
    assert nodes["reference_status"]["DP1"] == "published"
    assert nodes["name_zh"]["DP4"] == "设备综合效率"
    assert data["anchors"] == {"floor": 0.0, "national": 103.8, "benchmark": 177.4}
    assert "not comparable with the published 125.8" in str(data["comparability"])


def test_the_text_says_the_same() -> None:
    """Every node stands on a line of its own."""
    found = index_of(kept_period(city_store(), None), "region")
    text = index_text(found)
    assert f"index {city_run().index:.2f}" in text
    assert all(f"\n  {node} " in text for node in found.rows.index)


def test_what_is_not_kept_is_told_with_what_is() -> None:
    """An unknown unit or period names those that there are; an empty store how to keep one."""
    store = city_store()
    with pytest.raises(NotKept, match=f"of 2019-Q1 is kept; there is {PERIOD}"):
        kept_period(store, "2019-Q1")
    with pytest.raises(NotKept, match=r"apparel-01 \(unit\)"):
        index_of(kept_period(store, None), "nobody")
    with pytest.raises(NotKept, match="compute --write"):
        kept_period(MemoryKpiStore(), None)


def test_the_newest_period_is_the_longer_of_those_that_end_last() -> None:
    """Of a quarter and its last month it is the quarter."""
    store = kept(city_run())
    rows = index_rows(city_run())
    month = rows.assign(period="2025-12", window="month", time=bounds_of("2025-12")[0])
    store.write(KpiBatch(rates={"index": month}))
    assert kept_period(store, None).name == PERIOD
    assert kept_period(store, "2025-12").rows["window"].unique().tolist() == ["month"]


def test_a_unit_is_found_by_the_beginning_of_its_path() -> None:
    """It will do as long as it is one unit's; of several each is named."""
    rows = index_rows(city_run())
    one = rows[rows["unit"] == "apparel-01"]
    store = kept(city_run())
    for site in ("north", "south"):
        store.write(KpiBatch(rates={"index": one.assign(unit=f"works/{site}")}))
    store.write(KpiBatch(rates={"index": one.assign(unit="mill/north")}))
    period = kept_period(store, None)
    assert index_of(period, "mill").unit == "mill/north"
    with pytest.raises(BadQuery, match=r"works/north \(unit\), works/south \(unit\)"):
        index_of(period, "works")


def test_rows_without_weights_say_how_to_get_them() -> None:
    """Rows that were kept before weights were are not guessed at."""
    rows = index_rows(city_run())
    store = MemoryKpiStore()
    before = rows.assign(nominal_weight=0.0, nominal_weight_null=True, aggregator="")
    store.write(KpiBatch(rates={"index": before}))
    with pytest.raises(BadQuery, match="without weights"):
        index_of(kept_period(store, None), "region")


def test_rows_of_other_nodes_are_not_guessed_at() -> None:
    """An edition with other indicators is left to the version that computed it."""
    rows = index_rows(city_run())
    store = MemoryKpiStore()
    store.write(KpiBatch(rates={"index": rows[rows["node"] != "GC6"]}))
    with pytest.raises(BadQuery, match="whose nodes are not"):
        index_of(kept_period(store, None), "region")


def test_weights_of_a_unit_without_gaps_are_nominal() -> None:
    """Effective weights are the products of nominal ones where nothing was shared out."""
    rows = index_rows(city_run()).set_index(["unit", "node"])
    mine = rows.loc["region"]
    whole = mine["nominal_weight"]["DP1"] * mine["nominal_weight"]["DP"]
    assert mine["weight"]["DP1"] == pytest.approx(whole)
    assert bool(mine["nominal_weight_null"]["index"])
    assert np.isclose(mine["weight"].sum(), 1.0)
