"""One shift as a page that prints: no choices but the shift, no moving parts, tables first."""

from contract.states import LEAF_FIELD, LEAVES
from dashboards.grafana.cause_panels import pareto_by_duration
from dashboards.grafana.influxql import above, chosen
from dashboards.grafana.kpi_panels import NO_SHIFT, shift_queries
from dashboards.grafana.kpi_queries import RATIOS, shifts
from dashboards.grafana.loss_panels import waterfall
from dashboards.grafana.pages.plant import ratio_columns
from dashboards.grafana.panel import Column, Dashboard, Panel, Query, Row
from dashboards.grafana.states import LEAF_COLOUR, leaf_name
from dashboards.grafana.stop_panels import NO_STOPS, STOP_COLUMNS
from dashboards.grafana.stop_queries import STOPS, listed
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text
from dashboards.grafana.variables import LINES, SHIFT, SITE, WORLD

_COUNTS = ("produced_quantity", "good_quantity", "rework_quantity", "scrap_quantity")
_TIMES = tuple(LEAF_FIELD[leaf] for leaf in LEAVES)
_COUNT_NAMES = (
    Text("Produced", "已生产"),
    Text("Good", "合格"),
    Text("Rework", "返工"),
    Text("Scrap", "报废"),
)
_START = Column(name="Time", title=Text("Start", "开始"), unit="dateTimeAsIso", width=170)
_SITE = Column(name="site", title=Text("Site", "工厂"))
_LINE = Column(name="work_center", title=Text("Line", "产线"))
_SHIFT = Column(name="shift", title=Text("Shift", "班次"))
_DAY = Column(name="production_day", title=Text("Production day", "生产日"))
_END = Column(name="to", title=Text("End", "结束"), hidden=True)


def shift_report(targets: Targets) -> Dashboard:
    """Return the page that closes a shift."""
    return Dashboard(
        key="shift",
        title=Text("Shift report", "班次报告"),
        description=Text(
            "One shift on paper. Open it from a shift in the plant overview, which sets the time "
            "to that shift; print with the browser.",
            "一个班次的纸面报告。请从工厂总览中的班次打开，时间会设为该班次；用浏览器打印。",
        ),
        variables=(WORLD, SITE, LINES, SHIFT),
        since="now-8h",
        refresh="",
        rows=(
            Row(title=Text("Lines", "产线"), panels=(_lines(targets), _times())),
            Row(
                title=Text("What was lost, and why", "损失与原因"),
                panels=(
                    waterfall(width=12, height=14, unit=False),
                    pareto_by_duration(width=12, height=14, unit=False),
                ),
            ),
            Row(title=Text("Machines", "设备"), panels=(_machines(targets),)),
            Row(title=Text("Stops", "停顿"), panels=(_stops(),)),
            Row(title=Text("Meaning", "说明"), panels=(_meaning(),)),
        ),
    )


def _counts() -> tuple[Column, ...]:
    return tuple(
        Column(name=name, title=title, unit="locale", decimals=0)
        for name, title in zip(_COUNTS, _COUNT_NAMES, strict=True)
    )


def _lines(targets: Targets) -> Panel:
    columns = (
        "shift",
        "production_day",
        "coverage",
        *_COUNTS,
        "withheld",
        "partial",
        "revision",
    )
    return Panel(
        kind="table",
        title=Text("OEE and output", "OEE 与产量"),
        description=Text(
            "Each line's row of the shift. Revision 0 is provisional; partial: the run began or "
            "ended inside the shift. A withheld row has too little coverage and no ratios.",
            "各产线本班的指标行。修订 0 为暂定；不完整：运行在班次内开始或结束。"
            "“不予显示”的行覆盖率不足，没有比率。",
        ),
        width=24,
        height=7,
        queries=shift_queries("line", columns, (*RATIOS, "planned_quantity")),
        columns=(
            _START,
            _SITE,
            _LINE,
            _SHIFT,
            _DAY,
            *ratio_columns(targets),
            *_counts(),
            Column(name="planned_quantity", title=Text("Plan", "计划"), unit="locale", decimals=0),
            Column(name="withheld", title=Text("Withheld", "不予显示"), names="yes_no"),
            Column(name="partial", title=Text("Partial", "不完整"), names="yes_no"),
            Column(name="revision", title=Text("Revision", "修订"), decimals=0),
            _END,
        ),
        no_value=NO_SHIFT,
    )


