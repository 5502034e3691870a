"""Pieces of a report as HTML: texts in both languages, tables, charts under their headings."""

from collections.abc import Iterable, Sequence
from html import escape

import plotly.graph_objects as go
from plotly.io import to_html

from dashboards.report.model import Text
from dashboards.report.texts import WORDS

DASH = "–"


def chart(name: str, figure: go.Figure, slug: str) -> str:
    """Return a chart under its heading; `slug` sets it apart from others of its kind."""
    drawn = to_html(
        figure,
        include_plotlyjs=False,
        full_html=False,
        div_id=f"{name}-{slug}",
        config={"displayModeBar": False, "responsive": True},
    )
    return f'<div class="chart">{heading(name)}{drawn}</div>'


def heading(name: str) -> str:
    """Return the heading that a word of WORDS gives."""
    return f"<h3>{both(WORDS[name])}</h3>"


def both(text: Text) -> str:
    """Return a text in both languages, equal ones once."""
    if text.en == text.zh or not text.zh:
        return escape(text.en)
    return f'{escape(text.en)} <span class="zh" lang="zh">{escape(text.zh)}</span>'


def table(
    heads: Iterable[tuple[Text, bool]], rows: Iterable[Sequence[str]], *, kind: str = "plain"
) -> str:
    """Return a table; each head says whether its column holds numbers."""
    titles = list(heads)
    right = [number for _, number in titles]
    head = "".join(_cell("th", both(text), number=number) for text, number in titles)
    body = "".join(
        "<tr>"
        + "".join(
            _cell("td", cell, number=n < len(right) and right[n]) for n, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    made = f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="scroll">{made}</div>'


def _cell(kind: str, content: str, *, number: bool) -> str:
    mark = ' class="n"' if number else ""
    return f"<{kind}{mark}>{content}</{kind}>"
