"""Kept rows of an index, back to what the engine made them of.

The rows of a period leave the store; those of one unit, sector or region become a result of the
engine again, so that whatever explains a run explains what was kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import msgspec
import numpy as np
import pandas as pd

from analytics.errors import BadQuery, NotKept
from analytics.index.config import Aggregator, IndexConfig, WeightConfig
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.index_rows import bounds_of
from analytics.index.digital.observation import REWEIGHTED
from analytics.index.digital.scoring import index_config
from analytics.index.engine import IndexResult, compute
from analytics.index.errors import IndexFault
from analytics.kpi_store import KpiQuery, KpiStore
from analytics.listing.index import with_gaps

Level = Literal["unit", "sector", "region"]
_NAMED = 20
# Scores are kept as they are; a store that spells numbers in decimals gives them back exactly.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class KeptPeriod:
    """All rows of one period, NaN where a number is absent."""

    name: str
    rows: pd.DataFrame

    def of_level(self, level: Level) -> pd.DataFrame:
        """Return score and place of the index of every unit of a level, by unit."""
        rows = self.rows[(self.rows["level"] == level) & (self.rows["kind"] == "index")]
        return rows.set_index("unit")[["score", "place"]]


@dataclass(frozen=True, slots=True)
class KeptIndex:
    """The index of one unit, sector or region in one period.

    Args:
        rows: by node.
        result: of the engine, with the kept scores, weights and aggregations, one row.
        as_shipped: whether the references of the shipped catalogue give these scores.
    """

    unit: str
    level: Level
    period: str
    rows: pd.DataFrame
    catalogue: Catalogue
    result: IndexResult
    as_shipped: bool

    @property
    def index(self) -> float:
        """The index; NaN where it is missing."""
        return float(self.result.index[self.unit])

    def text(self, field: str) -> str:
        """Return what every row of it says."""
        return str(self.rows[field].iloc[0])


def kept_period(kpi_store: KpiStore, period: str | None) -> KeptPeriod:
    """Return a period as it was kept, without a name the newest; raises NotKept."""
    if period is not None:
        start, _ = bounds_of(period)
        rows = kpi_store.read(KpiQuery("index", start=start, end=start + 1))
        found = rows[rows["period"] == period]
        if len(found):
            return KeptPeriod(period, with_gaps(found))
    rows = kpi_store.read(KpiQuery("index"))
    known = rows[["period", "time", "end"]].drop_duplicates()
    # Of a quarter and its last month, the quarter: it is the longer one.
    names = [
        str(one) for one in known.sort_values(["end", "time"], ascending=[True, False])["period"]
    ]
    if period is not None or not names:
        raise NotKept(
            f"no index of {period or 'any period'} is kept; there is {', '.join(names) or 'none'}:"
            " `factory index compute --write` keeps one"
        )
    return KeptPeriod(names[-1], with_gaps(rows[rows["period"] == names[-1]]))


def index_of(period: KeptPeriod, unit: str) -> KeptIndex:
    """Return the index of a unit, sector or region, named whole or by the beginning of its path.

    Raises NotKept for one that is not there, BadQuery where the name or its rows are not usable.
    """
    rows = period.rows
    places = [
        (str(one.level), str(one.unit))
        for one in rows[["level", "unit"]].drop_duplicates().itertuples()
    ]
    found = [one for one in places if one[1] == unit] or [
        one for one in places if one[1].partition("/")[0] == unit
    ]
    if not found:
        raise NotKept(f"no index of {unit!r} is kept of {period.name}; there is {_names(places)}")
    if len(found) > 1:
        raise BadQuery(f"{unit!r} names {_names(found)}: write one whole")
    chosen_level, name = found[0]
    mine = rows[(rows["level"] == chosen_level) & (rows["unit"] == name)].set_index("node")
    catalogue = shipped()
    result, as_shipped = _result(mine, name, catalogue)
    return KeptIndex(
        name, msgspec.convert(chosen_level, Level), period.name, mine, catalogue, result, as_shipped
    )


def _names(places: Iterable[tuple[str, str]]) -> str:
    names = [f"{name} ({level})" for level, name in places]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _result(rows: pd.DataFrame, unit: str, catalogue: Catalogue) -> tuple[IndexResult, bool]:
    config = _config(rows, unit, catalogue)
    indicators = [one.id for one in config.indicators]
    nodes = [*indicators, *(one.id for one in config.groups)]
    values = rows.loc[indicators, ["value", "status"]]
    table = values[["value"]].T.set_axis([unit], axis=0)
    gaps = values["value"].isna() & ~values["status"].isin([*REWEIGHTED, ""])
    blocking = gaps.to_frame(unit).T
    try:
        found = compute(table, config, blocking=blocking)
    except IndexFault as error:
        raise BadQuery(
            f"the rows of {unit} are not of the shipped catalogue ({error}): explain them with the"
            " version that computed them"
        ) from error
    kept = rows["score"].reindex(nodes).to_frame(unit).T
    same = np.isclose(
        kept[nodes].to_numpy(np.float64),
        found.scores[nodes].to_numpy(np.float64),
        rtol=_SAME,
        atol=_SAME,
        equal_nan=True,
    ).all()
    return replace(found, scores=kept.rename_axis("unit")), bool(same)


def _config(rows: pd.DataFrame, unit: str, catalogue: Catalogue) -> IndexConfig:
    """Return the shipped index with the weights and aggregations of the rows."""
    plain = index_config(catalogue)
    nodes = {one.id for one in plain.indicators} | {one.id for one in plain.groups}
    if nodes != set(rows.index):
        raise BadQuery(
            f"the rows of {unit} are of edition {rows['edition'].iloc[0]}, whose nodes are not"
            f" those of edition {catalogue.edition}: explain them with the version that computed"
            " them"
        )
    weights = {str(name): weight for name, weight in rows["nominal_weight"].items()}
    if any(np.isnan(weights[one.id]) for one in plain.indicators):
        raise BadQuery(
            f"the rows of {unit} were kept without weights: `factory index compute --write` keeps"
            " them again"
        )
    return msgspec.structs.replace(
        plain,
        indicators=tuple(
            msgspec.structs.replace(one, weight=weights[one.id]) for one in plain.indicators
        ),
        groups=tuple(
            msgspec.structs.replace(
                one,
                weight=weights[one.id] if one.parent else 1.0,
                aggregator=msgspec.convert(rows.loc[one.id, "aggregator"], Aggregator),
            )
            for one in plain.groups
        ),
        weights=WeightConfig(method="points"),
    )
