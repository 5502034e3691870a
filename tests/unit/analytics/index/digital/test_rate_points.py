"""Points of rates: what a plan promises is what the index then gains."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index import compute
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.rate_points import rate_points
from analytics.index.digital.scoring import index_config

RATES = {"DF3": "equipment_networking_rate", "DP3": "automatic_acquisition_rate"}
POINTS = rate_points(shipped())
shares = st.dictionaries(st.sampled_from(sorted(RATES)), st.floats(0, 1))


@given(first=shares, second=shares)
def test_a_gain_in_points_is_the_gain_of_the_whole_index(
    first: dict[str, float], second: dict[str, float]
) -> None:
    """Rates that change while everything else stays move the index by the difference of points."""
    plain = dict.fromkeys(RATES, 0.5)
    before, after = plain | first, plain | first | second
    gained = points(after) - points(before)
    assert gained == pytest.approx(index(after) - index(before), abs=1e-9)


def test_what_is_no_indicator_adds_nothing() -> None:
    """A rate without an indicator is worth nothing, and so are no rates at all."""
    assert POINTS({"energy_online_monitoring_rate": 0.5, "unknown": 1}) == 0
    assert POINTS({}) == 0


def points(values: dict[str, float]) -> float:
    """Return the points of indicators given as shares."""
    return POINTS({RATES[name]: value for name, value in values.items()})


def index(values: dict[str, float]) -> float:
    """Return the index of a plant that is at all references but for these indicators."""
    config = index_config(shipped())
    row = {one.id: one.reference for one in config.indicators}
    row |= {name: 100 * value for name, value in values.items()}
    return float(compute(pd.DataFrame([row], index=["plant"]), config).index.iloc[0])
