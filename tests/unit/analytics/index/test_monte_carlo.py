"""Studies of uncertainty: runs are the engine's own, streams are nobody's but the study's."""

from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as sobol_analyze
from SALib.sample import sobol as sobol_sample
from scipy.stats import qmc

from analytics.index import (
    BadTable,
    CannotAggregate,
    GroupConfig,
    IndexConfig,
    IndicatorConfig,
    ScaleConfig,
    TreatmentConfig,
    WeightConfig,
    compute,
)
from analytics.index.cells import Cells, Draws
from analytics.index.draws import FACTORS
from analytics.index.monte_carlo import Groups, bands_of, material_of
from analytics.index.replay import replayed
from analytics.index.scale import Floats
from analytics.index.sobol import indices, sensitivity
from analytics.index.uncertainty_config import Study, UncertaintyConfig

UNITS, INDICATORS = 30, 6
CONFIG = IndexConfig(
    indicators=tuple(
        IndicatorConfig(
            id=f"i{number}",
            group=f"g{number % 2}",
            floor=5.0 if number % 3 else 95.0,
            reference=50.0,
            benchmark=80.0 if number % 3 else 20.0,
            direction="higher" if number % 3 else "lower",
            transform="log" if number == 4 else "none",
            goalposts=(1.0, 100.0),
        )
        for number in range(INDICATORS)
    ),
    groups=(
        GroupConfig(id="index", least_coverage=1.0),
        GroupConfig(id="g0", parent="index"),
        GroupConfig(id="g1", parent="index"),
    ),
)
STUDY = Study(index=CONFIG, uncertainty=UncertaintyConfig(runs=60, block=7, seed=5))
PEERS = {f"u{number}": f"p{number % 4}" for number in range(UNITS)}


def table() -> pd.DataFrame:
    """Return values with some gaps."""
    rng = np.random.default_rng(1)
    values = rng.uniform(10, 90, (UNITS, INDICATORS))
    values[rng.random(values.shape) < 0.05] = np.nan
    names = [one.id for one in CONFIG.indicators]
    return pd.DataFrame(values, index=list(PEERS), columns=names)


def cells(values: pd.DataFrame) -> Cells:
    """Give two columns bounds, two a normal error and two rungs."""
    known = values.to_numpy()
    low, high, deviation, step = (np.full(known.shape, np.nan) for _ in range(4))
    low[:, :2], high[:, :2] = known[:, :2] - 3, known[:, :2] + 5
    deviation[:, 2:4], step[:, 4:] = 5.0, 4.0
    least, most = np.full(known.shape, 1.0), np.full(known.shape, 100.0)
    return Cells(low, high, deviation, step, least, most)


def test_runs_are_those_of_the_engine() -> None:
    """Twenty runs equal a plain computation of their table, weights and methods to 1e-9."""
    values = table()
    found = bands_of(values, cells(values), STUDY, peers=PEERS)
    for run in range(0, STUDY.uncertainty.runs, 3):
        _, want = replayed(values, cells(values), STUDY, run, peers=PEERS)
        np.testing.assert_allclose(found.scores[run], want, rtol=0, atol=1e-9)


def halves(values: Floats) -> Floats:
    """Return the means of the first and the second half of a table."""
    return np.array([np.nanmean(values[:15], axis=0), np.nanmean(values[15:], axis=0)])


GROUPS = Groups(("first", "second"), halves, only=("u3", "u20"))


