"""A study of 1,000 enterprises, 28 indicators, 10,000 runs: seconds and memory, beside plain runs.

    python -m bench.index_monte_carlo [--units 1000] [--runs 10000] [--workers 2]

Every run draws data, imputation, scale, weights and aggregation anew and ranks all units. The peer
is the engine itself, run by run: twenty runs of the study are computed again by it, have to be
equal to 1e-9, and are timed. Sobol indices are timed apart.
"""

import argparse
import resource
import time

import numpy as np
import pandas as pd

from analytics.index import GroupConfig, IndexConfig, IndicatorConfig
from analytics.index.cells import Cells
from analytics.index.monte_carlo import bands_of
from analytics.index.replay import replayed
from analytics.index.sobol import sensitivity
from analytics.index.uncertainty_config import Study, UncertaintyConfig

_DIMENSIONS, _INDICATORS, _PEERS = 4, 28, 12
_AGAIN = 20


def study(runs: int) -> Study:
    """Return an index of four dimensions with seven indicators each."""
    indicators = tuple(
        IndicatorConfig(
            id=f"i{number:02}",
            group=f"g{number % _DIMENSIONS}",
            transform="log" if number == 5 else "none",
            floor=1.0,
            reference=60.0,
            benchmark=90.0,
            goalposts=(0.5, 100.0),
        )
        for number in range(_INDICATORS)
    )
    dimensions = (GroupConfig(id=f"g{number}", parent="index") for number in range(_DIMENSIONS))
    index = IndexConfig(
        indicators=indicators, groups=(GroupConfig(id="index", least_coverage=1.0), *dimensions)
    )
    return Study(index=index, uncertainty=UncertaintyConfig(runs=runs))


def region(units: int) -> tuple[pd.DataFrame, Cells, dict[str, str]]:
    """Return values with 2 % gaps, a third of them measured, declared and asked for each."""
    rng = np.random.default_rng(3)
    values = np.clip(rng.normal(62, 15, (units, _INDICATORS)), 2, 99)
    values[rng.random(values.shape) < 0.02] = np.nan
    low, high, deviation, step = (np.full(values.shape, np.nan) for _ in range(4))
    low[:, :10], high[:, :10] = values[:, :10] - 2, values[:, :10] + 2
    deviation[:, 10:18], step[:, 18:] = 5.0, 1.0
    cells = Cells(
        low, high, deviation, step, np.full(values.shape, 1.5), np.full(values.shape, 100.0)
    )
    names = [f"u{number:04}" for number in range(units)]
    columns = [f"i{number:02}" for number in range(_INDICATORS)]
    peers = {name: f"p{number % _PEERS}" for number, name in enumerate(names)}
    return pd.DataFrame(values, index=names, columns=columns), cells, peers


def main() -> None:
    """Run the study and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    table, cells, peers = region(given.units)
    what = study(given.runs)
    began = time.perf_counter()
    found = bands_of(table, cells, what, peers=peers, workers=given.workers)
    seconds = time.perf_counter() - began
    own, others = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"{given.units} units x {_INDICATORS} indicators x {given.runs} runs,"
        f" {given.workers} workers: {seconds:.1f} s,"
        f" {own + given.workers * others:.0f} MB at most"
    )
    began = time.perf_counter()
    for run in np.linspace(0, given.runs - 1, _AGAIN).astype(int).tolist():
        _, want = replayed(table, cells, what, run, peers=peers)
        np.testing.assert_allclose(found.scores[run], want, rtol=0, atol=1e-9)
    each = (time.perf_counter() - began) / _AGAIN
    print(
        f"{_AGAIN} runs again by the plain engine: equal to 1e-9, {each * 1000:.0f} ms each beside"
        f" {seconds / given.runs * 1000:.1f} ms"
    )
    began = time.perf_counter()
    samples = 256
    divided = sensitivity(table, cells, what, samples=samples, peers=peers)
    print(f"Sobol, {divided.runs} runs: {time.perf_counter() - began:.1f} s, one process")
    print(divided.factors.round(3).to_string())


if __name__ == "__main__":
    main()
