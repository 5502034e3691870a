"""One run of a study again, by the plain engine: to look at it, and to check the fast one."""

from collections.abc import Mapping
from itertools import islice

import msgspec
import numpy as np
import pandas as pd

from analytics.index.cells import Cells
from analytics.index.config import IndexConfig, WeightConfig
from analytics.index.engine import IndexResult, compute
from analytics.index.hierarchy import hierarchy_of
from analytics.index.monte_carlo import Groups, Worker, material_of
from analytics.index.run import Choice
from analytics.index.uncertainty_config import Study

ANCHOR_UNITS = ("at all references", "at all benchmarks")


def replayed(
    table: pd.DataFrame,
    cells: Cells,
    study: Study,
    run: int,
    *,
    peers: Mapping[str, str] | None = None,
    groups: Groups | None = None,
) -> tuple[IndexResult, "pd.Series[float]"]:
    """Return what the engine makes of the table of one run, and the index with anchors mapped.

    Groups follow the units; the result has two rows more, `ANCHOR_UNITS`. Both are outside the
    sample.
    """
    block, place = divmod(run, study.uncertainty.block)
    material = material_of(table, cells, study, peers, groups)
    worker = Worker(material)
    drawn = next(islice(worker.drawer.runs(block, place + 1), place, None))
    ids = [one.id for one in study.index.indicators]
    anchors = [[getattr(one, name) for one in study.index.indicators] for name in _POINTS]
    own, beside = worker.drawn(drawn.uniform)
    outside = [*material.group_names, *ANCHOR_UNITS]
    rows = np.vstack([own, anchors] if beside is None else [own, beside, anchors])
    whole = pd.DataFrame(rows, index=[*table.index[material.sample], *outside], columns=ids)
    found = compute(whole, chosen(study.index, drawn.choice), peers=peers, outside=outside)
    reference, benchmark = (float(found.index[name]) for name in ANCHOR_UNITS)
    scale = study.index.scale
    width = (scale.at_benchmark - scale.at_reference) / (benchmark - reference)
    return found, scale.at_reference + (found.index.drop(list(ANCHOR_UNITS)) - reference) * width


_POINTS = ("reference", "benchmark")


def chosen(config: IndexConfig, choice: Choice) -> IndexConfig:
    """Return the configuration of one run."""
    tree = hierarchy_of(config)
    weights = {
        member: float(weight)
        for group in tree.groups
        for member, weight in zip(group.members, choice.weights[group.id], strict=True)
    }
    return msgspec.structs.replace(
        config,
        indicators=tuple(
            msgspec.structs.replace(one, weight=weights[one.id]) for one in config.indicators
        ),
        groups=tuple(
            msgspec.structs.replace(one, weight=weights.get(one.id, 1.0), aggregator=None)
            for one in config.groups
        ),
        weights=WeightConfig(method="points"),
        scale=choice.scale,
        aggregators=choice.aggregators,
        imputation=choice.imputation,
    )