def _times() -> Panel:
    return Panel(
        kind="table",
        title=Text("Where the time went", "时间去向"),
        description=Text(
            "The leaves of the ISO 22400-2 time model; they add up to the elapsed shift.",
            "ISO 22400-2 时间模型的各类别，合计为已过的班次时间。",
        ),
        width=24,
        height=7,
        queries=(Query(select=shifts("line", ("shift", *_TIMES)), table=True),),
        columns=(
            _START,
            _SITE,
            _LINE,
            _SHIFT,
            *(
                Column(
                    name=LEAF_FIELD[leaf],
                    title=leaf_name(leaf),
                    unit="dthms",
                    steps=((None, LEAF_COLOUR[leaf]),),
                )
                for leaf in LEAVES
            ),
            _END,
        ),
        no_value=NO_SHIFT,
    )


def _machines(targets: Targets) -> Panel:
    columns = ("shift", "coverage", *_COUNTS, "actual_unit_delay_time_s", "unknown_time_s")
    return Panel(
        kind="table",
        title=Text("Machines in the shift", "本班设备"),
        description=Text(
            "Each machine's own row. A line's OEE is that of its constraint, not a mean of these.",
            "各设备自身的指标行。产线 OEE 取自其瓶颈，而非这些值的平均。",
        ),
        width=24,
        height=18,
        queries=shift_queries("unit", columns, RATIOS, all_units=True),
        columns=(
            _START,
            _SITE,
            _LINE,
            Column(name="work_unit", title=Text("Machine", "设备")),
            _SHIFT,
            *ratio_columns(targets),
            *_counts(),
            Column(name="actual_unit_delay_time_s", title=leaf_name("delay"), unit="dthms"),
            Column(name="unknown_time_s", title=leaf_name("unknown"), unit="dthms"),
            _END,
        ),
        no_value=NO_SHIFT,
    )


def _stops() -> Panel:
    return Panel(
        kind="table",
        title=Text("Stops of more than two minutes", "超过两分钟的停顿"),
        description=Text(
            "Stops of the machines of the chosen lines, the newest 60 of the shift; shorter ones "
            "are in the sums above.",
            "所选产线设备在本班的最近 60 次停顿；更短的停顿已计入上方合计。",
        ),
        width=24,
        height=18,
        queries=(
            Query(
                select=listed(
                    unit=False,
                    where=[
                        above(STOPS["duration_s"], 120),
                        chosen(STOPS["shift"], "shift"),
                    ],
                    tail="ORDER BY time DESC LIMIT 60",
                ),
                table=True,
            ),
        ),
        columns=STOP_COLUMNS,
        no_value=NO_STOPS,
    )


def _meaning() -> Panel:
    return Panel(
        kind="text",
        title=Text("How to read this", "如何阅读"),
        description=Text("What the words mean.", "词语的含义。"),
        width=24,
        height=4,
        content=Text(
            "OEE index = availability (APT / PBT) × performance (PRI × PQ / APT) × quality "
            "(GQ / PQ), ISO 22400-2. Unknown time is in no ratio. Shifts and production days "
            "follow the site's calendar. Signature: ____________________",
            "OEE 指数 = 可用率 (APT / PBT) × 性能率 (PRI × PQ / APT) × 质量率 (GQ / PQ)，"
            "ISO 22400-2。未知时间不计入任何比率。班次与生产日按工厂日历。"
            "签名：____________________",
        ),
    )
