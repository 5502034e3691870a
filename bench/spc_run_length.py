"""Average run lengths of the control charts on normal values, by simulation, with standard errors.

    python bench/spc_run_length.py [--runs 200000] [--seed 1]

Each run draws independent values around a centre line that is off by `shift` sigma, with known
limits, until the first point that a chart tells out. `tests/unit/analytics/spc` imports this.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from analytics.oee.counters import Floats
from analytics.oee.timeline import Flags
from analytics.spc.rules import MEMORY, broken_rules, ewma, ewma_half_width

# Points drawn at once, and runs side by side: what a processor's cache likes.
_BLOCK, _MANY = 128, 2000
# What a chart says of a block of points (rows) of many runs, given the points and EWMA before.
Judge = Callable[[Floats, Floats], Flags]


@dataclass(frozen=True, slots=True)
class RunLength:
    """A mean over simulated runs and its standard error."""

    mean: float
    error: float


def three_sigma(z: Floats, average: Floats) -> Flags:
    """Tell the points beyond three sigma."""
    del average
    found: Flags = broken_rules(z)[0]
    return found


def western_electric(z: Floats, average: Floats) -> Flags:
    """Tell the points that break one of the rules 1 to 4."""
    del average
    found: Flags = np.logical_or.reduce(broken_rules(z), axis=0)
    return found


def moving_average(z: Floats, average: Floats) -> Flags:
    """Tell the points at which the EWMA is beyond its limits."""
    del z
    return np.greater(np.abs(average), ewma_half_width(1.0))


def all_of_them(z: Floats, average: Floats) -> Flags:
    """Tell the points that any of the charts tells out, as alarms do by default."""
    return np.logical_or(western_electric(z, average), moving_average(z, average))


CHARTS: dict[str, Judge] = {
    "3 sigma": three_sigma,
    "Western Electric 1 to 4": western_electric,
    "EWMA 0.2, 2.86": moving_average,
    "rules 1 to 4 and EWMA": all_of_them,
}


def run_length(judge: Judge, *, shift: float, runs: int, seed: int) -> RunLength:
    """Simulate `runs` runs to their first alarm."""
    draw = np.random.default_rng(seed)
    parts = [_MANY] * (runs // _MANY) + [runs % _MANY] * (runs % _MANY > 0)
    lengths = np.concatenate([_lengths(judge, draw, shift=shift, runs=part) for part in parts])
    return RunLength(float(lengths.mean()), float(lengths.std(ddof=1) / sqrt(runs)))


def _lengths(judge: Judge, draw: np.random.Generator, *, shift: float, runs: int) -> Floats:
    """Draw runs side by side, in blocks that hand their state on."""
    before = np.zeros((MEMORY, runs))
    average = np.zeros(runs)
    lengths = np.zeros(runs)
    going = np.arange(runs)
    passed = 0
    while len(going):
        fresh = draw.normal(shift, 1.0, (_BLOCK, len(going)))
        moving = ewma(fresh, before=average)
        z = np.concatenate([before, fresh])
        out = judge(z, np.concatenate([np.zeros_like(before), moving]))[MEMORY:]
        told = out.any(axis=0)
        lengths[going[told]] = passed + 1 + out[:, told].argmax(axis=0)
        going, before, average = going[~told], z[-MEMORY:, ~told], moving[-1, ~told]
        passed += _BLOCK
    return lengths


def main() -> None:
    """Print the run lengths of every chart in control and at a shift of half, one, two sigma."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{given.runs:,} runs each, seed {given.seed}; mean +- standard error, in points")
    for name, judge in CHARTS.items():
        parts = []
        for shift in (0.0, 0.5, 1.0, 2.0):
            found = run_length(judge, shift=shift, runs=given.runs, seed=given.seed)
            parts.append(f"{shift:g} sigma {found.mean:8.2f} +- {found.error:.2f}")
        print(f"{name:24}", "  ".join(parts), flush=True)


if __name__ == "__main__":
    main()
