"""Surveys that are right: what the template holds, and what answers come to."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analytics.errors import BadConfig, BadQuery
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import Observation
from analytics.index.digital.scoring import cell_table
from analytics.index.digital.survey import read_survey, read_whole_survey
from analytics.index.digital.survey_answers import READ
from analytics.index.digital.survey_template import write_template
from analytics.index.digital.survey_texts import Lang, asked, survey_texts
from analytics.stores.memory_books import memory_books
from tests.unit.analytics.index.survey_plants import (
    ANSWERS,
    PERIOD,
    UNITS,
    VALUES,
    VINTAGE,
    Answers,
    csv_rows,
    filled_folder,
    filled_workbook,
    write_rows,
)

ASKED = asked(shipped())
FIRST = UNITS[:1]


def read(path: Path, *, vintage: int = VINTAGE) -> list[Observation]:
    """Read a survey of the three units."""
    return read_survey(path, shipped(), UNITS, PERIOD, vintage=vintage)


def answered(path: Path, answers: Answers) -> dict[str, Observation]:
    """Return what one unit's answers come to, by indicator."""
    folder = filled_folder(path / "survey", answers, FIRST)
    return {one.indicator: one for one in read(folder)}


def test_every_survey_indicator_has_its_question_and_its_code() -> None:
    """Ten indicators are asked for; each kind of answer is read, and each way of reading used."""
    assert list(ASKED) == [one.id for one in shipped().indicators if one.measurement == "survey"]
    assert len(ASKED) == len(survey_texts().questions) == 10
    assert {one.answer for one, _ in ASKED.values()} == set(READ) == set(survey_texts().allowed)


def test_answers_come_to_their_values(tmp_path: Path) -> None:
    """Each answer gives the value worked on paper, as declared by the survey."""
    found = read(filled_workbook(tmp_path / "survey.xlsx"))
    assert len(found) == len(UNITS) * len(ANSWERS)
    for one in found:
        assert one.value == pytest.approx(VALUES[one.indicator], rel=1e-12)
        assert (one.status, one.source) == ("observed", "survey")
        assert (one.period, one.vintage) == (PERIOD, VINTAGE)
        assert one.definition == shipped().by_id()[one.indicator].definition
    notes = {one.indicator: one.note for one in found}
    assert (notes["DF4"], notes["DM1"]) == ("3 of 4 ticks", "rung 2 of 5")
    assert notes["DM5"] == "9 of 12"
    assert notes["DM4"] == ""  # amounts of money stay in the enterprise


def test_csv_and_workbook_say_the_same(tmp_path: Path) -> None:
    """Equal answers give equal observations, whatever file they stand in."""
    workbook, folder = filled_workbook(tmp_path / "survey.xlsx"), filled_folder(tmp_path / "survey")
    assert read(workbook) == read(folder)


def test_second_import_adds_nothing(tmp_path: Path) -> None:
    """The same file read an hour later is known already."""
    path = filled_folder(tmp_path / "survey")
    books = memory_books()
    assert len(books.observations.put(read(path))) == 30
    assert books.observations.put(read(path, vintage=VINTAGE + 3_600_000)) == ()


def test_unknown_and_not_applicable_have_no_value(tmp_path: Path) -> None:
    """What nobody knows is missing, what does not apply is told so; neither has a number."""
    path = filled_folder(tmp_path / "survey", units=FIRST)
    rows = csv_rows(path / "answers.csv")
    for row, state in ((1, "unknown"), (8, "not_applicable"), (9, "unknown")):
        rows[row][6:9] = [state, "", ""]
    write_rows(path / "answers.csv", rows)
    found = {one.indicator: one for one in read(path)}
    assert {name: one.status for name, one in found.items() if one.status != "observed"} == {
        "DF4": "missing",
        "DM5": "not_applicable",
        "DM6": "missing",
    }
    assert found["DM5"].note == "no design was released in the period"
    table = cell_table(found.values(), shipped(), units=[FIRST[0].unit], period=PERIOD)
    assert table.value.loc[FIRST[0].unit, ["DF4", "DM5", "DM6"]].isna().all()


def test_one_released_design_is_enough_for_a_share(tmp_path: Path) -> None:
    """All designs are counted, so a few are known as well as many: saying less gains nothing."""
    for upper, lower in ((0, 1), (9, 9), (9, 10)):
        one = answered(tmp_path / f"{upper}_{lower}", {**ANSWERS, "DM5": (upper, lower)})["DM5"]
        assert (one.status, one.note) == ("observed", f"{upper} of {lower}")
        assert one.value == pytest.approx(100 * upper / lower)


def test_no_spend_stands_at_the_least_plausible_value(tmp_path: Path) -> None:
    """An enterprise that spent nothing says so; its logarithm is that of the least value."""
    one = answered(tmp_path, {**ANSWERS, "DM4": (0, 1_000_000)})["DM4"]
    assert (one.status, one.value) == ("observed", 0.01)


