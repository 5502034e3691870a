"""Panels of stops that several pages share: one by one, summed by reason, by attribution."""

from collections.abc import Sequence

from dashboards.grafana.panel import Column, Panel, Query
from dashboards.grafana.stop_queries import (
    DOWNSTREAM,
    MEDIA,
    OPERATOR,
    PLANNED,
    UPSTREAM,
    listed,
    newest_stop,
    time_lost,
    time_lost_own,
)
from dashboards.grafana.texts import Text, same

NO_STOPS = Text(
    "No stop began in this time, or nothing has been computed yet.",
    "此时间段内没有停顿开始，或尚未计算。",
)
_START = Column(name="Time", title=Text("Start", "开始"), unit="dateTimeAsIso", width=170)
_MACHINE = Column(name="unit", title=Text("Machine", "设备"), width=130)
_DURATION = Column(name="duration_s", title=Text("Duration", "时长"), unit="dthms")
_LEAF = Column(name="leaf", title=Text("Counts as", "计为"), names="leaf")
_REASON = Column(name="reason", title=Text("Reason", "原因"), names="reason")
_ORDER = Column(name="order", title=Text("Order", "工单"))
_PRODUCT = Column(name="product", title=Text("Product", "产品"))


STOP_COLUMNS = (_START, _MACHINE, _DURATION, _REASON, _LEAF, _ORDER, _PRODUCT)


def last_stop(*, width: int, height: int) -> Panel:
    """Return the stop of a line that began last, with its reason."""
    return Panel(
        kind="table",
        title=Text("Last stop", "最近一次停顿"),
        description=Text(
            "The stop that began last on any machine of the line, in the last 24 hours of the "
            "chosen time, with the reason the machine or the operator gave.",
            "所选时间最后 24 小时内，产线任一设备最近开始的停顿及其原因。",
        ),
        width=width,
        height=height,
        queries=(Query(select=newest_stop(), table=True),),
        columns=(_START, _MACHINE, _DURATION, _REASON, _LEAF),
        no_value=NO_STOPS,
    )


def stop_list(*, width: int, height: int, unit: bool = True) -> Panel:
    """Return stops one by one."""
    return Panel(
        kind="table",
        title=Text("Stops", "停顿"),
        description=Text(
            "The newest 500 stops that began in this time; open ones grow until they end.",
            "此时间段内开始的最近 500 次停顿；未结束的停顿时长会继续增加。",
        ),
        width=width,
        height=height,
        queries=(Query(select=listed(unit=unit), table=True),),
        columns=STOP_COLUMNS,
        no_value=NO_STOPS,
    )


def losses_by_reason(*, width: int, height: int, unit: bool = True) -> Panel:
    """Return the time lost, summed by reason."""
    return Panel(
        kind="barchart",
        title=Text("Longest losses by reason", "损失最多的原因"),
        description=Text(
            "Stops that began in this time, the newest 10,000 of them, summed by reason; stops of "
            "machines that only wait for others are in it, under starved and blocked.",
            "此时间段内开始的停顿（最近 10,000 次），按原因合计；"
            "仅因等待其他设备造成的停顿列于缺料与堵塞。",
        ),
        width=width,
        height=height,
        queries=(
            Query(select=listed(unit=unit, tail="ORDER BY time DESC LIMIT 10000"), table=True),
        ),
        columns=(
            Column(name="reason", title=Text("Reason", "原因"), names="reason"),
            Column(name="duration_s (sum)", title=Text("Lost time", "损失时间"), unit="dthms"),
        ),
        group_by="reason",
        sums=("duration_s",),
        sort_by="duration_s (sum)",
        unit="dthms",
        no_value=NO_STOPS,
    )


_ATTRIBUTED: Sequence[tuple[Sequence[str] | None, Text, str]] = (
    (None, Text("own", "自身"), "#ff6b6b"),
    (UPSTREAM, Text("upstream (starved)", "上游（缺料）"), "#ffb52e"),
    (DOWNSTREAM, Text("downstream (blocked)", "下游（堵塞）"), "#e58a3c"),
    (MEDIA, Text("media", "能源介质"), "#5aa9ff"),
    (OPERATOR, Text("operator", "人员"), "#e56bb0"),
    (PLANNED, Text("planned or no order", "计划内或无工单"), "#9d8cff"),
)


def lost_by_attribution(*, width: int, height: int) -> Panel:
    """Return the time each machine lost, by whose fault it was."""
    return Panel(
        kind="piechart",
        title=Text("Lost time by attribution", "损失时间归因"),
        description=Text(
            "Stops of the line's machines, by who caused them (the distinction that DIN 8743 "
            "makes: only the machine's own stops are technical losses).",
            "产线设备的停顿按责任归类（依 DIN 8743 的区分：仅设备自身的停顿属于技术损失）。",
        ),
        width=width,
        height=height,
        queries=tuple(
            Query(
                select=time_lost_own(unit=False, group=())
                if reasons is None
                else time_lost(reasons, unit=False, group=()),
                alias=name,
                colour=colour,
            )
            for reasons, name, colour in _ATTRIBUTED
        ),
        unit="dthms",
        no_value=NO_STOPS,
    )


def starved_and_blocked(*, width: int, height: int) -> tuple[Panel, Panel]:
    """Return how long machines waited for an empty or a full buffer."""
    note = Text(
        "Buffers are seen by what they cause. Their fill level is a process value inside a JSON "
        "text, which InfluxQL cannot read.",
        "以缓冲区造成的等待来反映缓冲区。其存量是 JSON 文本中的过程值，InfluxQL 无法读取。",
    )

    def panel(title: Text, what: Text, reasons: Sequence[str]) -> Panel:
        return Panel(
            kind="bargauge",
            title=title,
            description=what.then(note),
            width=width,
            height=height,
            queries=(Query(select=time_lost(reasons, unit=False), alias=same("$tag_work_unit")),),
            unit="dthms",
            no_value=Text("Nobody waited in this time.", "此时间段内没有等待。"),
        )

    return (
        panel(
            Text("Starved: buffer before the machine empty", "缺料：前方缓冲区空"),
            Text("Time each machine waited for pieces.", "各设备等待来料的时间。"),
            UPSTREAM,
        ),
        panel(
            Text("Blocked: buffer behind the machine full", "堵塞：后方缓冲区满"),
            Text("Time each machine could not pass pieces on.", "各设备无法送出工件的时间。"),
            DOWNSTREAM,
        ),
    )
