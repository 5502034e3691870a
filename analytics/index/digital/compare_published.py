"""What a change may be said to be made of in public: parts that stand on enough units.

A comparison and the stands that it is of enter; parts that add up to the change leave, or none. The
values of both periods are public, too: who left or entered follows from a part that leaves them out
as well as from their own, so the parts of few are told in no way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.index.digital.compare import Comparison
from analytics.index.digital.decompose_steps import counted, split
from analytics.index.digital.editions import Stand
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.roll_up_published import Weights, too_telling
from analytics.index.digital.stand_published import region_reason
from analytics.index.digital.suppression import DisclosureRule

# As many as it takes that their sum tells none of them.
_LEAST_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class ShownParts:
    """Parts of the change of a region's index; all of them are its change.

    Args:
        references: the change of references is worth so much.
        membership: units that left or entered; None where they are too few, and what they did is
            in the parts of the indicators.
        indicators: the largest that may be shown.
        rest: all other indicators together.
    """

    references: float
    membership: float | None
    indicators: "pd.Series[float]"
    rest: float


def shown_parts(
    change: Comparison, stands: tuple[Stand, Stand], *, rule: DisclosureRule, most: int
) -> ShownParts | None:
    """Return the parts of a change that may be shown; None where none may.

    Args:
        change: from the first stand to the second.
        stands: both.
        rule: when a part tells too much of one unit.
        most: so many indicators are told, the others together.
    """
    if any(region_reason(one, rule) for one in stands):
        return None
    first, second = stands
    facts = {**first.edition.facts, **second.edition.facts}
    members = change.units["membership"].to_dict()
    both = [str(unit) for unit, one in members.items() if one == "both"]
    moved = [str(unit) for unit, one in members.items() if one != "both"]

    def few(units: Sequence[str], weights: Weights) -> bool:
        """Tell whether some of the units, those with a weight, are too few to be told of."""
        behind = {unit: weights[unit] for unit in units if weights.get(unit, 0.0) != 0.0}
        return bool(too_telling(behind, facts, rule))

    assets: Weights = {unit: one.asset_value for unit, one in facts.items()}
    if few(moved, assets) or few(both, assets):
        if first.edition != second.edition:
            return None
        return _told(_with_membership(first, second), [], most, references=0.0, membership=None)
    parts = change.parts
    if parts.restated != 0.0:
        # Nobody knows here how many units were corrected.
        return None
    telling = _telling(first, second)
    hidden = [name for name, own in telling.items() if few(both, own) or few(moved, own)]
    membership = parts.left + parts.entered
    return _told(parts.indicators, hidden, most, references=parts.references, membership=membership)


def _telling(first: Stand, second: Stand) -> dict[str, dict[str, float]]:
    """Return what every unit counts for in each indicator, in either period."""
    found = pd.concat([first.rolled.telling, second.rolled.telling]).groupby(level=0).max()
    chosen = found[list(first.rolled.result.tree.indicators)].astype("float64")
    return {
        str(name): {str(unit): float(one) for unit, one in own.items()}
        for name, own in chosen.items()
    }


def _with_membership(first: Stand, second: Stand) -> "pd.Series[float]":
    """Split a change among indicators from the values of both periods alone, whoever is in them."""
    result = first.rolled.result
    start, end = (
        counted(one.rolled.result).loc[REGION].to_numpy(np.float64) for one in (first, second)
    )
    effects = split(start, end, result.tree, result.weights)
    return pd.Series(effects, index=list(result.tree.indicators))


def _told(
    indicators: "pd.Series[float]",
    hidden: Sequence[str],
    most: int,
    *,
    references: float,
    membership: float | None,
) -> ShownParts:
    worth = {str(name): float(one) for name, one in indicators.items() if name not in hidden}
    ordered = sorted(worth, key=lambda name: (-abs(worth[name]), name))
    # A hidden one alone would be the rest.
    together = max(0, _LEAST_TOGETHER - len(hidden)) if hidden else 0
    shown = ordered[: max(0, min(most, len(ordered) - together))]
    rest = float(indicators.drop(shown).sum())
    return ShownParts(references, membership, indicators[shown], rest)
