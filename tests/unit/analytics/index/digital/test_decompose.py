"""Parts of a score add up to it, whatever it is made of and whatever is missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analytics.index import BadIndex, CannotAggregate, compute
from analytics.index.config import Aggregator
from analytics.index.digital.decompose import (
    contributions,
    effective_weights,
    gaps,
    national_baseline,
    peer_baseline,
    standing,
    strengths,
    weaknesses,
)
from analytics.index.digital.decompose_steps import counted, split
from analytics.index.engine import IndexResult
from tests.unit.analytics.index.index_tables import Case, cases

EXACT = 1e-9
ROUNDS = settings(max_examples=40, deadline=None)
AGGREGATORS: tuple[Aggregator, ...] = ("mean", "geometric", "mpi")
ANY = st.sampled_from(AGGREGATORS).flatmap(lambda name: cases((name,)))


def holed(case: Case, seed: int, share: float = 0.2) -> pd.DataFrame:
    """Take some cells away."""
    return case.table.where(np.random.default_rng(seed).random(case.table.shape) >= share)


def result_of(table: pd.DataFrame, case: Case) -> IndexResult:
    """Compute, where the aggregation is defined."""
    try:
        return compute(table, case.config)
    except CannotAggregate:
        assume(False)
        raise


@ROUNDS
@given(case=cases(), seed=st.integers(0, 2**32))
def test_contributions_add_up_to_the_index(case: Case, seed: int) -> None:
    """Weights of what is there add up to 1, weights times scores to the weighted mean."""
    found = compute(holed(case, seed), case.config)
    parts = contributions(found)
    has = found.index.notna()
    assert effective_weights(found)[has].sum(axis=1).to_numpy() == pytest.approx(1.0)
    np.testing.assert_allclose(parts[has].sum(axis=1), found.index[has], rtol=0, atol=EXACT)
    assert parts[~has].isna().all(axis=None)


@ROUNDS
@given(case=ANY, seed=st.integers(0, 2**32))
def test_gaps_add_up_to_the_distance_from_the_reference(case: Case, seed: int) -> None:
    """Under mean, geometric mean and Mazziotta-Pareto alike, 103.8 and all gaps are the index."""
    found = result_of(holed(case, seed), case)
    try:
        far = gaps(found, national_baseline(found))
    except CannotAggregate:
        assume(False)
        raise
    has = found.index.notna()
    assert far.start[has].to_numpy() == pytest.approx(103.8, abs=EXACT)
    assert far.effects[~has].isna().all(axis=None)


@ROUNDS
@given(case=cases())
def test_gaps_of_the_mean_are_weights_times_differences(case: Case) -> None:
    """For the weighted mean no order matters."""
    found = compute(case.table, case.config)
    scores = found.scores[list(found.tree.indicators)]
    far = gaps(found, national_baseline(found)).effects
    np.testing.assert_allclose(far, effective_weights(found) * (scores - 103.8), atol=EXACT)


@ROUNDS
@given(case=ANY, seed=st.integers(0, 2**32))
def test_a_change_with_gaps_at_either_end_adds_up(case: Case, seed: int) -> None:
    """Scores may appear and disappear: the effects still add up to the change of the index."""
    found = result_of(holed(case, seed, 0.3), case)
    has = np.flatnonzero(found.index.notna())
    assume(len(has) >= 2)
    scores = counted(found).to_numpy()
    first, last = has[0], has[-1]
    try:
        effects = split(scores[first], scores[last], found.tree, found.weights)
    except CannotAggregate:
        assume(False)
        raise
    want = found.index.iloc[last] - found.index.iloc[first]
    assert effects.sum() == pytest.approx(want, abs=EXACT)
    same = (scores[first] == scores[last]) | (np.isnan(scores[first]) & np.isnan(scores[last]))
    assert not effects[same].any()


@ROUNDS
@given(case=ANY)
def test_a_change_back_has_opposite_effects(case: Case) -> None:
    """The orders are each other's reverse, so the split has no direction."""
    found = result_of(case.table, case)
    scores = counted(found).to_numpy()
    try:
        there = split(scores[0], scores[-1], found.tree, found.weights)
        back = split(scores[-1], scores[0], found.tree, found.weights)
    except CannotAggregate:
        assume(False)
        raise
    np.testing.assert_allclose(there, -back, atol=EXACT)


@ROUNDS
@given(case=cases(aggregators=("geometric",)))
def test_contributions_of_another_aggregation_are_refused(case: Case) -> None:
    """A geometric mean is no sum; the message points to the gaps."""
    with pytest.raises(BadIndex, match="gaps"):
        contributions(compute(case.table, case.config))


@ROUNDS
@given(case=cases())
def test_medians_of_few_peers_are_not_told(case: Case) -> None:
    """Two peers give no baseline, three give their median."""
    found = compute(case.table, case.config)
    units = list(case.table.index)
    two = peer_baseline(found, dict.fromkeys(units, units[:2]))
    assert two.isna().all(axis=None)
    three = peer_baseline(found, dict.fromkeys(units, units[:3]))
    want = found.scores.loc[units[:3], list(found.tree.indicators)].median()
    if len(units) >= 3:
        assert three.iloc[0].to_numpy() == pytest.approx(want.to_numpy())


@ROUNDS
@given(case=cases())
def test_strengths_are_won_and_weaknesses_lost(case: Case) -> None:
    """They are disjoint, in order, and at most as many as asked for."""
    found = compute(case.table, case.config)
    units = list(case.table.index)
    points = standing(found, units[0], {units[0]: units})["against_national"]
    best, worst = strengths(points, 2), weaknesses(points, 2)
    assert len(best) <= 2 >= len(worst)
    assert (best > 0).all()
    assert (worst < 0).all()
    assert best.is_monotonic_decreasing
    assert worst.is_monotonic_increasing
