"""The formulas of the catalogue with the numbers of one KPI row, and what each of them gives."""

from collections.abc import Hashable, Iterator, Mapping

import msgspec
import pandas as pd

from analytics.views import views_of
from contract.kpi import KpiLevel
from contract.kpi_catalogue import CATALOGUE
from contract.kpi_record import SYMBOLS, Kpi

# What stands in a formula and is no sum of the row itself, by the column that tells it.
_BESIDE = {"PSQ": "planned_scrap_quantity"}


class Calculation(msgspec.Struct, frozen=True, kw_only=True):
    """One formula with its numbers; `value` (in `unit`) is null where the formula has none.

    `formula` is its id with version, `view` whose reading it is: iso is what rows hold.
    """

    group: str
    view: str
    formula: str
    field: str
    name_en: str
    name_zh: str
    expression: str
    filled_in: str
    value: float | None
    unit: str
    estimator: bool
    clause: str
    why_null: str
    note: str


def calculations(
    shown: pd.Series, *, level: KpiLevel, e_max: float, display_cap: float | None
) -> tuple[Calculation, ...]:
    """Return every KPI of the catalogue that this level has, headline first.

    Args:
        shown: one row of `analytics.queries.oee_rows`.
        level: what the row is of.
        e_max: largest plausible effectiveness, of master data.
        display_cap: how far the TPM view shows performance.
    """
    one = pd.DataFrame([shown])
    found: dict[Hashable, object] = dict(shown.items())
    for table in views_of(one, display_cap=display_cap).values():
        found |= table.iloc[0].to_dict()
    numbers = _numbers(found, e_max)
    return tuple(_calculation(kpi, found, numbers) for kpi in CATALOGUE if level in kpi.levels)


def _calculation(
    kpi: Kpi, shown: Mapping[Hashable, object], numbers: Mapping[str, str]
) -> Calculation:
    value = _float(shown[kpi.field])
    filled = " ".join(numbers.get(word, word) for word in kpi.formula.split())
    return Calculation(
        group=kpi.group,
        view=kpi.view,
        formula=kpi.key,
        field=kpi.field,
        name_en=kpi.name_en,
        name_zh=kpi.name_zh,
        expression=_joined(kpi.formula),
        filled_in=_joined(filled),
        value=value,
        unit=kpi.unit,
        estimator=kpi.estimator,
        clause=kpi.source,
        why_null=_why_null(kpi, shown) if value is None else "",
        note=kpi.note,
    )


def _numbers(shown: Mapping[Hashable, object], e_max: float) -> dict[str, str]:
    numbers = {"e_max": f"{e_max:g}"}
    for name, symbol in SYMBOLS.items():
        terms = list(_terms([shown[field] for field in symbol.plus], " + "))
        less = list(_terms([shown[field] for field in symbol.minus], " - "))
        text = " + ".join(terms) or "0"
        text = " - ".join([text, *less])
        numbers[name] = text if " " not in text else f"({text})"
    for name, field in _BESIDE.items():
        if _float(shown[field]) is not None:
            numbers[name] = _spelled(shown[field])
    return numbers


def _terms(values: list[object], joint: str) -> Iterator[str]:
    """Spell what adds up; a sum of many fields is told without those that are 0."""
    for value in values:
        if joint == " - " or len(values) <= _FEW or _float(value):
            yield _spelled(value)


_FEW = 3


def _spelled(value: object) -> str:
    number = _float(value) or 0.0
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _float(value: object) -> float | None:
    """Return a number, None for NaN."""
    number = float(value) if isinstance(value, (int, float)) else float("nan")
    return None if number != number else number  # noqa: PLR0124 - NaN is not itself


def _joined(words: str) -> str:
    return words.replace("( ", "(").replace(" )", ")")


def _why_null(kpi: Kpi, shown: Mapping[Hashable, object]) -> str:
    if kpi.group == "plan":
        return kpi.null_when
    if shown["withheld"] and kpi.group != "bounds":
        return "withheld: too little of the time is known"
    if shown["ideal_rate_missing"] and {"S_P", "S_G"} & set(kpi.formula.split()):
        return "pieces of a product without a planned run time per item"
    return kpi.null_when
