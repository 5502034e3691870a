"""Pieces of a place by the product, order and shift that they were made for, in line items.

Segments enter, a row per segment that counted pieces of the place leaves. A line is at its next
order before all pieces of the last one are counted, so its pieces are told by its units.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.automation.sums import Counting
from analytics.master.data import LineMaster
from analytics.oee.rates import LineRates
from contract.path import EquipmentPath

_KEYS = ("path", "product", "order", "shift")


@dataclass(frozen=True, slots=True)
class Made:
    """What a line or unit made of one product, in line items.

    Args:
        rework: sent back to be mended, once for each time.
        unknown: produced, and told behind a silence.
    """

    path: EquipmentPath
    product: str
    produced: float
    scrap: float
    rework: float
    unknown: float


@dataclass(frozen=True, slots=True)
class Output:
    """Good line items of a line or unit; `unseen` were told behind a silence."""

    path: EquipmentPath
    seen: float
    unseen: float


ByProduct = Mapping[str, Mapping[str, Counting]]
Items = Mapping[str, float]


def counting_of(
    master: LineMaster, rates: LineRates, products: Iterable[str], *, at: int | None = None
) -> Mapping[str, Counting]:
    """Return by product who counts the pieces of a line, at an instant; None is the newest."""
    found = {}
    for product in products:
        constraint = rates.constraint(product, at=at)
        if constraint is None:
            continue
        behind = (unit for unit, stage in rates.stage_of.items() if stage >= constraint.stage)
        found[product] = Counting(
            str(master.path.unit(master.last_counter(product))),
            frozenset(str(master.path.unit(unit)) for unit in behind),
        )
    return found


def made_of(pieces: pd.DataFrame) -> tuple[Made, ...]:
    """Return what pieces come to by path and product, in order of both."""
    told = ["produced", "scrap", "rework", "unknown_produced"]
    sums = pieces.groupby(["path", "product"], sort=True)[told]
    return tuple(
        Made(EquipmentPath.parse(str(path)), str(product), *map(float, row))
        for (path, product), row in _rows(sums.sum())
        if any(row)
    )


def outputs_of(pieces: pd.DataFrame) -> tuple[Output, ...]:
    """Return the good pieces of each path, in their order."""
    sums = pieces.groupby("path", sort=True)[["good", "unknown_good"]].sum()
    return tuple(
        Output(EquipmentPath.parse(str(path)), *map(float, row)) for path, row in _rows(sums)
    )


def _rows(sums: pd.DataFrame) -> "zip[tuple[Any, Any]]":
    return zip(sums.index, sums.to_numpy(float), strict=True)


def own_pieces(segments: pd.DataFrame, items_per_count: Items) -> pd.DataFrame:
    """Return the pieces that segments say themselves, of units or of lines."""
    found = segments[list(_KEYS)].copy()
    worth = _worth(segments, items_per_count)
    found["good"] = segments["good_quantity"] * worth
    found["unknown_good"] = segments["unknown_good_quantity"] * worth
    found["scrap"] = segments["scrap_quantity"] * worth
    found["rework"] = segments["rework_quantity"] * worth
    found["produced"] = segments["produced_quantity"] * worth
    found["unknown_produced"] = segments["unknown_produced_quantity"] * worth
    return found


def line_pieces(
    segments: pd.DataFrame, items_per_count: Items, counting: ByProduct
) -> pd.DataFrame:
    """Return the pieces of lines: of those in `counting` as their units counted them."""
    of_units = segments["work_unit"] != ""
    lines = segments[~of_units]
    own = own_pieces(lines[~lines["path"].isin(list(counting))], items_per_count)
    if not counting:
        return own
    return pd.concat([own, _counted(segments[of_units], items_per_count, counting)])


def _counted(units: pd.DataFrame, items_per_count: Items, counting: ByProduct) -> pd.DataFrame:
    lines = [str(EquipmentPath.parse(path).line) for path in units["path"]]
    good, lost = [], []
    for path, line, product in zip(units["path"], lines, units["product"], strict=True):
        one = counting.get(line, {}).get(product)
        good.append(one is not None and one.good == path)
        lost.append(one is not None and path in one.lost)
    worth = _worth(units, items_per_count)
    whole, bad = worth * np.array(good, float), worth * np.array(lost, float)
    unknown_bad = units["unknown_produced_quantity"] - units["unknown_good_quantity"]
    found = units[list(_KEYS)].assign(path=lines)
    found["good"] = units["good_quantity"] * whole
    found["unknown_good"] = units["unknown_good_quantity"] * whole
    found["scrap"] = units["scrap_quantity"] * bad
    found["rework"] = units["rework_quantity"] * bad
    found["produced"] = found["good"] + found["scrap"]
    found["unknown_produced"] = found["unknown_good"] + unknown_bad * bad
    return found


def _worth(segments: pd.DataFrame, items_per_count: Items) -> "pd.Series[float]":
    return segments["path"].map(lambda path: items_per_count.get(path, 1.0)).astype(float)
