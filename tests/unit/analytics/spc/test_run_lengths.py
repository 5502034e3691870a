"""Run lengths of the charts: exact by Markov chains, and of our own rules by simulation."""

import pytest

from analytics.spc.rules import EWMA_WEIGHT, EWMA_WIDTH
from bench.spc_run_length import (
    Judge,
    moving_average,
    run_length,
    three_sigma,
    western_electric,
)
from tests.unit.analytics.spc import exact_run_length as exact

RUNS = 10_000


@pytest.mark.parametrize(
    ("judge", "shift", "wanted"),
    [
        (three_sigma, 0.0, 370.0),
        (western_electric, 0.0, 92.0),
        (moving_average, 0.0, 370.0),
        (three_sigma, 1.0, 43.9),
        (western_electric, 1.0, 9.2),
        (moving_average, 1.0, 9.8),
    ],
)
def test_chart_runs_as_long_as_published(judge: Judge, shift: float, wanted: float) -> None:
    """Of 10,000 simulated runs the mean is within 5 % of the published run length."""
    found = run_length(judge, shift=shift, runs=RUNS, seed=2026)
    assert found.mean == pytest.approx(wanted, rel=0.05)
    # The simulation is sharp enough to tell: three standard errors are less than the 5 %.
    assert 3 * found.error < 0.05 * wanted


@pytest.mark.parametrize("shift", [0.0, 0.5, 1.0, 2.0])
def test_chart_runs_as_long_as_a_markov_chain_says(shift: float) -> None:
    """Simulation and exact chain, which share no code, agree within four standard errors."""
    wanted = {
        three_sigma: exact.three_sigma(shift),
        western_electric: exact.western_electric(shift),
        moving_average: exact.moving_average(shift, weight=EWMA_WEIGHT, width=EWMA_WIDTH),
    }
    for judge, length in wanted.items():
        found = run_length(judge, shift=shift, runs=RUNS, seed=7)
        assert abs(found.mean - length) < 4 * found.error, judge


def test_exact_run_lengths() -> None:
    """The chains give the run lengths of the literature to the digits it prints."""
    assert exact.three_sigma(0.0) == pytest.approx(370.40, abs=0.005)
    assert exact.three_sigma(1.0) == pytest.approx(43.89, abs=0.005)
    assert exact.western_electric(0.0) == pytest.approx(91.75, abs=0.005)
    assert exact.western_electric(1.0) == pytest.approx(9.22, abs=0.005)
    assert exact.moving_average(0.0, weight=EWMA_WEIGHT, width=EWMA_WIDTH) == pytest.approx(
        370, rel=0.01
    )
    assert exact.moving_average(1.0, weight=EWMA_WEIGHT, width=EWMA_WIDTH) == pytest.approx(
        9.8, abs=0.05
    )
