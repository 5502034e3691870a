"""The choices at the top of the dashboards: world, site, line, unit, window, shift, product."""

from contract.kpi import WINDOWS
from contract.rates import PERIODS
from contract.series import KPI, SEGMENT, SPC, Measurement
from dashboards.grafana.influxql import Table, call, chosen, equal, is_, select, unequal
from dashboards.grafana.panel import Variable
from dashboards.grafana.rate_words import SHARES, rate_name
from dashboards.grafana.texts import Text

_KPI = Table(KPI)
_SEGMENT = Table(SEGMENT)
_SPC = Table(SPC)


def _values_of(measurement: Measurement, tag: str, *where: str) -> str:
    source = Table(measurement)
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SHOW TAG VALUES FROM {source} WITH KEY = {source.tag(tag)}{condition}"


WORLD = Variable(
    name="world",
    label=Text("World", "数据集"),
    description=Text(
        "Live data, or the name of a played world or recording: each has its own buckets.",
        "实时数据，或某次回放、录制的名称：各有自己的存储桶。",
    ),
    query="SHOW DATABASES",
    regex="/^(.*)-kpi$/",
    current="live",
)
SITE = Variable(
    name="site",
    label=Text("Site", "工厂"),
    description=Text("The plant.", "工厂。"),
    query=_values_of(KPI, "site"),
    all=True,
)
ONE_SITE = Variable(
    name="site",
    label=Text("Site", "工厂"),
    description=Text("The plant of this page.", "本页的工厂。"),
    query=SITE.query,
)
_LINE_LABEL = Text("Line", "产线")
LINES = Variable(
    name="line",
    label=_LINE_LABEL,
    description=Text("One line, some or all.", "一条、几条或全部产线。"),
    query=_values_of(KPI, "work_center", chosen(_KPI["site"], "site")),
    all=True,
    multi=True,
)
LINE = Variable(
    name="line",
    label=_LINE_LABEL,
    description=Text("The line of this page.", "本页的产线。"),
    query=_values_of(KPI, "work_center", chosen(_KPI["site"], "site")),
)
UNITS = Variable(
    name="unit",
    label=Text("Machine", "设备"),
    description=Text("One machine, some or all.", "一台、几台或全部设备。"),
    query=_values_of(
        SEGMENT,
        "work_unit",
        chosen(_SEGMENT["site"], "site"),
        chosen(_SEGMENT["work_center"], "line"),
    ),
    all=True,
    multi=True,
)
UNIT = Variable(
    name="unit",
    label=Text("Machine", "设备"),
    description=Text("The machine of this page.", "本页的设备。"),
    query=UNITS.query,
)
_WINDOW_NAMES = {
    "hour": Text("hour", "小时"),
    "shift": Text("shift", "班次"),
    "day": Text("production day", "生产日"),
    "week": Text("week", "周"),
    "month": Text("month", "月"),
}
WINDOW = Variable(
    name="window",
    label=Text("Window", "时间窗"),
    description=Text(
        "What one bar or point of a KPI stands for. Shifts and days follow the site's calendar; "
        "for ranges above two days choose shift, day, week or month.",
        "指标图中一个点或柱代表的时间。班次与生产日按工厂日历；"
        "范围超过两天时请选班次、生产日、周或月。",
    ),
    options=tuple((window, _WINDOW_NAMES[window]) for window in WINDOWS),
    current="hour",
)
_PERIOD_NAMES = {
    "day": _WINDOW_NAMES["day"],
    "week": _WINDOW_NAMES["week"],
    "month": _WINDOW_NAMES["month"],
    "quarter": Text("quarter", "季度"),
    "year": Text("year", "年"),
}
PERIOD = Variable(
    name="period",
    label=Text("Period", "周期"),
    description=Text(
        "What a rate is of; periods begin with a production day of the site.",
        "指标所属的周期；周期从工厂的生产日开始。",
    ),
    options=tuple((period, _PERIOD_NAMES[period]) for period in PERIODS),
    current="day",
)
RATE = Variable(
    name="rate",
    label=Text("Rate", "指标"),
    description=Text("The rate of the trend; shares only.", "走势图的指标；仅限占比。"),
    options=tuple((rate, rate_name(rate)) for rate in SHARES),
    current=SHARES[0],
)
SHIFT = Variable(
    name="shift",
    label=Text("Shift", "班次"),
    description=Text(
        "Shifts by their name in the site's calendar.", "按工厂日历中的名称选择班次。"
    ),
    query=select(
        _KPI,
        [call("DISTINCT", _KPI["shift"])],
        where=[equal(_KPI["window"], "shift"), is_(_KPI["void"], False)],
        time="",
    ).text,
    all=True,
    multi=True,
)
PRODUCT = Variable(
    name="product",
    label=Text("Product", "产品"),
    description=Text("Products made in the chosen world.", "所选数据集中生产过的产品。"),
    query=select(
        _SEGMENT,
        [call("DISTINCT", _SEGMENT["product"])],
        where=[
            is_(_SEGMENT["void"], False),
            unequal(_SEGMENT["product"], ""),
            chosen(_SEGMENT["work_center"], "line"),
        ],
        time="",
    ).text,
    all=True,
    multi=True,
)


WATCHED_LINE = Variable(
    name="line",
    label=_LINE_LABEL,
    description=Text("A line with control charts.", "有控制图的产线。"),
    query=_values_of(SPC, "work_center", chosen(_SPC["site"], "site")),
)
WATCHED_UNIT = Variable(
    name="unit",
    label=Text("Machine", "设备"),
    description=Text("A machine with control charts.", "有控制图的设备。"),
    query=_values_of(
        SPC,
        "work_unit",
        chosen(_SPC["site"], "site"),
        chosen(_SPC["work_center"], "line"),
    ),
)
CHARACTERISTIC = Variable(
    name="characteristic",
    label=Text("Characteristic", "特性"),
    description=Text(
        "What is watched on the machine, by its name in the master data.",
        "该设备上监控的特性，按主数据中的名称。",
    ),
    query=_values_of(
        SPC,
        "characteristic",
        chosen(_SPC["site"], "site"),
        chosen(_SPC["work_center"], "line"),
        chosen(_SPC["work_unit"], "unit"),
    ),
    all=True,
    multi=True,
)


def lines_of(area: str) -> Variable:
    """Return a choice of one line among those of an area named after a trade."""
    return Variable(
        name="line",
        label=_LINE_LABEL,
        description=Text(
            f"A line of the area '{area}'; where your areas have other names, "
            "open the page from a line.",
            f"区域“{area}”中的产线；若区域另有名称，请从产线页打开本页。",
        ),
        query=_values_of(
            KPI, "work_center", chosen(_KPI["site"], "site"), equal(_KPI["area"], area)
        ),
    )
