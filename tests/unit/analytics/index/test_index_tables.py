"""Tables and configurations that do not fit are refused; what is equal stays equal."""

from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index import (
    BadIndex,
    BadTable,
    CannotAggregate,
    GroupConfig,
    IndexConfig,
    IndicatorConfig,
    ScaleConfig,
    WeightConfig,
    compute,
    from_json,
    to_json,
)
from analytics.index.config import Aggregator

A = IndicatorConfig(id="a", group="index", goalposts=(0.0, 100.0))
B = IndicatorConfig(id="b", group="index", goalposts=(0.0, 100.0))
CONFIG = IndexConfig(
    indicators=(A, B),
    groups=(GroupConfig(id="index"),),
    scale=ScaleConfig(method="goalposts", clamp=None),
)
TABLE = pd.DataFrame({"a": [10.0, 50.0, 30.0], "b": [90.0, 20.0, 40.0]}, index=["u", "v", "w"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scale": {"method": "minmax"}}, r"minmax.*\$.scale.method"),
        ({"scale": {"clamp": (200.0, 1.0)}}, "the ends of clamp must rise, and are 200, 1"),
        ({"scale": {"low": 100.0, "high": 0.0}}, "low, high must rise"),
        ({"scale": {"at_reference": 200.0}}, "at_reference.* must rise"),
        ({"scale": {"deviation": -1.0}}, "deviation must rise"),
        ({"weights": {"method": "equal"}}, r"equal.*\$.weights.method"),
        ({"aggregators": ()}, "aggregators is empty"),
        ({"aggregators": ("average",)}, r"average.*\$.aggregators"),
        ({"imputation": "median"}, r"median.*\$.imputation"),
        ({"a": {"weight": -0.5}}, r"indicators\[0\].weight"),
        ({"a": {"weight": float("nan")}}, r"nan at indicators\[0\].weight"),
        ({"a": {"goalposts": (0.0, float("inf"))}}, r"inf at indicators\[0\].goalposts\[1\]"),
        ({"a": {"direction": "up"}}, "up"),
        ({"a": {"transform": "ln"}}, "ln"),
        ({"a": {"group": "nowhere"}}, "indicator a: there is no group 'nowhere'"),
        ({"a": {"id": "b"}}, "id 'b' .* stands twice"),
        ({"a": {"id": ""}}, "is empty"),
        ({"groups": ()}, "there is no group"),
        ({"groups": (GroupConfig(id="index"), GroupConfig(id="c"))}, "no parent"),
        ({"groups": (GroupConfig(id="index"), GroupConfig(id="c", parent="index"))}, "no members"),
        (
            {
                "groups": (
                    GroupConfig(id="index"),
                    GroupConfig(id="c", parent="d"),
                    GroupConfig(id="d", parent="c"),
                )
            },
            "c, d stand in a circle",
        ),
        (
            {"a": {"floor": 1.0, "reference": 9.0, "benchmark": 8.0}},
            r"indicator a \(higher.*reference 9, benchmark 8 .* order floor < reference",
        ),
        (
            {"a": {"reference": 8.0, "benchmark": 9.0, "direction": "lower"}},
            "reference 8, benchmark 9 .* order reference > benchmark",
        ),
    ],
)
def test_configurations_that_contradict_themselves_are_refused(
    change: dict[str, Any], message: str
) -> None:
    """Also where they were built in Python, where nobody looked at them before."""
    parts: dict[str, Any] = dict(change)
    if "a" in parts:
        parts["indicators"] = (msgspec.structs.replace(A, **parts.pop("a")), B)
    for name, kind in (("scale", CONFIG.scale), ("weights", CONFIG.weights)):
        if name in parts:
            parts[name] = msgspec.structs.replace(kind, **parts[name])
    with pytest.raises(BadIndex, match=message):
        compute(TABLE, msgspec.structs.replace(CONFIG, **parts))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (TABLE.drop(columns="b"), r"lacks columns \['b'\]"),
        (TABLE.assign(c=1.0), r"has \['c'\]"),
        (TABLE.iloc[:0], "no row"),
        (TABLE.set_axis(["u", "v", "u"], axis=0), "unit u more than once"),
        (TABLE.set_axis([1, "1", 2], axis=0), "unit 1 more than once"),
        (pd.concat([TABLE, TABLE[["a"]]], axis=1), "column a more than once"),
        (TABLE.assign(b=[1.0, np.inf, 2.0]), "unit v, column b: the value is infinite"),
        (TABLE.assign(b=pd.Series([1.0, "2", 3.0], TABLE.index, object)), "unit v, column b: '2'"),
        (TABLE.assign(b=["1", "2", "3"]), "column b holds .*no numbers"),
        (TABLE.assign(b=pd.to_datetime(["2026-01-01"] * 3)), "column b holds datetime"),
        (TABLE.assign(b=[1j, 2j, 3j]), "column b holds complex"),
    ],
)
def test_tables_that_do_not_fit_are_refused(table: pd.DataFrame, message: str) -> None:
    """The message says where."""
    with pytest.raises(BadTable, match=message):
        compute(table, CONFIG)


