"""Panels of causes as bars, the largest first: Pareto by duration and by count, root machines."""

from dashboards.grafana.influxql import Select
from dashboards.grafana.loss_queries import pareto, waited_for
from dashboards.grafana.loss_words import NO_LOSSES, whose
from dashboards.grafana.panel import Column, Panel, Query
from dashboards.grafana.texts import Text

_CUT = Text(
    "Stops are cut at the ends of hours, shifts and orders, so every second counts once.",
    "停顿按小时、班次与工单的边界切分，每一秒只计一次。",
)
_TIME = Column(name="Time", title=Text("Time", "时间"), hidden=True)
_LOST_TIME = Text("Lost time", "损失时间")


def _bars(
    title: Text,
    description: Text,
    found: Select,
    columns: tuple[Column, Column],
    *,
    size: tuple[int, int],
) -> Panel:
    named, measured = columns
    return Panel(
        kind="barchart",
        title=title,
        description=description,
        width=size[0],
        height=size[1],
        queries=(Query(select=found, table=True),),
        columns=(_TIME, named, measured),
        category=named.name,
        sort_by=measured.name,
        most_bars=15,
        unit=measured.unit,
        no_value=NO_LOSSES,
    )


_CAUSE = Column(name="cause", title=Text("Reason", "原因"), names="cause")


def pareto_by_duration(*, width: int, height: int, unit: bool) -> Panel:
    """Return the reasons that cost most time, the longest first."""
    return _bars(
        Text("Causes by duration", "损失原因（按时长）"),
        whose(unit=unit)
        .then(
            Text(
                "The 15 longest losses of known planned busy time by reason; speed, quality and "
                "start-up losses, which have no reason, stand as themselves.",
                "已知计划忙碌时间内最长的 15 项损失（按原因）；"
                "速度、质量与启动损失没有原因，按类别列出。",
            )
        )
        .then(_CUT),
        pareto("duration_s", unit=unit),
        (_CAUSE, Column(name="amount", title=_LOST_TIME, unit="dthms")),
        size=(width, height),
    )


def pareto_by_count(*, width: int, height: int, unit: bool) -> Panel:
    """Return the reasons that stopped most often."""
    weighted = Text(
        "Stops of parallel machines count for a line by their share of its capacity.",
        "并联设备的停顿按其产能占比计入产线。",
    )
    says = Text(
        "The 15 most frequent reasons; a stop counts where it begins.",
        "最频繁的 15 个原因；停顿计入其开始的时段。",
    )
    return _bars(
        Text("Causes by count", "损失原因（按次数）"),
        whose(unit=unit).then(says if unit else says.then(weighted)),
        pareto("count", unit=unit),
        (_CAUSE, Column(name="amount", title=Text("Stops", "次数"), unit="locale", decimals=1)),
        size=(width, height),
    )


def by_root(*, width: int, height: int, unit: bool) -> Panel:
    """Return the time of waiting, by the machine that was waited for."""
    return _bars(
        Text("Starved and blocked, by root machine", "缺料与堵塞的根源设备"),
        whose(unit=unit).then(
            Text(
                "The own stop of a machine travels along the line: time starved or blocked, by "
                "the machine where the chain begins.",
                "设备自身的停顿会沿产线传播：缺料或堵塞时间按链条起点的设备归集。",
            )
        ),
        waited_for(unit=unit),
        (
            Column(name="root_unit", title=Text("Root machine", "根源设备"), names="waited_for"),
            Column(name="lost_s", title=_LOST_TIME, unit="dthms"),
        ),
        size=(width, height),
    )
