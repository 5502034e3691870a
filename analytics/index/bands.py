"""What a study found: percentiles of index and rank over all its runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.index.scale import Floats
from analytics.index.uncertainty_config import Study

Ranks = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Bands:
    """What a study found.

    Args:
        bands: per unit: median, low and high of index and rank, share of runs above the threshold,
            runs in which it had an index.
        groups: the same per group, which has no rank.
        scenarios: per run: its number, block, scale, aggregators, imputation, and the weights of
            the groups' members as columns `group.member`.
        scores, ranks: (runs, units); a missing index is NaN and has rank 0.
    """

    study: Study
    bands: pd.DataFrame
    groups: pd.DataFrame
    scenarios: pd.DataFrame
    scores: Floats
    ranks: Ranks


def places(scores: Floats) -> Ranks:
    """Return ranks, 1 the best, equals sharing the better one; 0 where there is no score."""
    falling = -scores
    order = np.sort(falling[~np.isnan(falling)])
    found = np.searchsorted(order, falling, side="left") + 1
    return np.where(np.isnan(scores), 0, found).astype(np.int32)


def index_bands(scores: Floats, names: Sequence[str], study: Study) -> pd.DataFrame:
    """Return bands of indices, a row per name; `scores` is (runs, names)."""
    config = study.uncertainty
    rows = []
    for name, column in zip(names, scores.T, strict=True):
        mine = column[~np.isnan(column)]
        found = [np.nan] * 4
        if len(mine):
            found = [
                *np.percentile(mine, (config.low, 50.0, config.high)),
                (mine > config.threshold).mean(),
            ]
        rows.append([name, *found, len(mine)])
    columns = ["unit", "low", "median", "high", "share_above_threshold", "runs"]
    return pd.DataFrame(rows, columns=columns).set_index("unit")


def unit_bands(scores: Floats, ranks: Ranks, units: Sequence[str], study: Study) -> pd.DataFrame:
    """Return bands of indices and ranks, a row per unit; both inputs are (runs, units)."""
    found = index_bands(scores, units, study)
    percents = (study.uncertainty.low, 50.0, study.uncertainty.high)
    places_ = np.full((len(units), 3), np.nan)
    for place, column in enumerate(ranks.T):
        mine = column[column > 0]
        if len(mine):
            places_[place] = np.percentile(mine, percents)
    for place, name in enumerate(("rank_low", "rank_median", "rank_high")):
        found.insert(3 + place, name, places_[:, place])
    return found
