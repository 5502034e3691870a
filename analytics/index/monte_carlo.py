"""Everything uncertain drawn at once, many times: bands of index and rank for every unit.

  blocks of runs -> [draw -> groups made of the drawn units -> one run -> ranks] -> percentiles

Blocks go to as many processes as there are; the results are the same for any number of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.index.bands import Bands, Ranks, index_bands, places, unit_bands
from analytics.index.cells import Cells, Draws
from analytics.index.draws import Drawer
from analytics.index.engine import compute
from analytics.index.errors import BadTable, CannotAggregate
from analytics.index.hierarchy import hierarchy_of
from analytics.index.prepare import Floats
from analytics.index.run import Runner
from analytics.index.study_check import check_study
from analytics.index.table import peers_of
from analytics.index.uncertainty_config import Study
from analytics.index.weights import Weights

Flags = npt.NDArray[np.bool_]
_Found = tuple[Floats, Ranks, list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of units that a study scores beside them, like units outside of the sample.

    Args:
        names: of the groups.
        values: what they are made of: from a drawn table, (units, indicators), to (groups,
            indicators), NaN for none; it can be pickled.
        only: units of the table that count in groups alone: no score, no statistic, no rank.
    """

    names: tuple[str, ...]
    values: Callable[[Floats], Floats]
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What every worker needs; plain arrays, so that it can be sent to one.

    `sample` says which rows of the table are scored, `peers` is theirs; draws of `weights` lie
    around them; `ranks` are those of the index itself, 0 for none.
    """

    study: Study
    table: Floats
    cells: Cells
    peers: tuple[str, ...]
    sample: Flags
    weights: Weights
    ranks: Ranks
    groups: Groups | None

    @property
    def rows(self) -> int:
        """Units scored, and groups."""
        return int(self.sample.sum()) + len(self.group_names)

    @property
    def group_names(self) -> tuple[str, ...]:
        """Names of the groups."""
        return () if self.groups is None else self.groups.names


class Worker:
    """Runs blocks of one study."""

    def __init__(self, material: Material) -> None:
        study = material.study
        tree = hierarchy_of(study.index)
        self.material = material
        self.runner = Runner(study.index, tree, material.peers)
        self.draws = Draws(material.table, material.cells)
        self.drawer = Drawer(study.uncertainty, tree, material.weights, material.table.shape)
        self.members = {group.id: group.members for group in tree.groups}

    def drawn(self, uniform: Floats) -> tuple[Floats, Floats | None]:
        """Return the units' values of one draw, and those of the groups."""
        whole = self.draws.values(uniform)
        groups = self.material.groups
        if groups is None:
            return whole, None
        return whole[self.material.sample], groups.values(whole)

    def block(self, number: int, count: int) -> _Found:
        """Run a block; return scores and ranks of units, then groups, and what each run chose."""
        own = len(self.material.peers)
        scores = np.empty((count, self.material.rows))
        ranks = np.empty((count, own), np.int32)
        chosen: list[dict[str, object]] = []
        for place, one in enumerate(self.drawer.runs(number, count)):
            values, beside = self.drawn(one.uniform)
            try:
                scores[place] = self.runner.index(values, one.choice, beside)
            except (BadTable, CannotAggregate) as error:
                raise type(error)(f"run {place} of block {number}: {error}", error.row) from error
            ranks[place] = places(scores[place, :own])
            chosen.append(
                self._said(number, one.choice.weights)
                | {
                    "scale": one.choice.scale.method,
                    "aggregators": " ".join(one.choice.aggregators),
                    "imputation": one.choice.imputation,
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
    groups: Groups | None = None,
    workers: int = 1,
) -> Bands:
    """Run a study of a table as `engine.compute` takes it.

    Raises what `compute` raises, naming the run: no run is skipped.
    """
    material = material_of(table, cells, study, peers, groups)
    units = [str(unit) for unit in table.index[material.sample]]
    own = len(units)
    config = study.uncertainty
    scores = np.empty((config.runs, material.rows))
    ranks = np.empty((config.runs, own), np.int32)
    chosen: list[dict[str, object]] = []
    for first, (mine, places_, said) in _blocks(material, workers):
        scores[first : first + len(mine)] = mine
        ranks[first : first + len(mine)] = places_
        chosen += said
    scenarios = pd.DataFrame(chosen)
    scenarios.insert(0, "run", np.arange(config.runs))
    return Bands(
        study,
        unit_bands(scores[:, :own], ranks, units, study),
        index_bands(scores[:, own:], material.group_names, study),
        scenarios,
        scores[:, :own],
        ranks,
    )


def material_of(
    table: pd.DataFrame,
    cells: Cells,
    study: Study,
    peers: Mapping[str, str] | None,
    groups: Groups | None = None,
) -> Material:
    """Return what workers need of a table; its columns are found by id."""
    check_study(study)
    only: Sequence[str] = () if groups is None else groups.only
    sample = ~table.index.isin(list(only))
    found = compute(table.loc[sample], study.index, peers=peers)
    if cells.low.shape != table.shape:
        raise BadTable(f"errors of cells have the shape of the table, {table.shape}")
    own = tuple(str(unit) for unit in table.index[sample])
    columns = table.columns.get_indexer(pd.Index(found.tree.indicators))
    return Material(
        study=study,
        table=table.to_numpy(np.float64)[:, columns],
        cells=cells.columns(columns),
        peers=peers_of(own, peers, np.ones(len(own), np.bool_)),
        sample=sample,
        weights=found.weights,
        ranks=found.ranks[found.tree.root].fillna(0).to_numpy(np.int32),
        groups=groups,
    )


_worker: Worker | None = None


def _start(material: Material) -> None:
    global _worker  # noqa: PLW0603  # one per process, built when it starts
    _worker = Worker(material)


def _run(job: tuple[int, int]) -> _Found:
    if _worker is None:
        raise RuntimeError("a worker starts with `_start`")
    return _worker.block(*job)


def _blocks(material: Material, workers: int) -> Iterator[tuple[int, _Found]]:
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
