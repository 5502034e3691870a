"""The plant overview: a row per line, then all lines over time and the shifts to open."""

from dashboards.grafana.kpi_panels import (
    NO_SHIFT,
    coverage_tile,
    plan_tiles,
    ratio_curves,
    ratio_tiles,
    shift_queries,
)
from dashboards.grafana.kpi_queries import RATIOS, ratio_trend
from dashboards.grafana.panel import Column, Dashboard, Link, Panel, Query, Row
from dashboards.grafana.state_panels import machines_by_state
from dashboards.grafana.states import GOOD
from dashboards.grafana.stop_panels import last_stop
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text, same
from dashboards.grafana.variables import LINES, SHIFT, SITE, WINDOW, WORLD

SHIFT_COLUMNS = (
    "shift",
    "production_day",
    "coverage",
    "good_quantity",
    "withheld",
)


def plant(targets: Targets) -> Dashboard:
    """Return the page that a plant manager opens first."""
    to_line = Link(
        title=Text("Open the line", "打开产线页"),
        dashboard="line",
        given={"site": "${__field.labels.site}", "line": "${__field.labels.work_center}"},
    )
    return Dashboard(
        key="plant",
        title=Text("Plant overview", "工厂总览"),
        description=Text(
            "A row per line: machines now, OEE of the shift, produced against plan, last stop, "
            "coverage.",
            "每条产线一行：当前设备、本班 OEE、产量与计划、最近停顿、数据覆盖率。",
        ),
        variables=(WORLD, SITE, LINES, WINDOW, SHIFT),
        rows=(
            Row(
                title=same("${line}"),
                repeat="line",
                panels=(
                    machines_by_state(width=5, height=5),
                    ratio_tiles("line", targets, width=7, height=5, link=to_line),
                    plan_tiles("line", width=4, height=5),
                    last_stop(width=6, height=5),
                    coverage_tile("line", targets, width=2, height=5),
                ),
            ),
            Row(
                title=Text("All lines over time", "各产线走势"),
                panels=(_oee_of_lines(targets), ratio_curves("site", width=12, height=8)),
            ),
            Row(title=Text("Shifts", "班次"), panels=(shift_table(targets),)),
        ),
    )


def _oee_of_lines(targets: Targets) -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("OEE by line", "各产线 OEE"),
        description=Text(
            "OEE index of each line, one point for each window chosen above (ISO 22400-2: "
            "availability × effectiveness × quality ratio). The dashed line is the site's target.",
            "各产线的 OEE 指数，每点为上方所选的一个时间窗"
            "（ISO 22400-2：可用率 × 性能率 × 质量率）。虚线为工厂目标。",
        ),
        width=12,
        height=8,
        queries=(
            Query(select=ratio_trend("oee_index", level="line"), alias=same("$tag_work_center")),
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        steps=((None, "transparent"), (targets.oee_index, GOOD)),
        axis=same("OEE"),
        look="steps",
        link=Link(
            title=Text("Open the line", "打开产线页"),
            dashboard="line",
            given={"site": "${__field.labels.site}", "line": "${__field.labels.work_center}"},
        ),
    )


def shift_table(targets: Targets) -> Panel:
    """Return the shifts that began in the chosen time, each with a link to its report."""
    report = Link(
        title=Text("Open the shift report", "打开班次报告"),
        dashboard="shift",
        given={
            "site": "${__data.fields.site}",
            "line": "${__data.fields.work_center}",
            "shift": "${__data.fields.shift}",
        },
        span=("Time", "to"),
    )
    return Panel(
        kind="table",
        title=Text("Shifts that began in this time", "此时间段内开始的班次"),
        description=Text(
            "Computed with the site's calendar. Click a shift for its report. A withheld row has "
            "too little coverage and no ratios.",
            "按工厂日历计算。点击班次可打开报告。“不予显示”的行覆盖率不足，没有比率。",
        ),
        width=24,
        height=8,
        queries=shift_queries("line", SHIFT_COLUMNS, (*RATIOS, "planned_quantity")),
        columns=(
            Column(name="Time", title=Text("Start", "开始"), unit="dateTimeAsIso"),
            Column(name="site", title=Text("Site", "工厂")),
            Column(name="work_center", title=Text("Line", "产线")),
            Column(name="shift", title=Text("Shift", "班次"), link=report),
            Column(name="production_day", title=Text("Production day", "生产日")),
            *ratio_columns(targets),
            Column(name="good_quantity", title=Text("Good", "合格"), unit="locale", decimals=0),
            Column(name="planned_quantity", title=Text("Plan", "计划"), unit="locale", decimals=0),
            Column(name="withheld", title=Text("Withheld", "不予显示"), names="yes_no"),
            Column(name="to", title=Text("End", "结束"), hidden=True),
        ),
        no_value=NO_SHIFT,
    )


def ratio_columns(targets: Targets) -> tuple[Column, ...]:
    """Return the columns of the four ratios and of coverage."""
    named = (
        ("oee_index", Text("OEE", "OEE")),
        ("availability", Text("Availability", "可用率")),
        ("effectiveness", Text("Performance", "性能率")),
        ("quality_ratio", Text("Quality", "质量率")),
    )
    return (
        *(
            Column(
                name=name, title=title, unit="percentunit", decimals=1, steps=targets.steps(name)
            )
            for name, title in named
        ),
        Column(
            name="coverage",
            title=Text("Coverage", "数据覆盖率"),
            unit="percentunit",
            decimals=1,
            steps=targets.coverage_steps,
        ),
    )
