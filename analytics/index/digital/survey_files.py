"""The sheets of a survey's file: of an XLSX workbook, or of a folder with a CSV file per sheet."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from analytics.index.digital.survey_cells import BLANK, MERGED, Cell, Kind, RawSheet
from analytics.index.digital.survey_table import Faults

# A survey of five hundred units is smaller; more is no survey.
_MOST_BYTES = 50_000_000
_MOST_ROWS = 20_000
_MOST_COLUMNS = 100
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T].*)?")
_XLSX_KINDS: dict[str, Kind] = {"f": "formula", "d": "date", "b": "flag", "e": "error"}
_FROM_TEMPLATE = "start again from the template"


def read_sheets(path: Path, faults: Faults) -> list[RawSheet]:
    """Return the sheets of a file; where they cannot be read, that is told and there are none."""
    before = len(faults.found)
    if path.is_dir():
        sheets = [sheet for one in sorted(path.glob("*.csv")) for sheet in _csv_sheet(one, faults)]
        if not sheets and len(faults.found) == before:
            faults.tell(path.name, "holds no CSV file", _FROM_TEMPLATE)
    elif path.suffix.lower() == ".xlsx":
        sheets = [sheet for one in _worksheets(path, faults) for sheet in _xlsx_sheet(one, faults)]
    else:
        faults.tell(path.name, "is no survey", "name an .xlsx file, or a folder of CSV files")
    return [] if len(faults.found) > before else sheets


def _worksheets(path: Path, faults: Faults) -> list[Worksheet]:
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size <= _MOST_BYTES:
            book = load_workbook(path, keep_links=False)
            return list[Worksheet](book.worksheets)
        faults.tell(path.name, f"unpacks to {size} bytes", _FROM_TEMPLATE)
    except OSError as error:
        faults.tell(path.name, f"cannot be read ({error.strerror})", "name a file that can")
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError):
        faults.tell(path.name, "is no workbook", "save it as .xlsx, without a password")
    return []


def _xlsx_sheet(sheet: Worksheet, faults: Faults) -> Iterator[RawSheet]:
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        reach = f"reaches to row {sheet.max_row}, column {sheet.max_column}"
        faults.tell(sheet.title, reach, "delete what is empty below and beside")
        return
    cells = {
        (cell.row, cell.column): found
        for row in sheet.iter_rows()
        for cell in row
        if not isinstance(cell, MergedCell) and (found := _xlsx_cell(cell)) != BLANK
    }
    merged = sorted(
        (one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges
    )
    for top, left, bottom, right in merged:
        places = ((y, x) for y in range(top, bottom + 1) for x in range(left, right + 1))
        cells |= dict.fromkeys(places, MERGED)
    yield RawSheet(
        sheet.title,
        cells,
        tuple(merged),
        frozenset(row for row, one in sheet.row_dimensions.items() if one.hidden),
        frozenset(
            column
            for one in sheet.column_dimensions.values()
            if one.hidden
            for column in range(one.min or 0, (one.max or 0) + 1)
        ),
        sheet.sheet_state != "visible",
    )


def _xlsx_cell(cell: XlsxCell) -> Cell:
    value = cell.value
    if value is None:
        return BLANK
    kind = _XLSX_KINDS.get(cell.data_type)
    if kind is not None:
        # A formula of many cells is an object that holds its text.
        return Cell(kind, str(getattr(value, "text", value)))
    if isinstance(value, int | float):
        percent = "%" in str(cell.number_format)
        shown = f"{value * 100:.15g} %" if percent else f"{value:.15g}"
        return Cell("percent" if percent else "number", shown, float(value))
    shown = str(value).strip()
    return Cell("text", shown) if shown else BLANK


def _csv_sheet(path: Path, faults: Faults) -> Iterator[RawSheet]:
    """Read a CSV file in UTF-8, with or without a byte order mark."""
    cells: dict[tuple[int, int], Cell] = {}
    row = 0
    try:
        reader = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True)
        for row, found in enumerate(reader, start=1):
            for column, shown in enumerate(found, start=1):
                if shown.strip():
                    cells[row, column] = _csv_cell(shown.strip())
    except OSError as error:
        faults.tell(path.stem, f"cannot be read ({error.strerror})", "name a file that can")
    except UnicodeDecodeError:
        faults.tell(path.stem, "is not UTF-8", "save it as 'CSV UTF-8'")
    except csv.Error as error:
        remedy = 'close every ", and write "" for one inside a cell'
        faults.tell(path.stem, f"is no CSV from here on ({error})", remedy, row=row + 1)
    else:
        yield RawSheet(path.stem, cells)


def _csv_cell(shown: str) -> Cell:
    if _NUMBER.fullmatch(shown):
        return Cell("number", shown, float(shown))
    if shown.startswith("="):
        return Cell("formula", shown)
    return Cell("date" if _DATE.fullmatch(shown) else "text", shown)
