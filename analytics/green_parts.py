"""Green measures of the products, orders or shifts of a range: sums of segments, divided last.

Rows of the series `segment` enter; one row per place, measure and name leaves, with the columns of
`green`. The rows of a place add up to what its meters rose by.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analytics.automation.records import FactorRecord
from analytics.errors import BadQuery
from analytics.green.amounts import QUANTITIES
from analytics.green.splits import GOOD_ITEMS, split
from analytics.kpi_store import KpiQuery, KpiStore
from analytics.queries import iso, paths_of
from analytics.rate_queries import RATE_COLUMNS
from contract.green_measures import GREEN_MEASURE
from contract.path import EquipmentPath
from contract.rates import RateLevel
from contract.states import LEAF_FIELD, Leaf

PartBy = Literal["product", "order", "shift"]
PART_BY: tuple[PartBy, ...] = get_args(PartBy)
Factors = Callable[[EquipmentPath], Sequence[FactorRecord]]
"""Emission factors of a site."""

_MEASURES = {f"{quantity}_per_item": quantity for quantity in QUANTITIES}
_SEGMENTS_OF: dict[RateLevel, int] = {"enterprise": 1, "site": 2, "line": 4, "unit": 5}
_SEEN: tuple[Leaf, ...] = ("production", "setup", "delay", "down")


@dataclass(frozen=True, slots=True)
class _Asked:
    by: PartBy
    level: RateLevel
    factors: Factors
    measures: tuple[str, ...]


def part_rows(
    kpi_store: KpiStore,
    by: PartBy,
    factors: Factors,
    *,
    level: RateLevel,
    measures: Sequence[str] = (),
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
) -> pd.DataFrame:
    """Return what one good item took, for each name of the range, by path, measure and name.

    Args:
        kpi_store: where segments are read.
        by: what the names are.
        factors: emission factors of a site.
        level: of a row.
        measures: ids of the catalogue; empty is all that are per good item.
        start: ms UTC; None is the beginning.
        end: ms UTC; None is now.
        below: segments of this place and of everything below it.
    """
    other = [name for name in measures if name not in _MEASURES]
    if other:
        known = ", ".join(_MEASURES)
        raise BadQuery(f"by {by} there is no {other[0]}; there are: {known}")
    rows = kpi_store.read(
        KpiQuery("segment", start=start or 0, end=2**62 if end is None else end, below=below)
    )
    rows = rows.assign(path=paths_of(rows))
    if level == "unit":
        rows = rows[rows["work_unit"] != ""]
    places = [_head(path, _SEGMENTS_OF[level]) for path in rows["path"]]
    asked = _Asked(by, level, factors, tuple(measures or _MEASURES))
    found = [
        row
        for place, own in rows.groupby(np.array(places, object), sort=True)
        for row in _rows(str(place), own, asked)
    ]
    return pd.DataFrame(found, columns=list(RATE_COLUMNS["green"]))


def _head(path: str, segments: int) -> str:
    return "/".join(path.split("/")[:segments])


def _rows(place: str, segments: pd.DataFrame, asked: _Asked) -> list[dict[str, object]]:
    sums = _sums(segments, asked)
    facts: dict[str, object] = {"level": asked.level, "path": place, "period": ""}
    facts |= {"start": iso(segments["time"].min()), "end": iso(segments["end"].max())}
    found = []
    for name in GREEN_MEASURE:
        if name not in asked.measures:
            continue
        known = GREEN_MEASURE[name]
        for part, used, good in zip(
            sums.index, sums[_MEASURES[name]], sums[GOOD_ITEMS], strict=True
        ):
            missing, valued = bool(np.isnan(used)), good > 0 and not np.isnan(used)
            units = segments[(segments["work_unit"] != "") & (segments[asked.by] == part)]
            found.append(
                facts
                | {
                    "measure": name,
                    "indicator": known.indicator,
                    "name_en": known.name_en,
                    "name_zh": known.name_zh,
                    "unit": known.unit,
                    "part": part,
                    "value": used / good if valued else np.nan,
                    "declared": np.nan,
                    "lower": np.nan,
                    "upper": np.nan,
                    "numerator": 0.0 if missing else used,
                    "denominator": good,
                    "status": "missing" if missing else "observed" if valued else "not_applicable",
                    "definition": known.definition,
                    "machines": units["path"].nunique(),
                    "evidence_hours": float(
                        units[[LEAF_FIELD[leaf] for leaf in _SEEN]].to_numpy().sum() / 3600
                    ),
                }
            )
    return found


def _sums(segments: pd.DataFrame, asked: _Asked) -> pd.DataFrame:
    """Return sums by name; each site has factors of its own."""
    sites = [_head(path, _SEGMENTS_OF["site"]) for path in segments["path"]]
    parts = [
        split(own, asked.by, factors=asked.factors(EquipmentPath.parse(str(site))))
        for site, own in segments.groupby(np.array(sites, object), sort=True)
    ]
    whole = pd.concat(parts, ignore_index=True)
    sums: pd.DataFrame = whole.groupby(asked.by, sort=True).sum(skipna=False)
    return sums
