"""Rows of a survey in, a workbook that guides whoever fills it in out.

Properties and times inside are fixed, so equal rows give equal bytes.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.index.digital.catalogue import IndicatorRecord
from analytics.index.digital.observation import PROCESSES, SECTORS, SIZES
from analytics.index.digital.survey_answers import STATES
from analytics.index.digital.survey_texts import Column, Lang, SheetName, survey_texts

Value = str | float | None
Record = Mapping[str, Value]

# What the file says of its making; a real date would make equal rows differ.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_HEADINGS = 2
_NOTE_WIDTHS = (24, 70, 90)
_WORDS: Mapping[str, Sequence[str]] = {
    "state": list(STATES),
    "sector": SECTORS,
    "size": SIZES,
    "process": PROCESSES,
}
_MONEY = ("asset_value", "output_value")


def workbook(
    sheets: Mapping[SheetName, Sequence[Record]],
    notes: Sequence[Sequence[str]],
    asked: Mapping[str, IndicatorRecord],
    lang: Lang,
) -> bytes:
    """Return the workbook: a sheet per name, and the notes with their heading first."""
    target = io.BytesIO()
    # In memory the library writes a fixed time for each part.
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        fill = book.add_format({"valign": "top", "bg_color": "#FFF2CC", "border": 1})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = survey_texts().columns_of(name)
            for place, column in enumerate(columns):
                _write_heading(sheet, place, column, heading, lang)
            for line, row in enumerate(rows, start=_HEADINGS):
                for place, column in enumerate(columns):
                    form = fill if column.fill and _is_asked(column, row, asked) else plain
                    _write(sheet, line, place, row[column.name], form)
                    if (rule := _rule(column, row, asked)) is not None:
                        sheet.data_validation(line, place, line, place, rule)
            sheet.freeze_panes(_HEADINGS, 2)
        sheet = book.add_worksheet("notes")
        for place, width in enumerate(_NOTE_WIDTHS):
            sheet.set_column(place, place, width)
        for line, texts in enumerate(notes):
            for place, text in enumerate(texts):
                sheet.write_string(line, place, text, plain if line else heading)
        sheet.freeze_panes(1, 1)
    return target.getvalue()


def _write_heading(
    sheet: Worksheet, place: int, column: Column, heading: Format, lang: Lang
) -> None:
    sheet.write_string(0, place, column.both(lang), heading)
    sheet.write_string(1, place, column.name, heading)
    sheet.write_comment(1, place, column.note.both(lang), {"author": "", "x_scale": 2})
    sheet.set_column(place, place, column.width)


def _write(sheet: Worksheet, line: int, place: int, value: Value, form: Format) -> None:
    if value is None:
        sheet.write_blank(line, place, None, form)
    elif isinstance(value, str):
        sheet.write_string(line, place, value, form)
    else:
        sheet.write_number(line, place, value, form)


def _is_asked(column: Column, row: Record, asked: Mapping[str, IndicatorRecord]) -> bool:
    """Tell whether people write in a cell: the lower number is of ratios only."""
    return column.name != "of" or asked[str(row["id"])].answer in {"count", "amount"}


def _rule(
    column: Column, row: Record, asked: Mapping[str, IndicatorRecord]
) -> dict[str, object] | None:
    """Return what the spreadsheet itself refuses in a cell, None where it takes anything."""
    if column.name in _WORDS:
        return {"validate": "list", "source": list(_WORDS[column.name])}
    if column.name in _MONEY:
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if column.name in {"answer", "of"} and _is_asked(column, row, asked):
        return _number_rule(asked[str(row["id"])])
    return None


def _number_rule(one: IndicatorRecord) -> dict[str, object]:
    if one.answer in {"ticks", "ladder"}:
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": one.steps}
    if one.answer == "number":
        low, high = one.plausible
        return {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
    kind = "integer" if one.answer == "count" else "decimal"
    return {"validate": kind, "criteria": ">=", "value": 0}
