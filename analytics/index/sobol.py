"""How much of the ranks' unrest each uncertain factor causes: Sobol indices by whole factors.

A study enters; first-order and total indices leave, of the mean absolute shift of ranks against the
study's own index. Estimators: Saltelli et al. 2010 (first order), Jansen 1999 (total).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.index.bands import Ranks, places
from analytics.index.cells import Cells
from analytics.index.draws import FACTORS, Factor, Matrix
from analytics.index.monte_carlo import Worker, material_of
from analytics.index.scale import Floats
from analytics.index.uncertainty_config import Study


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Per factor `first` and `total` with their standard errors; `runs` were made in all."""

    factors: pd.DataFrame
    runs: int


def indices(a: Floats, b: Floats, mixed: Floats) -> tuple[Floats, Floats]:
    """Return first-order and total indices of outputs.

    `a` and `b` are (samples,), `mixed` (factors, samples): of `a` with one factor from `b`. All are
    0 where the outputs do not vary.
    """
    variance = np.concatenate([a, b]).var()
    if not variance > 0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    # Any centre will do in the long run; that of all outputs is the nearest to zero.
    centre = np.concatenate([a, b, mixed.ravel()]).mean()
    first = ((b - centre) * (mixed - a)).mean(axis=1) / variance
    total = ((a - mixed) ** 2).mean(axis=1) / 2 / variance
    return np.asarray(first), np.asarray(total)


def sensitivity(
    table: pd.DataFrame,
    cells: Cells,
    study: Study,
    *,
    samples: int,
    peers: Mapping[str, str] | None = None,
    resamples: int = 200,
) -> Sensitivity:
    """Run a study `samples` times (factors + 2) and divide the variance of rank shifts.

    Standard errors are of bootstrap samples drawn from the study's seed.
    """
    material = material_of(table, cells, study, peers)
    worker = Worker(material)
    nominal = material.ranks
    a = _shifts(worker, nominal, samples, {})
    b = _shifts(worker, nominal, samples, dict.fromkeys(FACTORS, 1))
    mixed = np.array([_shifts(worker, nominal, samples, {factor: 1}) for factor in FACTORS])
    first, total = indices(a, b, mixed)
    stream = np.random.Generator(np.random.PCG64(np.random.SeedSequence([study.uncertainty.seed])))
    again = np.array(
        [
            indices(a[rows], b[rows], mixed[:, rows])
            for rows in (stream.integers(0, samples, samples) for _ in range(resamples))
        ]
    )
    frame = pd.DataFrame(
        {
            "first": first,
            "first_error": again[:, 0].std(axis=0, ddof=1),
            "total": total,
            "total_error": again[:, 1].std(axis=0, ddof=1),
        },
        index=pd.Index(FACTORS, name="factor"),
    )
    return Sensitivity(frame, samples * (len(FACTORS) + 2))


def _shifts(
    worker: Worker, nominal: Ranks, samples: int, matrix: Mapping[Factor, Matrix]
) -> Floats:
    """Return the mean absolute shift of ranks of each run."""
    block = worker.material.study.uncertainty.block
    found = np.empty(samples)
    for number, start in enumerate(range(0, samples, block)):
        count = min(block, samples - start)
        for place, drawn in enumerate(worker.drawer.runs(number, count, matrix)):
            scores = worker.runner.index(worker.drawn(drawn.uniform)[0], drawn.choice)
            ranks = places(scores)
            both = (ranks > 0) & (nominal > 0)
            found[start + place] = np.abs(ranks - nominal)[both].mean() if both.any() else 0.0
    return found
