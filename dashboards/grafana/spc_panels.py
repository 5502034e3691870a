"""Panels of control charts: points between their limits, the spread, the EWMA, alarms."""

from dashboards.grafana.influxql import is_
from dashboards.grafana.panel import Column, Panel, Query
from dashboards.grafana.spc_queries import (
    SPC_POINTS,
    alarm_list,
    alarms,
    column,
    counted,
    limit,
    specification,
)
from dashboards.grafana.states import GOOD, NEUTRAL, POOR, QUALITY
from dashboards.grafana.texts import Text

NO_POINTS = Text(
    "No point of a control chart in this time: master data name what is watched.",
    "此时间段内没有控制图数据点：监控的特性由主数据规定。",
)
NO_ALARMS = Text("No rule was broken in this time.", "此时间段内没有违反规则。")
_RULES = Text(
    "Western Electric rules: 1 beyond three sigma; 2 two of three beyond two sigma; 3 four of five "
    "beyond one sigma; 4 eight on one side. ewma: the moving average is beyond its own limits.",
    "西电规则：1 超出三倍标准差；2 三点中两点超出两倍；3 五点中四点超出一倍；4 连续八点同侧。"
    "ewma：移动平均超出其自身控制限。",
)
_FROZEN = Text(
    "Limits are found from 25 subgroups or more and then frozen; until then there are none. Each "
    "product has limits of its own.",
    "控制限由至少 25 个子组求得后冻结，此前没有控制限。各产品有各自的控制限。",
)
_ALARM = Text("alarm", "报警")
_CENTRE = Text("centre line", "中心线")
_UPPER = Text("upper control limit", "控制上限")
_LOWER = Text("lower control limit", "控制下限")


def _limits(names: tuple[str, str], centre: str) -> tuple[Query, ...]:
    lower, upper = names
    return (
        Query(select=limit(centre), alias=_CENTRE, colour=GOOD, dashed=True),
        Query(select=limit(lower), alias=_LOWER, colour=POOR, dashed=True),
        Query(select=limit(upper), alias=_UPPER, colour=POOR, dashed=True),
    )


def control_chart(*, width: int, height: int) -> Panel:
    """Return the means of subgroups, or counts, between control and specification limits."""
    specified = (
        ("lower_spec", Text("lower specification limit", "规格下限")),
        ("upper_spec", Text("upper specification limit", "规格上限")),
    )
    return Panel(
        kind="timeseries",
        title=Text("Control chart of ${characteristic}", "${characteristic} 控制图"),
        description=Text(
            "Each point is the mean of one subgroup, or defects or rejects of its pieces.",
            "每个点为一个子组的均值，或其件数中的疵点数、不合格率。",
        )
        .then(_FROZEN)
        .then(_RULES),
        width=width,
        height=height,
        queries=(
            Query(select=column("mean"), alias=Text("subgroup", "子组"), colour=NEUTRAL),
            *_limits(("lower_limit", "upper_limit"), "centre"),
            *(
                Query(select=specification(name), alias=title, colour=QUALITY, dashed=True)
                for name, title in specified
            ),
            Query(select=alarms("mean"), alias=_ALARM, colour=POOR, points=True),
        ),
        decimals=2,
        from_zero=False,
        axis=Text("value", "数值"),
        no_value=NO_POINTS,
    )


def ewma_chart(*, width: int, height: int) -> Panel:
    """Return the exponentially weighted moving average, which finds small shifts sooner."""
    return Panel(
        kind="timeseries",
        title=Text("EWMA of ${characteristic}", "${characteristic} 指数加权移动平均"),
        description=Text(
            "Exponentially weighted moving average of the points, between limits of its own: it "
            "finds small shifts sooner.",
            "数据点的指数加权移动平均及其控制限，能更早发现小的偏移。",
        ).then(_FROZEN),
        width=width,
        height=height,
        queries=(
            Query(select=limit("ewma"), alias=Text("EWMA", "移动平均"), colour=NEUTRAL),
            *_limits(("ewma_lower_limit", "ewma_upper_limit"), "centre"),
        ),
        decimals=2,
        from_zero=False,
        axis=Text("value", "数值"),
        no_value=NO_POINTS,
    )


def spread_chart(*, width: int, height: int) -> Panel:
    """Return the spread within subgroups between its limits."""
    return Panel(
        kind="timeseries",
        title=Text("Spread of ${characteristic}", "${characteristic} 离散"),
        description=Text(
            "Range or standard deviation within each subgroup; charts of counts have none.",
            "各子组内的极差或标准差；计数型控制图没有该值。",
        ).then(_FROZEN),
        width=width,
        height=height,
        queries=(
            Query(select=column("spread"), alias=Text("spread", "离散"), colour=NEUTRAL),
            *_limits(("spread_lower_limit", "spread_upper_limit"), "spread_centre"),
        ),
        decimals=2,
        axis=Text("value", "数值"),
        no_value=NO_POINTS,
    )


def alarm_counts(*, width: int, height: int) -> Panel:
    """Return how many points each characteristic has, and how many of them are alarms."""
    alarming = [is_(SPC_POINTS["alarm"], True)]
    return Panel(
        kind="stat",
        title=Text("Points and alarms", "数据点与报警"),
        description=Text(
            "Points of the chosen time by characteristic, and how many broke a rule.",
            "所选时间内各特性的数据点数，以及违反规则的点数。",
        ).then(_RULES),
        width=width,
        height=height,
        queries=(
            Query(
                select=counted(),
                alias=Text("points of $tag_characteristic", "$tag_characteristic 数据点"),
            ),
            Query(
                select=counted(where=alarming),
                alias=Text("alarms of $tag_characteristic", "$tag_characteristic 报警"),
                steps=((None, POOR),),
            ),
        ),
        unit="locale",
        no_value=NO_POINTS,
    )


def alarm_table(*, width: int, height: int) -> Panel:
    """Return the alarms one by one, with the rules that were broken."""
    numbers = ("mean", "centre", "lower_limit", "upper_limit", "ewma")
    titles = (Text("Value", "数值"), _CENTRE, _LOWER, _UPPER, Text("EWMA", "移动平均"))
    return Panel(
        kind="table",
        title=Text("Alarms", "报警记录"),
        description=Text(
            "The newest 200 points of the machine that broke a rule.",
            "该设备最近 200 个违反规则的数据点。",
        ).then(_RULES),
        width=width,
        height=height,
        queries=(
            Query(select=alarm_list(("rules", "product", "order", "shift", *numbers)), table=True),
        ),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), unit="dateTimeAsIso", width=170),
            Column(name="work_unit", title=Text("Machine", "设备")),
            Column(name="characteristic", title=Text("Characteristic", "特性")),
            Column(name="rules", title=Text("Broken rules", "违反的规则")),
            Column(name="product", title=Text("Product", "产品")),
            Column(name="order", title=Text("Order", "工单")),
            Column(name="shift", title=Text("Shift", "班次")),
            *(
                Column(name=name, title=title, decimals=2)
                for name, title in zip(numbers, titles, strict=True)
            ),
        ),
        no_value=NO_ALARMS,
    )
