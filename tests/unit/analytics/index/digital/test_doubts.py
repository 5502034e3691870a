"""How sure a cell is says how far a study may move it."""

import numpy as np
import pandas as pd
import pytest

from analytics.index import compute
from analytics.index.cells import Draws
from analytics.index.digital.catalogue import IndicatorRecord
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.doubts import DoubtConfig, doubts, told_of
from analytics.index.digital.observation import CellStatus, Observation
from analytics.index.digital.scoring import cell_table, index_config
from analytics.index.uncertainty_config import Study

PERIOD = "2026-Q1"
CATALOGUE = shipped()
TOLD = [one for one in CATALOGUE.indicators if one.measurement.startswith("telemetry")]


def drawn(
    indicator: str,
    value: float,
    *,
    low: float | None,
    high: float | None,
    status: CellStatus = "observed",
) -> list[float]:
    """Return the least, the middle and the most that a study draws of one measured cell."""
    one = CATALOGUE.by_id()[indicator]
    cell = Observation(
        unit="u",
        indicator=indicator,
        period=PERIOD,
        vintage=0,
        status=status,
        source="telemetry",
        definition=one.definition,
        value=value,
        low=low,
        high=high,
    )
    cells = cell_table([cell], CATALOGUE, units=["u"], period=PERIOD)
    values = cells.value.to_numpy(np.float64)
    draws = Draws(values, doubts(cells, CATALOGUE, DoubtConfig()))
    place = cells.value.columns.get_loc(indicator)
    return [float(draws.values(np.full(values.shape, at))[0, place]) for at in (0.0, 0.5, 1.0)]


@pytest.mark.parametrize("low", [None, 4.0])
@pytest.mark.parametrize("high", [None, 9.0])
def test_a_bound_that_nobody_knows_is_where_the_scale_ends(
    low: float | None, high: float | None
) -> None:
    """A mean time between calls lies from half a minute, the floor, to where it scores 200."""
    best = 0.8 * 10 ** (96.2 / 73.6)
    least, middle, most = drawn("DP6", 5.0, low=low, high=high)
    if low is None and high is None:
        assert (least, middle, most) == (5.0, 5.0, 5.0)
        return
    ends = (1 / 120 if low is None else low, best if high is None else high)
    assert (least, most) == pytest.approx(ends)
    assert middle == pytest.approx(sum(ends) / 2)


def test_a_lower_limit_is_uncertain_upwards_only() -> None:
    """A period without an assist is never drawn below its limit, nor left out of the study."""
    least, middle, most = drawn("DP6", 40 / 3, low=40 / 3, high=None, status="censored")
    assert least == pytest.approx(40 / 3)
    assert 40 / 3 < middle < most
    assert drawn("DP6", 500.0, low=500.0, high=None, status="censored") == [500.0] * 3


def test_a_bound_of_zero_has_a_logarithm() -> None:
    """On a logarithmic scale nothing is drawn below what is plausible."""
    least, _, most = drawn("DP6", 5.0, low=0.0, high=9.0)
    assert (least, most) == (CATALOGUE.by_id()["DP6"].plausible[0], 9.0)
    assert least > 0


def test_what_a_study_draws_is_said() -> None:
    """Every default of the study stands in the sentence that goes with its results."""
    study = Study(index=index_config(CATALOGUE))
    said = told_of(study, DoubtConfig(declared_points=7.0))
    for part in ("10000 runs", "seed 1", "Dirichlet(100 w)", "7 points", "0.1 each", "z_score"):
        assert part in said
    assert "mpi in mean" in said
    assert "group_median" in said


@pytest.mark.parametrize("one", TOLD, ids=[one.id for one in TOLD])
def test_an_open_end_reaches_the_end_of_the_scale(one: IndicatorRecord) -> None:
    """Both ways every score that a plausible value can have is drawn, and no other value."""
    value = one.national.value
    least = drawn(one.id, value, low=None, high=value)[0]
    most = drawn(one.id, value, low=value, high=None)[2]
    assert one.plausible[0] <= least < value < most <= one.plausible[1]
    table = pd.DataFrame({each.id: [each.national.value] * 4 for each in CATALOGUE.indicators})
    table[one.id] = [least, one.plausible[0], most, one.plausible[1]]
    scores = compute(table, index_config(CATALOGUE)).scores[one.id].tolist()
    at_least, at_most = (0, 2) if one.direction == "higher" else (2, 0)
    # The floor scores 0, which is shown as 1 like everything below it.
    assert scores[at_least] == pytest.approx(scores[at_least + 1], abs=1e-9)
    assert scores[at_most] == pytest.approx(scores[at_most + 1], abs=1e-9)
