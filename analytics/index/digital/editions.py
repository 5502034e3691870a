"""Editions: references, weights and membership frozen together, and what they make of a period.

A frozen edition scores every period in the same way, history included. What is corrected becomes a
later vintage of the same edition; the earlier one stays and can be asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import msgspec
import pandas as pd

from analytics.errors import BadQuery
from analytics.index.config import Entry, IndexConfig, Scale, WeightMethod
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.observation import Observation, UnitFacts
from analytics.index.digital.peers import peer_groups
from analytics.index.digital.roll_up import REGION, Rolled, region_and_sectors, roll_up
from analytics.index.digital.scoring import CellTable, cell_table, score
from analytics.index.engine import IndexResult
from analytics.index.errors import BadIndex

# What these come to depends on the units of the day, so nothing would be frozen.
_NOT_FROZEN: frozenset[Scale | WeightMethod] = frozenset(
    ("min_max", "z_score", "rank", "entropy", "critic")
)


class Edition(Entry, frozen=True, kw_only=True):
    """All that a published index depends on beside its observations.

    Args:
        vintage: when it was frozen, ms UTC; what became known later does not count.
        restates: the vintage that it corrects; None for the first.
        members: of each period.
        facts: of every member, for weights of roll-ups and for peers.
    """

    id: str
    vintage: int
    restates: int | None = None
    catalogue: Catalogue
    config: IndexConfig
    members: dict[str, tuple[str, ...]]
    facts: dict[str, UnitFacts]


@dataclass(frozen=True, slots=True)
class Stand:
    """What an edition makes of one period.

    Args:
        own: results of the units.
        rolled: results of the region and its sectors.
    """

    edition: Edition
    period: str
    cells: CellTable
    own: IndexResult
    rolled: Rolled

    @property
    def index(self) -> float:
        """The region's index; NaN where it is missing."""
        return float(self.rolled.result.index[REGION])


def frozen(
    name: str,
    *,
    vintage: int,
    catalogue: Catalogue,
    config: IndexConfig,
    members: Mapping[str, Sequence[str]],
    facts: Mapping[str, UnitFacts],
) -> Edition:
    """Freeze an edition; raises BadIndex for what cannot be frozen, BadQuery for unknown units."""
    for method in (config.scale.method, config.weights.method):
        if method in _NOT_FROZEN:
            raise BadIndex(
                f"edition {name}: {method} depends on the units of each period: an edition takes"
                " a scale with references and weights that are given"
            )
    unknown = {unit for units in members.values() for unit in units} - facts.keys()
    if unknown:
        raise BadQuery(f"edition {name}: there are no facts of {', '.join(sorted(unknown))}")
    return Edition(
        id=name,
        vintage=vintage,
        catalogue=catalogue,
        config=config,
        members={period: tuple(units) for period, units in members.items()},
        facts=dict(facts),
    )


def restated(
    edition: Edition, *, vintage: int, members: Mapping[str, Sequence[str]] | None = None
) -> Edition:
    """Return a later vintage of an edition, with what became known since.

    Raises BadQuery where it would not be later.
    """
    if vintage <= edition.vintage:
        raise BadQuery(
            f"edition {edition.id}: a restatement is later than {edition.vintage}, not {vintage}"
        )
    given = edition.members if members is None else {key: tuple(members[key]) for key in members}
    return msgspec.structs.replace(
        edition, vintage=vintage, restates=edition.vintage, members=given
    )


def newest(editions: Iterable[Edition], name: str, *, as_of: int | None = None) -> Edition:
    """Return the latest vintage of an edition that was there at `as_of`; raises BadQuery."""
    known = [one for one in editions if one.id == name and (as_of is None or one.vintage <= as_of)]
    if not known:
        raise BadQuery(f"there is no edition {name!r}" + (f" at {as_of}" if as_of else ""))
    return max(known, key=attrgetter("vintage"))


def to_json(edition: Edition) -> str:
    """Spell an edition, the same for equal ones."""
    return msgspec.json.format(msgspec.json.encode(edition, order="sorted"), indent=2).decode()


def from_json(text: str | bytes) -> Edition:
    """Read an edition; raises `msgspec.ValidationError` naming the place."""
    return msgspec.json.decode(text, type=Edition)


def known_cells(
    edition: Edition, observations: Iterable[Observation], units: Sequence[str], period: str
) -> CellTable:
    """Return the cells of units as the edition knew them; other editions' indicators are left."""
    ids = edition.catalogue.by_id()
    return cell_table(
        (one for one in observations if one.indicator in ids),
        edition.catalogue,
        units=units,
        period=period,
        as_of=edition.vintage,
    )


def stand(edition: Edition, observations: Iterable[Observation], period: str) -> Stand:
    """Compute a period by an edition; raises BadQuery for a period that it does not have."""
    if period not in edition.members:
        known = ", ".join(edition.members)
        raise BadQuery(f"edition {edition.id} has no period {period!r}; it has {known}")
    units = edition.members[period]
    cells = known_cells(edition, observations, units, period)
    own = score(cells, edition.config, peers=peer_groups(units, edition.facts).group)
    groups = region_and_sectors(units, edition.facts)
    rolled = roll_up(cells, own, edition.catalogue, edition.facts, groups)
    return Stand(edition, period, cells, own, rolled)


def trend(stands: Iterable[Stand]) -> pd.DataFrame:
    """Return the region's index, dimensions, mean of enterprise indices and units by period."""
    rows = {}
    for one in stands:
        groups = [group.id for group in one.rolled.result.tree.groups]
        rows[one.period] = {
            **one.rolled.result.scores.loc[REGION, groups].to_dict(),
            **one.rolled.mean_of_indices.loc[REGION].add_prefix("own_").to_dict(),
        }
    return pd.DataFrame.from_dict(rows, orient="index")
