"""Which sectors of a region may be shown: whole or not at all, the reason told.

A rolled-up region enters; the same leaves with gaps. A sector is withheld with all its figures, for
its dimensions and its index are made of its indicators; and so many sectors are, that the region's
figures minus those of the sectors shown never tell one of them. Each figure is judged by the units
that told it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.roll_up import REGION, Rolled
from analytics.index.digital.suppression import DisclosureRule, Reason, unsafe

Weights = Mapping[str, float | None]
"""What each unit behind a figure counts for in it; None where that is not known."""


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


def too_telling(
    weights: Mapping[str, float | None], facts: Mapping[str, UnitFacts], rule: DisclosureRule
) -> Reason:
    """Return why a figure of units would tell one's: judged by output, and by their weights."""
    outputs = [facts[unit].output_value for unit in weights]
    return unsafe(outputs, rule) or unsafe(list(weights.values()), rule)


def _reasons(
    rolled: Rolled,
    groups: Mapping[str, Sequence[str]],
    facts: Mapping[str, UnitFacts],
    rule: DisclosureRule,
) -> "pd.Series[str]":
    figures = _figures(rolled, facts)

    def worst(units: Sequence[str]) -> Reason:
        """Return why a group is withheld: for the first of its figures that tells too much."""
        found = {too_telling(_of(units, figure), facts, rule) for figure in figures}
        return next((one for one in get_args(Reason) if one and one in found), "")

    reason: dict[str, str] = {name: worst(units) for name, units in groups.items()}
    parts = {name: groups[name] for name in groups if name != REGION}
    hidden = [name for name in parts if reason[name]]
    while hidden and not reason[REGION]:
        more = _next_hidden(hidden, parts, figures, facts, rule)
        if more is None:
            break
        reason[more] = "complementary"
        hidden.append(more)
    return pd.Series(reason, dtype="object")


def _figures(rolled: Rolled, facts: Mapping[str, UnitFacts]) -> list[Weights]:
    """Return what units count for in every figure: in each only those that told it."""
    members: Weights = {str(unit): facts[str(unit)].asset_value for unit in rolled.telling.index}
    told = rolled.telling.astype("float64").to_dict()
    return [
        members,
        *({str(unit): one for unit, one in own.items() if one > 0} for own in told.values()),
    ]


def _of(units: Sequence[str], figure: Weights) -> dict[str, float | None]:
    return {unit: figure[unit] for unit in units if unit in figure}


def _next_hidden(
    hidden: Sequence[str],
    parts: Mapping[str, Sequence[str]],
    figures: Sequence[Weights],
    facts: Mapping[str, UnitFacts],
    rule: DisclosureRule,
) -> str | None:
    """Return what must go, too, so that the region less the sectors shown tells no unit's figure.

    That is the sector with the fewest units behind such a figure, the region where no sector is
    left, and None where nothing must.
    """
    for figure in figures:
        behind = {name: _of(units, figure) for name, units in parts.items()}
        left_over = {unit: one for name in hidden for unit, one in behind[name].items()}
        several = sum(bool(behind[name]) for name in hidden) > 1
        if not left_over or (several and not too_telling(left_over, facts, rule)):
            continue
        others = [name for name, units in behind.items() if units and name not in hidden]
        return min(others, key=lambda name: (len(behind[name]), name), default=REGION)
    return None
