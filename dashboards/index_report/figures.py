"""Charts of the report of an index as Plotly figures; equal data give equal JSON."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboards.index_report.model import Anchors, IndexReport, Indicator, Moment, Number, UnitLine
from dashboards.index_report.texts import WORDS
from dashboards.report.model import Text

_FONT = {"family": "Noto Sans, Noto Sans CJK SC, Helvetica, Arial, sans-serif", "size": 12}
COLOURS = {"DF": "#3b7dd8", "DM": "#8e63b8", "DP": "#2a9d60", "GC": "#d9822b"}
KINDS = {
    "measured": "#2a9d60",
    "declared": "#3b7dd8",
    "generated": "#c9a13c",
    "imputed": "#8e63b8",
    "not_applicable": "#9aa5b1",
    "missing": "#d5dbe1",
}
# Points of a score that can be seen.
_LEAST_BAND = 0.5
_DARK, _BAND, _DOWN = "#1c2733", "#9aa5b1", "#c2413b"


def radar(report: IndexReport) -> go.Figure:
    """Draw the dimensions beside both anchors."""
    names = [_wrapped(one.name) for one in report.dimensions]
    around = [*names, names[0]]
    scores: list[Number] = [one.score for one in report.dimensions]
    figure = go.Figure()
    for level, colour, word in (
        (report.anchors.benchmark, "#9aa5b1", "benchmark"),
        (report.anchors.national, "#d9822b", "national"),
    ):
        figure.add_scatterpolar(
            r=[level] * len(around),
            theta=around,
            name=f"{WORDS[word].both()} {level:g}",
            line={"color": colour, "dash": "dot"},
        )
    figure.add_scatterpolar(
        r=[*scores, scores[0]],
        theta=around,
        name=report.subject.both(),
        fill="toself",
        line={"color": "#2a6fb0"},
    )
    figure.update_layout(
        polar={"radialaxis": {"range": [0, 200], "tickvals": [50, 100, 150, 200], "angle": 45}},
        legend={"orientation": "h", "y": -0.12},
    )
    return _laid_out(figure, height=430, margin=(60, 60, 30, 40))


def bars(indicators: Sequence[Indicator], anchors: Anchors) -> go.Figure:
    """Draw every indicator's score with its band."""
    names = [f"{one.id} {one.name.both()}" for one in indicators]
    known = [one.score or 0.0 for one in indicators]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=names,
            x=known,
            text=["–" if one.score is None else f"{one.score:.0f}" for one in indicators],
            textposition="inside",
            insidetextanchor="start",
            textangle=0,
            marker={"color": [COLOURS[one.dimension] for one in indicators]},
            showlegend=False,
        )
    )
    banded = [
        one
        for one in indicators
        if one.lower is not None and one.upper is not None and one.upper - one.lower >= _LEAST_BAND
    ]
    figure.add_bar(
        orientation="h",
        y=[f"{one.id} {one.name.both()}" for one in banded],
        base=[one.lower for one in banded],
        x=[(one.upper or 0.0) - (one.lower or 0.0) for one in banded],
        width=0.22,
        marker={"color": _DARK, "opacity": 0.75},
        showlegend=False,
    )
    figure.update_layout(barmode="overlay")
    _lines(figure, ((anchors.national, "103.8"), (anchors.benchmark, "177.4")))
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(range=[0, 215], title=WORDS["score"].both())
    return _laid_out(figure, height=110 + 23 * len(indicators), margin=(8, 16, 28, 40))


def index_bands(lines: Sequence[UnitLine], anchors: Anchors) -> go.Figure:
    """Draw every unit's index and band, with the published figures as lines."""
    known = [one for one in lines if one.index is not None]
    figure = _intervals(known, "low", "high", "index")
    _lines(
        figure,
        (
            (anchors.national, "103.8"),
            (anchors.chongqing, "125.8 ✱"),
            (anchors.benchmark, "177.4"),
        ),
    )
    figure.update_xaxes(title=WORDS["index"].both(), range=[0, 200])
    return _laid_out(figure, height=100 + 18 * max(1, len(known)), margin=(8, 16, 28, 40))


def rank_intervals(lines: Sequence[UnitLine]) -> go.Figure:
    """Draw every unit's rank and the ranks that it has in nine of ten runs."""
    known = [one for one in lines if one.rank is not None]
    figure = _intervals(known, "rank_low", "rank_high", "rank")
    figure.update_xaxes(title=WORDS["rank"].both(), range=[0, len(known) + 1])
    return _laid_out(figure, height=100 + 18 * max(1, len(known)), margin=(8, 16, 28, 40))


