"""What came off each line, by order: the pieces of its last counters in line items."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.automation.seen import Seen, line_of, ordered

_COUNTS = [
    "good_quantity",
    "scrap_quantity",
    "rework_quantity",
    "unknown_good_quantity",
    "unknown_produced_quantity",
]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Of one line and order, in line items.

    Args:
        good: finished, also those told behind a silence.
        scrap: lost at the last counter while it was seen.
        unknown_bad: of the last counter, lost or to be mended: told behind a silence.
        rework: to be mended, of all units of the line.
        unknown_rework: lost or to be mended at any unit: told behind a silence.
    """

    good: float
    scrap: float
    unknown_bad: float
    rework: float
    unknown_rework: float


def pieces_of(seen: Seen) -> Mapping[tuple[str, str], Pieces]:
    """Return the pieces of each line and order, in their order."""
    rows = ordered(seen.sums.segments)
    if len(rows):
        rows = rows[rows["path"].map(lambda path: path.count("/") == _UNIT_DEPTH)]
    if not len(rows):
        return {}
    items = items_per_count(seen)
    worth = rows["path"].map(lambda path: items.get(path, 1.0))
    last = _counts_last(rows, seen)
    counts = rows[_COUNTS].mul(worth, axis=0)
    bad = counts["unknown_produced_quantity"] - counts["unknown_good_quantity"]
    table = pd.DataFrame(
        {
            "line": rows["path"].map(line_of),
            "order": rows["order"],
            "good": (counts["good_quantity"] + counts["unknown_good_quantity"]) * last,
            "scrap": counts["scrap_quantity"] * last,
            "unknown_bad": bad * last,
            "rework": counts["rework_quantity"],
            "unknown_rework": bad,
        }
    )
    sums = table.groupby(["line", "order"], sort=True).sum()
    return {
        (str(line), str(order)): Pieces(*map(float, row))
        for (line, order), row in zip(sums.index, sums.to_numpy(float), strict=True)
    }


def items_per_count(seen: Seen) -> Mapping[str, float]:
    """Return line items in one count of each unit, by its path; 1 where it stands nowhere."""
    last = {
        unit: items for line, units in _last_counters(seen).items() for unit, items in units.items()
    }
    return {**last, **seen.sums.items_per_count}


def _last_counters(seen: Seen) -> Mapping[str, Mapping[str, float]]:
    return {
        line: {unit if "/" in unit else f"{line}/{unit}": items for unit, items in units.items()}
        for line, units in seen.sums.last_counters.items()
    }


def _counts_last(rows: pd.DataFrame, seen: Seen) -> "pd.Series[float]":
    """Tell of rows of units whether their good pieces are the line's, product by product."""
    anyhow, counting = _last_counters(seen), seen.sums.counting
    found = []
    for path, product in zip(rows["path"], rows["product"], strict=True):
        line = line_of(path)
        one = counting.get(line, {}).get(product)
        found.append(path in anyhow.get(line, ()) if one is None else one.good == path)
    return pd.Series(found, index=rows.index, dtype=float)


_UNIT_DEPTH = 4
