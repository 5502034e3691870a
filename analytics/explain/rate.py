"""Why a rate is what it is, as text and as data: what was counted, of how much, item by item."""

from collections.abc import Sequence
from dataclasses import asdict

from analytics.automation.explain_rate import Language, explanation_lines
from analytics.automation.rate import RateItem, RateValue
from analytics.queries import iso


def rate_data(values: Sequence[RateValue]) -> dict[str, object]:
    """Return what explains a rate, or all parts of one, as plain values."""
    whole = values[0]
    known = whole.definition
    return {
        "name": known.id,
        "code": known.code,
        "indicator": known.indicator,
        "name_en": known.name_en,
        "name_zh": known.name_zh,
        "unit": known.unit,
        "definition": known.definition,
        "formula": known.formula,
        "source": known.source,
        "declared_as": known.declared,
        "level": whole.level,
        "path": str(whole.path),
        "period": whole.period.period,
        "start": iso(whole.period.start),
        "end": iso(whole.period.end),
        "parts": [_value(value) for value in values],
        "items": [_item(item, value.part) for value in values for item in value.items],
        "text_zh": rate_text(values, "zh"),
    }


def rate_text(values: Sequence[RateValue], language: Language = "en") -> str:
    """Return the same for people; shares in percent."""
    return "\n".join([*explanation_lines(values, language), ""])


def _value(value: RateValue) -> dict[str, object]:
    return {
        "part": value.part,
        "status": value.status,
        "value": value.value,
        "declared": value.declared,
        "lower": value.lower,
        "upper": value.upper,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "machines": value.machines,
        "evidence_hours": value.evidence_hours,
        "seen": [{**asdict(unit), "path": str(unit.path)} for unit in value.seen],
    }


def _item(item: RateItem, part: str) -> dict[str, object]:
    return {**asdict(item), "path": str(item.path), "part": part or item.part}