@pytest.mark.parametrize(
    ("beside", "message"),
    [
        ({"outside": ["x", "v"]}, "outside names x"),
        ({"peers": {"u": "one", "v": "two"}}, "peers lack w"),
        ({"base": TABLE.iloc[:2]}, "base lacks w"),
        ({"base": TABLE[["a"]]}, "base lacks b"),
        ({"blocking": TABLE.iloc[1:] > 100}, "blocking lacks u"),
    ],
)
def test_what_stands_beside_a_table_names_its_units(beside: dict[str, Any], message: str) -> None:
    """A unit that is not found is an error, never a silent default."""
    with pytest.raises(BadTable, match=message):
        compute(TABLE, CONFIG, **beside)


def test_units_are_found_whatever_their_ids_are_made_of() -> None:
    """Numbers as ids are the same ids everywhere."""
    table = TABLE.assign(a=[10.0, 50.0, np.nan]).set_axis([1, 2, 3], axis=0)
    config = msgspec.structs.replace(
        CONFIG, imputation="group_median", scale=ScaleConfig(method="min_max", clamp=None)
    )
    peers: dict[Any, str] = {1: "one", 2: "two", 3: "one"}
    assert compute(table, config, peers=peers).scores["a"].tolist() == [0.0, 100.0, 0.0]
    outside: list[Any] = [2]
    assert compute(table, config, outside=outside).ranks["index"].isna().tolist() == [
        False,
        True,
        False,
    ]


@given(values=st.lists(st.floats(1, 99), min_size=7, max_size=7), order=st.permutations(range(7)))
def test_ties_do_not_hang_on_the_order_of_members(values: list[float], order: list[int]) -> None:
    """Two units with the same scores in other places share the first rank."""
    names = [f"i{number}" for number in range(7)]
    config = msgspec.structs.replace(
        CONFIG, indicators=tuple(msgspec.structs.replace(A, id=name) for name in names)
    )
    rows = [values, [values[place] for place in order], [0.0] * 7]
    found = compute(pd.DataFrame(rows, index=["u", "v", "w"], columns=names), config)
    assert found.ranks["index"].tolist() == [1.0, 1.0, 3.0]


def test_ranks_are_of_unrounded_scores() -> None:
    """What looks equal at one decimal is not; a missing score has no rank."""
    table = TABLE.assign(a=[50.0, 50.00001, np.nan], b=[50.0, 50.0, 50.0])
    assert compute(table, CONFIG).ranks["index"].tolist()[:2] == [2.0, 1.0]
    assert np.isnan(compute(table, CONFIG).ranks["index"]["w"])


@given(weights=st.lists(st.floats(0.1, 3), min_size=2, max_size=29))
def test_equal_scores_are_never_unbalanced(weights: list[float]) -> None:
    """All at the floor, or all beyond the scale: rounding is no imbalance."""
    config = IndexConfig(
        indicators=tuple(
            IndicatorConfig(
                id=f"i{n}", group="index", weight=weight, floor=0.0, reference=50.0, benchmark=90.0
            )
            for n, weight in enumerate(weights)
        ),
        groups=(GroupConfig(id="index"),),
        weights=WeightConfig(method="points"),
        aggregators=("mpi",),
    )
    table = pd.DataFrame([[0.0] * len(weights), [500.0] * len(weights)], index=["low", "high"])
    found = compute(table.set_axis([one.id for one in config.indicators], axis=1), config)
    assert found.index.tolist() == pytest.approx([1.0, 200.0])
    assert not found.unbalanced["index"].any()


