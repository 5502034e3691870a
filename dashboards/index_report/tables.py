"""Tables of the report of an index, each under its heading; one without rows is left out."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from dashboards.index_report.model import IndexReport, Indicator, Number, Step
from dashboards.index_report.texts import (
    MISMATCH_NOTE,
    SECTOR_NOTE,
    SME_NOTE,
    SOURCES,
    STEPS_NOTE,
    TOLD,
    WORDS,
)
from dashboards.report.markup import DASH, both, table
from dashboards.report.model import Text

_STEPS = 10
_MARKS = ("national_target", "peers_target", "benchmark_target")


def steps(report: IndexReport) -> str:
    """Return what would raise the index most, an indicator a row, a mark a column."""
    by_indicator: dict[str, list[Step]] = {}
    for one in report.steps:
        by_indicator.setdefault(one.indicator, []).append(one)
    told = list(by_indicator.values())[:_STEPS]
    if not told:
        return ""
    marks = [
        mark for mark in _MARKS if any(one.target == WORDS[mark] for row in told for one in row)
    ]
    behind = any(one.behind for row in told for one in row)
    rows = [
        [
            f"{escape(row[0].indicator)} {both(row[0].name)}",
            measured(row[0].value, row[0].unit),
            *(_gain([one for one in row if one.target == WORDS[mark]]) for mark in marks),
            *([_behind(row)] if behind else []),
        ]
        for row in told
    ]
    names = ["indicator", "value", *marks, *(["behind"] if behind else [])]
    content = note(STEPS_NOTE) + _table(names, rows, numbers={"value", *marks})
    return section("raise", content)


def _gain(steps: Sequence[Step]) -> str:
    return f"{steps[0].goal:.4g} ({steps[0].gain:+.2f})" if steps else DASH


def _behind(steps: Sequence[Step]) -> str:
    told = (_place(line) for one in steps[:1] for line in one.behind)
    return f'<span class="behind">{escape("; ".join(told))}</span>'


def _place(line: str) -> str:
    # The report is of one plant: the line and the machine are enough.
    return "/".join(line.split("/")[-2:]).replace(" :", ":")


def what_if(report: IndexReport) -> str:
    """Return the index with its weakest indicators at their national references."""
    rows = [
        [
            "; ".join(both(name) for name in one.indicators),
            f"{one.index:.1f}",
            f"{one.shift:+.1f}",
        ]
        for one in report.what_if
    ]
    content = _table(["indicator", "index", "gain"], rows, numbers={"index", "gain"})
    return section("what_if", content) if rows else ""


def change(report: IndexReport) -> str:
    """Return what the change against the year before is made of."""
    if not report.change:
        return ""
    rows = [[both(name), f"{value:+.2f}"] for name, value in report.change]
    rows.append(["Σ", f"{sum(value for _, value in report.change):+.2f}"])
    said = f'<p class="note">{escape(report.compared_with)} → {escape(report.period)}</p>'
    return section("change", said + _table(["cause", "points"], rows, numbers={"points"}))


def sectors(report: IndexReport) -> str:
    """Return sectors with their ranks, as far as they may be shown."""
    rows = [
        [
            both(one.name),
            points(one.score),
            whole(one.rank),
            whole(one.units),
            whole(one.with_index),
        ]
        for one in report.sectors
    ]
    names = ["sector", "index", "rank", "units", "with_index"]
    content = note(SECTOR_NOTE) + _table(names, rows, numbers={*names[1:]})
    return section("sectors", content) if rows else ""


def references(report: IndexReport) -> str:
    """Return the 28 beside their national references; the states of cells of a plant only."""
    rows = [
        [
            f"{escape(one.id)} {both(one.name)}{'' if one.note is None else note(one.note)}",
            DASH if one.value is None else measured(one.value, one.unit),
            points(one.score),
            f"{one.national:.4g}",
            both(WORDS[one.national_status]),
            _mismatch(one),
            *([_cell(one)] if report.plant else []),
        ]
        for one in report.indicators
    ]
    names = ["indicator", "value", "score", "national", "status", "reference_mismatch"]
    names += ["cell"] if report.plant else []
    content = _table(names, rows, numbers={"value", "score", "national"})
    told = _published_mismatches(report.indicators)
    return section("references", told + content + _sources(report.indicators))


def _mismatch(one: Indicator) -> str:
    if not one.mismatch:
        return DASH
    fields = "; ".join(both(WORDS[field]) for field in one.mismatch)
    if one.national_status == "published":
        return f"<b>{fields}</b>"
    return f'<span class="note">{fields}</span>'


def _published_mismatches(indicators: Iterable[Indicator]) -> str:
    odd = [one.id for one in indicators if one.mismatch and one.national_status == "published"]
    if not odd:
        return ""
    names = ", ".join(odd)
    return note(Text(*(one.format(names=names) for one in (MISMATCH_NOTE.en, MISMATCH_NOTE.zh))))


def _cell(one: Indicator) -> str:
    return " · ".join(both(TOLD[part]) for part in (one.status, one.source) if part) or DASH


def _sources(indicators: Iterable[Indicator]) -> str:
    told = sorted(
        (one.national_source, one.id) for one in indicators if one.national_status == "published"
    )
    parts = [
        f"{', '.join(name for _, name in rows)}: {escape(source)}"
        for source, rows in groupby(told, key=lambda row: row[0])
    ]
    return f'<p class="note">{both(SOURCES)}: {"; ".join(parts)}</p>' if parts else ""


def extras(report: IndexReport) -> str:
    """Return green figures outside the index."""
    rows = [
        [
            both(one.unit),
            both(one.name),
            DASH if one.value is None else measured(one.value, one.measured_in),
        ]
        for one in report.extras
    ]
    content = _table(["unit", "item", "value"], rows, numbers={"value"})
    return section("extras", content) if rows else ""


def sme(report: IndexReport) -> str:
    """Return the points of the ministry's SME indicators that these cells can tell."""
    if not report.sme:
        return ""
    rows = [
        [
            both(one.name),
            escape(one.indicator) or both(WORDS["not_covered"]),
            points(one.points),
            f"{one.most:g}",
        ]
        for one in report.sme
    ]
    known = [one for one in report.sme if one.points is not None]
    rows.append(
        [
            "Σ",
            "",
            points(sum(one.points or 0.0 for one in known)),
            f"{sum(one.most for one in known):g}",
        ]
    )
    names = ["item", "indicator", "points_sme", "most"]
    return section("sme", note(SME_NOTE) + _table(names, rows, numbers={"points_sme", "most"}))


def _table(names: Iterable[str], rows: Sequence[Sequence[str]], *, numbers: set[str]) -> str:
    return table([(WORDS[name], name in numbers) for name in names], rows)


def section(name: str, content: str) -> str:
    """Return a part of the page under its heading."""
    return f'<section id="{name}"><h2>{both(WORDS[name])}</h2>{content}</section>'


def note(text: Text) -> str:
    """Return a remark in both languages."""
    return f'<p class="note">{both(text)}</p>'


def measured(value: float, unit: str) -> str:
    """Return a value with its unit of measure, one that is words in both languages."""
    return f"{value:.4g} {both(TOLD[unit]) if unit in TOLD else escape(unit)}"


def points(value: Number) -> str:
    """Return points of the index."""
    return DASH if value is None else f"{value:.1f}"


def whole(value: Number) -> str:
    """Return a count or a rank."""
    return DASH if value is None else f"{value:.0f}"
