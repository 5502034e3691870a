"""What makes the index of a region: each indicator's points, what would raise it, what if.

A run enters; tables leave that say nothing of any one unit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.index.digital.decompose import gaps, national_baseline, strengths, weaknesses
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.peers import LEAST_FOR_QUARTILES
from analytics.index.digital.raise_most import Raise, raise_most
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.unit_story import Supposed
from analytics.index.engine import compute
from analytics.index.scale import scored


@dataclass(frozen=True, slots=True)
class RegionStory:
    """The region in a run.

    Args:
        points: of every indicator against its national reference; with 103.8 they add up to the
            index.
        quartiles: of the units' scores, columns lower and upper, a row per indicator; absent of so
            few units that they could be solved for their scores.
        supposed: its weakest alone, its two weakest, and so on, at the national reference.
    """

    points: "pd.Series[float]"
    quartiles: pd.DataFrame
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    raises: tuple[Raise, ...]
    supposed: tuple[Supposed, ...]


def region_story(run: EditionRun) -> RegionStory:
    """Explain a region's index."""
    result = run.rolled.result
    effects = gaps(result, national_baseline(result), [REGION]).effects
    points = effects.loc[[REGION]].astype("float64").iloc[0]
    weak = [str(name) for name in weaknesses(points).index]
    return RegionStory(
        points=points,
        quartiles=_quartiles(run.own.scores[list(result.tree.indicators)]),
        strengths=tuple(str(name) for name in strengths(points).index),
        weaknesses=tuple(weak),
        raises=raise_most(result, run.catalogue, REGION),
        supposed=tuple(_supposed(run, weak)),
    )


def scored_bounds(run: EditionRun, unit: str) -> pd.DataFrame:
    """Return the scores of the bounds of a unit's cells, the lower score first; NaN without."""
    config = run.config.study.index
    names = [one.id for one in config.indicators]
    found = []
    for frame in (run.cells.low, run.cells.high):
        values = frame.loc[[unit], names].to_numpy("float64")
        sample = np.ones(len(values), np.bool_)
        found.append(scored(values, config.indicators, config.scale, sample=sample).scores[0])
    both = pd.DataFrame(found, columns=names)
    return pd.DataFrame({"lower": both.min(), "upper": both.max()})


def _quartiles(scores: pd.DataFrame) -> pd.DataFrame:
    found = pd.DataFrame({"lower": scores.quantile(0.25), "upper": scores.quantile(0.75)})
    return found.where(scores.notna().sum() >= LEAST_FOR_QUARTILES, axis=0)


def _supposed(run: EditionRun, weak: Sequence[str]) -> Iterator[Supposed]:
    result = run.rolled.result
    records = run.catalogue.by_id()
    values = result.values.loc[[REGION]]  # noqa: PD011 - a field of ours
    before = run.index
    own = run.cells.value[list(values.columns)]
    for count in range(1, len(weak) + 1):
        names = tuple(weak[:count])
        changed = values.assign(**{name: records[name].national.value for name in names})
        found = compute(pd.concat([own, changed]), run.config.study.index, outside=[REGION])
        after = found.index.astype("float64").to_dict()[REGION]
        yield Supposed(names, after, after - before, float("nan"))
