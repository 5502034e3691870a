"""A catalogue, units and a period in, the survey to be filled in out: a workbook or CSV files."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analytics.errors import BadConfig
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.observations_period import span_of
from analytics.index.digital.survey import NOTES
from analytics.index.digital.survey_texts import Lang, Said, SheetName, asked, survey_texts
from analytics.index.digital.survey_workbook import Record, Value, workbook

_HEADING = Said(zh="中文", en="English")


def write_template(
    path: Path, catalogue: Catalogue, units: Sequence[UnitFacts], period: str, lang: Lang
) -> None:
    """Write a survey of some units: a workbook where the name ends with .xlsx, else a folder.

    What is known of the units is filled in. Raises BadConfig rather than write over anything.
    """
    span_of(period)
    if path.exists():
        raise BadConfig(f"{path} is there already: name a new file or folder")
    sheets: dict[SheetName, list[Record]] = {
        "answers": list(_answers(catalogue, units, period, lang)),
        "facts": list(_facts(units)),
    }
    notes = [
        [about, *said.both(lang).split("\n")]
        for about, said in (("", _HEADING), *_notes(catalogue))
    ]
    if path.suffix.lower() == ".xlsx":
        records = {name: one for name, (one, _) in asked(catalogue).items()}
        path.write_bytes(workbook(sheets, notes, records, lang))
    elif path.suffix:
        raise BadConfig(f"{path}: name an .xlsx file, or a folder for CSV files")
    else:
        path.mkdir(parents=True)
        for name, rows in sheets.items():
            names = _names(name)
            _write_csv(
                path / f"{name}.csv", [names, *([row[one] for one in names] for row in rows)]
            )
        _write_csv(path / f"{NOTES}.csv", notes)


def _answers(
    catalogue: Catalogue, units: Sequence[UnitFacts], period: str, lang: Lang
) -> Iterator[Record]:
    for unit in units:
        for one, question in asked(catalogue).values():
            yield {
                "unit": unit.unit,
                "id": one.id,
                "name": one.name_zh if lang == "zh" else one.name_en,
                "question": question.text(lang),
                "allowed": survey_texts().allowed_for(one, question, lang),
                "period": period,
                "state": "answered",
                "answer": None,
                "of": None,
            }


def _facts(units: Sequence[UnitFacts]) -> Iterator[Record]:
    for unit in units:
        yield {name: getattr(unit, name) for name in _names("facts")}


def _names(sheet: SheetName) -> list[str]:
    return [column.name for column in survey_texts().columns_of(sheet)]


def _notes(catalogue: Catalogue) -> Iterator[tuple[str, Said]]:
    """Yield what is said to all, of columns, and of ticks and rungs, with what it is about."""
    texts = survey_texts()
    for note in texts.notes:
        yield "", note
    for column in texts.columns:
        yield f"{column.sheet}: {column.name}", column.note
    for one, question in asked(catalogue).values():
        yield one.id, Said(zh=one.name_zh, en=one.name_en)
        yield one.id, question
        allowed = {lang: texts.allowed_for(one, question, lang) for lang in ("zh", "en")}
        yield one.id, Said(**allowed)
        if one.not_applicable:
            yield one.id, texts.not_applicable
        box = "□ " if one.answer == "ticks" else ""
        for item in question.items:
            yield one.id, Said(zh=box + item.zh, en=box + item.en)


def _write_csv(path: Path, rows: Iterable[Sequence[Value]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    # With a byte order mark spreadsheets read Chinese.
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
