"""Scales, each worked on paper, and what has no place on them."""

from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest

from analytics.index import (
    BadIndex,
    BadTable,
    GroupConfig,
    IndexConfig,
    IndexFault,
    IndicatorConfig,
    ScaleConfig,
    compute,
)

UNITS = ["u", "v", "w"]
SMALL = IndicatorConfig(
    id="x", group="index", reference=4.0, base=2.0, goalposts=(2.0, 6.0), bands=(3.0, 5.0)
)


def index_of(
    values: list[float],
    *,
    scale: dict[str, Any],
    indicator: dict[str, Any] | None = None,
    outside: tuple[str, ...] = (),
    base: list[float] | None = None,
) -> list[float]:
    """Score one column."""
    config = IndexConfig(
        indicators=(msgspec.structs.replace(SMALL, **(indicator or {})),),
        groups=(GroupConfig(id="index"),),
        scale=ScaleConfig(**({"clamp": None} | scale)),
    )
    before = None if base is None else pd.DataFrame({"x": base}, index=UNITS[: len(base)])
    table = pd.DataFrame({"x": values}, index=UNITS[: len(values)])
    return compute(table, config, outside=outside, base=before).index.tolist()


LOWER = {"direction": "lower"}
SPREAD = float(np.sqrt(8 / 3))


@pytest.mark.parametrize(
    ("method", "indicator", "want"),
    [
        ("min_max", {}, [0.0, 50.0, 100.0]),
        ("min_max", LOWER, [100.0, 50.0, 0.0]),
        ("min_max", {"transform": "log"}, [0.0, 100 * np.log(2) / np.log(3), 100.0]),
        ("z_score", {}, [90.0, 100.0, 110.0]),
        ("z_score", LOWER, [110.0, 100.0, 90.0]),
        ("rank", {}, [100 / 6, 50.0, 500 / 6]),
        ("rank", LOWER, [500 / 6, 50.0, 100 / 6]),
        ("ratio", {}, [50.0, 100.0, 150.0]),
        ("ratio", LOWER, [200.0, 100.0, 200 / 3]),
        ("base_period", {}, [100.0, 200.0, 300.0]),
        ("base_period", LOWER, [100.0, 50.0, 100 / 3]),
        ("goalposts", {}, [0.0, 50.0, 100.0]),
        ("goalposts", {"goalposts": (3.0, 5.0)}, [0.0, 50.0, 100.0]),
        ("goalposts", {"goalposts": (0.0, 10.0)} | LOWER, [80.0, 60.0, 40.0]),
        ("bands", {}, [0.0, 50.0, 100.0]),
        ("bands", {"bands": (4.0,)} | LOWER, [100.0, 0.0, 0.0]),
    ],
)
def test_scale_gives_what_paper_gives(
    method: str, indicator: dict[str, Any], want: list[float]
) -> None:
    """Values 2, 4 and 6 on every scale, both directions."""
    found = index_of([2.0, 4.0, 6.0], scale={"method": method}, indicator=indicator)
    assert found == pytest.approx(want)


def test_z_scores_take_the_deviation_they_are_told() -> None:
    """The population's is smaller than the sample's."""
    scale = {"method": "z_score", "ddof": 0}
    found = index_of([2.0, 4.0, 6.0], scale=scale)
    assert found == pytest.approx([100 - 20 / SPREAD, 100.0, 100 + 20 / SPREAD])


@pytest.mark.parametrize(("method", "want"), [("min_max", 50), ("z_score", 100), ("rank", 50)])
@pytest.mark.parametrize("value", [0.1, 0.3, 7.0])
def test_equal_values_score_the_middle(method: str, want: float, value: float) -> None:
    """A column without spread tells nobody apart, also where its mean is rounded."""
    assert index_of([value] * 3, scale={"method": method}) == [want] * 3


@pytest.mark.parametrize(("method", "want"), [("min_max", 50), ("z_score", 100), ("rank", 50)])
def test_a_sample_without_a_value_places_nobody(method: str, want: float) -> None:
    """A unit outside scores the middle where the sample has no value at all."""
    found = index_of([np.nan, np.nan, 5.0], scale={"method": method}, outside=("w",))
    assert found == pytest.approx([np.nan, np.nan, want], nan_ok=True)


def test_ties_share_a_place_on_the_scale_of_ranks() -> None:
    """Equals count half below each other."""
    assert index_of([3.0, 3.0, 5.0], scale={"method": "rank"}) == pytest.approx(
        [100 / 3, 100 / 3, 500 / 6]
    )


def test_each_unit_has_a_base_of_its_own() -> None:
    """Values of the base period are found by unit; a gap there leaves a gap."""
    found = index_of([2.0, 6.0, 4.0], scale={"method": "base_period"}, base=[1.0, 4.0, np.nan])
    assert found == pytest.approx([200.0, 150.0, np.nan], nan_ok=True)


def test_nothing_is_the_best_where_lower_is_better() -> None:
    """A value of 0 stands at the end of the scale; it is not lost."""
    scale = {"method": "ratio", "clamp": (1.0, 200.0)}
    assert index_of([0.0, 4.0, 8.0], scale=scale, indicator=LOWER) == [200.0, 100.0, 50.0]


def test_what_the_goalposts_cap_is_flagged() -> None:
    """A value beyond a goalpost scores as the goalpost, and is said to."""
    config = IndexConfig(
        indicators=(SMALL,),
        groups=(GroupConfig(id="index"),),
        scale=ScaleConfig(method="goalposts", clamp=None),
    )
    found = compute(pd.DataFrame({"x": [1.0, 2.0, 7.0]}, index=UNITS), config)
    assert found.clamped["x"].tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("fault", "method", "indicator", "columns", "message"),
    [
        (BadTable, "ratio", LOWER, ([-1.0], None), "unit u: indicator x: lower is better, and -1"),
        (BadTable, "ratio", LOWER, ([0.0], None), "unit u: indicator x.*on a scale with clamp"),
        (BadIndex, "ratio", {"reference": 0.0}, ([1.0], None), "reference above 0, not 0"),
        (BadIndex, "ratio", {"reference": None}, ([1.0], None), "has no reference"),
        (
            BadIndex,
            "ratio",
            {"transform": "log"},
            ([1.0], None),
            "x.*depend on the unit of measure",
        ),
        (BadIndex, "base_period", {"base": None}, ([1.0], None), "has no base"),
        (BadTable, "base_period", {}, ([1.0, 2.0], [1.0, 0.0]), "unit v.*the base is 0"),
        (BadTable, "base_period", {}, ([1.0, 2.0], [1.0]), "base lacks v"),
        (BadTable, "min_max", {"transform": "log"}, ([1.0, 0.0], None), "unit v: .*x.*logarithmic"),
        (BadIndex, "goalposts", {"goalposts": (5.0, 5.0)}, ([1.0], None), "x needs goalposts"),
        (BadIndex, "bands", {"bands": ()}, ([1.0], None), "x needs bands"),
        (BadIndex, "bands", {"bands": (0.0,), "transform": "log"}, ([1.0], None), "above 0"),
    ],
)
def test_what_has_no_score_is_refused_with_its_place(
    fault: type[IndexFault],
    method: str,
    indicator: dict[str, Any],
    columns: tuple[list[float], list[float] | None],
    message: str,
) -> None:
    """No value becomes a gap silently: the message names unit and indicator."""
    values, base = columns
    with pytest.raises(fault, match=message):
        index_of(values, scale={"method": method}, indicator=indicator, base=base)
