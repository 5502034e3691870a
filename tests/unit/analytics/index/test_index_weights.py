"""Weights worked on paper: of pairs, of information, of contrast and conflict."""

from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest

from analytics.index import (
    BadIndex,
    BadTable,
    CannotAggregate,
    GroupConfig,
    IndexConfig,
    IndicatorConfig,
    ScaleConfig,
    WeightConfig,
    compare_pairs,
    compute,
)
from analytics.index.leave_out import leave_one_out, without
from analytics.index.weights import critic, entropy

TABLE = pd.DataFrame({"a": [10.0, 50.0], "b": [90.0, 20.0], "c": [40.0, 70.0]}, index=["u", "v"])
PAIRS = {"a": {"b": 2.0, "c": 4.0}, "b": {"c": 2.0}}
ROOT = (GroupConfig(id="index"),)
NESTED = (
    GroupConfig(id="index"),
    GroupConfig(id="g", parent="index", weight=3.0),
    GroupConfig(id="h", parent="index", weight=1.0),
)


def config_of(weights: WeightConfig, *, homes: str = "", order: str = "abc") -> IndexConfig:
    """Return an index of three indicators; `homes` has a letter for the group of each."""
    found = [
        IndicatorConfig(id=name, group=home, goalposts=(0.0, 100.0), weight=weight)
        for name, home, weight in zip("abc", homes or ["index"] * 3, (1.0, 2.0, 5.0), strict=True)
    ]
    return IndexConfig(
        indicators=tuple(sorted(found, key=lambda one: order.index(one.id))),
        groups=NESTED if homes else ROOT,
        scale=ScaleConfig(method="goalposts", clamp=(1.0, 200.0)),
        weights=weights,
    )


def weights_by_id(config: IndexConfig) -> dict[str, float]:
    """Return the weight of every member in its group."""
    found = compute(TABLE, config)
    return {
        member: weight
        for group in found.tree.groups
        for member, weight in zip(group.members, found.weights[group.id].tolist(), strict=True)
    }


@pytest.mark.parametrize(
    ("weights", "homes", "want"),
    [
        (WeightConfig(), "ggh", {"a": 0.5, "b": 0.5, "c": 1, "g": 0.5, "h": 0.5}),
        (
            WeightConfig(method="equal_by_indicator"),
            "ggh",
            {"a": 0.5, "b": 0.5, "c": 1, "g": 2 / 3, "h": 1 / 3},
        ),
        (
            WeightConfig(method="points"),
            "ggh",
            {"a": 1 / 3, "b": 2 / 3, "c": 1, "g": 0.75, "h": 0.25},
        ),
        (
            WeightConfig(method="ahp", comparisons={"index": PAIRS}),
            "",
            {"a": 4 / 7, "b": 2 / 7, "c": 1 / 7},
        ),
        (
            WeightConfig(method="ahp", comparisons={"index": {"g": {"h": 4.0}}}),
            "ggh",
            {"a": 0.5, "b": 0.5, "c": 1, "g": 0.8, "h": 0.2},
        ),
    ],
)
def test_weights_are_those_of_paper(
    weights: WeightConfig, homes: str, want: dict[str, float]
) -> None:
    """Equal by group or indicator, points, and comparisons of whom they name."""
    assert weights_by_id(config_of(weights, homes=homes)) == pytest.approx(want)


def test_comparisons_belong_to_ids() -> None:
    """Another order of the configuration, or a pair told the other way round, changes nothing."""
    other = {"c": {"a": 0.25, "b": 0.5}, "b": {"a": 0.5}}
    first = weights_by_id(config_of(WeightConfig(method="ahp", comparisons={"index": PAIRS})))
    for pairs in (PAIRS, other):
        weights = WeightConfig(method="ahp", comparisons={"index": pairs})
        assert weights_by_id(config_of(weights, order="cab")) == pytest.approx(first)


@pytest.mark.parametrize(
    ("comparisons", "message"),
    [
        ({"indx": PAIRS}, "indx, which is no group"),
        ({"index": {"a": {"b": 2.0}}}, "group index: a and c are not compared"),
        ({"index": PAIRS | {"z": {"a": 1.0}}}, "group index: comparisons name z"),
        ({"index": PAIRS | {"c": {"a": 4.0}}}, "a is 4 times as important as c, which is 4"),
        ({"index": PAIRS | {"b": {"c": 0.1}}}, "group index: consistency ratio .* is above 0.1"),
        ({"index": PAIRS | {"b": {"c": -1.0}}}, "comparisons"),
    ],
)
def test_comparisons_that_do_not_fit_are_refused(
    comparisons: dict[str, dict[str, dict[str, float]]], message: str
) -> None:
    """Strangers, missing pairs and contradictions are named."""
    weights = WeightConfig(method="ahp", comparisons=comparisons)
    with pytest.raises(BadIndex, match=message):
        compute(TABLE, config_of(weights))


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 2], [1]], "rows of equal length"),
        ([[1, 2, 3], [0.5, 1, 1]], "square"),
        ([[1, 2], [0.6, 1]], "row 1, column 2 has 2, the other way round 0.6"),
        ([[1, -2], [-0.5, 1]], "row 1, column 2"),
    ],
)
def test_matrices_that_are_none_are_refused(matrix: Any, message: str) -> None:
    """A matrix of comparisons is square, positive and reciprocal."""
    with pytest.raises(BadIndex, match=message):
        compare_pairs(matrix)


