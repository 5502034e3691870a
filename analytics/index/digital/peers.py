"""Units beside others of their kind: peer groups, their middle half, and a fair sector mix.

Facts and figures of units enter; groups, medians and quartiles leave, and comparisons of parts of a
region as they are and as they would be with the region's mix of sectors. Never an extreme: the
largest and the smallest figure are some unit's own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

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


def sector_mix(units: Sequence[str], facts: Mapping[str, UnitFacts]) -> "pd.Series[float]":
    """Return each sector's share of units."""
    return pd.Series([facts[unit].sector for unit in units]).value_counts(normalize=True)


def standardised(
    figure: "pd.Series[float]",
    facts: Mapping[str, UnitFacts],
    by: Callable[[UnitFacts], str],
    *,
    standard: "pd.Series[float]",
    rule: DisclosureRule | None = None,
) -> pd.DataFrame:
    """Compare parts of a region as they are and with a standard mix of sectors.

    Direct standardisation: raw = sum over sectors s of n_gs / n_g * m_gs, standardised = sum of
    w_s * m_gs / sum of w_s, both sums over the sectors that part g has units in; m_gs is the mean
    of the figure there, n the number of units, w_s the standard's share of s. `covered`, the sum of
    these w_s, says how much of the standard's mix the part has at all.

    Args:
        figure: of units; those without it do not count.
        facts: of the units.
        by: the part that a unit belongs to.
        standard: sector to share.
        rule: a part that it calls unsafe has no figures, only the reason.
    """
    rule = rule or DisclosureRule()
    told = figure.dropna()
    units = [str(unit) for unit in told.index]
    table = pd.DataFrame(
        {
            "figure": told.to_numpy(np.float64),
            "part": [by(facts[unit]) for unit in units],
            "sector": [facts[unit].sector for unit in units],
        },
        index=units,
    )
    rows = {}
    for part, own in table.groupby("part"):
        reason = unsafe([facts[str(unit)].output_value for unit in own.index], rule)
        means = own.groupby("sector")["figure"].mean()
        weights = standard.reindex(means.index).fillna(0.0)
        covered = float(weights.sum())
        fair = float((weights * means).sum() / covered) if covered > 0 else np.nan
        raw = float(own["figure"].mean())
        shown = [np.nan, np.nan] if reason else [raw, fair]
        rows[str(part)] = [len(own), *shown, covered, reason]
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["units", "raw", "standardised", "covered", "reason"]
    )


def _label(facts: UnitFacts, level: tuple[Property, ...]) -> str:
    known = {"sector": facts.sector, "size": facts.size, "process": facts.process}
    return "/".join(known[one] for one in level) or ALL
