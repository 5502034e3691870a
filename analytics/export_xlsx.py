"""Rows to a spreadsheet: one sheet per level with frozen headings, and a bilingual data dictionary.

Properties and times inside the file are fixed, so equal rows give equal bytes.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.errors import BadQuery
from analytics.listing.dictionary import Entry, beside, entries_of
from analytics.listing.listing import Listing
from analytics.records import Value, records

# What the file says of its making; a real date would make equal rows differ.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_HEADINGS = 2
_ROWS = 1_048_576 - _HEADINGS  # a sheet has no more
_SPREADSHEET_EPOCH = 1900
_FORMATS = {
    "percent": "0.00%",
    "time": "yyyy-mm-dd hh:mm:ss",
    "seconds": "#,##0.000",
    "count": "#,##0.###",
    "whole": "0",
}
_WIDTHS = {"time": 19, "text": 16, "percent": 12, "seconds": 14, "count": 12, "whole": 10}
_PATH_WIDTH = 44
_DICTIONARY_SHEET = "dictionary"
_DICTIONARY = ("sheet", "field", "English", "中文", "unit", "formula", "source")
_DICTIONARY_WIDTHS = (12, 34, 44, 30, 10, 60, 44)


def to_xlsx(rows: pd.DataFrame, listing: Listing) -> bytes:
    """Write a workbook; null is an empty cell, times are dates in UTC."""
    if len(rows) > _ROWS:
        raise BadQuery(
            f"{len(rows)} rows are more than a sheet holds ({_ROWS}): ask for less time, or for csv"
        )
    target = io.BytesIO()
    options = {
        "in_memory": True,  # the library then writes a fixed time for each part
        # A product or order called "=1+1" is a word.
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    entries = entries_of(listing.name, [str(name) for name in rows.columns])
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _CREATED})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        for name, own in _sheets(rows, listing):
            sheet = book.add_worksheet(name)
            _write_headings(sheet, entries, heading, last_row=len(own) + _HEADINGS - 1)
            for n, record in enumerate(records(own)):
                _write_row(sheet, n + _HEADINGS, record, entries, formats)
        if listing.name != _DICTIONARY_SHEET:
            said = [*entries, *beside(listing.name)]
            _write_dictionary(book.add_worksheet(_DICTIONARY_SHEET), said, heading)
    return target.getvalue()


def _sheets(rows: pd.DataFrame, listing: Listing) -> list[tuple[str, pd.DataFrame]]:
    """Return one sheet per level, in the order in which levels come; without levels, one."""
    if "level" not in rows.columns or rows.empty:
        return [(listing.name, rows)]
    levels = list(dict.fromkeys(rows["level"]))
    return [(f"{listing.name} {level}", rows[rows["level"] == level]) for level in levels]


def _write_headings(
    sheet: Worksheet, entries: Sequence[Entry], heading: Format, *, last_row: int
) -> None:
    for n, entry in enumerate(entries):
        sheet.write_string(0, n, f"{entry.name_en}\n{entry.name_zh}", heading)
        sheet.write_string(1, n, entry.field, heading)
        width = _PATH_WIDTH if entry.field == "path" else _WIDTHS.get(entry.kind, 12)
        sheet.set_column(n, n, width)
    sheet.set_row(0, 45)
    pinned = next((n + 1 for n, entry in enumerate(entries) if entry.field == "path"), 0)
    sheet.freeze_panes(_HEADINGS, pinned)
    if entries:
        sheet.autofilter(_HEADINGS - 1, 0, max(last_row, _HEADINGS - 1), len(entries) - 1)


def _write_row(
    sheet: Worksheet,
    line: int,
    record: Mapping[str, Value],
    entries: Sequence[Entry],
    formats: Mapping[str, Format],
) -> None:
    for n, entry in enumerate(entries):
        value = record[entry.field]
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            sheet.write_boolean(line, n, value)
        elif isinstance(value, str):
            moment = _moment(value) if entry.kind == "time" else None
            if moment is None:
                sheet.write_string(line, n, value)
            else:
                sheet.write_datetime(line, n, moment, formats["time"])
        else:
            sheet.write_number(line, n, value, formats.get(entry.kind))


def _moment(text: str) -> datetime | None:
    """Read an instant in UTC as a date of a spreadsheet, None where it has none so early."""
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment if moment.year >= _SPREADSHEET_EPOCH else None


def _write_dictionary(sheet: Worksheet, entries: Sequence[Entry], heading: Format) -> None:
    for n, (title, width) in enumerate(zip(_DICTIONARY, _DICTIONARY_WIDTHS, strict=True)):
        sheet.write_string(0, n, title, heading)
        sheet.set_column(n, n, width)
    for line, entry in enumerate(entries, start=1):
        said = (
            entry.listing,
            entry.field,
            entry.name_en,
            entry.name_zh,
            entry.unit,
            entry.formula,
            entry.source,
        )
        for n, text in enumerate(said):
            sheet.write_string(line, n, text)
    sheet.freeze_panes(1, 2)