def test_entropy_weights_are_those_of_paper() -> None:
    """Two units with 1 and 3: the entropy of (1/4, 3/4); equal ones say nothing."""
    told = 1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2)
    half = 1 + (np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3) / np.log(2)
    found = entropy(np.array([[1.0, 1.0, 5.0], [3.0, 2.0, 5.0]]))
    assert found == pytest.approx([told / (told + half), half / (told + half), 0.0])


def test_entropy_of_equal_columns_weighs_them_equally() -> None:
    """What rounding leaves of no information is no information."""
    assert entropy(np.full((7, 4), 0.1) * [1, 2, 3, 7]).tolist() == [0.25] * 4


def test_critic_weights_are_those_of_paper() -> None:
    """Columns 0, .5, 1 / 0, .5, 1 / 1, 0, 0.5: deviations .5, correlations 1, -.5, -.5."""
    found = critic(np.array([[1.0, 10.0, 9.0], [2.0, 20.0, 5.0], [3.0, 30.0, 7.0]]))
    # Conflict: (0 + 1.5), (0 + 1.5), (1.5 + 1.5); the deviations are equal.
    assert found == pytest.approx([0.25, 0.25, 0.5])


@pytest.mark.parametrize(
    ("columns", "want"),
    [
        ([[1, 2, 3], [5, 5, 5]], [1.0, 0.0]),
        ([[1, 2, 3], [2, 4, 6], [5, 5, 5]], [0.5, 0.5, 0.0]),
        ([[4, 4, 4], [5, 5, 5]], [0.5, 0.5]),
    ],
)
def test_critic_weighs_constant_columns_with_nothing(
    columns: list[list[float]], want: list[float]
) -> None:
    """One that moves alone, or with its like, takes all; without any, all are equal."""
    assert critic(np.array(columns, np.float64).T) == pytest.approx(want)


def test_weights_of_the_data_need_units_without_gaps() -> None:
    """Too few of them is an error that says what to do."""
    holed = TABLE.mask(TABLE == 10.0)
    with pytest.raises(BadTable, match="two units without a gap, there are 1: impute"):
        compute(holed, config_of(WeightConfig(method="entropy")))


def test_leaving_one_out_leaves_its_comparisons_out() -> None:
    """The others keep what was said of them."""
    config = config_of(WeightConfig(method="ahp", comparisons={"index": PAIRS}))
    found = leave_one_out(TABLE, config)
    assert sorted(found.index) == ["a", "b", "c"]
    less = compute(TABLE[["b", "c"]], without(config, "a"))
    assert less.weights["index"] == pytest.approx([2 / 3, 1 / 3])
    assert found.loc["a", "largest_shift"] == pytest.approx(
        (less.index - compute(TABLE, config).index).abs().max()
    )


def test_leaving_out_takes_what_the_index_takes() -> None:
    """Units outside stay outside, of the shifts too; what fails names the node."""
    config = IndexConfig(
        indicators=tuple(IndicatorConfig(id=name, group="index") for name in "ab"),
        groups=ROOT,
        scale=ScaleConfig(method="min_max", clamp=None),
    )
    table = pd.DataFrame({"a": [1.0, 2.0, 9.0], "b": [1.0, 3.0, 2.0]}, index=list("uvw"))
    assert leave_one_out(table, config, outside=["w"])["largest_shift"].tolist() == [0.0, 0.0]
    nested = msgspec.structs.replace(
        config_of(WeightConfig(), homes="ggh"),
        scale=ScaleConfig(method="goalposts", clamp=None),
        aggregators=("geometric", "mean"),
    )
    with pytest.raises(CannotAggregate, match="without b: unit v: group index: a geometric"):
        leave_one_out(TABLE.assign(a=[10.0, 0.0]), nested)
    with pytest.raises(BadIndex, match="'z' cannot be left out"):
        without(config, "z")
    with pytest.raises(BadIndex, match="'index' cannot be left out"):
        without(config, "index")
