"""Panels of stops that several pages share: the newest one, and all one by one."""

from dashboards.grafana.panel import Column, Panel, Query
from dashboards.grafana.stop_queries import listed, newest_stop
from dashboards.grafana.texts import Text

NO_STOPS = Text(
    "No stop began in this time, or nothing has been computed yet.",
    "此时间段内没有停顿开始，或尚未计算。",
)
_START = Column(name="Time", title=Text("Start", "开始"), unit="dateTimeAsIso", width=170)
_MACHINE = Column(name="unit", title=Text("Machine", "设备"), width=130)
_DURATION = Column(name="duration_s", title=Text("Duration", "时长"), unit="dthms")
_LEAF = Column(name="leaf", title=Text("Counts as", "计为"), names="leaf")
_REASON = Column(name="reason", title=Text("Reason", "原因"), names="reason")
_WHOSE = Column(name="attribution", title=Text("Caused by", "归因"), names="attribution")
# Only who waits has a root; for the others an empty word is no name.
_ROOT = Column(name="root_unit", title=Text("Root machine", "根源设备"), names="root")
_ORDER = Column(name="order", title=Text("Order", "工单"))
_PRODUCT = Column(name="product", title=Text("Product", "产品"))


STOP_COLUMNS = (
    _START,
    _MACHINE,
    _DURATION,
    _REASON,
    _WHOSE,
    _ROOT,
    _LEAF,
    _ORDER,
    _PRODUCT,
)


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
        columns=(_START, _MACHINE, _DURATION, _REASON, _WHOSE, _ROOT),
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
