"""A rate as a person would explain it: what it is, what it was counted from, how sure it is.

Values of one rate enter (one, or one per part of a green measure); lines of text leave, in English
or Chinese. Names and definitions are the catalogue's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from analytics.automation.rate import RateItem, RateValue
from analytics.queries import iso
from contract.automation_rates import AUTOMATION_RATE
from contract.rates import Evidence, Status

Language = Literal["en", "zh"]

_WORDS: Mapping[str, tuple[str, str]] = {
    "formula": ("formula", "计算公式"),
    "definition": ("definition", "定义"),
    "declared": ("declared", "登记值"),
    "of": ("{} of {}", "{} / {}"),
    "between": ("between {} and {}", "区间 {} 至 {}"),
    "seen": ("{} machines, {:.2f} h seen", "{} 台设备，观测 {:.2f} 小时"),
    "hours": ("seen {:.2f} of {:.2f} h", "观测 {:.2f} / {:.2f} 小时"),
    "open": ("more of its counts may come", "其计数可能还会补报"),
    "sure": ("nothing was hidden: the bounds are the value", "没有未观测部分：上下限即为观测值"),
    "line": ("line", "产线"),
    "site": ("site", "工厂"),
    "enterprise": ("enterprise", "企业"),
    "unit": ("unit", "设备"),
    "day": ("day", "日"),
    "week": ("week", "周"),
    "month": ("month", "月"),
    "quarter": ("quarter", "季度"),
    "year": ("year", "年"),
}
_STATUS: Mapping[Status, tuple[str, str]] = {
    "observed": ("enough was seen", "观测充分"),
    "none_automatic": (
        "nothing automatic is registered and nothing ran so: 0, not absent",
        "没有登记自动运行的工序，也未观测到自动运行：取值为 0，而非缺失",
    ),
    "censored": (
        "no assist, or fewer than three calls for attention: what none would show, a lower limit",
        "未观测到人工干预，或照看不足三次：取零次时的 95 % 置信下限",
    ),
    "not_applicable": ("there is nothing it could be a share of", "没有可计算的对象"),
    "insufficient": (
        "less was seen than the least evidence: there is no value, the bounds stay",
        "观测量低于最低证据要求：不给出取值，仅给出上下限",
    ),
    "missing": (
        "nothing was seen, or the records it is counted from are not there",
        "没有观测数据，或缺少所需的记录",
    ),
}
_BOUNDS: Mapping[Evidence, tuple[str, str]] = {
    "work": (
        "bounds: unseen time is manual below, as declared above; counts may still come",
        "上下限：未观测时间下限计为手动，上限按登记值计；计数可能补报",
    ),
    "register": (
        "bounds: what was not seen is not counted in the lower one, as declared in the upper one",
        "上下限：下限不计未观测部分，上限按登记值计",
    ),
    "signal": (
        "bounds: in the upper one every machine with an interface gave all its values",
        "上下限：上限假定所有具备数字接口的设备均完整上传数据",
    ),
    "records": (
        "bounds: what records or samples do not tell is counted in the upper one only",
        "上下限：记录或采样未说明的部分仅计入上限",
    ),
}
_OF_METERS = (
    "bounds: what meters used while nobody saw it may belong to either side",
    "上下限：未观测期间的计量可归于任意一方",
)
_DIGITS = ".6g"


def explanation_lines(values: Sequence[RateValue], language: Language = "en") -> list[str]:
    """Say what a rate is and how each of its parts came about."""
    whole = values[0]
    known = whole.definition
    code = f"{known.code} " if known.code else ""
    period = whole.period
    where = f"{_word(whole.level, language)} {whole.path}"
    when = f"{_word(period.period, language)} {iso(period.start)} – {iso(period.end)}"
    lines = [
        f"{code}{known.name_en} / {known.name_zh}",
        f"{where}, {when}",
        "",
        f"{_word('formula', language)}: {known.formula}",
        f"{_word('definition', language)}: {known.definition} ({known.source})",
    ]
    if known.declared:
        lines.append(f"{_word('declared', language)}: {known.declared}")
    for value in values:
        lines += ["", *_of_value(value, language)]
    return lines


def _of_value(value: RateValue, language: Language) -> Iterator[str]:
    unit = value.definition.unit
    head = f"{value.part}: " if value.part else ""
    counted = (format(number, _DIGITS) for number in (value.numerator, value.denominator))
    said = [
        _word("of", language).format(*counted),
        _between(value.lower, value.upper, unit, language),
        f"{_word('declared', language)} {_spelled(value.declared, unit)}",
    ]
    status = _pick(_STATUS[value.status], language)
    yield f"{head}{_spelled(value.value, unit)}, {value.status}: {status}"
    yield "  " + ", ".join(said)
    yield f"  {_why_bounds(value, language)}"
    yield "  " + _word("seen", language).format(value.machines, value.evidence_hours)
    yield from _items(value, language)
    yield from _machines(value, language)


def _why_bounds(value: RateValue, language: Language) -> str:
    if value.value is not None and value.lower == value.upper == value.value:
        return _word("sure", language)
    of_meters = value.definition.id not in AUTOMATION_RATE
    why = _OF_METERS if of_meters else _BOUNDS[value.definition.evidence]
    return _pick(why, language)


def _items(value: RateValue, language: Language) -> Iterator[str]:
    above = f"{value.path}/"
    ordered = sorted(value.items, key=lambda one: (-one.denominator, str(one.path), one.part))
    width = max((len(_name(item, above)) for item in ordered), default=0)
    for item in ordered:
        said = [
            f"  {_name(item, above):<{width}}",
            f"{item.numerator:>10{_DIGITS}} / {item.denominator:<10{_DIGITS}}",
        ]
        if item.lower is not None or item.upper is not None:
            said.append(_between(item.lower, item.upper, "1", language))
        if item.declared is not None:
            said.append(f"{_word('declared', language)} {_spelled(item.declared, '1')}")
        yield "  ".join(said).rstrip()


def _machines(value: RateValue, language: Language) -> Iterator[str]:
    above = f"{value.path}/"
    for unit in value.seen:
        said = [_word("hours", language).format(unit.known_h, unit.scheduled_h)]
        said += [_word("open", language)] * unit.open
        yield f"    {str(unit.path).removeprefix(above)}: {', '.join(said)}"


def _name(item: RateItem, above: str) -> str:
    return f"{str(item.path).removeprefix(above)} {item.part}".rstrip()


def _between(lower: float | None, upper: float | None, unit: str, language: Language) -> str:
    return _word("between", language).format(_spelled(lower, unit), _spelled(upper, unit))


def _spelled(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:.2%}" if unit == "1" else f"{format(value, _DIGITS)} {unit}"


def _word(name: str, language: Language) -> str:
    return _pick(_WORDS[name], language)


def _pick(words: tuple[str, str], language: Language) -> str:
    return words[0] if language == "en" else words[1]
