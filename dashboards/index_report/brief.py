"""The brief on an index: two pages in Chinese without scripts, for people who have two minutes."""

from collections.abc import Sequence
from html import escape

from dashboards.index_report.figures import COLOURS, KINDS
from dashboards.index_report.model import IndexReport, Indicator, Number
from dashboards.index_report.texts import COMPARABLE, FACTS, TOLD, WORDS

_STYLE = """
@page { size: A4; margin: 15mm; } * { print-color-adjust: exact; box-sizing: border-box; }
body { font: 13px/1.6 "Noto Sans CJK SC", "Noto Sans", sans-serif; color: #1c2733; margin: 0 auto;
  max-width: 180mm; padding: 8mm 0; } h1 { font-size: 22px; margin: 0 0 2mm; }
h2 { font-size: 15px; margin: 5mm 0 1.5mm; border-left: 4px solid #2a6fb0; padding-left: 8px; }
.page { break-after: page; } .page:last-child { break-after: auto; }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm; margin: 3mm 0; }
.card { border: 1px solid #d5dbe1; border-radius: 5px; padding: 2mm 3mm; color: #51606f; }
.card b { display: block; font-size: 22px; color: #1c2733; } p { margin: 1mm 0; }
table { border-collapse: collapse; width: 100%; font-size: 12px; }
th, td { border-bottom: 1px solid #d5dbe1; padding: 1mm 2mm; text-align: left; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.mind { background: #fbf3f2; border-left: 4px solid #c2413b; padding: 2mm 3mm; font-size: 12px; }
.note { color: #51606f; font-size: 11px; }
"""
_REFERENCES, _WEAKEST = 8, 3


def brief_page(report: IndexReport) -> str:
    """Return the brief as HTML that prints on two pages."""
    return "\n".join(
        [
            '<!doctype html><html lang="zh"><head><meta charset="utf-8">',
            f"<title>{WORDS['title'].zh}简报 {escape(report.period)}</title>",
            f"<style>{_STYLE}</style></head><body>",
            f'<div class="page">{_first(report)}</div>',
            f'<div class="page">{_second(report)}</div>',
            "</body></html>",
            "",
        ]
    )


def _first(report: IndexReport) -> str:
    anchors = report.anchors
    cards = [
        ("指数", _points(report.index)),
        _second_card(report),
        ("5%–95% 区间", _band(report)),
        ("名次" if report.plant else "行业第一", _place(report)),
    ]
    told = f"期间 {report.period}，版本 {report.edition}，{report.units} 家单位"
    level = f"全国平均{anchors.national:g}，标杆{anchors.benchmark:g}；"
    level += f"重庆公布值{anchors.chongqing:g}以虚线标出，仅供参照。"
    said = "".join(f'<div class="card">{escape(a)}<b>{escape(b)}</b></div>' for a, b in cards)
    return "".join(
        [
            f"<h1>{WORDS['title'].zh}简报：{escape(report.subject.zh)}</h1>",
            f'<p class="note">{escape(told)}</p>',
            f'<div class="cards">{said}</div>',
            f"<h2>水平</h2>{_scale(report)}",
            f"<p>{level}</p>",
            *(f'<p class="note">{escape(one.zh)}。</p>' for one in report.withheld),
            f"<h2>四个维度</h2>{_dimensions(report)}",
            "" if report.plant else f"<h2>行业名次</h2>{_sectors(report)}",
            f'<p class="mind">{escape(COMPARABLE.zh)}</p>',
        ]
    )


def _second_card(report: IndexReport) -> tuple[str, str]:
    if report.growth is None:
        return "实测权重占比", f"{report.shares.get('measured', 0.0):.1%}"
    return f"较{report.compared_with}增长", f"{report.growth:+.1%}"


def _second(report: IndexReport) -> str:
    published = [one for one in report.indicators if one.national_status == "published"]
    weak = sorted(
        (one for one in report.indicators if one.points is not None),
        key=lambda one: (one.points or 0.0, one.id),
    )[:_WEAKEST]
    return "".join(
        [
            f"<h2>官方率值与全国公布值（%，差为百分点）</h2>{_rates(published[:_REFERENCES])}",
            f"<h2>最弱三项</h2>{_weak(weak, report)}" if weak else "",
            f"<h2>哪些是实测，哪些不是</h2>{_shares(report)}",
            "<h2>公布事实与本项目设计</h2>",
            _table(["类别", "内容"], [[one.zh, other.zh] for one, other in FACTS]),
        ]
    )