def test_groups_are_made_anew_in_every_run() -> None:
    """Groups score what their drawn units make them; runs and units beside equal the engine's."""
    values = table()
    found = bands_of(values, cells(values), STUDY, peers=PEERS, groups=GROUPS)
    assert list(found.groups.index) == list(GROUPS.names)
    assert set(found.bands.index).isdisjoint(GROUPS.only)
    scores = []
    for run in range(STUDY.uncertainty.runs):
        _, want = replayed(values, cells(values), STUDY, run, peers=PEERS, groups=GROUPS)
        own = want.drop(list(GROUPS.names))
        np.testing.assert_allclose(found.scores[run], own, rtol=0, atol=1e-9)
        scores.append(want[list(GROUPS.names)])
    percentiles = np.percentile(np.array(scores), (5.0, 50.0, 95.0), axis=0).T
    bands = found.groups[["low", "median", "high"]]
    np.testing.assert_allclose(bands, percentiles, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "change",
    [
        {"treatment": TreatmentConfig(method="winsorise", skewness=0.1, kurtosis=-2.0)},
        {"weights": WeightConfig(method="entropy")},
        {"weights": WeightConfig(method="critic")},
    ],
)
def test_what_the_index_does_its_study_does(change: dict[str, Any]) -> None:
    """Treatment of outliers is in every run; weights lie around those that the data gave."""
    values = table()
    values.iloc[0] = [900.0, 990.0, 0.01, 900.0, 900.0, 0.2]
    changed = msgspec.structs.replace(STUDY, index=msgspec.structs.replace(CONFIG, **change))
    found = bands_of(values, Cells.exact(values), changed, peers=PEERS)
    one, want = replayed(values, Cells.exact(values), changed, 4, peers=PEERS)
    np.testing.assert_allclose(found.scores[4], want, rtol=0, atol=1e-9)
    assert any(cell.what == "winsorised" for cell in one.changes) == ("treatment" in change)
    nominal = compute(values, changed.index, peers=PEERS).weights["g0"]
    drawn = found.scenarios[[f"g0.{name}" for name in one.tree.groups[0].members]]
    assert drawn.mean().to_numpy() == pytest.approx(nominal, abs=0.04)


def test_results_do_not_depend_on_workers() -> None:
    """One process and two give the same scores, ranks and scenarios, bit for bit."""
    values = table()
    one, two = (
        bands_of(values, cells(values), STUDY, peers=PEERS, groups=GROUPS, workers=workers)
        for workers in (1, 2)
    )
    np.testing.assert_array_equal(one.scores, two.scores)
    pd.testing.assert_frame_equal(one.groups, two.groups, check_exact=True)
    np.testing.assert_array_equal(one.ranks, two.ranks)
    pd.testing.assert_frame_equal(one.scenarios, two.scenarios, check_exact=True)
    assert len(one.scenarios) == STUDY.uncertainty.runs


@pytest.mark.parametrize(("column", "value"), [("i1", 0.1), ("i4", 0.3), ("i1", np.nan)])
def test_columns_without_spread_are_scored_as_the_engine_scores_them(
    column: str, value: float
) -> None:
    """Equal values, or none at all, are no spread under any scale."""
    values = table().assign(**{column: value})
    found = bands_of(values, Cells.exact(values), STUDY, peers=PEERS)
    for run in range(0, STUDY.uncertainty.runs, 3):
        _, want = replayed(values, Cells.exact(values), STUDY, run, peers=PEERS)
        np.testing.assert_allclose(found.scores[run], want, rtol=0, atol=1e-9)


def test_errors_follow_their_columns() -> None:
    """Columns in another order, errors with them, give the same scores."""
    values = table()
    order = np.random.default_rng(3).permutation(INDICATORS)
    other = values.iloc[:, order]
    one, two = (
        bands_of(one, doubts, STUDY, peers=PEERS)
        for one, doubts in ((values, cells(values)), (other, cells(values).columns(order)))
    )
    np.testing.assert_array_equal(one.scores, two.scores)


def test_a_logarithm_of_nothing_is_an_error_that_names_the_run() -> None:
    """A draw that has no logarithm does not become a gap."""
    values = table()
    doubted = cells(values)
    doubted.deviation[:, 4], doubted.step[:, 4] = np.nan, np.nan
    doubted.low[:, 4], doubted.high[:, 4] = -90.0, 5.0
    with pytest.raises(BadTable, match=r"run \d+ of block \d+: indicator i4.*above 0"):
        bands_of(values, doubted, STUDY, peers=PEERS)


def test_shifts_are_against_the_index_itself() -> None:
    """A group's own aggregator counts in the ranks that a study is measured against."""
    groups = tuple(msgspec.structs.replace(one, aggregator="harmonic") for one in CONFIG.groups)
    own = msgspec.structs.replace(CONFIG, groups=groups)
    values = table().fillna(50.0)
    found = material_of(values, Cells.exact(values), Study(index=own), None).ranks
    assert found.tolist() == compute(values, own).ranks["index"].tolist()


