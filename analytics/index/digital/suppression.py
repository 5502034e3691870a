"""Which cells of a table of units may be published, so that no unit's figure can be worked out.

What each unit counts for enters, cell by cell; the reason why a cell is withheld leaves, totals
included. A cell is withheld where too few units or one dominant unit stand behind it, and where it
would tell one that is (complementary). What a row's or column's withheld cells add up to is told by
its total, so they stand for enough units together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Meta

from analytics.index.config import Entry, Share
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.suppression_cycles import Flags, Floats, closed

Ints = npt.NDArray[np.int64]
_T = TypeVar("_T")

TOTAL = "total"
Reason = Literal["", "few_units", "dominated", "p_percent", "complementary"]
Amounts = Sequence[float | None]
"""What each unit of a cell counts for, as its output; None where that is not known."""


class DisclosureRule(Entry, frozen=True, kw_only=True):
    """When a cell tells too much of one unit.

    Args:
        least_units: fewer are withheld.
        largest_share: of a cell's known amounts, more than which no unit may have; None for no
            such rule (dominance, n = 1).
        p_percent: the others without the second largest unit must come to more than this per cent
            of the largest, or the second could estimate it too well; None for no such rule.
    """

    least_units: Annotated[int, Meta(ge=1)] = 3
    largest_share: Share | None = 0.7
    p_percent: Annotated[float, Meta(ge=0)] | None = None


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """Means of a figure by two properties of units, and totals, as they may be shown.

    Args:
        mean: NaN where withheld or empty.
        units: how many units stand behind each cell; that is told of withheld ones too.
        reason: why a cell is withheld; empty where it is shown.
    """

    mean: pd.DataFrame
    units: pd.DataFrame
    reason: pd.DataFrame

    def withheld(self) -> list[tuple[str, str, str]]:
        """Return row, column and reason of every withheld cell."""
        return [
            (str(row), str(column), str(self.reason.loc[row, column]))
            for row in self.reason.index
            for column in self.reason.columns
            if self.reason.loc[row, column]
        ]


def unsafe(amounts: Amounts, rule: DisclosureRule) -> Reason:
    """Return why a cell of these units tells too much by itself; empty where it does not."""
    if not amounts:
        return ""
    if len(amounts) < rule.least_units:
        return "few_units"
    known = sorted((amount for amount in amounts if amount is not None), reverse=True)
    whole = sum(known)
    if rule.largest_share is not None and known and known[0] > rule.largest_share * whole:
        return "dominated"
    rest = sum(known[2:])
    if rule.p_percent is not None and known and rest < rule.p_percent / 100 * known[0]:
        return "p_percent"
    return ""


def two_way(cells: Mapping[tuple[str, str], Amounts], rule: DisclosureRule) -> pd.DataFrame:
    """Return the reasons of a table, rows and columns in order of appearance, totals last.

    A table of one column `total` is a row of cells.
    """
    rows = [*dict.fromkeys(row for row, _ in cells), TOTAL]
    columns = [*dict.fromkeys(column for _, column in cells if column != TOTAL), TOTAL]
    whole = _with_totals(cells, rows, columns)
    reasons = pd.DataFrame(
        [[unsafe(whole[row, column], rule) for column in columns] for row in rows],
        index=rows,
        columns=columns,
        dtype="object",
    )
    primary = (reasons != "").to_numpy()
    counts = np.array([[len(whole[row, column]) for column in columns] for row in rows])
    cost = counts.astype(np.float64)
    # Totals go last: each counts for more than all inner cells together.
    cost[-1, :] += counts.sum()
    cost[:, -1] += counts.sum()
    if len(columns) == 1:
        missing = _closed_row(primary[:, 0], counts[:, 0], rule.least_units)[:, None]
    else:
        missing = _grown(primary, counts, cost, rule.least_units)
    return reasons.mask(missing & ~primary, "complementary")


def published(
    figure: "pd.Series[float]",
    facts: Mapping[str, UnitFacts],
    *,
    rows: Callable[[UnitFacts], str],
    columns: Callable[[UnitFacts], str],
    rule: DisclosureRule | None = None,
) -> PublishedTable:
    """Return means of a figure by two properties; units without it are in no cell.

    Dominance is judged by output. The margins are the only tables by one property that go with it:
    another one with fewer gaps could be subtracted.
    """
    rule = rule or DisclosureRule()
    units = [str(unit) for unit in figure.index[figure.notna()]]
    place = {unit: (rows(facts[unit]), columns(facts[unit])) for unit in units}
    keys = [
        (row, column)
        for row in sorted({one for one, _ in place.values()})
        for column in sorted({two for _, two in place.values()})
    ]
    members = {key: [unit for unit in units if place[unit] == key] for key in keys}
    reason = two_way(
        {key: [facts[unit].output_value for unit in own] for key, own in members.items()}, rule
    )
    whole = _with_totals(members, list(reason.index), list(reason.columns))
    counts = pd.DataFrame(
        [[len(whole[row, column]) for column in reason.columns] for row in reason.index],
        index=reason.index,
        columns=reason.columns,
    )
    means = pd.DataFrame(
        [[figure[whole[row, column]].mean() for column in reason.columns] for row in reason.index],
        index=reason.index,
        columns=reason.columns,
    )
    return PublishedTable(means.where(reason == ""), counts, reason)


def _with_totals(
    cells: Mapping[tuple[str, str], Sequence[_T]], rows: Sequence[str], columns: Sequence[str]
) -> dict[tuple[str, str], list[_T]]:
    """Return what stands behind every cell, totals last in both directions."""
    return {
        (row, column): [
            one
            for (mine, other), behind in cells.items()
            if row in {mine, TOTAL} and column in {other, TOTAL}
            for one in behind
        ]
        for row in rows
        for column in columns
    }


def _grown(primary: Flags, counts: Ints, cost: Floats, least: int) -> Flags:
    """Withhold more cells of a table until none can be worked out and no line tells too few."""
    missing = closed(primary, counts > 0, cost)
    while True:
        before = missing.copy()
        for line, units in zip(missing, counts, strict=True):
            _add_to_line(line, units, least)
        for line, units in zip(missing.T, counts.T, strict=True):
            _add_to_line(line, units, least)
        missing = closed(missing, counts > 0, cost)
        if (missing == before).all():
            return missing


def _closed_row(primary: Flags, counts: Ints, least: int) -> Flags:
    """Withhold more cells of a single row, its total last, until none can be worked out."""
    missing = primary.copy()
    _add_to_line(missing, counts, least)
    if missing.sum() == 1:
        others = np.flatnonzero(~missing & (counts > 0))
        missing[min(others.tolist(), key=lambda at: (counts[at], at))] = True
        _add_to_line(missing, counts, least)
    return missing


def _add_to_line(missing: Flags, counts: Ints, least: int) -> None:
    """Withhold more of a line, in place, while its total tells of fewer than `least` units."""
    while missing[:-1].any() and not missing[-1] and counts[:-1][missing[:-1]].sum() < least:
        others = np.flatnonzero(~missing[:-1] & (counts[:-1] > 0)).tolist()
        at = min(others, key=lambda one: (counts[one], one)) if others else len(missing) - 1
        missing[at] = True
