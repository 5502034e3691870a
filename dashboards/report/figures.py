"""Charts of a report as Plotly figures; equal data give equal JSON, and each has a fixed id."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from contract.states import LEAVES
from dashboards.board.model import Bucket
from dashboards.report.model import Bar, Cause, Rate, UnitStory
from dashboards.report.texts import LEAF, WORDS

COLOURS = {
    "production": "#2a9d60",
    "valuable": "#2a9d60",
    "setup": "#3b7dd8",
    "delay": "#d9822b",
    "down": "#8a6d3b",
    "planned_down": "#9aa5b1",
    "unscheduled": "#d5dbe1",
    "unknown": "#8e63b8",
    "speed": "#e3b341",
    "unrated": "#b9a26a",
    "quality": "#c2413b",
    "start_up": "#d96c66",
    "breakdown": "#b5342d",
    "starved": "#c98a3c",
    "blocked": "#c9a13c",
    "no_order": "#8a6d3b",
}
"""Colour of a leaf or loss group; what is not here is a stop of another group."""
_OTHER = "#d9822b"
_FONT = {"family": "Noto Sans, Noto Sans CJK SC, Helvetica, Arial, sans-serif", "size": 12}
_MOST_CAUSES = 12


def waterfall(bars: Sequence[Bar]) -> go.Figure:
    """Draw where the window's time went, from the whole down to what good pieces needed."""
    left = sum(bar.seconds for bar in bars)
    whole = left or 1.0
    starts, labels, texts = [], [], []
    for bar in bars:
        left -= bar.seconds
        starts.append(min(left, left + bar.seconds) / 3600)
        labels.append(bar.label.both())
        gain = f"{WORDS['gain'].both()} " if bar.seconds < 0 else ""
        texts.append(f"{gain}{clock(abs(bar.seconds))} ({bar.seconds / whole:.1%})")
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=labels,
            x=[abs(bar.seconds) / 3600 for bar in bars],
            base=starts,
            text=texts,
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [COLOURS.get(bar.group, _OTHER) for bar in bars],
                "pattern": {"shape": ["/" if bar.group == "unknown" else "" for bar in bars]},
            },
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(title=WORDS["hours"].both(), range=[0, whole / 3600 * 1.35])
    return _laid_out(figure, height=60 + 30 * len(bars))


def pareto(causes: Sequence[Cause], *, by_count: bool) -> go.Figure:
    """Draw the largest causes, longest first, each with its share and the cumulative share."""

    def weight(cause: Cause) -> float:
        return cause.count if by_count else cause.seconds

    ordered = sorted(causes, key=lambda one: (-weight(one), one.unit, one.label.en))
    total = sum(weight(cause) for cause in ordered) or 1.0
    shown = [cause for cause in ordered if weight(cause) > 0][:_MOST_CAUSES]
    running, texts = 0.0, []
    for cause in shown:
        running += weight(cause)
        amount = f"{cause.count:,.6g} x" if by_count else clock(cause.seconds)
        texts.append(f"{amount} · {weight(cause) / total:.0%} · Σ {running / total:.0%}")
    scale = 1 if by_count else 60
    longest = max((weight(cause) / scale for cause in shown), default=1.0)
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=[f"{cause.label.both()} · {cause.unit}" for cause in shown],
            x=[weight(cause) / scale for cause in shown],
            text=texts,
            textposition="outside",
            cliponaxis=False,
            marker={"color": [COLOURS.get(cause.group, _OTHER) for cause in shown]},
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(
        title=WORDS["stops" if by_count else "minutes"].both(), range=[0, longest * 1.9]
    )
    return _laid_out(figure, height=80 + 24 * max(1, len(shown)))


