"""The texts of a survey: one bilingual file in, checked against the catalogue, questions out."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from analytics.errors import BadConfig
from analytics.index.digital.catalogue import Answer, Catalogue, IndicatorRecord

Lang = Literal["zh", "en"]
SheetName = Literal["answers", "facts"]
_FILE = "survey_texts.toml"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every part of the file."""


class Said(_Part, frozen=True, kw_only=True):
    """One text in both languages."""

    zh: str
    en: str

    def text(self, lang: Lang) -> str:
        """Return it in a language."""
        return self.zh if lang == "zh" else self.en

    def both(self, lang: Lang) -> str:
        """Return it in both languages, this one first."""
        return f"{self.zh}\n{self.en}" if lang == "zh" else f"{self.en}\n{self.zh}"


class Column(Said, frozen=True, kw_only=True):
    """One column: its name in the file, its caption and a note for people.

    Args:
        fill: people write here.
        read: it is checked, and must be there and be seen.
        width: of a spreadsheet's column, characters.
    """

    sheet: SheetName
    name: str
    note_zh: str
    note_en: str
    width: int
    fill: bool = False
    read: bool = True

    @property
    def note(self) -> Said:
        """Return the note."""
        return Said(zh=self.note_zh, en=self.note_en)


class Question(Said, frozen=True, kw_only=True):
    """What is asked for one indicator.

    Args:
        items: ticks, or rungs from 0 on.
        answer, of: what the two numbers of a ratio are.
    """

    id: str
    items: tuple[Said, ...] = ()
    answer: Said | None = None
    of: Said | None = None


class Texts(_Part, frozen=True, kw_only=True):
    """The whole file."""

    columns: tuple[Column, ...]
    allowed: dict[Answer, Said]
    not_applicable: Said
    notes: tuple[Said, ...]
    questions: tuple[Question, ...]

    def columns_of(self, sheet: SheetName) -> tuple[Column, ...]:
        """Return the columns of a sheet, in order."""
        return tuple(column for column in self.columns if column.sheet == sheet)

    def allowed_for(self, one: IndicatorRecord, question: Question, lang: Lang) -> str:
        """Say what may be written for an indicator."""
        if one.answer is None:
            raise BadConfig(f"indicator {one.id} is not asked for")
        low, high = one.plausible
        parts = {
            name: "" if said is None else said.text(lang)
            for name, said in (("answer", question.answer), ("of", question.of))
        }
        form = self.allowed[one.answer].text(lang)
        return form.format(steps=one.steps, low=low, high=high, unit=one.unit, **parts)


@cache
def survey_texts() -> Texts:
    """Return the texts of this package."""
    source = files("analytics.index.digital").joinpath(_FILE)
    return msgspec.toml.decode(source.read_bytes(), type=Texts)


def asked(catalogue: Catalogue) -> Mapping[str, tuple[IndicatorRecord, Question]]:
    """Return the indicators that a survey asks for, in the catalogue's order, with their questions.

    Raises BadConfig where texts and catalogue do not fit.
    """
    texts = survey_texts()
    for name, count in Counter(question.id for question in texts.questions).items():
        if count > 1:
            raise BadConfig(f"{_FILE}: question {name} stands {count} times")
    questions = {question.id: question for question in texts.questions}
    found = {}
    for one in catalogue.indicators:
        if one.measurement != "survey":
            continue
        if one.id not in questions:
            raise BadConfig(f"{_FILE}: indicator {one.id} is asked for and has no question")
        _check(one, questions[one.id])
        found[one.id] = one, questions[one.id]
    return found


def _check(one: IndicatorRecord, question: Question) -> None:
    wanted = {"ticks": one.steps, "ladder": one.steps + 1}.get(one.answer or "", 0)
    if len(question.items) != wanted:
        raise BadConfig(
            f"{_FILE}: question {one.id} lists {len(question.items)} ticks or rungs, the catalogue"
            f" has {wanted}"
        )
    if (one.answer in {"count", "amount"}) != (None not in {question.answer, question.of}):
        raise BadConfig(f"{_FILE}: question {one.id} names answer and of where it is a ratio")
