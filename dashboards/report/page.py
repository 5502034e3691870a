"""Writes a report as one HTML file: no request leaves it, and equal reports are equal bytes."""

from collections.abc import Iterable, Sequence
from html import escape

import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from dashboards.report.figures import clock, local, pareto, rate, states, waterfall
from dashboards.report.model import LinePart, Report, Text
from dashboards.report.texts import HEADLINE, WORDS

_STYLE = """
:root { color-scheme: light; }
body { font: 14px/1.45 "Noto Sans", "Noto Sans CJK SC", Helvetica, Arial, sans-serif;
  margin: 24px auto; max-width: 1120px; padding: 0 16px; color: #1c2733; background: #fff; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 20px; margin: 32px 0 4px; }
h3 { font-size: 15px; margin: 20px 0 4px; } .zh { color: #51606f; font-weight: normal; }
table.wide th .zh { display: block; } td.name { white-space: nowrap; }
p { margin: 4px 0; } .note { color: #51606f; font-size: 13px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 4px 8px; border-bottom: 1px solid #d5dbe1; text-align: left; }
th { font-weight: 600; vertical-align: bottom; } td.n, th.n { text-align: right;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
@media (max-width: 760px) { .pair { grid-template-columns: 1fr; } }
@page { size: A4; margin: 12mm; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } .line { break-before: page; }
  .chart, tr, h3 { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .pair { grid-template-columns: 1fr; } * { print-color-adjust: exact;
  -webkit-print-color-adjust: exact; } }
"""
_DASH = "–"


def report_page(report: Report) -> str:
    """Return the whole page."""
    title = f"{report.site.en} · {report.title.en}"
    provenance = "; ".join(f"{name} {value}" for name, value in sorted(report.provenance.items()))
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f"<script>{get_plotlyjs()}</script></head><body>",
        f"<h1>{_both(report.site)}</h1>",
        f"<p>{_both(report.title)} · {_period(report)}</p>",
        f'<noscript><p class="note">{_both(WORDS["charts_need_scripts"])}</p></noscript>',
        _lines_table(report.lines),
        f'<p class="note">{_both(WORDS["unknown_note"])}</p>',
        *(_line(part, report) for part in report.lines),
        f'<p class="note">{escape(provenance)}</p>',
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _line(part: LinePart, report: Report) -> str:
    start, end, zone = report.start, report.end, report.zone
    slug = part.path.rpartition("/")[2]
    state = WORDS["provisional"] if part.revision == 0 else WORDS["revision"]
    number = "" if part.revision == 0 else f" {part.revision}"
    parts = [
        f'<section class="line"><h2>{_both(part.name)}</h2>',
        f'<p class="note">{escape(part.path)} · {_both(state)}{number}</p>',
        _minded(part.flags),
        _chart("waterfall", waterfall(part.waterfall), slug),
        '<div class="pair">',
        _chart("pareto_duration", pareto(part.causes, by_count=False), slug),
        _chart("pareto_count", pareto(part.causes, by_count=True), slug),
        "</div>",
        _stops(part, report.zone),
        *_compared(part, report.zone),
        _chart("states", states(part.units, start=start, end=end, zone=zone), slug),
        _chart("rate", rate(part.rate, start=start, end=end, zone=zone), slug),
    ]
    if part.measures:
        parts += [_heading("measures"), _measures(part)]
    if part.alarms:
        parts += [_heading("alarms"), _alarms(part, zone)]
    return "\n".join([*parts, "</section>"])


def _chart(name: str, figure: go.Figure, slug: str) -> str:
    drawn = to_html(
        figure,
        include_plotlyjs=False,
        full_html=False,
        div_id=f"{name}-{slug}",
        config={"displayModeBar": False, "responsive": True},
    )
    return f'<div class="chart">{_heading(name)}{drawn}</div>'


def _lines_table(lines: Sequence[LinePart]) -> str:
    heads = [(WORDS["line"], False), *((title, True) for _, title, _ in HEADLINE)]
    rows = [
        [_both(part.name), *(_spelled(part.kpi.get(field), how) for field, _, how in HEADLINE)]
        for part in lines
    ]
    return _table(heads, rows, kind="wide")


