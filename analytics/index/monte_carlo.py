"""Everything uncertain drawn at once, many times: bands of index and rank for every unit.

  blocks of runs -> [draw -> one run -> ranks] -> percentiles over all runs

Blocks go to as many processes as there are; the results are the same for any number of them.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.index.cells import Cells, Draws
from analytics.index.draws import Drawer
from analytics.index.errors import CannotAggregate
from analytics.index.hierarchy import hierarchy_of
from analytics.index.prepare import Floats
from analytics.index.run import Choice, Runner, check_scales
from analytics.index.uncertainty_config import Study
from analytics.index.weights import weights_of

Ranks = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Material:
    """What every worker needs; plain arrays, so that it can be sent to one."""

    study: Study
    table: Floats
    cells: Cells
    peers: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Units and indicators."""
        return len(self.table), self.table.shape[1]


@dataclass(frozen=True, slots=True)
class Bands:
    """What a study found.

    Args:
        bands: per unit: median, low and high of index and rank, share of runs above the threshold,
            runs in which it had an index.
        scenarios: per run: its number, block, scale, aggregators, imputation, and the weights of
            the groups' members as columns `group.member`.
        scores, ranks: (runs, units); a missing index is NaN and has rank 0.
    """

    study: Study
    bands: pd.DataFrame
    scenarios: pd.DataFrame
    scores: Floats
    ranks: Ranks


class Worker:
    """Runs blocks of one study."""

    def __init__(self, material: Material) -> None:
        study = material.study
        check_scales(study.uncertainty.scales)
        tree = hierarchy_of(study.index)
        self.material = material
        self.runner = Runner(study.index, tree, material.peers)
        self.draws = Draws(material.table, material.cells)
        self._nominal = weights_of(study.index, tree)
        self.drawer = Drawer(study.uncertainty, tree, self._nominal, material.shape)
        self.members = {group.id: group.members for group in tree.groups}

    def nominal_choice(self) -> Choice:
        """Return what the index itself chose."""
        index = self.material.study.index
        return Choice(index.scale, index.aggregators, index.imputation, self._nominal)

    def block(self, number: int, count: int) -> tuple[Floats, Ranks, list[dict[str, object]]]:
        """Run a block; return scores, ranks and what each run chose."""
        units = len(self.material.table)
        scores = np.empty((count, units))
        ranks = np.empty((count, units), np.int32)
        chosen: list[dict[str, object]] = []
        for place, drawn in enumerate(self.drawer.runs(number, count)):
            try:
                scores[place] = self.runner.index(self.draws.values(drawn.uniform), drawn.choice)
            except CannotAggregate as error:
                raise CannotAggregate(f"run {place} of block {number}: {error}") from error
            ranks[place] = places(scores[place])
            chosen.append(
                self._said(number, drawn.choice.weights)
                | {
                    "scale": drawn.choice.scale.method,
                    "aggregators": " ".join(drawn.choice.aggregators),
                    "imputation": drawn.choice.imputation,
                }
            )
        return scores, ranks, chosen

    def _said(self, block: int, weights: Mapping[str, Floats]) -> dict[str, object]:
        return {"block": block} | {
            f"{group}.{member}": weight
            for group, members in self.members.items()
            for member, weight in zip(members, weights[group].tolist(), strict=True)
        }


def bands_of(
    table: pd.DataFrame,
    cells: Cells,
    study: Study,
    *,
    peers: Mapping[str, str] | None = None,
    workers: int = 1,
) -> Bands:
    """Run a study of a table as `engine.compute` takes it.

    Raises what `compute` raises, naming the run: no run is skipped.
    """
    material = material_of(table, cells, study, peers)
    units = [str(unit) for unit in table.index]
    config = study.uncertainty
    scores = np.empty((config.runs, len(units)))
    ranks = np.empty((config.runs, len(units)), np.int32)
    chosen: list[dict[str, object]] = []
    for first, (mine, places_, said) in _blocks(material, workers):
        scores[first : first + len(mine)] = mine
        ranks[first : first + len(mine)] = places_
        chosen += said
    scenarios = pd.DataFrame(chosen)
    scenarios.insert(0, "run", np.arange(config.runs))
    return Bands(study, _summed_up(scores, ranks, units, study), scenarios, scores, ranks)


def material_of(
    table: pd.DataFrame, cells: Cells, study: Study, peers: Mapping[str, str] | None
) -> Material:
    """Return what workers need of a table; its columns are found by id."""
    ids = [indicator.id for indicator in study.index.indicators]
    named = tuple((peers or {}).get(str(unit), "") for unit in table.index)
    return Material(study, table[ids].to_numpy(np.float64), cells, named)


def places(scores: Floats) -> Ranks:
    """Return ranks, 1 the best, equals sharing the better one; 0 where there is no score."""
    falling = -scores
    order = np.sort(falling[~np.isnan(falling)])
    found = np.searchsorted(order, falling, side="left") + 1
    return np.where(np.isnan(scores), 0, found).astype(np.int32)


_Block = tuple[int, tuple[Floats, Ranks, list[dict[str, object]]]]
_worker: Worker | None = None


def _start(material: Material) -> None:
    global _worker  # noqa: PLW0603  # one per process, built when it starts
    _worker = Worker(material)


def _run(job: tuple[int, int]) -> tuple[Floats, Ranks, list[dict[str, object]]]:
    if _worker is None:
        raise RuntimeError("a worker starts with `_start`")
    return _worker.block(*job)


def _blocks(material: Material, workers: int) -> Iterator[_Block]:
    config = material.study.uncertainty
    starts = range(0, config.runs, config.block)
    jobs = [(number, min(config.block, config.runs - start)) for number, start in enumerate(starts)]
    if workers == 1:
        worker = Worker(material)
        yield from zip(starts, (worker.block(*job) for job in jobs), strict=True)
        return
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start, initargs=(material,)
    ) as pool:
        yield from zip(starts, pool.map(_run, jobs), strict=True)


def _summed_up(scores: Floats, ranks: Ranks, units: list[str], study: Study) -> pd.DataFrame:
    config = study.uncertainty
    there = ~np.isnan(scores)
    counts = there.sum(axis=0)
    percents = (config.low, 50.0, config.high)
    rows = []
    for place, unit in enumerate(units):
        mine = there[:, place]
        index = np.percentile(scores[mine, place], percents) if mine.any() else [np.nan] * 3
        rank = np.percentile(ranks[mine, place], percents) if mine.any() else [np.nan] * 3
        above = (scores[mine, place] > config.threshold).mean() if mine.any() else np.nan
        rows.append([unit, *index, *rank, above, int(counts[place])])
    columns = [
        "unit",
        "low",
        "median",
        "high",
        "rank_low",
        "rank_median",
        "rank_high",
        "share_above_threshold",
        "runs",
    ]
    return pd.DataFrame(rows, columns=columns).set_index("unit")