def nested(aggregators: tuple[Aggregator, ...]) -> IndexConfig:
    """Return an index of one group whose members are far apart."""
    return IndexConfig(
        indicators=tuple(
            IndicatorConfig(
                id=name, group="g", weight=weight, floor=0.0, reference=50.0, benchmark=90.0
            )
            for name, weight in (("a", 199.0), ("b", 1.0))
        ),
        groups=(GroupConfig(id="index"), GroupConfig(id="g", parent="index")),
        weights=WeightConfig(method="points"),
        aggregators=aggregators,
    )


def test_what_stands_above_an_unbalanced_group_is_unbalanced() -> None:
    """Mazziotta-Pareto below the scale is flagged up to the index, and stays below."""
    table = pd.DataFrame({"a": [0.0, 50.0], "b": [500.0, 50.0]}, index=["u", "v"])
    found = compute(table, nested(("mean", "mpi")))
    # 1 and 200, weighted 199 : 1: mean 1.995, variance 199^2 * 199 / 200^2.
    assert found.index["u"] == pytest.approx(1.995 - 199**3 / 200**2 / 1.995)
    assert found.unbalanced.to_numpy().tolist() == [[True, True], [False, False]]


def test_aggregation_that_is_not_defined_names_the_unit() -> None:
    """Geometric means of 0, and Mazziotta-Pareto of a mean below 0, are errors that say where."""
    geometric = msgspec.structs.replace(CONFIG, aggregators=("geometric",))
    with pytest.raises(CannotAggregate, match="unit v: group index: a geometric mean"):
        compute(TABLE.assign(b=[1.0, 0.0, 2.0]), geometric)
    table = pd.DataFrame({"a": [50.0, 0.0], "b": [50.0, 500.0]}, index=["u", "v"])
    with pytest.raises(CannotAggregate, match="unit v: group index: Mazziotta-Pareto"):
        compute(table, nested(("mpi",)))


@pytest.mark.parametrize(
    ("aggregator", "want"),
    [
        ("mean", 0.25 * 20 + 0.75 * 60),
        ("geometric", 20**0.25 * 60**0.75),
        ("harmonic", 1 / (0.25 / 20 + 0.75 / 60)),
        ("mpi", 50 - (0.25 * 30**2 + 0.75 * 10**2) / 50),
    ],
)
def test_aggregators_give_what_paper_gives(aggregator: Aggregator, want: float) -> None:
    """Scores 20 and 60, weighted 1 : 3; a group's own aggregator goes before its depth's."""
    config = msgspec.structs.replace(
        CONFIG,
        indicators=(A, msgspec.structs.replace(B, weight=3.0)),
        weights=WeightConfig(method="points"),
    )
    table = pd.DataFrame({"a": [20.0], "b": [60.0]}, index=["u"])
    by_depth = msgspec.structs.replace(config, aggregators=(aggregator,))
    own = msgspec.structs.replace(config, groups=(GroupConfig(id="index", aggregator=aggregator),))
    assert compute(table, by_depth).index["u"] == pytest.approx(want)
    assert compute(table, own).index["u"] == pytest.approx(want)


def test_equal_configurations_are_spelled_the_same() -> None:
    """Whole numbers and the order of comparisons make no other text; reading gives it back."""
    pairs = {"index": {"a": {"b": 2.0}}, "other": {"c": {"d": 1.0}}}
    one = msgspec.structs.replace(
        CONFIG,
        indicators=(msgspec.structs.replace(A, goalposts=(0, 100)), B),
        weights=WeightConfig(comparisons=pairs),
    )
    two = msgspec.structs.replace(
        CONFIG, weights=WeightConfig(comparisons=dict(reversed(pairs.items())))
    )
    assert one == two
    assert to_json(one) == to_json(two)
    assert from_json(to_json(one)) == one
