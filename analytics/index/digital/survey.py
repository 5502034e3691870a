"""A filled survey in, observations and facts of its units out, or every fault of it and nothing.

file ─ sheets ─▶ tables ─ rows ─▶ answers, facts ─▶ observations
                    └──────────────────┴─ every fault ─▶ BadSurvey
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import msgspec

from analytics.errors import BadSurvey
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.observation import (
    PROCESSES,
    SECTORS,
    SIZES,
    Observation,
    UnitFacts,
)
from analytics.index.digital.observations_period import span_of
from analytics.index.digital.survey_answers import said
from analytics.index.digital.survey_cells import amount, text, word_of
from analytics.index.digital.survey_files import read_sheets
from analytics.index.digital.survey_table import Faults, Row, Table
from analytics.index.digital.survey_texts import SheetName, asked, survey_texts

NOTES = "notes"
_WORDS = {"sector": SECTORS, "size": SIZES, "process": PROCESSES}


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file says.

    Args:
        observations: by unit and indicator, in the order of the file.
        facts: of its units, as the file corrects what was known.
    """

    observations: tuple[Observation, ...]
    facts: tuple[UnitFacts, ...]


def read_survey(
    path: Path, catalogue: Catalogue, units: Sequence[UnitFacts], period: str, *, vintage: int
) -> list[Observation]:
    """Return the observations of a survey; raises BadSurvey with every fault in it."""
    return list(read_whole_survey(path, catalogue, units, period, vintage=vintage).observations)


def read_whole_survey(
    path: Path, catalogue: Catalogue, units: Sequence[UnitFacts], period: str, *, vintage: int
) -> Survey:
    """Return observations and facts of a survey; raises BadSurvey with every fault in it.

    Args:
        path: an XLSX file, or a folder of CSV files.
        catalogue: says what is asked.
        units: those that may answer; each that does answers everything.
        period: the file must be of it.
        vintage: when the answers became known, ms UTC wall time.
    """
    span_of(period)
    known = {one.unit: one for one in units}
    faults = Faults()
    tables = _tables(path, faults)
    observations: list[Observation] = []
    facts: list[UnitFacts] = []
    if "answers" in tables:
        answers = _Answers(tables["answers"], catalogue, known, period, vintage)
        observations = answers.read()
    if "facts" in tables:
        facts = _facts(tables["facts"], known, {one.unit for one in observations})
    if faults.found:
        raise BadSurvey(tuple(map(str, sorted(faults.found))))
    return Survey(tuple(observations), tuple(facts))


def _tables(path: Path, faults: Faults) -> dict[str, Table]:
    sheets = read_sheets(path, faults)
    if faults.found:
        return {}
    found = {sheet.name: sheet for sheet in sheets}
    tables: dict[str, Table] = {}
    for name in get_args(SheetName):
        if name in found:
            tables[name] = Table(found[name], survey_texts().columns_of(name), faults)
        else:
            faults.tell(name, "the sheet is missing", "take it from the template")
    for name, sheet in found.items():
        if name not in {*get_args(SheetName), NOTES} and sheet.cells:
            faults.tell(name, "nobody reads this sheet", "remove it, or empty it")
    return tables


class _Answers:
    """The sheet of answers."""

    def __init__(
        self,
        table: Table,
        catalogue: Catalogue,
        known: Mapping[str, UnitFacts],
        period: str,
        vintage: int,
    ) -> None:
        self._table = table
        self._asked = asked(catalogue)
        self._unit = word_of(known, what="unit of this survey")
        self._id = word_of(self._asked, what="indicator that is asked for")
        self._period = period
        self._vintage = vintage
        self._seen: dict[tuple[str, str], int] = {}
        # A row whose unit or indicator is wrong may be the one that another misses.
        self._unclear = bool(table.sheet.merged)

    def read(self) -> list[Observation]:
        """Return the observations of the rows that are right."""
        found = [one for row in self._table if (one := self._row(row)) is not None]
        answering = dict.fromkeys(unit for unit, _ in self._seen)
        if not self._table.places or self._unclear:
            return found
        if not answering:
            self._table.faults.tell("answers", "no unit answers", "fill in the template")
        for unit in answering:
            missing = [name for name in self._asked if (unit, name) not in self._seen]
            if missing:
                self._table.faults.tell(
                    "answers",
                    f"{unit} has no row of {', '.join(missing)}",
                    "add the rows; where nothing is known, write state unknown",
                )
        return found

    def _row(self, row: Row) -> Observation | None:
        unit = row.must("unit", self._unit, "write the unit")
        name = row.must("id", self._id, "write the indicator")
        period = row.must("period", text, f"write {self._period}")
        if period is not None and period != self._period:
            row.tell("period", f"{period!r} is another period", f"this survey is of {self._period}")
        if unit is None or name is None:
            self._unclear = True
        elif (before := self._seen.setdefault((unit, name), row.number)) != row.number:
            row.tell("id", f"{name} of {unit} stands in row {before} already", "answer it once")
            self._unclear = True
        if name is None:
            return None
        one, question = self._asked[name]
        answer = said(row, one, question)
        if answer is None or unit is None:
            return None
        return Observation(
            unit=unit,
            indicator=name,
            period=self._period,
            vintage=self._vintage,
            status=answer.status,
            source="survey",
            definition=one.definition,
            value=answer.value,
            note=answer.note,
        )


def _facts(table: Table, known: Mapping[str, UnitFacts], answering: set[str]) -> list[UnitFacts]:
    found: dict[str, UnitFacts] = {}
    unit_of = word_of(known, what="unit of this survey")
    unclear = bool(table.sheet.merged)
    for row in table:
        unit = row.must("unit", unit_of, "write the unit")
        told: dict[str, str | float | None] = {
            name: row.must(name, text, "write a name") for name in ("name_en", "name_zh")
        }
        for name, words in _WORDS.items():
            told[name] = row.must(name, word_of(words, what=name), f"write {', '.join(words)}")
        for name in ("asset_value", "output_value"):
            told[name] = row.may(name, amount)
        if unit is None:
            unclear = True
        elif unit in found:
            row.tell("unit", f"{unit} stands in another row already", "tell it once")
        else:
            found[unit] = msgspec.structs.replace(known[unit], **told)
    for unit in sorted(answering - found.keys()):
        if table.places and not unclear:
            table.faults.tell("facts", f"{unit} answers and has no row here", "add its row")
    return list(found.values())