def decomposition(indicators: Sequence[Indicator]) -> go.Figure:
    """Draw what each indicator adds, most first."""
    known = sorted(
        (one for one in indicators if one.points is not None),
        key=lambda one: (-(one.points or 0.0), one.id),
    )
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=[f"{one.id} {one.name.both()}" for one in known],
            x=[one.points for one in known],
            text=[f"{one.points:+.2f}" for one in known],
            textposition="outside",
            cliponaxis=False,
            marker={"color": ["#2a9d60" if (one.points or 0) >= 0 else _DOWN for one in known]},
        )
    )
    furthest = max((abs(one.points or 0.0) for one in known), default=1.0)
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(title=WORDS["points"].both(), range=[-furthest * 1.3, furthest * 1.3])
    return _laid_out(figure, height=90 + 23 * max(1, len(known)))


def trend(moments: Sequence[Moment], dimensions: Mapping[str, Text], anchors: Anchors) -> go.Figure:
    """Draw the index over periods with its dimensions and the published figures."""
    periods = [one.period for one in moments]
    figure = go.Figure()
    for name, title in dimensions.items():
        figure.add_scatter(
            x=periods,
            y=[one.dimensions.get(name) for one in moments],
            name=title.both(),
            line={"color": COLOURS[name], "width": 1.2, "dash": "dot"},
            mode="lines",
        )
    for field, colour in (("mean", "#9aa5b1"), ("index", _DARK)):
        figure.add_scatter(
            x=periods,
            y=[getattr(one, field) for one in moments],
            name=WORDS[field].both(),
            line={"color": colour, "width": 3},
            mode="lines+markers",
        )
    for level, text in ((anchors.national, "103.8"), (anchors.chongqing, "125.8 ✱")):
        figure.add_hline(
            y=level, line={"dash": "dash", "color": "#c2413b", "width": 1}, annotation_text=text
        )
    figure.update_layout(legend={"orientation": "h", "y": -0.15})
    figure.update_xaxes(type="category")
    return _laid_out(figure, height=400, margin=(8, 40, 16, 60))


def weights(shares: Mapping[str, float]) -> go.Figure:
    """Draw the shares of weight as one bar."""
    figure = go.Figure()
    for kind, share in shares.items():
        if share <= 0:
            continue
        figure.add_bar(
            orientation="h",
            y=[""],
            x=[share],
            name=f"{WORDS[kind].both()} {share:.1%}",
            marker={"color": KINDS[kind]},
        )
    figure.update_layout(
        barmode="stack", legend={"orientation": "h", "y": -0.6, "traceorder": "normal"}
    )
    figure.update_xaxes(range=[0, 1], tickformat=".0%")
    return _laid_out(figure, height=150, margin=(8, 16, 8, 70))


def _intervals(lines: Sequence[UnitLine], low: str, high: str, at: str) -> go.Figure:
    names = [one.name.both() for one in lines]
    figure = go.Figure()
    bands = [(name, one) for name, one in zip(names, lines, strict=True)]
    banded = [(name, one) for name, one in bands if getattr(one, low) is not None]
    figure.add_bar(
        orientation="h",
        y=[name for name, _ in banded],
        base=[getattr(one, low) for _, one in banded],
        x=[max(getattr(one, high) - getattr(one, low), 0.05) for _, one in banded],
        marker={"color": _BAND},
        name=WORDS["band"].both(),
    )
    figure.add_scatter(
        mode="markers",
        y=names,
        x=[getattr(one, at) for one in lines],
        marker={"color": _DARK, "size": 8},
        name=WORDS[at].both(),
    )
    figure.update_layout(legend={"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0})
    figure.update_yaxes(
        autorange="reversed",
        automargin=True,
        categoryorder="array",
        categoryarray=names,
        tickfont={"size": 10},
        dtick=1,
    )
    return figure


def _lines(figure: go.Figure, levels: Sequence[tuple[float, str]]) -> None:
    for level, text in levels:
        dash = "dash" if "✱" in text else "dot"
        figure.add_vline(x=level, line={"dash": dash, "color": "#c2413b", "width": 1.2})
        figure.add_annotation(
            x=level, y=1, yref="paper", yanchor="bottom", showarrow=False, text=text
        )


def _wrapped(text: Text) -> str:
    return f"{text.en}<br>{text.zh}"


def _laid_out(
    figure: go.Figure, *, height: int, margin: tuple[int, int, int, int] = (8, 16, 8, 40)
) -> go.Figure:
    left, right, top, bottom = margin
    figure.update_layout(
        template="plotly_white",
        font=_FONT,
        height=height,
        margin={"l": left, "r": right, "t": top, "b": bottom},
        paper_bgcolor="white",
        plot_bgcolor="white",
        bargap=0.25,
    )
    return figure
