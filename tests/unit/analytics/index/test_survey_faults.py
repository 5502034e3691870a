"""Wrong surveys: every fault is told once with its cell, and nothing is taken."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from analytics.errors import BadSurvey
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import Observation
from analytics.index.digital.survey import read_survey
from analytics.stores.memory_books import memory_books
from tests.unit.analytics.index.survey_plants import (
    PERIOD,
    UNITS,
    VINTAGE,
    csv_rows,
    filled_folder,
    filled_workbook,
    write_rows,
)

CASES = Path(__file__).parents[3] / "cases" / "index" / "survey"
PLANTED = tomllib.loads((CASES / "planted.toml").read_text(encoding="utf-8"))["planted"]


def read(path: Path) -> list[Observation]:
    """Read a survey of the three units."""
    return read_survey(path, shipped(), UNITS, PERIOD, vintage=VINTAGE)


def faults(path: Path) -> list[str]:
    """Return what is told of a wrong survey."""
    with pytest.raises(BadSurvey) as wrong:
        read(path)
    return list(wrong.value.faults)


def plant(book: Workbook, one: Mapping[str, Any]) -> None:
    """Do to a filled survey what a case says."""
    sheet = book[one.get("sheet", "answers")]
    match one:
        case {"drop_column": letter}:
            sheet.delete_cols(sheet[f"{letter}1"].column)
        case {"drop_sheet": name}:
            del book[name]
        case {"add_sheet": name}:
            book.copy_worksheet(sheet).title = name
        case {"hide_row": row}:
            sheet.row_dimensions[row].hidden = True
        case {"hide_column": letter}:
            sheet.column_dimensions[letter].hidden = True
        case {"hide_sheet": state}:
            sheet.sheet_state = state
        case {"merge": place}:
            sheet.merge_cells(place)
        case _:
            cell = sheet[one["cell"]]
            cell.value = one.get("text", one.get("value"))
            cell.number_format = one.get("format", cell.number_format)
            if "text" in one:
                cell.data_type = "s"


def test_twenty_faults_are_told_in_twenty_messages(tmp_path: Path) -> None:
    """A file with a fault of each of twenty kinds gets twenty messages, and changes nothing."""
    assert len(PLANTED) == len({one["kind"] for one in PLANTED}) == 20
    path = filled_workbook(tmp_path / "survey.xlsx")
    books = memory_books()
    books.observations.put(read(path))
    before = books.observations.of()
    book = load_workbook(path)
    for one in PLANTED:
        plant(book, one)
    book.save(path)
    wrong = path.read_bytes()
    assert sorted(faults(path)) == sorted(one["message"] for one in PLANTED)
    with pytest.raises(BadSurvey):
        books.observations.put(read(path))
    assert books.observations.of() == before
    assert path.read_bytes() == wrong


FURTHER: list[dict[str, Any]] = [
    {"cell": "H12", "text": "80 %", "message": "answers!H12: '80 %' carries a unit"},
    {
        "cell": "H12",
        "value": 0.9,
        "format": "0%",
        "message": "answers!H12: 90 % carries a per cent",
    },
    {"cell": "H12", "value": True, "message": "answers!H12: True is a truth value"},
    {"cell": "H12", "value": "#DIV/0!", "message": "answers!H12: is the spreadsheet error #DIV/0!"},
    {"cell": "H12", "value": 1e300, "message": "answers!H12: 1e+300 is too large"},
    {"cell": "H12", "text": "９６", "message": "answers!H12: '９６' is a number kept as text"},  # noqa: RUF001 - as Chinese keyboards write it
    {"cell": "H3", "value": 5, "message": "answers!H3: 5 is outside the 4 ticks"},
    {"cell": "H3", "value": -1, "message": "answers!H3: -1 is outside the 4 ticks"},
    {"cell": "H6", "value": 2.5, "message": "answers!H6: 2.5 lies between two rungs"},
    {"cell": "I3", "value": 4, "message": "answers!I3: '4' stands where nothing is asked"},
    {"cell": "H10", "value": 9.5, "message": "answers!H10: 9.5 is not whole"},
    {"cell": "I11", "value": 0, "message": "answers!H11: 4 is above the 0 in I11"},
    {"cell": "I9", "value": 0, "message": "answers!I9: 0 has no share; write more than 0"},
    {"cell": "H9", "value": 1e9, "message": "answers!H9: gives 666.667 (%); plausible are 0.01"},
    {"cell": "G3", "value": "maybe", "message": "answers!G3: 'maybe' is no state"},
    {"cell": "G3", "message": "answers!G3: is blank; write answered, unknown, not_applicable"},
    {"cell": "A3", "message": "answers!A3: is blank; write the unit"},
    {"cell": "B3", "value": 4.5, "message": "answers!B3: 4.5 is a number; write a text"},
    {"cell": "F3", "value": 2026, "message": "answers!F3: '2026' is another period"},
    {"cell": "K40", "value": "see mail", "message": "answers!K40: 'see mail' stands outside"},
    {"cell": "J2", "value": "answer", "message": "answers!J2: 'answer' stands twice"},
    {"cell": "B2", "value": "code", "message": "answers!B2: 'code' is no column"},
    {"hide_column": "G", "message": "answers!G:G: column 'state' is hidden; show it"},
    {"hide_sheet": "veryHidden", "message": "answers: the sheet is hidden; show it"},
    {"merge": "J2:K2", "message": "answers!J2:K2: cells are merged"},
    {"merge": "A5:I5", "message": "answers!A5:I5: cells are merged"},
    {"merge": "A40:B41", "message": "answers!A40:B41: cells are merged"},
    {"sheet": "facts", "cell": "D3", "value": "steel", "message": "facts!D3: 'steel' is no sector"},
    {"sheet": "facts", "cell": "E3", "message": "facts!E3: is blank; write large, medium"},
    {"sheet": "facts", "cell": "G3", "value": -1, "message": "facts!G3: -1 is negative"},
    {
        "sheet": "facts",
        "cell": "A4",
        "value": "apparel-z",
        "message": "facts!A4: 'apparel-z' is no",
    },
    {"sheet": "facts", "cell": "B3", "value": "a\nb", "message": "facts!B3: is no short line"},
    {"sheet": "facts", "drop_column": "F", "message": "facts!2:2: column 'process' is missing"},
    {"drop_sheet": "answers", "sheet": "facts", "message": "answers: the sheet is missing"},
]


@pytest.mark.parametrize("one", FURTHER, ids=lambda one: one["message"])
def test_single_fault_is_told_alone(one: Mapping[str, Any], tmp_path: Path) -> None:
    """One fault brings one message; a lost heading brings the one that is missing, too."""
    path = filled_workbook(tmp_path / "survey.xlsx")
    book = load_workbook(path)
    plant(book, one)
    book.save(path)
    told = faults(path)
    assert told[-1].startswith(one["message"])
    lost = ["answers!2:2: column 'id' is missing; add it"]
    assert told[:-1] == (lost if "'code'" in told[-1] else [])


def test_missing_rows_are_told_by_unit(tmp_path: Path) -> None:
    """A unit that answers at all answers everything, and stands among the facts."""
    path = filled_workbook(tmp_path / "survey.xlsx")
    book = load_workbook(path)
    book["answers"].delete_rows(22, 2)
    book["facts"].delete_rows(4)
    book.save(path)
    assert [fault.split(";")[0] for fault in faults(path)] == [
        "answers: apparel-a has no row of GC3",
        "answers: furniture-b has no row of DF4",
        "facts: apparel-a answers and has no row here",
    ]


def test_survey_without_answers_is_told(tmp_path: Path) -> None:
    """A file in which no unit answers is no survey, however right its headings are."""
    path = filled_folder(tmp_path / "survey")
    for name in ("answers", "facts"):
        write_rows(path / f"{name}.csv", csv_rows(path / f"{name}.csv")[:1])
    assert faults(path) == ["answers: no unit answers; fill in the template"]


def test_states_are_held_against_the_answers(tmp_path: Path) -> None:
    """Who does not know gives no number, and what always applies is never not applicable."""
    path = filled_folder(tmp_path / "survey")
    rows = csv_rows(path / "answers.csv")
    rows[1][6], rows[2][6], rows[2][7] = "unknown", "not_applicable", ""
    rows[3][6], rows[3][7] = "n/a", ""
    write_rows(path / "answers.csv", rows)
    assert faults(path) == [
        "answers!H2: '3' stands where nothing is asked; leave it blank where the state is unknown",
        "answers!G3: DF6 always applies; write answered or unknown",
        "answers!G4: 'n/a' is no state; allowed are answered, unknown, not_applicable",
    ]


def test_column_without_heading_is_told_once(tmp_path: Path) -> None:
    """Remarks beside the table are told at the first of them."""
    path = filled_folder(tmp_path / "survey")
    rows = csv_rows(path / "answers.csv")
    for row in rows[2:]:
        row += ["", "to be checked"]
    write_rows(path / "answers.csv", rows)
    assert faults(path) == [
        "answers!K3: 'to be checked' stands outside the columns; remove it",
    ]


def test_csv_faults_name_the_same_cells(tmp_path: Path) -> None:
    """A CSV file is held to the same rules, with the cells that a spreadsheet shows of it."""
    path = filled_folder(tmp_path / "survey")
    rows = csv_rows(path / "answers.csv")
    for row, value in enumerate(("=1+1", "2026-03-07", "1,200", "80%", "TRUE", ""), start=1):
        rows[row][7] = value
    write_rows(path / "answers.csv", rows)
    (path / "more.csv").write_text("a,b\n1,2\n")
    (path / "facts.csv").unlink()
    assert [fault.split(";")[0] for fault in faults(path)] == [
        "answers!H2: is the formula =1+1",
        "answers!H3: 2026-03-07 is a date",
        "answers!H4: '1,200' is a number kept as text",
        "answers!H5: '80%' carries a unit",
        "answers!H6: 'TRUE' is no number",
        "answers!H7: is blank",
        "facts: the sheet is missing",
        "more: nobody reads this sheet",
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("survey.xlsx", b"", "survey.xlsx: is no workbook"),
        ("survey.xlsx", b"PK\x03\x04 and then nothing", "survey.xlsx: is no workbook"),
        ("survey.xls", b"", "survey.xls: is no survey"),
        ("away.xlsx", None, "away.xlsx: cannot be read (No such file or directory)"),
        ("empty/x.txt", b"", "empty: holds no CSV file"),
        ("gbk/answers.csv", "单位,编号\n".encode("gbk"), "answers: is not UTF-8"),
        ("torn/answers.csv", b'unit,id\n"a,b\n', "answers!2:2: is no CSV from here on"),
    ],
)
def test_file_that_is_no_survey_is_told(
    name: str, content: bytes | None, message: str, tmp_path: Path
) -> None:
    """A file that cannot be read is one fault, with what to do instead."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if content is not None:
        path.write_bytes(content)
    (told,) = faults(path if path.parent == tmp_path else path.parent)
    assert told.startswith(message)


