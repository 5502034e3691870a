"""Panels of losses of a line or of machines: waterfall, attribution, six big losses, by hour.

Losses of a line are those of its constraint, so that they add up to what its OEE lacks.
"""

from contract.loss_names import BIG_LOSSES
from dashboards.grafana.cause_panels import by_root, pareto_by_count, pareto_by_duration
from dashboards.grafana.influxql import Select
from dashboards.grafana.loss_queries import (
    WATERFALL,
    big_loss,
    both_ends,
    by_hour,
    by_tag,
    lost_in,
    stood_alone,
)
from dashboards.grafana.loss_words import (
    ATTRIBUTION_COLUMNS,
    BIG_LOSS_COLOUR,
    GROUP_COLUMNS,
    NO_LOSSES,
    big_loss_name,
    whose,
)
from dashboards.grafana.panel import (
    FLOATING_FOOT,
    FLOATING_LENGTH,
    FLOATING_NAME,
    Column,
    Panel,
    Query,
    Row,
)
from dashboards.grafana.state_panels import machine_link
from dashboards.grafana.states import SPEED
from dashboards.grafana.texts import Text, same


def waterfall(*, width: int, height: int, unit: bool) -> Panel:
    """Return the bars from calendar time down to the time that good pieces needed."""
    return Panel(
        kind="barchart",
        title=Text("Where the time went, step by step", "时间损失瀑布图"),
        description=whose(unit=unit).then(
            Text(
                "From the whole time at the top to the valuable time at the bottom: each bar is "
                "taken from what is left (its ends: what is left behind it and before it). Speed "
                "= APT - Σ PRI × PQ, quality = Σ PRI × lost pieces. A speed loss that reaches back "
                "over the bar above it is a gain.",
                "自上而下由总时间到有效产出：每根柱从剩余时间中扣除（两端为扣除后与扣除前的剩余）。"
                "速度损失 = APT - Σ PRI × PQ，质量损失 = Σ PRI × 损失件数。"
                "速度一栏若向上方柱回退，则为增益。",
            )
        ),
        width=width,
        height=height,
        queries=tuple(Query(select=both_ends(bar, unit=unit), alias=bar.name) for bar in WATERFALL),
        columns=(
            Column(name=FLOATING_FOOT, title=Text("Left", "剩余"), unit="dthms", invisible=True),
            Column(
                name=FLOATING_LENGTH, title=Text("Duration", "时长"), unit="dthms", colour=SPEED
            ),
        ),
        category=FLOATING_NAME,
        floating=True,
        unit="dthms",
        axis=Text("time", "时间"),
        no_value=NO_LOSSES,
    )


def by_attribution(*, width: int, height: int, unit: bool) -> Panel:
    """Return the time lost, by whose loss it was."""
    return Panel(
        kind="piechart",
        title=Text("Lost time by attribution", "损失时间归因"),
        description=whose(unit=unit).then(
            Text(
                "Who caused the lost time (the distinction that DIN 8743 makes, text not read: "
                "only own stops are technical losses). What depends on a silent neighbour is "
                "unknown, never another machine's.",
                "损失时间由谁造成（参照 DIN 8743 的区分，未读原文：仅自身停顿属于技术损失）。"
                "取决于无数据的相邻设备时为未知，绝不归于其他设备。",
            )
        ),
        width=width,
        height=height,
        queries=(Query(select=by_tag("attribution", unit=unit), alias=same("$tag_attribution")),),
        columns=ATTRIBUTION_COLUMNS,
        unit="dthms",
        no_value=NO_LOSSES,
    )


def six_big_losses(*, width: int, height: int, unit: bool) -> Panel:
    """Return the six big losses of TPM."""
    return Panel(
        kind="bargauge",
        title=Text("Six big losses", "六大损失"),
        description=whose(unit=unit).then(
            Text(
                "The losses of TPM as a view on the loss groups (our own assignment); a negative "
                "speed loss is a gain.",
                "以 TPM 六大损失的视角查看损失类别（自定归类）；速度损失为负即为增益。",
            )
        ),
        width=width,
        height=height,
        queries=tuple(
            Query(
                select=big_loss(loss, unit=unit),
                alias=big_loss_name(loss),
                colour=BIG_LOSS_COLOUR[loss],
            )
            for loss in BIG_LOSSES
        ),
        unit="dthms",
        no_value=NO_LOSSES,
    )


def hours_of_losses(*, width: int, height: int, unit: bool) -> Panel:
    """Return where the time of each hour went, stacked by loss group."""
    return Panel(
        kind="timeseries",
        title=Text("Losses hour by hour", "逐小时损失"),
        description=whose(unit=unit).then(
            Text(
                "Every second of an hour by loss group, from the segments that begin in it. A gain "
                "in speed is below zero.",
                "每小时的每一秒按损失类别归集（取该小时内开始的时段）；速度增益在零线以下。",
            )
        ),
        width=width,
        height=height,
        queries=(Query(select=by_hour(unit=unit), alias=same("$tag_loss_group")),),
        columns=GROUP_COLUMNS,
        unit="dthms",
        axis=Text("time", "时间"),
        look="stacked",
        no_value=NO_LOSSES,
    )


def loss_rows(*, unit: bool) -> tuple[Row, ...]:
    """Return the bands of a page that lead from lost time to its cause."""
    return (
        Row(
            title=Text("What was lost, and why", "损失与原因"),
            panels=(
                waterfall(width=12, height=14, unit=unit),
                pareto_by_duration(width=12, height=14, unit=unit),
                pareto_by_count(width=12, height=10, unit=unit),
                by_attribution(width=6, height=10, unit=unit),
                six_big_losses(width=6, height=10, unit=unit),
                by_root(width=8, height=8, unit=unit),
                hours_of_losses(width=16, height=8, unit=unit),
            ),
        ),
    )


def _by_machine(title: Text, what: Text, found: Select, *, size: tuple[int, int]) -> Panel:
    return Panel(
        kind="bargauge",
        title=title,
        description=what,
        width=size[0],
        height=size[1],
        queries=(Query(select=found, alias=same("$tag_work_unit")),),
        unit="dthms",
        link=machine_link(),
        no_value=Text("No machine lost such time.", "没有设备损失此类时间。"),
    )


def starved_and_blocked(*, width: int, height: int) -> tuple[Panel, Panel]:
    """Return how long each machine waited for an empty or a full buffer."""
    return (
        _by_machine(
            Text("Starved: buffer before the machine empty", "缺料：前方缓冲区空"),
            Text("Time each machine waited for pieces.", "各设备等待来料的时间。"),
            lost_in("starved"),
            size=(width, height),
        ),
        _by_machine(
            Text("Blocked: buffer behind the machine full", "堵塞：后方缓冲区满"),
            Text("Time each machine could not pass pieces on.", "各设备无法送出工件的时间。"),
            lost_in("blocked"),
            size=(width, height),
        ),
    )


def own_stops(*, width: int, height: int) -> Panel:
    """Return how long each machine stood through a fault of its own."""
    return _by_machine(
        Text("Own stops by machine", "各设备自身停顿"),
        Text(
            "Time each machine stood for a reason that is its own: breakdowns, minor stops, "
            "handling. Click a machine for its causes.",
            "各设备因自身原因停顿的时间：设备故障、小停机、辅助操作。点击设备查看原因。",
        ),
        stood_alone(),
        size=(width, height),
    )
