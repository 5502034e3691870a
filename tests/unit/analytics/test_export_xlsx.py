"""A spreadsheet of rows: sheets, headings, types, dictionary, equal bytes."""

import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from analytics.export import export
from analytics.listing.dictionary import DICTIONARY_COLUMNS, dictionary, entries_of
from analytics.queries import OEE_COLUMNS, oee_rows
from tests.suites.loop_plant import HOUR, LINE, START, Plant, working

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """KPI rows of one hour of a small plant, on every level."""
    made = Plant()
    made.commit(working(START, START + HOUR))
    made.say(ended=START + HOUR)
    made.settle()
    return oee_rows(made.store, window="hour")


def _sheets(content: bytes) -> dict[str, list[list[str | float | bool]]]:
    """Read the sheets of a workbook as lists of cells, with nothing but the file format."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        shared = [
            "".join(text.text or "" for text in one.iter(f"{_MAIN}t"))
            for one in ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
        ]
        names = [
            sheet.attrib["name"]
            for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")  # noqa: S314
        ]
        return {
            name: _cells(book.read(f"xl/worksheets/sheet{n}.xml"), shared)
            for n, name in enumerate(names, start=1)
        }


def _cells(sheet: bytes, shared: list[str]) -> list[list[str | float | bool]]:
    rows = ET.fromstring(sheet).iter(f"{_MAIN}row")  # noqa: S314
    return [[_value(cell, shared) for cell in row] for row in rows]


def _value(cell: ET.Element, shared: list[str]) -> str | float | bool:
    text = cell.findtext(f"{_MAIN}v") or ""
    kind = cell.attrib.get("t")
    if kind == "s":
        return shared[int(text)]
    return text == "1" if kind == "b" else float(text)


def test_spreadsheet_has_a_sheet_per_level_and_a_dictionary(rows: pd.DataFrame) -> None:
    """Units, lines and sites have a sheet each; the last sheet says what the columns mean."""
    sheets = _sheets(export(rows, "xlsx"))
    assert list(sheets) == ["kpi unit", "kpi line", "kpi site", "dictionary"]
    names, fields, first = sheets["kpi line"][:3]
    assert tuple(fields) == OEE_COLUMNS
    assert "equipment path\n设备路径" in names
    assert first[1] == str(LINE)
    # Days since 1899-12-30, as spreadsheets count.
    days = (datetime(2026, 3, 1, 22) - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    assert first[3] == pytest.approx(days, abs=1e-10)
    titles, *lines = sheets["dictionary"]
    assert titles[:4] == ["sheet", "field", "English", "中文"]
    assert [line[1] for line in lines] == list(OEE_COLUMNS)


def test_spreadsheet_keeps_numbers_and_leaves_null_empty(rows: pd.DataFrame) -> None:
    """Numbers are numbers to the last digit, flags are logical values, null has no cell."""
    line = rows[rows["level"] == "line"].assign(oee_index=float("nan"))
    _, fields, first = _sheets(export(line, "xlsx"))["kpi line"]
    assert "oee_index" in fields
    assert line["availability"].iloc[0] in first
    kept = [value for value in line.iloc[0] if value == value and value != ""]  # noqa: PLR0124 - NaN
    assert len(first) == len(kept)
    assert True in first


def test_words_stay_words(rows: pd.DataFrame) -> None:
    """An order that looks like a formula, a number or an address is written as text."""
    for word in ("=1+1", "007", "http://127.0.0.1/"):
        book = export(rows.head(1).assign(shift=word), "xlsx")
        assert word in _sheets(book)["kpi unit"][2]


def test_no_rows_are_a_workbook_with_headings(rows: pd.DataFrame) -> None:
    """An empty answer has its headings and its dictionary."""
    sheets = _sheets(export(rows.head(0), "xlsx"))
    assert [len(sheet) for sheet in sheets.values()] == [2, len(OEE_COLUMNS) + 1]


def test_every_column_is_named_in_both_languages() -> None:
    """No column of the KPI listing is without an English and a Chinese name."""
    entries = entries_of("kpi", OEE_COLUMNS)
    assert [entry.field for entry in entries if not entry.name_en or not entry.name_zh] == []


def test_dictionary_is_a_workbook_of_its_own() -> None:
    """Listed itself, the dictionary is one sheet and has no second one."""
    (sheet,) = _sheets(export(dictionary(), "xlsx", "dictionary")).values()
    assert sheet[1] == list(DICTIONARY_COLUMNS)


def test_dictionary_names_a_column_once() -> None:
    """A listing has one entry per column."""
    assert not dictionary().duplicated(["listing", "field"]).any()
