"""Laws of the engine that hold for any index of the reference scale."""

from typing import Literal

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index import BadIndex, IndexConfig, compute
from analytics.index.config import Aggregator
from tests.unit.analytics.index.index_tables import Case, cases

AGGREGATORS: tuple[Aggregator, ...] = ("mean", "geometric", "mpi")
CLOSE = 1e-9


def with_aggregator(config: IndexConfig, aggregator: Aggregator) -> IndexConfig:
    """Add everything up in one way."""
    return msgspec.structs.replace(config, aggregators=(aggregator,))


@pytest.mark.parametrize("aggregator", AGGREGATORS)
@pytest.mark.parametrize(("point", "score"), [("reference", 103.8), ("benchmark", 177.4)])
@given(case=cases())
def test_all_at_an_anchor_score_the_anchor(
    case: Case, aggregator: Aggregator, point: Literal["reference", "benchmark"], score: float
) -> None:
    """Any weights, both directions, logarithms, nested or flat: the anchors are exact."""
    config = with_aggregator(case.config, aggregator)
    values = {one.id: [getattr(one, point)] for one in config.indicators}
    found = compute(pd.DataFrame(values, index=["u"]), config)
    assert found.scores.to_numpy() == pytest.approx(score, abs=CLOSE)


@pytest.mark.parametrize("aggregator", ["mean", "geometric"])
@given(case=cases())
def test_means_stay_inside_the_scale(case: Case, aggregator: Aggregator) -> None:
    """Weighted and geometric results lie in [1, 200]."""
    scores = compute(case.table, with_aggregator(case.config, aggregator)).scores.to_numpy()
    assert scores.min() >= 1 - CLOSE
    assert scores.max() <= 200 + CLOSE


@given(case=cases(aggregators=("mean", "mpi", "mean")))
def test_unbalanced_scores_are_said_to_be(case: Case) -> None:
    """Mazziotta-Pareto below the scale is flagged, never clamped."""
    found = compute(case.table, case.config)
    for name in found.unbalanced:
        outside = (found.scores[name] < 1 - CLOSE) | (found.scores[name] > 200 + CLOSE)
        assert found.unbalanced[name].tolist() == outside.tolist()


@given(case=cases(), factors=st.lists(st.floats(0.01, 100), min_size=9, max_size=9))
def test_units_of_measure_change_nothing(case: Case, factors: list[float]) -> None:
    """Values, floor, reference and benchmark in another unit give the same scores."""
    scaled = tuple(
        msgspec.structs.replace(
            one,
            floor=(one.floor or 0) * factor,
            reference=(one.reference or 0) * factor,
            benchmark=(one.benchmark or 0) * factor,
        )
        for one, factor in zip(case.config.indicators, factors, strict=False)
    )
    config = msgspec.structs.replace(case.config, indicators=scaled)
    table = case.table * factors[: len(scaled)]
    before, after = compute(case.table, case.config), compute(table, config)
    np.testing.assert_allclose(after.scores, before.scores, rtol=0, atol=CLOSE)


@given(case=cases(aggregators=("geometric",)), seed=st.integers(0, 2**32))
def test_order_changes_nothing(case: Case, seed: int) -> None:
    """Rows, columns, indicators and groups in another order give the same scores and ranks."""
    rng = np.random.default_rng(seed)
    config = msgspec.structs.replace(
        case.config,
        indicators=tuple(case.config.indicators[i] for i in rng.permutation(case.table.shape[1])),
        groups=tuple(case.config.groups[i] for i in rng.permutation(len(case.config.groups))),
    )
    table = case.table.iloc[rng.permutation(len(case.table)), rng.permutation(case.table.shape[1])]
    before, after = compute(case.table, case.config), compute(table, config)
    scores = after.scores.loc[before.scores.index, before.scores.columns]
    np.testing.assert_allclose(scores, before.scores, rtol=0, atol=CLOSE)
    assert after.ranks[after.tree.root].reindex(case.table.index).tolist() == pytest.approx(
        before.ranks[before.tree.root].tolist()
    )


@given(case=cases(), seed=st.integers(0, 2**32))
def test_gaps_are_shared_out_or_leave_no_score(case: Case, seed: int) -> None:
    """A group's score is the mean of what is there, where that is enough of its weight."""
    rng = np.random.default_rng(seed)
    holed = case.table.where(rng.random(case.table.shape) < 0.7)
    found = compute(holed, case.config)
    for group in found.tree.groups:
        members = found.scores[list(group.members)].to_numpy()
        weights = np.where(np.isnan(members), 0.0, found.weights[group.id])
        covered = weights.sum(axis=1)
        assert found.coverage[group.id].to_numpy() == pytest.approx(covered)
        enough = covered >= group.least_coverage - CLOSE
        assert (found.scores[group.id].notna().to_numpy() <= enough).all()
        there = enough & (covered > 0)
        want = np.nansum(members * weights, axis=1)[there] / covered[there]
        assert found.scores[group.id].to_numpy()[there] == pytest.approx(want)


@given(case=cases())
def test_points_in_the_wrong_order_are_refused(case: Case) -> None:
    """The message names the three points."""
    first, *others = case.config.indicators
    wrong = msgspec.structs.replace(first, reference=first.benchmark, benchmark=first.reference)
    config = msgspec.structs.replace(case.config, indicators=(wrong, *others))
    with pytest.raises(BadIndex, match=rf"{first.id}.*reference.*benchmark"):
        compute(case.table, config)
