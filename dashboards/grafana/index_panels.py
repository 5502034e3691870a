"""Panels of the digital development index: region, sectors, indicators and units, as stored.

A number that is absent stands as 0 beside its flag, so each query asks for rows that have one.
"""

from collections.abc import Sequence

from contract.index_series import INDEX
from dashboards.grafana.influxql import Select, Table, call, equal, is_, select
from dashboards.grafana.panel import Column, Panel, Query, Variable
from dashboards.grafana.texts import Text, same

_ROWS = Table(INDEX)
_WINDOW = "${window}"
NODES: tuple[tuple[str, Text, str], ...] = (
    ("index", Text("Index", "指数"), "#1c2733"),
    ("DF", Text("Digital foundation", "数字基础"), "#3b7dd8"),
    ("DM", Text("Digital management", "数字管理"), "#8e63b8"),
    ("DP", Text("Digital production", "数字生产"), "#2a9d60"),
    ("GC", Text("Digital-green coordination", "数字绿色协同"), "#d9822b"),
)
INDEX_WINDOW = Variable(
    name="window",
    label=Text("Period", "周期"),
    description=Text("What an index is of.", "指数所属的周期。"),
    options=(
        ("quarter", Text("quarter", "季度")),
        ("month", Text("month", "月")),
        ("year", Text("year", "年")),
    ),
    current="quarter",
)
_NONE = Text(
    "No index of this time is kept: `factory index compute --write` keeps one.",
    "此时间段内没有保存的指数：用 `factory index compute --write` 保存。",
)
_NEWEST = Text("The newest period in the chosen time.", "所选时间内最新的周期。")
COMPARABLE = Text(
    "The anchors **103.8** (national average) and **177.4** (benchmark) are official numbers, the "
    "position between them is ours; scores are not comparable with the published **125.8** except "
    "by construction at the anchors.",
    "锚点 **103.8**（全国平均）与 **177.4**（标杆）为官方公布值，锚点之间的位置由本项目设计；"
    "除锚点处由构造保证外，得分与公布的 **125.8** 不可比。",
)


def statement(*, width: int, height: int) -> Panel:
    """Return what can be compared and what cannot."""
    return Panel(
        kind="text",
        title=Text("What is comparable", "可比性说明"),
        description=Text("Stands on every report of the index.", "每份指数报告都有此说明。"),
        width=width,
        height=height,
        content=COMPARABLE,
    )


def region_tiles(*, width: int, height: int) -> Panel:
    """Return the region's newest index and dimensions."""
    return Panel(
        kind="stat",
        title=Text("Index and dimensions", "指数与维度"),
        description=_NEWEST,
        width=width,
        height=height,
        queries=tuple(
            Query(select=_newest(("score",), level="region", node=node), alias=name, colour=colour)
            for node, name, colour in NODES
        ),
        decimals=1,
        no_value=_NONE,
    )


def region_trend(*, width: int, height: int) -> Panel:
    """Return the region period by period."""
    return Panel(
        kind="timeseries",
        title=Text("Period by period", "逐期走势"),
        description=Text("One point for each period of this kind.", "该周期类型的每个周期一个点。"),
        width=width,
        height=height,
        queries=tuple(
            Query(
                select=_points("region", node),
                alias=name,
                colour=colour,
                dashed=node != "index",
            )
            for node, name, colour in NODES
        ),
        decimals=1,
        axis=Text("points", "得分"),
        no_value=_NONE,
    )


def sector_trend(*, width: int, height: int) -> Panel:
    """Return the index of every sector, period by period."""
    return Panel(
        kind="timeseries",
        title=Text("Sectors", "各行业"),
        description=Text("The index of every sector.", "各行业的指数。"),
        width=width,
        height=height,
        queries=(Query(select=_points("sector", "index", ("unit",)), alias=same("$tag_unit")),),
        decimals=1,
        axis=Text("points", "得分"),
        no_value=_NONE,
    )


def indicator_table(*, width: int, height: int) -> Panel:
    """Return the region's indicators: values rolled up, and their scores."""
    where = [*_of("region"), equal(_ROWS["kind"], "indicator")]
    return Panel(
        kind="table",
        title=Text("Indicators of the region", "地区各指标"),
        description=_NEWEST.then(
            Text("Rolled up by indicator, then scored.", "各指标先汇总，再计分。")
        ),
        width=width,
        height=height,
        queries=tuple(
            Query(
                select=select(
                    _ROWS,
                    [call("last", _ROWS[name]).named(name)],
                    where=[*where, is_(_ROWS[f"{name}_null"], False)],
                    group=("node",),
                ),
                table=True,
            )
            for name in ("value", "score")
        ),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), hidden=True),
            Column(name="node", title=Text("Indicator", "指标")),
            Column(name="value", title=Text("Value", "数值"), decimals=1),
            Column(name="score", title=Text("Score", "得分"), decimals=1),
        ),
        no_value=_NONE,
    )


def unit_table(*, width: int, height: int) -> Panel:
    """Return every unit's newest index with its band, place and share measured."""
    fields = ("band_low", "band_high", "place", "share_measured")
    return Panel(
        kind="table",
        title=Text("Every unit", "各单位"),
        description=_NEWEST.then(
            Text(
                "Nine of ten runs of the study lie between the bounds.",
                "研究中九成的运行位于上下限之间。",
            )
        ),
        width=width,
        height=height,
        queries=(
            Query(
                select=_newest(("score", *fields), level="unit", node="index", group=("unit",)),
                table=True,
            ),
        ),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), hidden=True),
            Column(name="unit", title=Text("Unit", "单位")),
            Column(name="score", title=Text("Index", "指数"), decimals=1),
            Column(name="band_low", title=Text("At least", "下限"), decimals=1),
            Column(name="band_high", title=Text("At most", "上限"), decimals=1),
            Column(name="place", title=Text("Place", "名次"), decimals=0),
            Column(
                name="share_measured",
                title=Text("Measured", "实测权重"),
                unit="percentunit",
                decimals=1,
            ),
        ),
        no_value=_NONE,
    )


def unit_bars(*, width: int, height: int) -> Panel:
    """Return a bar for each unit's newest index."""
    return Panel(
        kind="bargauge",
        title=Text("Index by unit", "各单位指数"),
        description=_NEWEST,
        width=width,
        height=height,
        queries=(
            Query(
                select=_newest(("score",), level="unit", node="index", group=("unit",)),
                alias=same("$tag_unit"),
            ),
        ),
        decimals=1,
        least=0,
        most=200,
        no_value=_NONE,
    )


def _of(level: str) -> list[str]:
    return [
        is_(_ROWS["void"], False),
        equal(_ROWS["level"], level),
        equal(_ROWS["window"], _WINDOW),
    ]


def _points(level: str, node: str, group: Sequence[str] = ()) -> Select:
    return select(
        _ROWS,
        [_ROWS["score"].named("score")],
        where=[*_of(level), equal(_ROWS["node"], node), is_(_ROWS["score_null"], False)],
        group=group,
    )


def _newest(fields: Sequence[str], *, level: str, node: str, group: Sequence[str] = ()) -> Select:
    first, *others = fields
    return select(
        _ROWS,
        [call("last", _ROWS[first]).named(first), *(_ROWS[name].named(name) for name in others)],
        where=[*_of(level), equal(_ROWS["node"], node), is_(_ROWS["score_null"], False)],
        group=group,
    )
