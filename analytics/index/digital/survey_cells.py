"""Cells of a survey as a file holds them in, values out, or what is wrong and what is allowed.

XLSX and CSV give the same cells, so both are checked alike.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from analytics.automation.sheet import WrongCell

Kind = Literal["blank", "text", "number", "percent", "date", "flag", "formula", "error", "merged"]
_LARGEST = 1e15
_LONGEST = 256
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_NUMBER_AS_TEXT = re.compile(r"'?[+-]?[\d\s.,，．０-９]*[\d０-９][\d\s.,，．０-９]*")  # noqa: RUF001 - digits of Chinese keyboards
_NUMBER_WITH_UNIT = re.compile(r"[+-]?[\d.,]*\d\s*\D{1,12}")
_PLAIN = "write the number alone, as 1350000.5"
# What each kind is, and what to do; `{}` is what the cell shows.
_NOT_READ: Mapping[Kind, tuple[str, str]] = {
    "date": ("{} is a date", "format the cell as a number or text and enter it again"),
    "flag": ("{} is a truth value", "write what is asked for"),
    "formula": ("is the formula {}", "enter its result as a plain value"),
    "error": ("is the spreadsheet error {}", "enter a plain value"),
    "percent": ("{} carries a per cent sign", _PLAIN),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `shown` is what people see in it, `number` what it is where it is one."""

    kind: Kind
    shown: str = ""
    number: float = 0.0


BLANK = Cell("blank")
MERGED = Cell("merged")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet of a file; rows and columns count from 1.

    Args:
        cells: those that are not blank, by row and column.
        merged: ranges as first row, first column, last row, last column.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    hidden: bool = False
    rows: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(sorted({row for row, _ in self.cells})))

    def at(self, row: int, column: int) -> Cell:
        """Return a cell."""
        return self.cells.get((row, column), BLANK)


def text(cell: Cell) -> str:
    """Read one line of text; a whole number is its digits."""
    if cell.kind in _NOT_READ:
        raise _not_read(cell)
    if cell.kind == "number" and not cell.number.is_integer():
        raise WrongCell(f"{cell.shown} is a number", "write a text")
    if len(cell.shown) > _LONGEST or _CONTROL.search(cell.shown):
        raise WrongCell("is no short line of text", f"write one line of at most {_LONGEST}")
    return cell.shown


def word_of(words: Collection[str], *, what: str) -> Callable[[Cell], str]:
    """Return what reads one of some words."""

    def read(cell: Cell) -> str:
        said = text(cell)
        if said not in words:
            shown = ", ".join(list(words)[:12]) + (", ..." if len(words) > 12 else "")
            raise WrongCell(f"{said!r} is no {what}", f"allowed are {shown}")
        return said

    return read


def number(cell: Cell) -> float:
    """Read a finite number."""
    if cell.kind in _NOT_READ:
        raise _not_read(cell)
    if cell.kind == "number":
        if not math.isfinite(cell.number) or abs(cell.number) > _LARGEST:
            raise WrongCell(f"{cell.shown} is too large", f"write at most {_LARGEST:g}")
        return cell.number
    if _NUMBER_AS_TEXT.fullmatch(cell.shown):
        raise WrongCell(f"{cell.shown!r} is a number kept as text", _PLAIN + ", in a number cell")
    if _NUMBER_WITH_UNIT.fullmatch(cell.shown):
        raise WrongCell(f"{cell.shown!r} carries a unit", _PLAIN)
    raise WrongCell(f"{cell.shown!r} is no number", _PLAIN)


def amount(cell: Cell) -> float:
    """Read a number that is not negative."""
    found = number(cell)
    if found < 0:
        raise WrongCell(f"{cell.shown} is negative", "write 0 or more")
    return found


def whole(cell: Cell) -> int:
    """Read a whole number that is not negative."""
    found = amount(cell)
    if not found.is_integer():
        raise WrongCell(f"{cell.shown} is not whole", "write a whole number")
    return int(found)


def _not_read(cell: Cell) -> WrongCell:
    wrong, allowed = _NOT_READ[cell.kind]
    return WrongCell(wrong.format(cell.shown), allowed)