def _scale(report: IndexReport) -> str:
    anchors = report.anchors
    parts = ['<svg viewBox="0 0 640 90" width="100%" role="img">']
    parts.append('<rect x="0" y="30" width="640" height="12" fill="#eef1f4"/>')
    if report.low is not None and report.high is not None:
        left, right = _at(report.low), _at(report.high)
        parts.append(
            f'<rect x="{left:.1f}" y="30" width="{max(right - left, 1):.1f}" height="12"'
            ' fill="#a9cdec"/>'
        )
    marks = (
        (anchors.national, f"全国 {anchors.national:g}", "", 68),
        (anchors.chongqing, f"重庆公布 {anchors.chongqing:g}", "4 3", 84),
        (anchors.benchmark, f"标杆 {anchors.benchmark:g}", "", 68),
    )
    for value, text, dash, line in marks:
        at = _at(value)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="22" y2="52" stroke="#c2413b"{dashed}/>'
            f'<text x="{at:.1f}" y="{line}" font-size="12" text-anchor="middle">{text}</text>'
        )
    if report.index is not None:
        at = _at(report.index)
        parts.append(
            f'<circle cx="{at:.1f}" cy="36" r="7" fill="#1c2733"/><text x="{at:.1f}" y="16"'
            f' font-size="13" font-weight="700" text-anchor="middle">{report.index:.1f}</text>'
        )
    return "".join([*parts, "</svg>"])


def _dimensions(report: IndexReport) -> str:
    rows = [
        [
            escape(one.name.zh),
            _points(one.score),
            "" if one.score is None else _bar(one.score / 200, COLOURS[one.id]),
        ]
        for one in report.dimensions
    ]
    return _table(["维度", "得分", ""], rows, numbers={1})


def _sectors(report: IndexReport) -> str:
    rows = [
        [
            _whole(one.rank),
            escape(one.name.zh),
            _points(one.score),
            _whole(one.units),
            _whole(one.with_index),
        ]
        for one in sorted(report.sectors, key=lambda one: (one.rank or 99, one.id))
    ]
    return _table(["名次", "行业", "指数", "单位", "有指数的单位"], rows, numbers={0, 2, 3, 4})


def _rates(indicators: Sequence[Indicator]) -> str:
    rows = [
        [
            escape(one.name.zh),
            "–" if one.value is None else f"{one.value:.1f}",
            f"{one.national:.1f}",
            "–" if one.value is None else f"{one.value - one.national:+.1f}",
            "、".join(WORDS[field].zh for field in one.mismatch) or "一致",
        ]
        for one in indicators
    ]
    return _table(["指标", "本期", "全国", "差", "口径"], rows, numbers={1, 2, 3})


def _weak(weak: Sequence[Indicator], report: IndexReport) -> str:
    gains = {
        one.indicator: one for one in report.steps if one.goal == _national(report, one.indicator)
    }
    rows = [
        [
            f"{escape(one.id)} {escape(one.name.zh)}"
            + ("" if one.note is None else f'<p class="note">{escape(one.note.zh)}</p>'),
            "–" if one.value is None else f"{one.value:.4g} {_measured_in(one)}",
            f"{one.points or 0.0:+.2f}",
            f"{gains[one.id].gain:+.2f}" if one.id in gains else "–",
        ]
        for one in weak
    ]
    return _table(
        ["指标", "数值", "与全国之差（点）", "达到全国可提升（点）"], rows, numbers={1, 2, 3}
    )


def _measured_in(one: Indicator) -> str:
    return TOLD[one.unit].zh if one.unit in TOLD else escape(one.unit)


def _national(report: IndexReport, name: str) -> Number:
    return next((one.national for one in report.indicators if one.id == name), None)


def _shares(report: IndexReport) -> str:
    rows = [
        [WORDS[kind].zh, f"{share:.1%}", _bar(share, KINDS[kind])]
        for kind, share in report.shares.items()
    ]
    return _table(["来源", "权重占比", ""], rows, numbers={1})


def _bar(share: float, colour: str) -> str:
    width = max(min(share, 1.0), 0.0) * 300
    return (
        '<svg width="300" height="10"><rect width="300" height="10" fill="#eef1f4"/>'
        f'<rect width="{width:.1f}" height="10" fill="{colour}"/></svg>'
    )


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: set[int] | None = None
) -> str:
    right = numbers or set()
    mark = [' class="n"' if n in right else "" for n in range(len(heads))]
    head = "".join(f"<th{mark[n]}>{escape(one)}</th>" for n, one in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{mark[n]}>{cell}</td>" for n, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _at(score: float) -> float:
    return min(max(score, 0.0), 200.0) * 3.2


def _band(report: IndexReport) -> str:
    return "–" if report.low is None else f"{_points(report.low)}–{_points(report.high)}"


def _place(report: IndexReport) -> str:
    if report.plant:
        return f"{_whole(report.rank)}/{report.units}"
    best = [one for one in report.sectors if one.rank == 1]
    return best[0].name.zh if best else "–"


def _points(value: Number) -> str:
    return "–" if value is None else f"{value:.1f}"


def _whole(value: Number) -> str:
    return "–" if value is None else f"{value:.0f}"
