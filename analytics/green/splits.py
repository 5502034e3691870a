"""Where energy, water, air, emissions, material and waste went: by leaf, product, order, unit.

Rows of the series `segment` of one place enter; one row per name leaves. Every column adds up to
what the meters of the place rose by, to a millionth of the unit.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analytics.automation.records import FactorRecord
from analytics.green.amounts import EMISSION, QUANTITIES, Amounts, amounts_of, from_micros
from analytics.green.pieces import ByProduct, Items, line_pieces, own_pieces
from contract.states import LEAVES

By = Literal["leaf", "product", "order", "unit", "shift"]
BY: tuple[By, ...] = get_args(By)
GOOD_ITEMS = "good_items"

_COLUMN = {"unit": "path"}
_ONE_EACH: Items = {}
_NOBODY: ByProduct = {}


def columns_by(by: By) -> list[str]:
    """Return the columns of `split`."""
    return [by, *QUANTITIES, GOOD_ITEMS]


def split(
    segments: pd.DataFrame,
    by: By,
    *,
    factors: Sequence[FactorRecord] = (),
    items_per_count: Items = _ONE_EACH,
    counting: ByProduct = _NOBODY,
) -> pd.DataFrame:
    """Return one row per name, in order of names (leaves in that of the time model).

    Emissions are NaN where no factor held; good items are NaN by leaf, for no piece has one.

    Args:
        segments: of units and of lines, with `path`; items of all but units are those of lines.
        by: what the names are.
        factors: dated emission factors.
        items_per_count: unit (text) to line items in one of its counts; 1 where it is not named.
        counting: of `PeriodSums`.
    """
    of_units = (segments["work_unit"] != "").to_numpy()
    units, lines = segments[of_units], segments[~of_units]
    amounts = amounts_of(units, factors)
    if by == "leaf":
        return _by_leaf(amounts)
    column = _COLUMN.get(by, by)
    if by == "unit" or lines.empty:
        pieces = own_pieces(units, items_per_count)
    else:
        pieces = line_pieces(segments, items_per_count, counting)
    items = pieces.assign(items=pieces["good"] + pieces["unknown_good"])
    good = items.groupby(column)["items"].sum()
    rows = []
    for name in sorted({*units[column], *good.index}):
        mine = (units[column] == name).to_numpy()
        sums = {key: from_micros(cells[mine].sum()) for key, cells in amounts.micros.items()}
        if amounts.unrated[mine].any():
            sums[EMISSION] = np.nan
        rows.append({by: name, **sums, GOOD_ITEMS: float(good.get(name, 0.0))})
    return pd.DataFrame(rows, columns=columns_by(by))


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
