"""Green measures of the products, orders or shifts of a range: sums of segments, divided last.

Sums of places enter; one row per place, measure and name leaves, with the columns of `green`. The
rows of a place add up to what its meters rose by.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analytics.automation.sums import PeriodSums
from analytics.errors import BadQuery
from analytics.green.amounts import QUANTITIES
from analytics.green.splits import GOOD_ITEMS, split
from analytics.queries import iso
from analytics.rate_queries import RATE_COLUMNS
from contract.green_measures import GREEN_MEASURE
from contract.states import LEAF_FIELD, Leaf

PartBy = Literal["product", "order", "shift"]
PART_BY: tuple[PartBy, ...] = get_args(PartBy)

_MEASURES = {f"{quantity}_per_item": quantity for quantity in QUANTITIES}
_SEEN: tuple[Leaf, ...] = ("production", "setup", "delay", "down")


def part_rows(
    places: Iterable[PeriodSums], by: PartBy, *, measures: Sequence[str] = ()
) -> pd.DataFrame:
    """Return what one good item took, for each name, by place, measure and name.

    Args:
        places: sums of each place over the whole range; only segments count.
        by: what the names are.
        measures: ids of the catalogue; empty is all that are per good item.
    """
    other = [name for name in measures if name not in _MEASURES]
    if other:
        known = ", ".join(_MEASURES)
        raise BadQuery(f"by {by} there is no {other[0]}; there are: {known}")
    chosen = [name for name in GREEN_MEASURE if name in (measures or _MEASURES)]
    found = [row for sums in places for row in _rows(sums, by, chosen)]
    return pd.DataFrame(found, columns=list(RATE_COLUMNS["green"]))


def _rows(sums: PeriodSums, by: PartBy, measures: Sequence[str]) -> list[dict[str, object]]:
    parts = split(
        sums.segments,
        by,
        factors=sums.records.factors,
        items_per_count=sums.items_per_count,
        counting=sums.counting,
    )
    facts: dict[str, object] = {
        "level": sums.level,
        "path": str(sums.path),
        "period": "",
        "start": iso(sums.period.start),
        "end": iso(sums.period.end),
    }
    units = sums.segments[sums.segments["work_unit"] != ""]
    seen = {
        str(part): {
            "machines": own["path"].nunique(),
            "evidence_hours": float(own[[LEAF_FIELD[leaf] for leaf in _SEEN]].to_numpy().sum())
            / 3600,
        }
        for part, own in units.groupby(by)
    }
    nobody = {"machines": 0, "evidence_hours": 0.0}
    return [
        facts | _named(name, str(part)) | _divided(used, good) | seen.get(str(part), nobody)
        for name in measures
        for part, used, good in zip(
            parts[by], parts[_MEASURES[name]], parts[GOOD_ITEMS], strict=True
        )
    ]


def _named(measure: str, part: str) -> dict[str, object]:
    known = GREEN_MEASURE[measure]
    return {
        "measure": measure,
        "indicator": known.indicator,
        "name_en": known.name_en,
        "name_zh": known.name_zh,
        "unit": known.unit,
        "part": part,
        "definition": known.definition,
    }


def _divided(used: float, good: float) -> dict[str, object]:
    """Return value and status; nothing is known where no emission factor held."""
    missing, any_good = bool(np.isnan(used)), good > 0
    status = "observed" if any_good else "not_applicable"
    return {
        "value": np.nan if missing or not any_good else used / good,
        "declared": np.nan,
        "lower": np.nan,
        "upper": np.nan,
        "numerator": 0.0 if missing else used,
        "denominator": good,
        "status": "missing" if missing else status,
    }