def states(units: Sequence[UnitStory], *, start: int, end: int, zone: str) -> go.Figure:
    """Draw what every machine did, one row each."""
    figure = go.Figure()
    for leaf in LEAVES:
        rows = [
            (unit.name.both(), one) for unit in units for one in unit.stretches if one.leaf == leaf
        ]
        figure.add_bar(
            orientation="h",
            name=LEAF[leaf].both(),
            y=[name for name, _ in rows],
            base=[local(one.start, zone) for _, one in rows],
            x=[one.end - one.start for _, one in rows],
            marker={
                "color": COLOURS[leaf],
                "line": {"width": 0},
                "pattern": {"shape": "/" if leaf == "unknown" else ""},
            },
            hovertext=[one.reason for _, one in rows],
        )
    figure.update_layout(
        barmode="overlay", legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    )
    figure.update_xaxes(
        type="date", range=[local(start, zone), local(end, zone)], tickformat="%H:%M"
    )
    figure.update_yaxes(
        autorange="reversed",
        automargin=True,
        categoryorder="array",
        categoryarray=[unit.name.both() for unit in units],
    )
    return _laid_out(figure, height=110 + 22 * len(units))


def rate(buckets: Sequence[Bucket], *, start: int, end: int, zone: str) -> go.Figure:
    """Draw pieces per five minutes beside what the planned run time allows."""
    at = [local((one.start + one.end) // 2, zone) for one in buckets]
    figure = go.Figure(
        [
            go.Bar(
                x=at,
                y=[one.produced for one in buckets],
                name=WORDS["produced"].both(),
                marker={"color": "#3b7dd8"},
            ),
            go.Scatter(
                x=at,
                y=[one.ideal for one in buckets],
                name=WORDS["ideal"].both(),
                line={"color": "#333", "dash": "dot", "shape": "hvh"},
            ),
        ]
    )
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    figure.update_xaxes(
        type="date", range=[local(start, zone), local(end, zone)], tickformat="%H:%M"
    )
    figure.update_yaxes(rangemode="tozero", title=WORDS["per_five_minutes"].both())
    return _laid_out(figure, height=300)


def intervals(rates: Sequence[Rate]) -> go.Figure:
    """Draw each share between its bounds, with what was observed and what is declared."""
    names = [one.name.both() for one in rates]
    bounded = [one for one in rates if one.lower is not None and one.upper is not None]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            name=WORDS["bounds"].both(),
            y=[one.name.both() for one in bounded],
            base=[one.lower for one in bounded],
            x=[(one.upper or 0.0) - (one.lower or 0.0) for one in bounded],
            marker={"color": "#a9cdec", "line": {"color": "#3b7dd8", "width": 1}},
        )
    )
    marks = (("observed", "value", "line-ns-open", "#1c2733"),)
    for word, field, symbol, colour in (*marks, ("declared", "declared", "circle-open", "#d9822b")):
        known = [one for one in rates if getattr(one, field) is not None]
        figure.add_scatter(
            mode="markers",
            name=WORDS[word].both(),
            y=[one.name.both() for one in known],
            x=[getattr(one, field) for one in known],
            marker={
                "symbol": symbol,
                "size": 12,
                "color": colour,
                "line": {"width": 3, "color": colour},
            },
        )
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%")
    figure.update_yaxes(
        autorange="reversed", automargin=True, categoryorder="array", categoryarray=names
    )
    return _laid_out(figure, height=90 + 26 * max(1, len(rates)))


def local(time: int, zone: str) -> str:
    """Spell ms UTC as local time without a zone, as Plotly's axes take it."""
    moment = datetime.fromtimestamp(time // 1000, tz=ZoneInfo(zone)).replace(tzinfo=None)
    return f"{moment.isoformat(sep=' ')}.{time % 1000:03d}"


def clock(seconds: float) -> str:
    """Spell a duration as h:mm:ss."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _laid_out(figure: go.Figure, *, height: int) -> go.Figure:
    figure.update_layout(
        template="plotly_white",
        font=_FONT,
        height=height,
        margin={"l": 8, "r": 16, "t": 8, "b": 40},
        paper_bgcolor="white",
        plot_bgcolor="white",
        bargap=0.2,
    )
    return figure
