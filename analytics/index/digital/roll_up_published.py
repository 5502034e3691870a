"""Which sectors of a region may be shown: whole or not at all, the reason told.

A rolled-up region enters; the same leaves with gaps. A sector is withheld with all its figures, for
its dimensions and its index are made of its indicators; and so many sectors are, that the region's
figures minus those of the sectors shown never tell one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.roll_up import REGION, Rolled
from analytics.index.digital.suppression import TOTAL, DisclosureRule, one_way, unsafe

_MEAN = "mean_of_indices"


@dataclass(frozen=True, slots=True)
class ShownRegion:
    """A region and its sectors as they may be shown; rows of withheld ones are empty.

    Args:
        reason: of each row, empty where it is shown.
    """

    values: pd.DataFrame
    scores: pd.DataFrame
    ranks: "pd.Series[float]"
    mean_of_indices: "pd.Series[float]"
    reason: "pd.Series[str]"


def shown_region(
    rolled: Rolled,
    groups: Mapping[str, Sequence[str]],
    facts: Mapping[str, UnitFacts],
    rule: DisclosureRule | None = None,
) -> ShownRegion:
    """Withhold what would tell one unit's figure; `groups` are those that were rolled up.

    The region must be one of them, the others its parts.
    """
    rule = rule or DisclosureRule()
    reason = _reasons(rolled, groups, facts, rule)
    shown = reason == ""
    every = bool(shown.drop(REGION).all())
    return ShownRegion(
        rolled.values.where(shown, axis=0),  # noqa: PD011 - a field of ours
        rolled.result.scores.where(shown, axis=0),
        # The places of the others would tell that of a withheld one.
        rolled.ranks if every else pd.Series(np.nan, index=rolled.ranks.index),
        rolled.mean_of_indices["mean"].where(shown),
        reason,
    )


def _amounts(units: Sequence[UnitFacts], rule: DisclosureRule) -> list[float | None]:
    """Return what units count for: output, or assets where one has most of those alone."""
    outputs, assets = [one.output_value for one in units], [one.asset_value for one in units]
    return assets if unsafe(assets, rule) and not unsafe(outputs, rule) else outputs


def _reasons(
    rolled: Rolled,
    groups: Mapping[str, Sequence[str]],
    facts: Mapping[str, UnitFacts],
    rule: DisclosureRule,
) -> "pd.Series[str]":
    counted = rolled.counted.assign(**{_MEAN: rolled.mean_of_indices["units"]})
    parts = [name for name in groups if name != REGION]
    amounts = {}
    for name in parts:
        own = _amounts([facts[unit] for unit in groups[name]], rule)
        counts = [int(count) for count in counted.loc[[name]].to_numpy().ravel() if count]
        fewest = min(counts, default=len(own))
        # A sector of enough units is withheld, too, where too few of them told something.
        amounts[name] = own[:fewest] if fewest < rule.least_units else own
    reason = one_way(amounts, rule).rename({TOTAL: REGION})
    hidden = [name for name in parts if reason[name]]
    while hidden and not reason[REGION]:
        of_hidden = counted.loc[hidden]
        told = of_hidden.loc[:, (of_hidden > 0).any()]
        weak = told.columns[((told > 0).sum() < 2) | (told.sum() < rule.least_units)]
        if weak.empty:
            break
        left = counted.loc[[name for name in parts if name not in hidden], weak[0]]
        more = str(left[left > 0].idxmin()) if (left > 0).any() else REGION
        reason[more] = "complementary"
        hidden.append(more)
    return reason.reindex(list(groups))
