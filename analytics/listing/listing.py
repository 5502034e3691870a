"""What a list is: its columns, how a table spells them, and the keys that name a row."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Kind = Literal[
    "path",
    "text",
    "time",
    "percent",
    "hours",
    "minutes",
    "seconds",
    "count",
    "whole",
    "number",
    "figure",
]
"""How values are spelled; a number in full, a figure to five digits."""
RIGHT: frozenset[Kind] = frozenset(
    {"percent", "hours", "minutes", "seconds", "count", "whole", "number", "figure"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table for people.

    Args:
        field: name of the column in the rows.
        title: its heading, with the unit.
        kind: how its values are spelled.
        folded: said once above the table where every row has the same value.
        sparse: left out where no row has a value.
    """

    field: str
    title: str
    kind: Kind = "text"
    folded: bool = False
    sparse: bool = False


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