def test_bands_hold_the_anchors() -> None:
    """A unit at all references scores 103.8 in every run, one at all benchmarks 177.4."""
    values = table()
    for place, one in enumerate(CONFIG.indicators):
        values.iloc[0, place], values.iloc[1, place] = one.reference, one.benchmark
    found = bands_of(values, Cells.exact(values), STUDY, peers=PEERS)
    for unit, score in (("u0", 103.8), ("u1", 177.4)):
        row = found.bands.loc[[unit], ["low", "median", "high"]].to_numpy()
        assert row == pytest.approx(score, abs=1e-9)


def test_a_run_without_anchors_is_an_error_that_names_it() -> None:
    """Where the whole sample lies above the benchmark a rank cannot tell the anchors apart."""
    values = table() * 0.01 + 85.0
    values.loc[:, ["i0", "i3"]] = 10.0
    with pytest.raises(CannotAggregate, match=r"run \d+ of block \d+.*benchmark"):
        bands_of(values, Cells.exact(values), STUDY)


def test_declared_values_stay_in_their_range() -> None:
    """Normal errors are cut off at the ends of what the value can be, steps stop there."""
    values = np.array([[2.0, 99.0, 4.0]])
    none = np.full(values.shape, np.nan)
    doubted = Cells(
        none,
        none,
        np.array([[5.0, 5.0, np.nan]]),
        np.array([[np.nan, np.nan, 1.0]]),
        np.zeros(values.shape),
        np.array([[100.0, 100.0, 4.0]]),
    )
    draws = Draws(values, doubted)
    rng = np.random.default_rng(2)
    found = np.array([draws.values(rng.random(values.shape))[0] for _ in range(4000)])
    assert found.min() >= 0
    assert found.max() <= 100
    assert set(found[:, 2]) == {3.0, 4.0}
    assert (found[:, 2] == 3.0).mean() == pytest.approx(0.1, abs=0.02)


def test_bounds_the_wrong_way_round_are_refused() -> None:
    """The lower bound of a measurement is not above the upper one."""
    one = np.array([[1.0]])
    none = np.full((1, 1), np.nan)
    with pytest.raises(BadTable, match="lower bound"):
        Draws(one, Cells(one + 1, one, none, none, none, none))


def test_estimator_equals_salib_on_its_own_sample() -> None:
    """First-order and total indices equal SALib's to 1e-9 on a sample that SALib drew."""
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[-np.pi, np.pi]] * 3}
    points = sobol_sample.sample(problem, 512, calc_second_order=False, seed=3)
    outputs = ishigami(points)
    theirs = sobol_analyze.analyze(problem, outputs, calc_second_order=False)
    rows = outputs.reshape(-1, 5).T
    first, total = indices(rows[0], rows[4], rows[1:4])
    np.testing.assert_allclose(first, theirs["S1"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(total, theirs["ST"], rtol=0, atol=1e-9)


def test_ishigami_function_is_divided_as_in_the_books() -> None:
    """At 8192 samples the indices are within 0.02 of those of the analytical solution."""
    sample = qmc.Sobol(6, seed=11).random(8192) * 2 * np.pi - np.pi
    a, b = sample[:, :3], sample[:, 3:]
    mixed = []
    for column in range(3):
        one = a.copy()
        one[:, column] = b[:, column]
        mixed.append(ishigami(one))
    first, total = indices(ishigami(a), ishigami(b), np.array(mixed))
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=0.02)


def ishigami(x: Floats) -> Floats:
    """Ishigami and Homma 1990, with 7 and 0.1."""
    return np.asarray(
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def test_factors_that_do_not_vary_cause_nothing() -> None:
    """With exact cells and one scale, aggregation and imputation all unrest comes from weights."""
    values = table().fillna(50.0)
    only = UncertaintyConfig(
        scales=(ScaleConfig(),), aggregators=(("mean",),), imputations=("none",), block=50
    )
    found = sensitivity(
        values, Cells.exact(values), Study(index=CONFIG, uncertainty=only), samples=200
    )
    assert found.runs == 200 * (len(FACTORS) + 2)
    total = found.factors["total"]
    assert total["weights"] == pytest.approx(1.0, abs=0.2)
    assert total.drop("weights").tolist() == [0.0] * (len(FACTORS) - 1)
