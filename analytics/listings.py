"""What people may list, and which columns of it a table shows under which heading.

The other formats carry every column; `keys` name a row, so that a page can begin behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

ListingName = Literal["kpi", "losses", "stops", "trade", "spc", "dictionary"]
Kind = Literal[
    "path", "text", "time", "percent", "hours", "minutes", "seconds", "count", "whole", "number"
]
RIGHT: frozenset[Kind] = frozenset(
    {"percent", "hours", "minutes", "seconds", "count", "whole", "number"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table for people.

    Args:
        field: name of the column in the rows.
        title: its heading, with the unit.
        kind: how its values are spelled.
        folded: said once above the table where every row has the same value.
    """

    field: str
    title: str
    kind: Kind = "text"
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of rows; columns that the rows do not have are left out."""

    name: str
    title: str
    columns: tuple[Column, ...] = ()
    keys: tuple[str, ...] = ()

    def keys_of(self, rows: pd.DataFrame) -> list[str]:
        """Return the columns that name one of these rows."""
        return [key for key in self.keys if key in rows.columns] or [str(n) for n in rows.columns]


_PLACE = (Column("level", "level", folded=True), Column("path", "path", "path"))

KPI = Listing(
    "kpi",
    "KPIs (ISO 22400-2)",
    (
        *_PLACE,
        Column("window", "window", folded=True),
        Column("window_start", "start UTC", "time"),
        Column("shift", "shift", folded=True),
        Column("order", "order"),
        Column("product", "product"),
        Column("crew", "crew"),
        Column("start", "first UTC", "time"),
        Column("end", "last UTC", "time"),
        Column("oee_index", "OEE %", "percent"),
        Column("teep", "TEEP %", "percent"),
        Column("availability", "A %", "percent"),
        Column("effectiveness", "E %", "percent"),
        Column("quality_ratio", "Q %", "percent"),
        Column("coverage", "known %", "percent"),
        Column("produced_quantity", "produced", "count"),
        Column("good_quantity", "good", "count"),
        Column("scrap_quantity", "scrap", "count"),
        Column("planned_busy_time_s", "busy h", "hours"),
        Column("unknown_time_s", "unknown h", "hours"),
        Column("revision", "rev", "whole"),
        Column("flags", "flags", folded=True),
    ),
    ("level", "path", "window", "window_start", "order", "product", "crew"),
)

DICTIONARY = Listing(
    "dictionary",
    "What the columns mean",
    (
        Column("listing", "list"),
        Column("field", "column"),
        Column("name_en", "English"),
        Column("name_zh", "中文"),
        Column("unit", "unit"),
        Column("formula", "formula"),
    ),
    ("listing", "field"),
)

# Rows of which nothing is known but their columns, such as conservation and dead letters.
PLAIN = Listing("rows", "rows")

LISTINGS: Mapping[str, Listing] = {one.name: one for one in (KPI, DICTIONARY)}


def listing_of(name: str) -> Listing:
    """Return a listing by its name; an unknown one shows the rows as they are."""
    return LISTINGS.get(name, PLAIN)
