"""One row of answers in, what it says of its indicator out; what is wrong in it is told."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from analytics.index.digital.catalogue import Answer, IndicatorRecord
from analytics.index.digital.observation import CellStatus
from analytics.index.digital.survey_cells import amount, number, whole, word_of
from analytics.index.digital.survey_table import Row
from analytics.index.digital.survey_texts import Question, Said
from analytics.index.digital.value import counted_value, ticked_value

STATES: Mapping[str, CellStatus] = {
    "answered": "observed",
    "unknown": "missing",
    "not_applicable": "not_applicable",
}
_state = word_of(STATES, what="state")
_NO_LOWER = "leave it blank: only ratios and amounts have a lower number"


class Answered(NamedTuple):
    """What was answered; `note` says what it rests on, amounts of money left out."""

    status: CellStatus
    value: float | None = None
    note: str = ""


def said(row: Row, one: IndicatorRecord, question: Question) -> Answered | None:
    """Return what a row says, None where what is wrong with it is told."""
    state = row.must("state", _state, f"write {', '.join(STATES)}")
    if state is None and row.has("state"):
        return None
    status = STATES[state or "answered"]
    if status == "observed":
        return READ[one.answer or "number"](row, one, question)
    for name in ("answer", "of"):
        row.must_not(name, f"leave it blank where the state is {state}")
    if status == "not_applicable" and not one.not_applicable:
        row.tell("state", f"{one.id} always applies", "write answered or unknown")
        return None
    return Answered(status, note=one.not_applicable if status == "not_applicable" else "not known")


def _ticks(row: Row, one: IndicatorRecord, _: Question) -> Answered | None:
    what = "rungs" if one.answer == "ladder" else "ticks"
    allowed = f"write a whole number of {what}, 0 to {one.steps}"
    row.must_not("of", _NO_LOWER)
    ticks = row.must("answer", number, allowed)
    if ticks is None:
        return None
    if not ticks.is_integer() or not 0 <= ticks <= one.steps:
        where = f"is outside the {one.steps}" if ticks.is_integer() else "lies between two"
        row.tell("answer", f"{ticks:g} {where} {what}", allowed)
        return None
    note = (
        f"rung {ticks:g} of {one.steps}" if what == "rungs" else f"{ticks:g} of {one.steps} ticks"
    )
    return Answered("observed", ticked_value(one, int(ticks)), note)


def _number(row: Row, one: IndicatorRecord, _: Question) -> Answered | None:
    row.must_not("of", _NO_LOWER)
    value = row.must("answer", number, f"write a number, {one.unit}")
    return None if value is None else _believed(row, one, value)


def _count(row: Row, one: IndicatorRecord, question: Question) -> Answered | None:
    upper = row.must("answer", whole, _what(question.answer))
    lower = row.must("of", whole, _what(question.of))
    if upper is None or lower is None:
        return None
    if upper > lower:
        row.tell(
            "answer", f"{upper} is above the {lower} in {row.address('of')}", "count a part of them"
        )
        return None
    if lower == 0:
        remedy = "write state not_applicable" if one.not_applicable else "count at least one"
        row.tell("of", "0 has no share", remedy)
        return None
    return _believed(row, one, counted_value(one, upper, lower), f"{upper} of {lower}")


def _amount(row: Row, one: IndicatorRecord, question: Question) -> Answered | None:
    upper = row.must("answer", amount, _what(question.answer))
    lower = row.must("of", amount, _what(question.of))
    if upper is None or lower is None:
        return None
    if lower == 0:
        row.tell("of", "0 has no share", "write more than 0")
        return None
    if upper == 0 and one.transform == "log":
        return Answered("observed", one.plausible[0], "0, at the least plausible value")
    return _believed(row, one, counted_value(one, upper, lower))


def _believed(row: Row, one: IndicatorRecord, value: float, note: str = "") -> Answered | None:
    low, high = one.plausible
    near = min(max(value, low), high)
    # A ratio may be off by a rounding.
    if not math.isclose(value, near, rel_tol=1e-12):
        row.tell(
            "answer",
            f"gives {value:.6g} ({one.unit})",
            f"plausible are {low:g} to {high:g}: look at the numbers and their units again",
        )
        return None
    return Answered("observed", near, note)


def _what(told: Said | None) -> str:
    return "write a number" if told is None else f"write {told.en}"


READ: Mapping[Answer, Callable[[Row, IndicatorRecord, Question], Answered | None]] = {
    "ticks": _ticks,
    "ladder": _ticks,
    "number": _number,
    "amount": _amount,
    "count": _count,
}
"""How each kind of answer becomes a value."""
