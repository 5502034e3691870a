"""Writes the report of an index as one HTML file: no request leaves it, equal ones equal bytes."""

from datetime import UTC, datetime
from html import escape

import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from dashboards.index_report import figures
from dashboards.index_report.model import IndexReport
from dashboards.index_report.tables import (
    change,
    extras,
    note,
    points,
    references,
    section,
    sectors,
    sme,
    steps,
    what_if,
    whole,
)
from dashboards.index_report.texts import (
    BAND_NOTE,
    COMPARABLE,
    FACTS,
    NO_INDEX,
    PLANT_NOTE,
    REGION_NOTE,
    TOLD,
    TREND_NOTE,
    WORDS,
)
from dashboards.report.markup import DASH, both, table
from dashboards.report.model import Text

# A4 within its margins, zoomed as in the style: charts of a screen do not shrink when they print.
_PRINTED_PX = 860
_PRINTING = """
const charts = () => document.querySelectorAll(".plotly-graph-div");
addEventListener("beforeprint", () => charts().forEach((one) => Plotly.relayout(one, {width: %d})));
addEventListener("afterprint", () => charts().forEach((one) =>
  Plotly.relayout(one, {width: null, autosize: true})));
"""
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
  font-variant-numeric: tabular-nums; } td.n { white-space: nowrap; }
.behind { display: block; min-width: 230px; }
@page { size: A4; margin: 12mm; }
@media print { body { margin: 0; max-width: none; font-size: 11px; }
  .note, table { font-size: 10px; } .chart { zoom: 0.8; } td.n { white-space: normal; }
  .chart, tr, .card { break-inside: avoid; } h2 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def index_page(report: IndexReport) -> str:
    """Return the whole page."""
    anchors = report.anchors
    dated = f"{both(WORDS['period'])} {escape(report.period)}"
    dated += f" · {both(WORDS['edition'])} {escape(report.edition)}"
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
        _chart("weights", figures.weights(report.shares)) if report.shown else "",
        section("facts", table([], [[both(left), both(right)] for left, right in FACTS])),
        _chart("radar", figures.radar(report)) if report.shown else "",
        _chart("bars", figures.bars(report.indicators, anchors)) if report.shown else "",
        note(PLANT_NOTE if report.plant else REGION_NOTE) if report.shown else "",
        _decomposition(report),
        steps(report),
        what_if(report),
        _trend(report),
        change(report),
        sectors(report),
        _lines(report),
        references(report),
        extras(report),
        sme(report),
        _provenance(report),
        f"<script>{_PRINTING % _PRINTED_PX}</script>",
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _cards(report: IndexReport) -> str:
    band = DASH if report.low is None else f"{points(report.low)} – {points(report.high)}"
    told = [(WORDS["index"], points(report.index)), (WORDS["band"], band)]
    if report.plant:
        told.append((WORDS["rank"], f"{whole(report.rank)} / {report.units}"))
    else:
        told += [(WORDS["mean"], points(report.mean)), (WORDS["units"], str(report.units))]
    if report.growth is not None:
        word, since = WORDS["growth"], report.compared_with
        grown = Text(f"{word.en} {since}", f"较{since}{word.zh}")
        told.append((grown, f"{report.growth:+.1%}"))
    cards = "".join(
        f'<div class="card">{both(word)}<b>{escape(value)}</b></div>' for word, value in told
    )
    withheld = "".join(f"<p>{both(one)}</p>" for one in report.withheld)
    return f'<div class="cards">{cards}</div>{_no_index(report)}{withheld}{note(BAND_NOTE)}'


def _no_index(report: IndexReport) -> str:
    if report.index is not None or not report.shown:
        return ""
    blank = ", ".join(both(one.name) for one in report.dimensions if one.score is None)
    unseen = [one.id for one in report.indicators if one.status == "insufficient"]
    told = f" ({both(TOLD['insufficient'])}: {', '.join(unseen)})" if unseen else ""
    return f"<p>{both(NO_INDEX)} {blank}{told}</p>"


def _decomposition(report: IndexReport) -> str:
    if all(one.points is None for one in report.indicators):
        return ""
    return _chart("decomposition", figures.decomposition(report.indicators))


def _trend(report: IndexReport) -> str:
    if not report.trend:
        return ""
    dimensions = {one.id: one.name for one in report.dimensions}
    drawn = figures.trend(report.trend, dimensions, report.anchors)
    return _chart("trend", drawn) + note(TREND_NOTE) + _starred()


def _lines(report: IndexReport) -> str:
    if not report.lines:
        return ""
    return "\n".join(
        [
            _chart("index_bands", figures.index_bands(report.lines, report.anchors)),
            _starred(),
            _chart("rank_intervals", figures.rank_intervals(report.lines)),
        ]
    )


def _starred() -> str:
    return f'<p class="note">✱ {both(WORDS["chongqing"])}</p>'


def _provenance(report: IndexReport) -> str:
    told = dict(report.provenance)
    if told.get("vintage", "").isdigit():
        newest = datetime.fromtimestamp(int(told["vintage"]) / 1000, UTC)
        told["vintage"] = f"{newest:%Y-%m-%d %H:%M} UTC"
    parts = "; ".join(f"{both(TOLD[name])} {escape(value)}" for name, value in sorted(told.items()))
    return f'<p class="note">{parts}</p>'


def _chart(name: str, figure: go.Figure) -> str:
    drawn = to_html(
        figure,
        include_plotlyjs=False,
        full_html=False,
        div_id=f"chart-{name}",
        config={"displayModeBar": False, "responsive": True},
    )
    return section(name, f'<div class="chart">{drawn}</div>')
