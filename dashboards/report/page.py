"""Writes a report as one HTML file: no request leaves it, and equal reports are equal bytes."""

from collections.abc import Sequence
from html import escape

from plotly.offline import get_plotlyjs

from dashboards.report.figures import clock, local, pareto, rate, states, waterfall
from dashboards.report.markup import DASH, both, chart, heading, table
from dashboards.report.model import LinePart, Report, Text
from dashboards.report.rates import rate_section
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
        f"<h1>{both(report.site)}</h1>",
        f"<p>{both(report.title)} · {_period(report)}</p>",
        f'<noscript><p class="note">{both(WORDS["charts_need_scripts"])}</p></noscript>',
        _lines_table(report.lines),
        f'<p class="note">{both(WORDS["unknown_note"])}</p>',
        *rate_section(report.rates),
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
        f'<section class="line"><h2>{both(part.name)}</h2>',
        f'<p class="note">{escape(part.path)} · {both(state)}{number}</p>',
        _minded(part.flags),
        chart("waterfall", waterfall(part.waterfall), slug),
        '<div class="pair">',
        chart("pareto_duration", pareto(part.causes, by_count=False), slug),
        chart("pareto_count", pareto(part.causes, by_count=True), slug),
        "</div>",
        _stops(part, report.zone),
        *_compared(part, report.zone),
        chart("states", states(part.units, start=start, end=end, zone=zone), slug),
        chart("rate", rate(part.rate, start=start, end=end, zone=zone), slug),
    ]
    if part.measures:
        parts += [heading("measures"), _measures(part)]
    if part.alarms:
        parts += [heading("alarms"), _alarms(part, zone)]
    return "\n".join([*parts, "</section>"])


def _lines_table(lines: Sequence[LinePart]) -> str:
    heads = [(WORDS["line"], False), *((title, True) for _, title, _ in HEADLINE)]
    rows = [
        [both(part.name), *(_spelled(part.kpi.get(field), how) for field, _, how in HEADLINE)]
        for part in lines
    ]
    return table(heads, rows, kind="wide")


def _stops(part: LinePart, zone: str) -> str:
    names = ("unit", "start", "duration", "reason", "attribution", "root", "order")
    heads = [(WORDS[name], name == "duration") for name in names]
    rows = [
        [
            both(stop.unit),
            local(stop.start, zone)[11:19],
            clock(stop.seconds),
            both(stop.reason),
            both(stop.attribution),
            escape(stop.root_unit) or DASH,
            escape(stop.order) or DASH,
        ]
        for stop in part.stops
    ]
    listed = table(heads, rows) if rows else f"<p>{both(WORDS['none'])}</p>"
    return heading("stop_list") + listed


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
                DASH if one.on_time is None else both(WORDS["yes" if one.on_time else "no"]),
            ]
            for one in part.orders
        ]
        found += [heading("orders"), table(heads, rows)]
    if part.change is not None:
        change = part.change
        told = f"{change.previous:.1%} → {change.current:.1%} ({change.total * 100:+.1f})"
        heads = [(WORDS["cause"], False), (WORDS["points"], True)]
        named = (*change.parts, *change.causes)
        rows = [[both(label), f"{value * 100:+.2f}"] for label, value in named]
        found += [heading("change"), f"<p>OEE {told}</p>", table(heads, rows)]
    return found


def _at(time: int | None, zone: str) -> str:
    return DASH if time is None else local(time, zone)[5:16]


def _measures(part: LinePart) -> str:
    heads = [(WORDS["figure"], False), (WORDS["value"], True), (WORDS["unit_of_measure"], False)]
    rows = [
        [both(one.label), DASH if one.value is None else f"{one.value:,.4g}", escape(one.unit)]
        for one in part.measures
    ]
    return table(heads, rows)


def _alarms(part: LinePart, zone: str) -> str:
    heads = [(WORDS[name], False) for name in ("start", "unit", "characteristic", "rules")]
    rows = [
        [
            local(one.time, zone)[11:19],
            both(one.unit),
            both(one.characteristic),
            escape(one.rules),
        ]
        for one in part.alarms
    ]
    return table(heads, rows)


def _minded(flags: Sequence[Text]) -> str:
    if not flags:
        return ""
    said = "; ".join(both(flag) for flag in flags)
    return f'<p class="note"><b>{both(WORDS["mind"])}</b>: {said}</p>'


def _period(report: Report) -> str:
    start, end = (local(time, report.zone)[:16] for time in (report.start, report.end))
    return escape(f"{start} – {end} ({report.zone})")


def _spelled(value: float | None, how: str) -> str:
    if value is None:
        return DASH
    return f"{value * 100:.1f} %" if how == "percent" else f"{value:,.6g}"
