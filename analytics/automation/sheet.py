"""A CSV file as spreadsheets save it in; its rows and every mistake in it out, nothing guessed."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")
_OTHER_DIVIDERS = {";": "semicolons", "\t": "tabs", "|": "bars", "，": "Chinese commas"}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file and what is allowed; row 1 is the header, row 0 the whole file."""

    file: str
    row: int
    column: str
    wrong: str
    allowed: str

    def __str__(self) -> str:
        """Say it in one sentence, place first."""
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.wrong}: {self.allowed}"


class WrongCell(Exception):
    """A cell that does not say what its column asks for: what is wrong, and what is allowed."""

    def __init__(self, wrong: str, allowed: str) -> None:
        super().__init__(f"{wrong}: {allowed}")
        self.wrong = wrong
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Column(Generic[_T]):
    """One column; `read` makes a value of a cell that is not blank, or raises WrongCell."""

    name: str
    read: Callable[[str], _T]


class Sheet:
    """One file: its rows under a header that is right, and its mistakes."""

    def __init__(self, file: str, columns: Sequence[Column[Any]]) -> None:
        self.file = file
        self._order = {column.name: place for place, column in enumerate(columns)}
        self.rows: list[Row] = []
        self._mistakes: list[Mistake] = []

    @property
    def mistakes(self) -> list[Mistake]:
        """Return all mistakes, by row and column."""
        return sorted(
            self._mistakes, key=lambda one: (one.row, self._order.get(one.column, -1), one.column)
        )

    def tell(self, wrong: str, allowed: str, *, row: int = 0, column: str = "") -> None:
        """Note a mistake."""
        self._mistakes.append(Mistake(self.file, row, column, wrong, allowed))


class Row:
    """One row; what is wrong in it is told to its sheet."""

    def __init__(self, sheet: Sheet, number: int, cells: dict[str, str]) -> None:
        self.number = number
        self.spoiled = False
        self._sheet = sheet
        self._cells = cells

    def tell(self, wrong: str, allowed: str, *, column: str = "") -> None:
        """Note a mistake."""
        self.spoiled = True
        self._sheet.tell(wrong, allowed, row=self.number, column=column)

    def raw(self, column: Column[_T]) -> str:
        """Return the cell as it is written, empty where its column is missing."""
        return self._cells.get(column.name, "")

    def of(self, column: Column[_T], needed: str = "") -> _T | None:
        """Return the value of a cell, None where it is blank or wrong.

        Args:
            column: whose cell.
            needed: why it must not be blank; empty where it may be.
        """
        text = self.raw(column)
        if not text:
            # A missing column was told once, for the header.
            if needed and column.name in self._cells:
                self.tell("is blank", needed, column=column.name)
            return None
        try:
            return column.read(text)
        except WrongCell as cell:
            self.tell(cell.wrong, cell.allowed, column=column.name)
            return None

    def must(self, column: Column[_T], instead: _T) -> _T:
        """Return the value of a cell that must not be blank; `instead` where that is told."""
        value = self.of(column, "every row needs it")
        if value is None:
            self.spoiled = True
            return instead
        return value


def strangers(folder: Path, names: Collection[str]) -> list[Mistake]:
    """Return the CSV files of a folder that nobody would read, and the folder where it is none."""
    if not folder.is_dir():
        return [Mistake(str(folder), 0, "", "is no folder", "name one that is there")]
    allowed = f"name it {' or '.join(names)}, or remove it"
    return [
        Mistake(str(path), 0, "", "is read by nobody", allowed)
        for path in sorted(folder.iterdir())
        # What systems and spreadsheets hide beside a file is nobody's mistake.
        if path.suffix.lower() == ".csv" and path.name not in names and path.name[0] not in ".~"
    ]


def read_sheet(path: Path, columns: Sequence[Column[Any]]) -> Sheet:
    """Read a CSV in UTF-8, with or without a byte order mark; blank rows are skipped."""
    sheet = Sheet(str(path), columns)
    text = _text(path, sheet)
    if text is None:
        return sheet
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    number = 0
    try:
        for number, found in enumerate(reader, start=1):
            cells = [cell.strip() for cell in found]
            if number == 1:
                names = _header(cells, columns, sheet)
                if not names:
                    return sheet
            elif any(cells):
                _row(sheet, number, cells, names)
    except csv.Error as error:
        sheet.tell(
            f"is no CSV from here on ({error})",
            'close every ", and write "" for one inside a cell',
            row=number + 1,
        )
    return sheet


def _text(path: Path, sheet: Sheet) -> str | None:
    """Return the text of a file, None where it is told why there is none."""
    saving = "save it as 'CSV UTF-8'"
    try:
        data = path.read_bytes()
    except OSError as error:
        sheet.tell(f"cannot be read ({error.strerror})", "name a file that can")
        return None
    if data.startswith(_WIDE):
        sheet.tell("is UTF-16", saving)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sheet.tell(f"is not UTF-8, byte 0x{data[error.start]:02x} in line {line}", saving)
        return None
    if not text.strip():
        sheet.tell("is empty", "write a header and rows below it, or remove the file")
        return None
    if "\0" in text:
        sheet.tell("has a zero byte", saving)
        return None
    return text


def _header(cells: list[str], columns: Sequence[Column[Any]], sheet: Sheet) -> list[str]:
    """Return the names of the columns; empty where the rows below cannot be told apart."""
    while cells and not cells[-1]:  # spreadsheets fill up to the widest row
        cells.pop()
    known = [column.name for column in columns]
    line = ",".join(cells)
    for divider, name in _OTHER_DIVIDERS.items():
        parts = [part.strip().strip('"') for part in line.split(divider)]
        if len(parts) > 1 and set(parts) & set(known) and not set(cells) & set(known):
            sheet.tell(f"its columns are divided by {name}", "divide them by commas", row=1)
            return []
    if not set(cells) & set(known):
        sheet.tell("its first row names no known column", f"write {','.join(known)}", row=1)
        return []
    for name, count in Counter(cells).items():
        if count > 1:
            sheet.tell(f"stands {count} times", "name it once", row=1, column=name)
        elif name not in known:
            sheet.tell(f"{name!r} is no column", f"known are {_listed(known)}", row=1, column=name)
    for name in known:
        if name not in cells:
            sheet.tell("is missing", "add it; its cells may be blank", row=1, column=name)
    return cells


def _row(sheet: Sheet, number: int, cells: list[str], names: list[str]) -> None:
    padded = [*cells, *([""] * (len(names) - len(cells)))]
    row = Row(sheet, number, dict(zip(names, padded, strict=False)))
    extra = [cell for cell in cells[len(names) :] if cell]
    if extra:
        row.tell(
            f"has {len(cells)} cells, the header {len(names)}",
            "put a text with a comma between quotation marks",
        )
    sheet.rows.append(row)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
