"""Why a rate is what it is, as text and as data: what was counted, of how much, item by item."""

from collections.abc import Sequence
from dataclasses import asdict

from analytics.automation.rate import RateItem, RateValue
from analytics.queries import iso

_MOST_DIGITS = ".6g"


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
    }


def rate_text(values: Sequence[RateValue]) -> str:
    """Return the same for people; shares in percent."""
    whole = values[0]
    known = whole.definition
    code = f"{known.code} " if known.code else ""
    span = f"{iso(whole.period.start)} to {iso(whole.period.end)}"
    lines = [
        f"{code}{known.name_en} / {known.name_zh}",
        f"{whole.level} {whole.path}, {whole.period.period} {span}",
        "",
        f"formula: {known.formula}",
        f"definition: {known.definition} ({known.source})",
    ]
    if known.declared:
        lines.append(f"declared: {known.declared}")
    for value in values:
        lines += ["", *_told(value)]
    return "\n".join([*lines, ""])


def _told(value: RateValue) -> list[str]:
    unit = value.definition.unit
    head = f"{value.part}: " if value.part else ""
    counted = (
        f"{format(value.numerator, _MOST_DIGITS)} of {format(value.denominator, _MOST_DIGITS)}"
    )
    bounds = f"between {_spelled(value.lower, unit)} and {_spelled(value.upper, unit)}"
    above = f"{value.path}/"
    lines = [
        f"{head}{_spelled(value.value, unit)}, {value.status}",
        f"  {counted}, {bounds}, declared {_spelled(value.declared, unit)}",
        f"  {value.machines} machines, {value.evidence_hours:.2f} h seen",
    ]
    width = max((len(_name(item, above)) for item in value.items), default=0)
    for item in sorted(value.items, key=lambda one: (-one.denominator, str(one.path), one.part)):
        amounts = (
            f"{format(item.numerator, _MOST_DIGITS):>10} / "
            f"{format(item.denominator, _MOST_DIGITS):<10}"
        )
        said = [f"  {_name(item, above):<{width}}  {amounts}"]
        if item.lower is not None or item.upper is not None:
            said.append(f"between {_spelled(item.lower, '1')} and {_spelled(item.upper, '1')}")
        if item.declared is not None:
            said.append(f"declared {_spelled(item.declared, '1')}")
        lines.append("  ".join(said).rstrip())
    return lines


def _name(item: RateItem, above: str) -> str:
    return f"{str(item.path).removeprefix(above)} {item.part}".rstrip()


def _spelled(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:.2%}" if unit == "1" else f"{format(value, _MOST_DIGITS)} {unit}"


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
    }


def _item(item: RateItem, part: str) -> dict[str, object]:
    return {**asdict(item), "path": str(item.path), "part": part or item.part}
