"""Coherence figures are those of the books, and oddities are told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index import GroupConfig, IndexConfig, IndicatorConfig, ScaleConfig, compute
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.coherence import CoherenceLimits, coherence, cronbach_alpha
from analytics.index.digital.editions import known_cells
from analytics.index.digital.scoring import index_config, score
from analytics.index.engine import IndexResult
from tests.unit.analytics.index.digital.city_editions import edition_of, generated, small_city


def result_of(columns: dict[str, list[float]]) -> IndexResult:
    """Score columns as they are, in two groups by the first letter of their names."""
    config = IndexConfig(
        indicators=tuple(
            IndicatorConfig(id=name, group=name[0], reference=100.0) for name in columns
        ),
        groups=(
            GroupConfig(id="index", least_coverage=0.5),
            *(
                GroupConfig(id=name, parent="index", least_coverage=0.5)
                for name in sorted({name[0] for name in columns})
            ),
        ),
        scale=ScaleConfig(method="ratio", clamp=None),
    )
    units = len(next(iter(columns.values())))
    return compute(pd.DataFrame(columns, index=[f"u{at}" for at in range(units)]), config)


def test_alpha_on_paper() -> None:
    """Three items of four units: variances 5/3, 4/3 and 2/3, of their sum 9: alpha is 8/9."""
    scores = np.array([[1.0, 2.0, 1.0], [2.0, 2.0, 2.0], [3.0, 4.0, 3.0], [4.0, 4.0, 2.0]])
    assert cronbach_alpha(scores) == pytest.approx(8 / 9)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32), items=st.integers(2, 8))
def test_alpha_of_the_same_item_many_times_is_one(seed: int, items: int) -> None:
    """Copies of one item measure one thing."""
    one = np.random.default_rng(seed).normal(size=10)
    assert cronbach_alpha(np.column_stack([one] * items)) == pytest.approx(1.0)


def test_alpha_of_what_does_not_vary_is_not_told() -> None:
    """No units, one item, or no spread: there is nothing to measure."""
    assert np.isnan(cronbach_alpha(np.ones((5, 3))))
    assert np.isnan(cronbach_alpha(np.ones((2, 3))))
    assert np.isnan(cronbach_alpha(np.arange(5.0)[:, None]))


def test_oddities_are_told_with_their_figures() -> None:
    """A constant, an indicator against its group, one that says nothing, and two that say one."""
    found = coherence(
        result_of(
            {
                "a1": [10.0, 20.0, 30.0, 40.0, 50.0],
                "a2": [11.0, 19.0, 31.0, 39.0, 52.0],
                "a3": [9.0, 8.0, 7.0, 6.0, 5.0],
                "b1": [7.0, 7.0, 7.0, 7.0, 7.0],
                "b2": [3.0, 9.0, 4.0, 8.0, 5.0],
            }
        )
    )
    told = {(one.what, one.first, one.second) for one in found.flags}
    assert ("redundant", "a1", "a2") in told
    assert ("negative", "a3", "a") in told
    assert ("negative", "a1", "a3") in told
    assert ("constant", "b1", "b") in told
    assert ("low_alpha", "b", "") in told
    assert found.correlations.loc["a1", "a3"] == pytest.approx(-1.0)


def test_importance_and_weight_are_shares() -> None:
    """Both add up to 1 over the indicators, and stand beside each other."""
    rng = np.random.default_rng(1)
    level = rng.uniform(20, 80, 30)
    columns = {
        name: (level + rng.normal(0, 15, 30)).tolist() for name in ("a1", "a2", "b1", "b2", "b3")
    }
    found = coherence(result_of(columns)).members.loc[list(columns)]
    assert found["importance"].sum() == pytest.approx(1.0)
    assert found["weight"].sum() == pytest.approx(1.0)
    assert found.loc["b1", "weight"] == pytest.approx(1 / 6)


def test_the_city_is_coherent_within_its_dimensions() -> None:
    """Alpha of every dimension of the generated city is above the customary 0.7."""
    period = small_city().periods[-1]
    cells = known_cells(edition_of(), small_city().observations, generated(period), period)
    found = coherence(score(cells, index_config(shipped())), CoherenceLimits())
    assert (found.groups["alpha"] > 0.7).all()
    assert not [one for one in found.flags if one.what == "constant"]
