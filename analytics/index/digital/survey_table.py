"""A sheet of a survey and its columns in; rows by the names of columns and every fault out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, get_args

from openpyxl.utils import get_column_letter

from analytics.automation.sheet import WrongCell
from analytics.index.digital.survey_cells import BLANK, MERGED, Cell, RawSheet
from analytics.index.digital.survey_texts import Column, SheetName

_T = TypeVar("_T")
# The names of columns stand in the first row or below captions.
_HEADING_ROWS = 3


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake; row and column count from 1, 0 is all of them."""

    order: int
    row: int
    column: int
    place: str
    wrong: str
    allowed: str

    def __str__(self) -> str:
        """Say it in one sentence, place first."""
        return f"{self.place}: {self.wrong}; {self.allowed}"


@dataclass(slots=True)
class Faults:
    """Collects the faults of a file."""

    found: list[Fault] = field(default_factory=list)
    _sheets: list[str] = field(default_factory=lambda: list(get_args(SheetName)))

    def tell(
        self, sheet: str, wrong: str, allowed: str, *, row: int = 0, column: int = 0, to: str = ""
    ) -> None:
        """Note a fault of a cell, row, column, sheet or file; `to` is the last cell of a range."""
        if sheet not in self._sheets:
            self._sheets.append(sheet)
        place = _place(sheet, row, column, to)
        self.found.append(Fault(self._sheets.index(sheet), row, column, place, wrong, allowed))


def _place(sheet: str, row: int, column: int, to: str) -> str:
    letter = get_column_letter(column) if column else ""
    if row and column:
        return f"{sheet}!{letter}{row}" + (f":{to}" if to else "")
    span = letter or (str(row) if row else "")
    return f"{sheet}!{span}:{span}" if span else sheet


class Row:
    """One row; what is wrong in it is told."""

    def __init__(self, table: "Table", number: int) -> None:
        self.number = number
        self._table = table

    def cell(self, name: str) -> Cell:
        """Return the cell of a column, blank where the column is missing."""
        column = self._table.places.get(name)
        return BLANK if column is None else self._table.sheet.at(self.number, column)

    def has(self, name: str) -> bool:
        """Tell whether the table has a column."""
        return name in self._table.places

    def tell(self, name: str, wrong: str, allowed: str) -> None:
        """Note a fault of a cell."""
        place = self._table.places.get(name, 0)
        self._table.faults.tell(
            self._table.sheet.name, wrong, allowed, row=self.number, column=place
        )

    def address(self, name: str) -> str:
        """Return where a cell stands, as D7."""
        return f"{get_column_letter(self._table.places[name])}{self.number}"

    def must(self, name: str, read: Callable[[Cell], _T], allowed: str) -> _T | None:
        """Return the value of a cell that must not be blank, None where that is told."""
        if self.cell(name) == BLANK:
            # A missing column was told once.
            if self.has(name):
                self.tell(name, "is blank", allowed)
            return None
        return self.may(name, read)

    def may(self, name: str, read: Callable[[Cell], _T]) -> _T | None:
        """Return the value of a cell, None where it is blank or what is wrong is told."""
        cell = self.cell(name)
        if cell in {BLANK, MERGED}:
            return None
        try:
            return read(cell)
        except WrongCell as wrong:
            self.tell(name, wrong.wrong, wrong.allowed)
            return None

    def must_not(self, name: str, why: str) -> None:
        """Tell a cell that is filled and must be blank."""
        cell = self.cell(name)
        if cell not in {BLANK, MERGED}:
            self.tell(name, f"{cell.shown!r} stands where nothing is asked", why)


class Table:
    """A sheet under its heading; what is wrong with the sheet as a whole is told at once."""

    def __init__(self, sheet: RawSheet, columns: Sequence[Column], faults: Faults) -> None:
        self.sheet = sheet
        self.faults = faults
        self.places: dict[str, int] = {}
        self._heading = 0
        self._read_heading({column.name: column for column in columns})

    def __iter__(self) -> Iterator[Row]:
        """Return the rows below the heading that say anything in its columns."""
        nothing = {BLANK, MERGED}
        for number in self.sheet.rows:
            cells = {self.sheet.at(number, column) for column in self.places.values()}
            if number > self._heading and not cells <= nothing:
                yield Row(self, number)

    def _read_heading(self, columns: dict[str, Column]) -> None:
        name = self.sheet.name
        for row in self.sheet.rows[:_HEADING_ROWS]:
            names = {
                column: cell.shown
                for (at, column), cell in self.sheet.cells.items()
                if at == row and cell != MERGED
            }
            if len(set(names.values()) & set(columns)) > 1:
                self._heading = row
                break
        else:
            self.faults.tell(name, "has no heading", f"write {', '.join(columns)} as headings")
            return
        for column, said in sorted(names.items()):
            if said not in columns:
                allowed = f"remove it; columns are {', '.join(columns)}"
                self._tell_column(column, f"{said!r} is no column", allowed)
            elif said in self.places:
                self._tell_column(column, f"{said!r} stands twice", "name it once")
            else:
                self.places[said] = column
        for said, one in columns.items():
            if one.read and said not in self.places:
                self.faults.tell(name, f"column {said!r} is missing", "add it", row=self._heading)
        self._check_layout(set(names), {said for said, one in columns.items() if one.read})

    def _check_layout(self, headed: set[int], read: set[str]) -> None:
        sheet, told = self.sheet, set[int]()
        if sheet.hidden:
            self.faults.tell(sheet.name, "the sheet is hidden", "show it")
        for first, left, last, right in sheet.merged:
            self.faults.tell(
                sheet.name,
                "cells are merged",
                "undo the merge and fill in each cell",
                row=first,
                column=left,
                to=f"{get_column_letter(right)}{last}",
            )
        for row in sheet.rows:
            if row in sheet.hidden_rows:
                self.faults.tell(sheet.name, "the row is hidden", "show it, or delete it", row=row)
        for name, column in self.places.items():
            if column in sheet.hidden_columns and name in read:
                self.faults.tell(sheet.name, f"column {name!r} is hidden", "show it", column=column)
        for row, column in sorted(sheet.cells):
            beyond = row > self._heading and column not in headed | told
            if beyond and sheet.at(row, column) != MERGED:
                told.add(column)
                self.faults.tell(
                    sheet.name,
                    f"{sheet.at(row, column).shown!r} stands outside the columns",
                    "remove it",
                    row=row,
                    column=column,
                )

    def _tell_column(self, column: int, wrong: str, allowed: str) -> None:
        self.faults.tell(self.sheet.name, wrong, allowed, row=self._heading, column=column)