@settings(max_examples=25, deadline=None)
@given(
    ticks=st.fixed_dictionaries(
        {name: st.integers(0, one.steps) for name, (one, _) in ASKED.items() if one.steps}
    ),
    designs=st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    links=st.integers(1, 14).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    spend=st.tuples(st.floats(1e-4, 0.2), st.floats(1.0, 1e9)).map(
        lambda one: (one[0] * one[1], one[1])
    ),
    energy=st.floats(40, 250),
)
def test_values_are_those_of_the_formulas(
    *,
    ticks: Mapping[str, int],
    designs: tuple[int, int],
    links: tuple[int, int],
    spend: tuple[float, float],
    energy: float,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Any answers that are allowed are taken, and every value is what its formula says."""
    ratios = {"DM4": spend, "DM5": designs, "DM6": links}
    answers: dict[str, tuple[float | None, float | None]] = {
        **{name: (count, None) for name, count in ticks.items()},
        **ratios,
        "GC3": (energy, None),
    }
    found = answered(tmp_path_factory.mktemp("formulas"), answers)
    for name, count in ticks.items():
        assert found[name].value == pytest.approx(100 * count / ASKED[name][0].steps, rel=1e-12)
    for name, (upper, lower) in ratios.items():
        assert found[name].value == pytest.approx(100 * upper / lower, rel=1e-9)
    assert found["GC3"].value == pytest.approx(energy, rel=1e-9)


def test_facts_are_corrected_by_the_file(tmp_path: Path) -> None:
    """What the file says of a unit goes before what was known; a blank amount is unknown."""
    path = filled_workbook(tmp_path / "survey.xlsx")
    book = load_workbook(path)
    facts = book["facts"]
    facts["E3"], facts["G3"], facts["H4"] = "large", None, 9_000_000.5
    book.create_sheet("Sheet1")  # empty, as spreadsheets like to add
    book.save(path)
    found = read_whole_survey(path, shipped(), UNITS, PERIOD, vintage=VINTAGE)
    assert found.facts == (
        msgspec.structs.replace(UNITS[0], size="large", asset_value=None),
        msgspec.structs.replace(UNITS[1], output_value=9_000_000.5),
        UNITS[2],
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_template_guides_in_both_languages(lang: Lang, tmp_path: Path) -> None:
    """Questions are in the language asked for; comments, notes and captions are in both."""
    path = tmp_path / "survey.xlsx"
    write_template(path, shipped(), UNITS, PERIOD, lang)
    book = load_workbook(path)
    assert book.sheetnames == ["answers", "facts", "notes"]
    answers, notes = book["answers"], book["notes"]
    one, question = ASKED["DF4"]
    assert answers["C3"].value == (one.name_zh if lang == "zh" else one.name_en)
    assert answers["D3"].value == question.text(lang)
    assert answers["H1"].value == ("答案\nAnswer" if lang == "zh" else "Answer\n答案")
    for cell in (*answers[2], *book["facts"][2]):
        assert cell.comment is not None
        assert cell.comment.text.count("\n") == 1
    said = [cell.value for row in notes.iter_rows() for cell in row]
    for item in question.items:
        assert f"□ {item.zh}" in said
        assert f"□ {item.en}" in said
    rules = {str(rule.sqref): rule for rule in answers.data_validations.dataValidation}
    assert rules["H6"].formula2 == "5"


def test_template_fits_whoever_fills_it_in_again(tmp_path: Path) -> None:
    """Equal questions give equal bytes, a name that looks like a formula stays a name."""
    units = [msgspec.structs.replace(UNITS[0], name_en="=1+1", name_zh="http://x")]
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (first, second):
        write_template(path, shipped(), units, PERIOD, "zh")
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b">2000-01-01T00:00:00Z<" in parts.read("docProps/core.xml")
    assert load_workbook(first)["facts"]["B3"].data_type == "s"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A filled survey cannot be lost to a new template; a name must say which kind is wanted."""
    path = tmp_path / "survey.xlsx"
    path.write_text("filled in")
    for wrong in (path, tmp_path, tmp_path / "survey.csv"):
        with pytest.raises(BadConfig):
            write_template(wrong, shipped(), UNITS, PERIOD, "en")
    assert path.read_text() == "filled in"
    with pytest.raises(BadQuery, match="2026-Q1"):
        write_template(tmp_path / "new.xlsx", shipped(), UNITS, "Q1", "en")


def test_questions_must_fit_the_catalogue() -> None:
    """An indicator without its question, or with another number of ticks, is refused."""
    for change in ({"id": "DF8"}, {"steps": 5}, {"answer": "count", "steps": 0}):
        indicators = [
            msgspec.structs.replace(one, **change) if one.id == "DF4" else one
            for one in shipped().indicators
        ]
        with pytest.raises(BadConfig, match=r"DF4|DF8"):
            asked(msgspec.structs.replace(shipped(), indicators=tuple(indicators)))
