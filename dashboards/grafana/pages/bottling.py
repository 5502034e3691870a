"""The page of a bottling line: the filler and its neighbours, rejects, attribution, media."""

from dashboards.grafana.cause_panels import pareto_by_duration
from dashboards.grafana.influxql import select, sum_of
from dashboards.grafana.kpi_panels import (
    NO_WINDOW,
    ratio_curves,
    shift_row,
)
from dashboards.grafana.kpi_queries import (
    CHOSEN_WINDOW,
    KPIS,
    PER_UNIT_TAGS,
    ratio_over_range,
    ratio_trend,
    rows_of,
)
from dashboards.grafana.loss_panels import by_attribution, starved_and_blocked
from dashboards.grafana.panel import Dashboard, Panel, Query, Row
from dashboards.grafana.sample_queries import rate_of
from dashboards.grafana.state_panels import NO_SAMPLES, SHORT_RANGE, state_timeline
from dashboards.grafana.states import GOOD, NEAR, POOR
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text, same
from dashboards.grafana.trade_panels import bars, curve, momentary_constraint, stacked, tiles
from dashboards.grafana.variables import SITE, UNITS, WINDOW, WORLD, lines_of

PER_HOUR = Text("/h", "/小时")


def bottling(targets: Targets) -> Dashboard:
    """Return the page that a bottling hall keeps open."""
    return Dashboard(
        key="bottling",
        title=Text("Bottling", "灌装"),
        description=Text(
            "The filler sets the pace, its neighbours feed and clear it: efficiency (DIN 8743), "
            "who held the line back, buffers, rejects, who stopped whom, energy, water and carbon "
            "dioxide per 1000 bottles. Fill levels stand on the page of quality; torque and set "
            "speed are process values inside a JSON text that InfluxQL cannot read.",
            "灌装机决定节拍，前后设备负责供料与排料：参照 DIN 8743 的效率、制约设备、缓冲、剔除、"
            "停顿归因、每千瓶电耗、水耗与二氧化碳。灌装量见质量页；"
            "扭矩与设定速度是 JSON 文本中的过程值，InfluxQL 无法读取。",
        ),
        variables=(WORLD, SITE, lines_of("bottling"), UNITS, WINDOW),
        rows=(
            shift_row(targets),
            Row(
                title=Text("The line", "产线"),
                panels=(
                    tiles(
                        ("din8743_general", "din8743_technical"),
                        title=Text("Efficiency after DIN 8743", "参照 DIN 8743 的效率"),
                        width=8,
                        height=8,
                    ),
                    momentary_constraint(width=16, height=8),
                    bars("buffer_fill", width=8, height=9),
                    curve("buffer_fill", width=16, height=9),
                ),
            ),
            Row(
                title=Text("States and rates", "状态与速度"),
                panels=(
                    state_timeline(width=24, height=8),
                    _rates(),
                    _oee_by_machine(targets),
                ),
            ),
            Row(
                title=Text("Who stopped whom", "停顿归因"),
                panels=(
                    by_attribution(width=8, height=9, unit=False),
                    *starved_and_blocked(width=8, height=9),
                    pareto_by_duration(width=12, height=9, unit=True),
                    _changeover(),
                ),
            ),
            Row(
                title=Text("Rejects and media", "剔除与介质"),
                panels=(
                    _rejects(),
                    ratio_curves("line", width=16, height=8),
                    *(
                        stacked(f"{meter}_per_1000_bottles", width=8, height=8)
                        for meter in ("energy", "water", "process_co2")
                    ),
                ),
            ),
        ),
    )


def _rates() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Rate by machine", "各设备速度"),
        description=SHORT_RANGE.then(
            Text(
                "Counts per hour of each machine's own counter: bottles, cases or layers.",
                "各设备自身计数器的每小时计数：瓶、箱或层。",
            )
        ),
        width=12,
        height=9,
        queries=(Query(select=rate_of("produced")),),
        unit=PER_HOUR,
        least=0,
        every="1m",
        axis=Text("counts per hour", "每小时计数"),
        no_value=NO_SAMPLES,
    )


def _oee_by_machine(targets: Targets) -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("OEE by machine", "各设备 OEE"),
        description=Text(
            "OEE index of each machine by window. The line's OEE is that of its constraint, "
            "mostly the filler: the others only explain it.",
            "各设备按时间窗的 OEE 指数。产线 OEE 取自其瓶颈，通常为灌装机；其余设备仅作解释。",
        ),
        width=12,
        height=9,
        queries=(Query(select=ratio_trend("oee_index", level="unit")),),
        unit="percentunit",
        decimals=1,
        least=0,
        steps=((None, "transparent"), (targets.oee_index, GOOD)),
        axis=same("OEE"),
        look="steps",
        no_value=NO_WINDOW,
    )


def _changeover() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Changeover and cleaning", "换型与清洗"),
        description=Text(
            "Setup time (AUST) of each machine by window: format changes, cleaning in place.",
            "各设备按时间窗的调整时间 (AUST)：换型、在线清洗。",
        ),
        width=12,
        height=9,
        queries=(
            Query(
                select=select(
                    KPIS,
                    [KPIS["actual_unit_setup_time_s"].named("setup_s")],
                    where=rows_of("unit", CHOSEN_WINDOW),
                    group=PER_UNIT_TAGS,
                )
            ),
        ),
        unit="dthms",
        axis=Text("setup time", "调整时间"),
        look="bars",
        no_value=NO_WINDOW,
    )


def _rejects() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Rejects by machine", "各设备剔除率"),
        description=Text(
            "SQ / PQ of each machine over the chosen time (scrap ratio, ISO 22400-2).",
            "所选时间内各设备的 SQ / PQ（ISO 22400-2 报废率）。",
        ),
        width=8,
        height=8,
        queries=(
            Query(
                select=ratio_over_range(
                    sum_of(KPIS["scrap_quantity"]),
                    sum_of(KPIS["produced_quantity"]),
                    where=rows_of("unit", CHOSEN_WINDOW),
                    group=PER_UNIT_TAGS,
                )
            ),
        ),
        unit="percentunit",
        decimals=2,
        least=0,
        steps=((None, GOOD), (0.01, NEAR), (0.02, POOR)),
        no_value=NO_WINDOW,
    )
