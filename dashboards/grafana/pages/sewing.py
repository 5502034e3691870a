"""The page of a sewing line: line efficiency, balance, work waiting, quality, small stops."""

from dashboards.grafana.cause_panels import pareto_by_duration
from dashboards.grafana.influxql import above, select, sum_of
from dashboards.grafana.kpi_panels import shift_row
from dashboards.grafana.kpi_queries import (
    CHOSEN_WINDOW,
    KPIS,
    PER_UNIT_TAGS,
    rows_of,
)
from dashboards.grafana.loss_panels import starved_and_blocked
from dashboards.grafana.loss_queries import lost_for, stops_for
from dashboards.grafana.panel import Dashboard, Panel, Query, Row
from dashboards.grafana.sample_queries import counted
from dashboards.grafana.state_panels import NO_SAMPLES, SHORT_RANGE, state_timeline
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text
from dashboards.grafana.trade_panels import (
    bars,
    curve,
    momentary_constraint,
    shares,
    tiles,
    time_by_reason,
)
from dashboards.grafana.variables import SITE, UNITS, WINDOW, WORLD, lines_of

_NO_PIECES = Text(
    "No window with pieces in this time: widen the range.",
    "此时间段内没有有产量的时间窗：请扩大范围。",
)
_NEEDLE = ("thread_break", "needle_break", "needle_change", "bobbin_change")
_REWORK = ("quality_rework", "shade_mismatch", "missing_trims")
_HANDLING = ("bundle_handling",)


def sewing(targets: Targets) -> Dashboard:
    """Return the page that a sewing supervisor keeps open."""
    return Dashboard(
        key="sewing",
        title=Text("Sewing", "缝制"),
        description=Text(
            "Efficiency of the line and of operators, balance and bottleneck, work waiting, "
            "defects, off-standard time and small stops. Operators are pseudonyms. Needle time, "
            "stitches and bundles are process values or not reported, and not here.",
            "产线与操作工效率、平衡率与瓶颈工序、待料、疵点、非标准工时与小停顿。操作工为化名。"
            "车缝时间、针数与捆包属过程值或未上报，此处没有。",
        ),
        variables=(WORLD, SITE, lines_of("sewing"), UNITS, WINDOW),
        rows=(
            shift_row(targets),
            Row(
                title=Text("Efficiency and balance", "效率与平衡"),
                panels=(
                    tiles(
                        ("line_efficiency", "line_balance"),
                        title=Text("Line efficiency and balance", "产线效率与平衡率"),
                        width=8,
                        height=8,
                    ),
                    curve("line_efficiency", width=16, height=8),
                    bars("operator_efficiency", width=12, height=16),
                    shares("bottleneck_operation", width=12, height=8),
                    _cycle(),
                    _output(),
                    bars("wip_pieces", width=12, height=16),
                ),
            ),
            Row(
                title=Text("Work waiting", "待料"),
                panels=(
                    momentary_constraint(width=24, height=8),
                    *starved_and_blocked(width=12, height=10),
                ),
            ),
            Row(
                title=Text("Quality", "质量"),
                panels=(
                    bars("defects_per_hundred", width=8, height=5),
                    bars("percent_defective", width=8, height=5),
                    bars("right_first_time", width=8, height=5),
                    _defects(),
                    _rework(),
                ),
            ),
            Row(
                title=Text("Off standard and small stops", "非标准工时与小停顿"),
                panels=(
                    time_by_reason("off_standard_time", width=12, height=10),
                    pareto_by_duration(width=12, height=10, unit=True),
                    _needle_stops(),
                    _handling(),
                ),
            ),
            Row(title=Text("Operations", "工序"), panels=(state_timeline(width=24, height=16),)),
        ),
    )


def _cycle() -> Panel:
    where = rows_of("unit", CHOSEN_WINDOW)
    produced = KPIS["produced_quantity"]
    return Panel(
        kind="timeseries",
        title=Text("Seconds per piece by operation", "各工序单件用时"),
        description=Text(
            "Production time / pieces of each operation, by window. The slowest operation, less "
            "its parallel places, sets the pace: compare before moving an operator.",
            "各工序每时间窗的生产时间 / 件数。最慢的工序（除以并行工位数）决定节拍：调人前先比较。",
        ),
        width=12,
        height=8,
        queries=(
            Query(
                select=select(
                    KPIS,
                    [KPIS["actual_production_time_s"].over(produced).named("cycle_s")],
                    where=[*where, above(produced, 0)],
                    group=PER_UNIT_TAGS,
                ),
            ),
        ),
        unit="s",
        decimals=1,
        least=0,
        axis=Text("time per piece", "单件用时"),
        look="steps",
        no_value=_NO_PIECES,
    )


def _output() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Pieces by operation", "各工序件数"),
        description=Text(
            "Good pieces of each operation over the chosen time; the difference between two "
            "operations, times their parallel places, went into or came from the work between.",
            "所选时间内各工序合格件数；相邻工序合计之差即进入或取自其间的在制品。",
        ),
        width=12,
        height=16,
        queries=(
            Query(
                select=select(
                    KPIS,
                    [sum_of(KPIS["good_quantity"]).named("good")],
                    where=rows_of("unit", CHOSEN_WINDOW),
                    group=PER_UNIT_TAGS,
                )
            ),
        ),
        unit="locale",
        no_value=_NO_PIECES,
    )


def _defects() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Defects found", "发现的疵点"),
        description=SHORT_RANGE.then(
            Text(
                "Defects counted by operation; a piece may have several. Defects per hundred "
                "units (DHU) divides them by the pieces inspected at the same place.",
                "按工序统计的疵点数，一件可有多个疵点。"
                "每百件疵点数 (DHU) 为疵点数除以同一工位的检验件数。",
            )
        ),
        width=8,
        height=10,
        queries=(Query(select=counted("defects")),),
        unit="locale",
        every="15m",
        axis=Text("defects", "疵点"),
        look="stacked",
        no_value=NO_SAMPLES,
    )


def _rework() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Time lost to rework and material", "返工与物料造成的损失时间"),
        description=Text(
            "Stops for quality rework, shade mismatch and missing trims.",
            "因质量返工、色差、缺辅料造成的停顿。",
        ),
        width=8,
        height=10,
        queries=(Query(select=lost_for(_REWORK)),),
        unit="dthms",
        no_value=Text("No such stop in this time.", "此时间段内没有此类停顿。"),
    )


def _needle_stops() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Thread, needle and bobbin stops", "断线、断针与换梭芯次数"),
        description=Text(
            "How often each operation stopped for thread, needle or bobbin.",
            "各工序因断线、断针、换针、换梭芯停顿的次数。",
        ),
        width=8,
        height=10,
        queries=(Query(select=stops_for(_NEEDLE)),),
        unit="locale",
        no_value=Text("No such stop in this time.", "此时间段内没有此类停顿。"),
    )


def _handling() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Bundle handling", "搬运捆包"),
        description=Text("Time spent on fetching and passing on bundles.", "取送捆包所用的时间。"),
        width=8,
        height=10,
        queries=(Query(select=lost_for(_HANDLING)),),
        unit="dthms",
        no_value=Text("No such stop in this time.", "此时间段内没有此类停顿。"),
    )
