"""What changed between two periods: growth, rank moves, and an exact split of the region's change.

Two stands and the observations behind them enter. The region's index is taken from the first to the
second in this order, each step with everything before it done:

1. references: the first period's cells and members by the second edition's references and weights;
2. restated: the first period's cells, members and facts as the second edition knows them;
3. left: without the units that are gone;
4. indicators: from the first period to the second, over the units that are in both;
5. entered: with the units that are new.

The step of indicators is split among them by `decompose_steps`. The parts add up to the change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.index.digital.decompose_steps import counted, split
from analytics.index.digital.editions import Edition, Stand, known_cells
from analytics.index.digital.observation import Observation, UnitFacts
from analytics.index.digital.peers import peer_groups
from analytics.index.digital.roll_up import REGION, roll_up
from analytics.index.digital.scoring import CellTable, score
from analytics.index.engine import IndexResult


@dataclass(frozen=True, slots=True)
class Parts:
    """Points of the region's index that each cause is worth; all of them are its change."""

    references: float
    restated: float
    left: float
    indicators: "pd.Series[float]"
    entered: float

    @property
    def total(self) -> float:
        """The sum of the parts."""
        known = self.references + self.restated + self.left + self.entered
        return known + float(self.indicators.sum())


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods side by side; frames have columns from, to, change and growth (a share).

    Args:
        region: a row per dimension and for the index, and for the mean of enterprise indices.
        parts: of the change of the region's index.
        units, sectors: indices, and columns rank_from, rank_to, moved (upward is positive); of
            units a column `membership`: both, left or entered.
    """

    first: str
    second: str
    region: pd.DataFrame
    parts: Parts
    units: pd.DataFrame
    sectors: pd.DataFrame


def compare(
    first: Stand,
    second: Stand,
    observations: Sequence[Observation],
    *,
    before: Sequence[Observation] | None = None,
) -> Comparison:
    """Compare two stands; `observations` are those that both were computed from.

    Where the first stand was computed from others, as one that was published, these are `before`.
    Raises BadQuery where one of the indices on the way from one to the other is missing.
    """
    groups = [group.id for group in first.rolled.result.tree.groups]
    region = pd.DataFrame(
        {
            name: pd.concat(
                [
                    one.rolled.result.scores.loc[REGION].reindex(groups),
                    one.rolled.mean_of_indices.loc[REGION, ["mean"]],
                ]
            )
            for name, one in (("from", first), ("to", second))
        }
    )
    units = moved(first.own.index, second.own.index, _ranks(first.own), _ranks(second.own))
    members = [set(one.edition.members[one.period]) for one in (first, second)]
    units["membership"] = [
        "both"
        if all(unit in one for one in members)
        else "left"
        if unit in members[0]
        else "entered"
        for unit in units.index
    ]
    rolled = (first.rolled, second.rolled)
    indices = [one.result.index.drop(REGION) for one in rolled]
    ranks = [one.ranks.drop(REGION) for one in rolled]
    return Comparison(
        f"{first.edition.id} {first.period}",
        f"{second.edition.id} {second.period}",
        _grown(region),
        _parts(first, second, observations, observations if before is None else before),
        units,
        moved(indices[0], indices[1], ranks[0], ranks[1]),
    )


def _parts(
    first: Stand,
    second: Stand,
    observations: Sequence[Observation],
    told_before: Sequence[Observation],
) -> Parts:
    edition = second.edition
    before = first.edition.members[first.period]
    again = edition.members.get(first.period, before)
    after = edition.members[second.period]
    both = [unit for unit in after if unit in set(again)]
    if not both:
        raise BadQuery(
            f"no unit is a member both in {first.period} and in {second.period}: a change has"
            " nothing to be split over"
        )
    facts = {**first.edition.facts, **edition.facts}
    known = {**edition.facts, **first.edition.facts}
    cells = {
        "references": _known_as(first.edition, edition, told_before, before, first.period),
        "restated": known_cells(edition, observations, again, first.period),
        "left": known_cells(edition, observations, both, first.period),
        "indicators": known_cells(edition, observations, both, second.period),
        "entered": known_cells(edition, observations, after, second.period),
    }
    results = {
        name: _region(edition, table, known if name == "references" else facts)
        for name, table in cells.items()
    }
    path = [first.index, *(float(one.index[REGION]) for one in results.values())]
    names = ["first", *results]
    lost = [name for name, value in zip(names, path, strict=True) if np.isnan(value)]
    if lost:
        raise BadQuery(
            f"the region has no index at the step {lost[0]!r} from {first.period} to"
            f" {second.period}: too few cells have a value"
        )
    steps = dict(zip(results, np.diff(path).tolist(), strict=True))
    start, end = (counted(results[name]).loc[REGION] for name in ("left", "indicators"))
    tree, weights = results["left"].tree, results["left"].weights
    effects = split(start.to_numpy(np.float64), end.to_numpy(np.float64), tree, weights)
    return Parts(
        steps["references"],
        steps["restated"],
        steps["left"],
        pd.Series(effects, index=list(tree.indicators)),
        steps["entered"],
    )


def _known_as(
    knew: Edition,
    edition: Edition,
    observations: Sequence[Observation],
    units: Sequence[str],
    period: str,
) -> CellTable:
    """Return what one edition knew, of the indicators of another."""
    ids = edition.catalogue.by_id()
    told = [one for one in observations if one.vintage <= knew.vintage and one.indicator in ids]
    return known_cells(edition, told, units, period)


def _region(edition: Edition, cells: CellTable, facts: Mapping[str, UnitFacts]) -> IndexResult:
    units = [str(unit) for unit in cells.value.index]
    own = score(cells, edition.config, peers=peer_groups(units, facts).group)
    return roll_up(cells, own, edition.catalogue, facts, {REGION: units}).result


def _ranks(result: IndexResult) -> "pd.Series[float]":
    return result.ranks[result.tree.root]


def moved(
    before: "pd.Series[float]",
    after: "pd.Series[float]",
    rank_before: "pd.Series[float]",
    rank_after: "pd.Series[float]",
) -> pd.DataFrame:
    """Return a row per unit: from, to, change, growth, ranks, and places won (`moved`)."""
    names = list(dict.fromkeys([*before.index, *after.index]))
    found = _grown(pd.DataFrame({"from": before.reindex(names), "to": after.reindex(names)}))
    found["rank_from"] = rank_before.reindex(names)
    found["rank_to"] = rank_after.reindex(names)
    found["moved"] = found["rank_from"] - found["rank_to"]
    return found


def _grown(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        change=table["to"] - table["from"], growth=table["to"] / table["from"] - 1.0
    )
