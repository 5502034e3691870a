"""Where energy, water, air, emissions, material and waste went: by leaf, product, order, unit.

Rows of the series `segment` of one place enter; one row per name leaves. Every column adds up to
what the meters of the place rose by, to a millionth of the unit.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analytics.automation.records import FactorRecord
from analytics.green.amounts import EMISSION, QUANTITIES, Amounts, amounts_of, from_micros
from contract.states import LEAVES

By = Literal["leaf", "product", "order", "unit", "shift"]
BY: tuple[By, ...] = get_args(By)
GOOD_ITEMS = "good_items"

_COLUMN = {"unit": "path"}
_ONE_EACH: Mapping[str, float] = {}


def columns_by(by: By) -> list[str]:
    """Return the columns of `split`."""
    return [by, *QUANTITIES, GOOD_ITEMS]


def split(
    segments: pd.DataFrame,
    by: By,
    *,
    factors: Sequence[FactorRecord] = (),
    items_per_count: Mapping[str, float] = _ONE_EACH,
) -> pd.DataFrame:
    """Return one row per name, in order of names (leaves in that of the time model).

    Emissions are NaN where no factor held; good items are NaN by leaf, for no piece has one.

    Args:
        segments: of units and of lines, with `path`; items of all but units are those of lines.
        by: what the names are.
        factors: dated emission factors.
        items_per_count: unit (text) to line items in one of its counts; 1 where it is not named.
    """
    of_units = (segments["work_unit"] != "").to_numpy()
    units, lines = segments[of_units], segments[~of_units]
    amounts = amounts_of(units, factors)
    if by == "leaf":
        return _by_leaf(amounts)
    column = _COLUMN.get(by, by)
    counted = units if by == "unit" or lines.empty else lines
    rows = []
    for name in sorted({*units[column], *lines[column]} if by != "unit" else {*units[column]}):
        mine = (units[column] == name).to_numpy()
        sums = {key: from_micros(cells[mine].sum()) for key, cells in amounts.micros.items()}
        if amounts.unrated[mine].any():
            sums[EMISSION] = np.nan
        items = good_items(counted[(counted[column] == name).to_numpy()], items_per_count)
        rows.append({by: name, **sums, GOOD_ITEMS: items})
    return pd.DataFrame(rows, columns=columns_by(by))


def good_items(segments: pd.DataFrame, items_per_count: Mapping[str, float]) -> float:
    """Return good line items of segments of lines or of units, those of silences too."""
    counts = (segments["good_quantity"] + segments["unknown_good_quantity"]).groupby(
        segments["path"], sort=True
    )
    return float(
        sum(count * items_per_count.get(str(path), 1.0) for path, count in counts.sum().items())
    )


def _by_leaf(amounts: Amounts) -> pd.DataFrame:
    rated = not amounts.unrated.any()
    rows = [
        {
            "leaf": leaf,
            **{
                key: from_micros(cells[:, place].sum()) if rated or key != EMISSION else np.nan
                for key, cells in amounts.micros.items()
            },
            GOOD_ITEMS: np.nan,
        }
        for place, leaf in enumerate(LEAVES)
    ]
    return pd.DataFrame(rows, columns=columns_by("leaf"))