def test_sheet_without_heading_is_told(tmp_path: Path) -> None:
    """A sheet whose first rows name no columns is told once, not cell by cell."""
    path = filled_workbook(tmp_path / "survey.xlsx")
    book = load_workbook(path)
    book["answers"].delete_rows(2)
    book["facts"].delete_rows(1, 9)
    book.save(path)
    told = faults(path)
    assert [fault.split(";")[0] for fault in told] == [
        "answers: has no heading",
        "facts: has no heading",
    ]


@settings(max_examples=60, deadline=None)
@given(
    edits=st.lists(
        st.tuples(
            st.sampled_from(["answers", "facts"]),
            st.integers(0, 12),
            st.integers(0, 10),
            st.one_of(
                st.text(max_size=8),
                st.floats().map(str),
                st.integers().map(str),
                st.sampled_from(["DF4", "unknown", "apparel-a", PERIOD, "=1", "1e999", "0", ""]),
            ),
        ),
        max_size=4,
    )
)
def test_any_file_is_taken_whole_or_refused(
    edits: list[tuple[str, int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever stands in whichever cell, all thirty answers come, or faults and no answer."""
    path = filled_folder(tmp_path_factory.mktemp("any") / "survey")
    for sheet, row, column, value in edits:
        rows = csv_rows(path / f"{sheet}.csv")
        if row < len(rows):
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = value.replace("\0", "")
        write_rows(path / f"{sheet}.csv", rows)
    try:
        found = len(read(path))
    except BadSurvey as wrong:
        found = 30 if wrong.faults and all(": " in fault for fault in wrong.faults) else 0
    assert found == 30
