"""Parts of a region as they are and as they would be with the region's mix of sectors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.suppression import TOTAL, DisclosureRule, PublishedTable, published
from analytics.index.digital.suppression_equations import Known


@dataclass(frozen=True, slots=True)
class Standardised:
    """Parts of a region beside each other, and the table of sectors and parts that they rest on.

    Args:
        parts: units, raw, standardised, covered, and why a figure is withheld.
        table: safe to show together with `parts`, and no other table of the same figure with it.
    """

    parts: pd.DataFrame
    table: PublishedTable


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
) -> Standardised:
    """Compare parts of a region as they are and with a standard mix of sectors.

    Direct standardisation: raw = sum over sectors s of n_gs / n_g * m_gs, standardised = sum of
    w_s * m_gs / sum of w_s, both sums over the sectors that part g has units in; m_gs is the mean
    of the figure there, n the number of units, w_s the standard's share of s. `covered`, the sum of
    these w_s, says how much of the standard's mix the part has at all.

    A standardised figure is one more equation over withheld cells of the table of sectors and
    parts, so it is withheld itself where one of them would follow.

    Args:
        figure: of units; those without it do not count.
        facts: of the units.
        by: the part that a unit belongs to.
        standard: sector to share.
        rule: which cells are withheld.
    """
    table = published(figure, facts, rows=lambda one: one.sector, columns=by, rule=rule)
    known = Known.of(table.reason)
    told = figure.dropna()
    frame = pd.DataFrame(
        {
            "figure": told.to_numpy(np.float64),
            "part": [by(facts[str(unit)]) for unit in told.index],
            "sector": [facts[str(unit)].sector for unit in told.index],
        }
    )
    rows = {}
    for part, own in frame.groupby("part"):
        means = own.groupby("sector")["figure"].mean()
        weights = standard.reindex(means.index).fillna(0.0)
        covered = float(weights.sum())
        reason = str(table.reason[str(part)][TOTAL])
        fair = float((weights * means).sum() / covered) if covered > 0 else np.nan
        # Of each sector's sum, as the equations have it.
        amounts = weights / own.groupby("sector").size()
        more = known.with_figure({(str(name), str(part)): one for name, one in amounts.items()})
        if reason not in {"", "complementary"} or more.following():
            fair, withheld = np.nan, reason or "complementary"
        else:
            known, withheld = more, ""
        raw = float(own["figure"].mean()) if not reason else np.nan
        rows[str(part)] = [len(own), raw, fair, covered, reason, withheld]
    names = ["units", "raw", "standardised", "covered", "raw_withheld", "standardised_withheld"]
    return Standardised(pd.DataFrame.from_dict(rows, orient="index", columns=names), table)
