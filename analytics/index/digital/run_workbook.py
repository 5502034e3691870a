"""A run of an edition to a spreadsheet: a sheet per level, what stands beside, and what all means.

Properties and times inside the file are fixed, so equal runs give equal bytes.
"""

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.edition_run import EditionRun, config_json
from analytics.index.digital.run_names import COLUMN_NAMES, SHEET_NAMES
from analytics.records import Value, records

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH, _WIDE = 14, 40
_WIDE_FIELDS = frozenset(("name_en", "name_zh", "formula", "note", "note_en", "note_zh", "source"))
_CELL_CHARACTERS = 32_000
_CATALOGUE = (
    "id",
    "dimension",
    "name_en",
    "name_zh",
    "unit",
    "direction",
    "transform",
    "formula",
    "definition",
    "measurement",
    "minimum_evidence",
    "not_applicable",
    "series",
    "rate",
    "roll_up",
    "basis",
    "floor",
    "note_en",
    "note_zh",
)


def workbook(
    run: EditionRun, tables: Mapping[str, pd.DataFrame], metadata: Mapping[str, Value]
) -> bytes:
    """Return the workbook; a sheet of metadata first, the catalogue and the dictionary last."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _CREATED})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        _pairs(book.add_worksheet("metadata"), _metadata(run, metadata), bold)
        for name, table in tables.items():
            _table(book.add_worksheet(name), [str(one) for one in table], records(table), bold)
        rows = _catalogue(run.catalogue)
        _table(book.add_worksheet("catalogue"), list(rows[0]), rows, bold)
        said = _dictionary(tables)
        _table(book.add_worksheet("dictionary"), list(said[0]), said, bold)
    return target.getvalue()


def _metadata(run: EditionRun, told: Mapping[str, Value]) -> list[tuple[str, Value]]:
    spelled = config_json(run.config)
    parts = [spelled[at : at + _CELL_CHARACTERS] for at in range(0, len(spelled), _CELL_CHARACTERS)]
    configuration = [(f"configuration {number + 1}", part) for number, part in enumerate(parts)]
    return [*told.items(), *configuration]


def _catalogue(catalogue: Catalogue) -> list[dict[str, Value]]:
    found = []
    for one in catalogue.indicators:
        row: dict[str, Value] = {name: getattr(one, name) for name in _CATALOGUE}
        row["variants"] = " ".join(one.variants)
        row["plausible_low"], row["plausible_high"] = one.plausible
        for name, reference in (("national", one.national), ("benchmark", one.benchmark)):
            row |= {
                name if field == "value" else f"{name}_{field}": told
                for field, told in msgspec.structs.asdict(reference).items()
            }
        found.append(row)
    return found


def _dictionary(tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Value]]:
    return [
        {
            "sheet": sheet,
            "sheet_en": SHEET_NAMES[sheet][0],
            "sheet_zh": SHEET_NAMES[sheet][1],
            "field": str(field),
            "name_en": COLUMN_NAMES.get(str(field), (str(field), ""))[0],
            "name_zh": COLUMN_NAMES.get(str(field), ("", str(field)))[1],
        }
        for sheet, table in tables.items()
        for field in table.columns
    ]


def _pairs(sheet: Worksheet, pairs: Iterable[tuple[str, Value]], bold: Format) -> None:
    for line, (name, value) in enumerate(pairs):
        sheet.write_string(line, 0, name, bold)
        _write(sheet, line, 1, value)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)


def _table(
    sheet: Worksheet,
    fields: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
    bold: Format,
) -> None:
    for column, field in enumerate(fields):
        english, chinese = COLUMN_NAMES.get(field, (field, ""))
        sheet.write_string(0, column, f"{english}\n{chinese}".strip(), bold)
        sheet.write_string(1, column, field, bold)
        sheet.set_column(column, column, _WIDE if field in _WIDE_FIELDS else _WIDTH)
    sheet.set_row(0, 45)
    for line, row in enumerate(rows, start=2):
        for column, field in enumerate(fields):
            _write(sheet, line, column, row[field])
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(len(rows) + 1, 1), max(len(fields) - 1, 0))


def _write(sheet: Worksheet, line: int, column: int, value: Value) -> None:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, str):
        sheet.write_string(line, column, value)
    else:
        sheet.write_number(line, column, value)
