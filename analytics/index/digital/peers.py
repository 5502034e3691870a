"""Units beside others of their kind: peer groups and their middle half.

Facts and figures of units enter; groups, medians and quartiles leave. Never an extreme: the largest
and the smallest figure are some unit's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analytics.index.config import Direction
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.suppression import DisclosureRule, unsafe

# Quartiles of fewer, with their median, can be solved for the figures themselves.
LEAST_FOR_QUARTILES = 5
Property = Literal["sector", "size", "process"]
_LEVELS: tuple[tuple[Property, ...], ...] = (
    ("sector", "size", "process"),
    ("sector", "size"),
    ("sector",),
    (),
)
ALL = "all"


@dataclass(frozen=True, slots=True)
class Peers:
    """Who is compared with whom.

    Args:
        group: of each unit the finest group that is large enough: `apparel/small/discrete`, then
            `apparel/small`, `apparel`, `all`.
        members: of each such group every unit that fits it, also those with a finer one.
    """

    group: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]

    def of(self, unit: str) -> tuple[str, ...]:
        """Return the members of a unit's group, the unit among them."""
        return self.members[self.group[unit]]

    def by_unit(self) -> dict[str, tuple[str, ...]]:
        """Return every unit's group members."""
        return {unit: self.of(unit) for unit in self.group}


def peer_groups(
    units: Sequence[str],
    facts: Mapping[str, UnitFacts],
    *,
    least_units: int = LEAST_FOR_QUARTILES,
) -> Peers:
    """Group units by sector, size and process, more coarsely where a group would be too small."""
    fitting: dict[str, list[str]] = {}
    for level in _LEVELS:
        for unit in units:
            fitting.setdefault(_label(facts[unit], level), []).append(unit)
    group = {
        unit: next(
            label
            for label in (_label(facts[unit], level) for level in _LEVELS)
            if len(fitting[label]) >= least_units or label == ALL
        )
        for unit in units
    }
    return Peers(group, {label: tuple(fitting[label]) for label in dict.fromkeys(group.values())})


def peer_statistics(
    figures: pd.DataFrame,
    peers: Peers,
    facts: Mapping[str, UnitFacts],
    *,
    rule: DisclosureRule | None = None,
    least_for_quartiles: int = LEAST_FOR_QUARTILES,
) -> pd.DataFrame:
    """Return units, median, quartiles and the reason of what is withheld, by group and figure.

    The `lower` and `upper` quartile are withheld of fewer than `least_for_quartiles` units.
    """
    rule = rule or DisclosureRule()
    rows = {}
    for label, members in peers.members.items():
        for name in figures.columns:
            told = figures.loc[list(members), name].dropna()
            reason = unsafe([facts[str(unit)].output_value for unit in told.index], rule)
            lower, median, upper = (
                told.quantile([0.25, 0.5, 0.75]) if len(told) and not reason else [np.nan] * 3
            )
            if len(told) < least_for_quartiles:
                lower = upper = np.nan
            rows[label, str(name)] = [len(told), lower, median, upper, reason]
    found = pd.DataFrame.from_dict(
        rows, orient="index", columns=["units", "lower", "median", "upper", "reason"]
    )
    found.index = pd.MultiIndex.from_tuples(list(rows), names=["group", "figure"])
    return found


def best_quarter(
    statistics: pd.DataFrame, group: str, directions: Mapping[str, Direction]
) -> dict[str, float]:
    """Return the value that the best quarter of a group reaches, where it is told."""
    sides = {
        name: "upper" if direction == "higher" else "lower"
        for name, direction in directions.items()
    }
    found = {name: float(statistics[side][group, name]) for name, side in sides.items()}
    return {name: value for name, value in found.items() if not np.isnan(value)}


def _label(facts: UnitFacts, level: tuple[Property, ...]) -> str:
    known = {"sector": facts.sector, "size": facts.size, "process": facts.process}
    return "/".join(known[one] for one in level) or ALL