def _stops(part: LinePart, zone: str) -> str:
    names = ("unit", "start", "duration", "reason", "attribution", "root", "order")
    heads = [(WORDS[name], name == "duration") for name in names]
    rows = [
        [
            _both(stop.unit),
            local(stop.start, zone)[11:19],
            clock(stop.seconds),
            _both(stop.reason),
            _both(stop.attribution),
            escape(stop.root_unit) or _DASH,
            escape(stop.order) or _DASH,
        ]
        for stop in part.stops
    ]
    listed = _table(heads, rows) if rows else f"<p>{_both(WORDS['none'])}</p>"
    return _heading("stop_list") + listed


def _compared(part: LinePart, zone: str) -> list[str]:
    """Return the orders beside their plan, and the change against the window before."""
    found = []
    if part.orders:
        names = ("order", "product", "planned_end", "start", "end", "planned", "good", "on_time")
        numbers = {"planned", "good"}
        heads = [(WORDS[name], name in numbers) for name in names]
        rows = [
            [
                escape(one.order),
                escape(one.product),
                *(_at(time, zone) for time in (one.planned_end, one.actual_start, one.actual_end)),
                _spelled(one.planned_quantity, "count"),
                _spelled(one.good_quantity, "count"),
                _DASH if one.on_time is None else _both(WORDS["yes" if one.on_time else "no"]),
            ]
            for one in part.orders
        ]
        found += [_heading("orders"), _table(heads, rows)]
    if part.change is not None:
        change = part.change
        told = f"{change.previous:.1%} → {change.current:.1%} ({change.total * 100:+.1f})"
        heads = [(WORDS["cause"], False), (WORDS["points"], True)]
        named = (*change.parts, *change.causes)
        rows = [[_both(label), f"{value * 100:+.2f}"] for label, value in named]
        found += [_heading("change"), f"<p>OEE {told}</p>", _table(heads, rows)]
    return found


def _at(time: int | None, zone: str) -> str:
    return _DASH if time is None else local(time, zone)[5:16]


def _measures(part: LinePart) -> str:
    heads = [(WORDS["figure"], False), (WORDS["value"], True), (WORDS["unit_of_measure"], False)]
    rows = [
        [_both(one.label), _DASH if one.value is None else f"{one.value:,.4g}", escape(one.unit)]
        for one in part.measures
    ]
    return _table(heads, rows)


def _alarms(part: LinePart, zone: str) -> str:
    heads = [(WORDS[name], False) for name in ("start", "unit", "characteristic", "rules")]
    rows = [
        [
            local(one.time, zone)[11:19],
            _both(one.unit),
            _both(one.characteristic),
            escape(one.rules),
        ]
        for one in part.alarms
    ]
    return _table(heads, rows)


def _table(
    heads: Iterable[tuple[Text, bool]], rows: Iterable[Sequence[str]], *, kind: str = "plain"
) -> str:
    titles = list(heads)
    right = [number for _, number in titles]
    head = "".join(_cell("th", _both(text), number=number) for text, number in titles)
    body = "".join(
        "<tr>"
        + "".join(
            _cell("td", cell, number=n < len(right) and right[n]) for n, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    table = f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="scroll">{table}</div>'


def _cell(kind: str, content: str, *, number: bool) -> str:
    mark = ' class="n"' if number else ""
    return f"<{kind}{mark}>{content}</{kind}>"


def _minded(flags: Sequence[Text]) -> str:
    if not flags:
        return ""
    said = "; ".join(_both(flag) for flag in flags)
    return f'<p class="note"><b>{_both(WORDS["mind"])}</b>: {said}</p>'


def _heading(name: str) -> str:
    return f"<h3>{_both(WORDS[name])}</h3>"


def _both(text: Text) -> str:
    if text.en == text.zh or not text.zh:
        return escape(text.en)
    return f'{escape(text.en)} <span class="zh" lang="zh">{escape(text.zh)}</span>'


def _period(report: Report) -> str:
    start, end = (local(time, report.zone)[:16] for time in (report.start, report.end))
    return escape(f"{start} – {end} ({report.zone})")


def _spelled(value: float | None, how: str) -> str:
    if value is None:
        return _DASH
    return f"{value * 100:.1f} %" if how == "percent" else f"{value:,.6g}"
