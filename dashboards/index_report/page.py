"""Writes the report of an index as one HTML file: no request leaves it, equal ones equal bytes."""

from collections.abc import Iterable, Sequence
from html import escape

import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from dashboards.index_report import figures
from dashboards.index_report.model import IndexReport, Number
from dashboards.index_report.texts import (
    BAND_NOTE,
    COMPARABLE,
    FACTS,
    REGION_NOTE,
    SME_NOTE,
    WORDS,
)
from dashboards.report.markup import DASH, both, table

_STEPS = 10
_STYLE = """
:root { color-scheme: light; }
body { font: 14px/1.45 "Noto Sans", "Noto Sans CJK SC", Helvetica, Arial, sans-serif;
  margin: 24px auto; max-width: 1120px; padding: 0 16px; color: #1c2733; background: #fff; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 18px; margin: 30px 0 6px; }
.zh { color: #51606f; font-weight: normal; } p { margin: 4px 0; }
.note { color: #51606f; font-size: 13px; }
.mind { border-left: 4px solid #c2413b; padding: 6px 10px; background: #fbf3f2; }
.cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 14px 0; }
.card { border: 1px solid #d5dbe1; border-radius: 6px; padding: 8px 14px; min-width: 130px; }
.card b { display: block; font-size: 26px; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 3px 8px; border-bottom: 1px solid #d5dbe1; text-align: left; }
th { font-weight: 600; vertical-align: bottom; } td.n, th.n { text-align: right;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
@page { size: A4; margin: 12mm; }
@media print { body { margin: 0; max-width: none; font-size: 11px; }
  .chart, tr, .card { break-inside: avoid; } h2 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def index_page(report: IndexReport) -> str:
    """Return the whole page."""
    provenance = "; ".join(f"{name} {value}" for name, value in sorted(report.provenance.items()))
    anchors = report.anchors
    dated = f"{both(WORDS['period'])} {escape(report.period)}"
    dated += f" · {both(WORDS['edition'])} {escape(report.edition)}"
    dimensions = {one.id: one.name for one in report.dimensions}
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(WORDS['title'].en)} · {escape(report.subject.en)}</title>",
        f"<style>{_STYLE}</style><script>{get_plotlyjs()}</script></head><body>",
        f"<h1>{both(WORDS['title'])}</h1>",
        f"<p>{both(report.subject)} · {dated}</p>",
        _cards(report),
        f'<p class="mind">{both(COMPARABLE)}</p>',
        _chart("weights", figures.weights(report.shares)),
        _section("facts", table([], [[both(left), both(right)] for left, right in FACTS])),
        _chart("radar", figures.radar(report)),
        _chart("bars", figures.bars(report.indicators, anchors)),
        "" if report.plant else f'<p class="note">{both(REGION_NOTE)}</p>',
        _chart("decomposition", figures.decomposition(report.indicators)),
        _steps(report),
        _what_if(report),
        _chart("trend", figures.trend(report.trend, dimensions, anchors)) if report.trend else "",
        _change(report),
        _sectors(report),
        _lines(report),
        _references(report),
        _extras(report),
        _sme(report),
        f'<p class="note">{escape(provenance)}</p>',
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _cards(report: IndexReport) -> str:
    band = f"{_points(report.low)} – {_points(report.high)}"
    told = [("index", _points(report.index))]
    if report.plant:
        told += [("band", band), ("rank", f"{_whole(report.rank)} / {report.units}")]
    else:
        told += [("mean", _points(report.mean)), ("band", band), ("units", str(report.units))]
    if report.growth is not None:
        told.append(("growth", f"{report.growth:+.1%}"))
    cards = "".join(
        f'<div class="card">{both(WORDS[word])}<b>{escape(value)}</b></div>' for word, value in told
    )
    return f'<div class="cards">{cards}</div><p class="note">{both(BAND_NOTE)}</p>'


def _steps(report: IndexReport) -> str:
    behind = any(one.behind for one in report.steps[:_STEPS])
    names = ["indicator", "value", "target", "gain", *(["behind"] if behind else [])]
    rows = [
        [
            f"{escape(one.indicator)} {both(one.name)}",
            f"{one.value:.4g} {escape(one.unit)}",
            f"{one.goal:.4g} {both(one.target)}",
            f"{one.gain:+.2f}",
            *(["<br>".join(escape(line) for line in one.behind)] if behind else []),
        ]
        for one in report.steps[:_STEPS]
    ]
    return _section("raise", _table(names, rows, numbers={"value", "gain"})) if rows else ""


def _what_if(report: IndexReport) -> str:
    rows = [
        [
            "; ".join(both(name) for name in one.indicators),
            f"{one.index:.1f}",
            f"{one.shift:+.1f}",
        ]
        for one in report.what_if
    ]
    content = _table(["indicator", "index", "gain"], rows, numbers={"index", "gain"})
    return _section("what_if", content) if rows else ""


def _change(report: IndexReport) -> str:
    if not report.change:
        return ""
    rows = [[both(name), f"{value:+.2f}"] for name, value in report.change]
    rows.append(["Σ", f"{sum(value for _, value in report.change):+.2f}"])
    said = f'<p class="note">{escape(report.compared_with)} → {escape(report.period)}</p>'
    return _section("change", said + _table(["cause", "points"], rows, numbers={"points"}))


def _sectors(report: IndexReport) -> str:
    rows = [
        [both(one.name), _points(one.score), _whole(one.rank), _whole(one.units)]
        for one in report.sectors
    ]
    names = ["sector", "index", "rank", "units"]
    content = _table(names, rows, numbers={"index", "rank", "units"})
    return _section("sectors", content) if rows else ""


def _lines(report: IndexReport) -> str:
    if not report.lines:
        return ""
    return "\n".join(
        [
            _chart("index_bands", figures.index_bands(report.lines, report.anchors)),
            f'<p class="note">✱ {both(WORDS["chongqing"])}</p>',
            _chart("rank_intervals", figures.rank_intervals(report.lines)),
        ]
    )


def _references(report: IndexReport) -> str:
    rows = [
        [
            f"{escape(one.id)} {both(one.name)}",
            DASH if one.value is None else f"{one.value:.4g} {escape(one.unit)}",
            _points(one.score),
            f"{one.national:.4g}",
            both(WORDS[one.national_status]),
            _minded(one.mismatch),
            " · ".join(escape(part) for part in (one.status, one.source) if part) or DASH,
        ]
        for one in report.indicators
    ]
    names = ["indicator", "value", "score", "national", "status", "mismatch", "cell"]
    return _section("references", _table(names, rows, numbers={"value", "score", "national"}))


def _minded(fields: Sequence[str]) -> str:
    if not fields:
        return DASH
    told = "; ".join(both(WORDS[field]) for field in fields)
    return f"{both(WORDS['reference_mismatch'])}: {told}"


def _extras(report: IndexReport) -> str:
    rows = [
        [
            both(one.unit),
            both(one.name),
            DASH if one.value is None else f"{one.value:.4g} {escape(one.measured_in)}",
        ]
        for one in report.extras
    ]
    content = _table(["unit", "item", "value"], rows, numbers={"value"})
    return _section("extras", content) if rows else ""


def _sme(report: IndexReport) -> str:
    if not report.sme:
        return ""
    rows = [
        [
            both(one.name),
            escape(one.indicator) or both(WORDS["not_covered"]),
            _points(one.points),
            f"{one.most:g}",
        ]
        for one in report.sme
    ]
    known = [one for one in report.sme if one.points is not None]
    rows.append(
        [
            "Σ",
            "",
            _points(sum(one.points or 0.0 for one in known)),
            f"{sum(one.most for one in known):g}",
        ]
    )
    names = ["item", "indicator", "points_sme", "most"]
    said = f'<p class="note">{both(SME_NOTE)}</p>'
    return _section("sme", said + _table(names, rows, numbers={"points_sme", "most"}))


def _table(names: Iterable[str], rows: Sequence[Sequence[str]], *, numbers: set[str]) -> str:
    return table([(WORDS[name], name in numbers) for name in names], rows)


def _section(name: str, content: str) -> str:
    return f'<section id="{name}"><h2>{both(WORDS[name])}</h2>{content}</section>'


def _chart(name: str, figure: go.Figure) -> str:
    drawn = to_html(
        figure,
        include_plotlyjs=False,
        full_html=False,
        div_id=f"chart-{name}",
        config={"displayModeBar": False, "responsive": True},
    )
    return _section(name, f'<div class="chart">{drawn}</div>')


def _points(value: Number) -> str:
    return DASH if value is None else f"{value:.1f}"


def _whole(value: Number) -> str:
    return DASH if value is None else f"{value:.0f}"
