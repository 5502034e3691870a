"""Values drawn cell by cell, and gaps and outliers before anything is scored."""

from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import skew

from analytics.index import (
    BadTable,
    GroupConfig,
    IndexConfig,
    IndexResult,
    IndicatorConfig,
    ScaleConfig,
    TreatmentConfig,
    compute,
)
from analytics.index.cells import Cells, Draws
from analytics.index.scale import Floats

CONFIG = IndexConfig(
    indicators=(IndicatorConfig(id="a", group="index"),),
    groups=(GroupConfig(id="index"),),
    scale=ScaleConfig(method="min_max", clamp=None),
)


def cells(**told: float) -> Cells:
    """Return the errors of one cell."""
    low, high, deviation, step, least, most = (
        np.array([[told.get(kind, np.nan)]])
        for kind in ("low", "high", "deviation", "step", "least", "most")
    )
    chance = told.get("step_probability", 0.1)
    return Cells(low, high, deviation, step, least, most, step_probability=chance)


def drawn(value: float, errors: Cells, count: int = 2000) -> Floats:
    """Draw one cell evenly over all numbers."""
    draws = Draws(np.array([[value]]), errors)
    numbers = (np.arange(count) + 0.5) / count
    return np.array([draws.values(np.array([[number]]))[0, 0] for number in numbers])


def test_measured_values_lie_evenly_between_their_bounds() -> None:
    """Quantiles of the draws are those of the interval."""
    found = drawn(5.0, cells(low=4.0, high=8.0))
    assert np.percentile(found, [0, 25, 50, 100]) == pytest.approx([4, 5, 6, 8], abs=0.01)


def test_steps_are_one_rung_each_way_with_their_probability() -> None:
    """One in ten down, one in ten up."""
    found = drawn(3.0, cells(step=1.0, least=0.0, most=9.0))
    assert {rung: float((found == rung).mean()) for rung in (2.0, 3.0, 4.0)} == pytest.approx(
        {2.0: 0.1, 3.0: 0.8, 4.0: 0.1}
    )


@pytest.mark.parametrize("least", [0.0, 3.0, 7.0, 7.9, 8.1])
def test_draws_never_leave_the_plausible_range(least: float) -> None:
    """Also where the range is far from the value, and a share of it is rounded."""
    found = drawn(0.0, cells(deviation=1.0, least=least, most=9.0))
    assert found.min() >= least
    assert found.max() <= 9.0


@pytest.mark.parametrize(
    "told", [{"low": 1.0, "high": 2.0}, {"deviation": 5.0}, {"step": 1.0, "least": 0.0}]
)
def test_a_gap_stays_a_gap(told: dict[str, float]) -> None:
    """Whatever is told of its error, no value is made up for it."""
    assert np.isnan(drawn(np.nan, cells(**told), 3)).all()


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"low": 1.0}, "row 1, column 1 has one bound without the other"),
        ({"low": 3.0, "high": 2.0}, "a lower bound above the upper one"),
        ({"deviation": -5.0}, "below 0"),
        ({"deviation": 5.0, "step": 1.0}, "more than one kind"),
        ({"deviation": 5.0, "least": 2.0, "most": 1.0}, "a least value above the most"),
        ({"step": 1.0, "step_probability": 0.6}, "probability is 0 to 0.5"),
        ({"deviation": 1.0, "least": 90.0}, "no draw falls inside"),
    ],
)
def test_errors_that_cannot_be_drawn_are_refused(told: dict[str, float], message: str) -> None:
    """The message says which cell and why."""
    with pytest.raises(BadTable, match=message):
        Draws(np.array([[5.0]]), cells(**told))


def test_errors_have_the_shape_of_the_table() -> None:
    """Another shape would put them on other cells."""
    with pytest.raises(BadTable, match="shape of the table"):
        Draws(np.zeros((2, 1)), cells(deviation=1.0))


def computed(values: list[float], **options: Any) -> IndexResult:
    """Compute an index of one column."""
    peers = options.pop("peers", None)
    table = pd.DataFrame({"a": values}, index=[f"u{n}" for n in range(len(values))])
    return compute(table, msgspec.structs.replace(CONFIG, **options), peers=peers)


def after(result: IndexResult) -> list[float]:
    """Return what was scored."""
    scored = result.values  # noqa: PD011 - a field of ours
    return [float(value) for value in scored["a"]]


@given(
    values=st.lists(st.one_of(st.just(np.nan), st.floats(-9, 9)), min_size=1, max_size=9),
    groups=st.lists(st.sampled_from("xy"), min_size=9, max_size=9),
)
def test_imputation_never_touches_what_was_observed(values: list[float], groups: list[str]) -> None:
    """Gaps take the median of their peers, or stay; each is said, and nothing else changes."""
    peers = {f"u{n}": group for n, group in enumerate(groups)}
    found = computed(values, imputation="group_median", peers=peers)
    scored = after(found)
    for n, value in enumerate(values):
        mates = [v for m, v in enumerate(values) if groups[m] == groups[n] and not np.isnan(v)]
        want = np.median(mates) if np.isnan(value) and mates else value
        assert scored[n] == pytest.approx(want, nan_ok=True)
    filled = {change.unit for change in found.changes}
    assert filled == set(found.imputed.index[found.imputed["a"]])
    assert all(change.what == "imputed" and np.isnan(change.before) for change in found.changes)


def test_the_default_imputes_nothing() -> None:
    """A gap stays one."""
    found = computed([1.0, np.nan, 3.0])
    assert np.isnan(after(found)[1])
    assert found.changes == ()


def test_outliers_move_to_the_next_value_and_are_said() -> None:
    """One far value comes to the second largest; all others stay as they were."""
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 100.0]
    found = computed(values, treatment=TreatmentConfig(method="winsorise"))
    assert after(found) == [*values[:-1], 8.0]
    assert [(one.unit, one.what, one.before, one.after) for one in found.changes] == [
        ("u8", "winsorised", 100.0, 8.0)
    ]
    low = computed([-value for value in values], treatment=TreatmentConfig(method="winsorise"))
    assert after(low) == [-value for value in [*values[:-1], 8.0]]


def test_outliers_that_are_too_many_are_left_and_said() -> None:
    """What the treatment cannot pull in is named; it can with one value more."""
    values = [*(float(n) for n in range(30)), 900.0, 950.0, 990.0]
    few, enough = (
        computed(values, treatment=TreatmentConfig(method="winsorise", most_values=most))
        for most in (2, 3)
    )
    assert (few.outlying, few.changes, after(few)) == (("a",), (), values)
    assert (enough.outlying, len(enough.changes)) == ((), 3)


def test_columns_without_outliers_are_left() -> None:
    """Neither a mild column nor one of few or equal values changes."""
    treatment = TreatmentConfig(method="winsorise")
    for values in ([1.0, 2.0, 4.0, 9.0], [5.0] * 6, [1.0], [1.0, 50.0, 1.0]):
        assert after(computed(values, treatment=treatment)) == values


def test_skewness_is_the_unbiased_one() -> None:
    """The threshold is met or not as by the textbook's estimator."""
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 30.0]
    exact = float(skew(values, bias=False))
    for limit, pulled in ((exact - 0.001, True), (exact + 0.001, False)):
        treatment = TreatmentConfig(method="winsorise", skewness=limit)
        assert bool(computed(values, treatment=treatment).changes) == pulled
