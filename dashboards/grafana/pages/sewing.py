"""The page of a sewing line: line efficiency, balance, work waiting, quality, small stops."""

from dashboards.grafana.influxql import above, select, sum_of
from dashboards.grafana.kpi_panels import NO_WINDOW, shift_row
from dashboards.grafana.kpi_queries import (
    CHOSEN_WINDOW,
    KPIS,
    PER_UNIT_TAGS,
    ratio_over_range,
    rows_of,
)
from dashboards.grafana.panel import Dashboard, Panel, Query, Row
from dashboards.grafana.sample_queries import counted
from dashboards.grafana.state_panels import NO_SAMPLES, SHORT_RANGE, state_timeline
from dashboards.grafana.states import GOOD, POOR, QUALITY
from dashboards.grafana.stop_panels import losses_by_reason, starved_and_blocked
from dashboards.grafana.stop_queries import count_of, time_lost
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text, same
from dashboards.grafana.variables import SITE, UNITS, WINDOW, WORLD, lines_of

_NO_PIECES = Text(
    "No window with pieces in this time: widen the range.",
    "此时间段内没有有产量的时间窗：请扩大范围。",
)
_NEEDLE = ("thread_break", "needle_break", "needle_change", "bobbin_change")
_REWORK = ("quality_rework", "shade_mismatch", "missing_trims")
_HANDLING = ("bundle_handling",)
_ATTENDED = sum_of(KPIS["planned_busy_time_s"], less=[KPIS["unknown_time_s"]])


def sewing(targets: Targets) -> Dashboard:
    """Return the page that a sewing supervisor keeps open."""
    return Dashboard(
        key="sewing",
        title=Text("Sewing", "缝制"),
        description=Text(
            "Line efficiency, balance of operations, work waiting, defects and small stops. "
            "Needle time, stitches and bundles are process values or not reported, and not here.",
            "产线效率、工序平衡、待料、疵点与小停顿。"
            "车缝时间、针数与捆包属过程值或未上报，此处没有。",
        ),
        variables=(WORLD, SITE, lines_of("sewing"), UNITS, WINDOW),
        rows=(
            shift_row(targets),
            Row(
                title=Text("Efficiency and balance", "效率与平衡"),
                panels=(_line_efficiency(), _efficiency(), _cycle(), _output()),
            ),
            Row(
                title=Text("Work waiting", "待料"), panels=starved_and_blocked(width=12, height=10)
            ),
            Row(
                title=Text("Quality", "质量"),
                panels=(_defects_per_hundred(), _defects(), _rework()),
            ),
            Row(
                title=Text("Small stops", "小停顿"),
                panels=(_needle_stops(), _handling(), losses_by_reason(width=8, height=10)),
            ),
            Row(title=Text("Operations", "工序"), panels=(state_timeline(width=24, height=16),)),
        ),
    )


def _line_efficiency() -> Panel:
    sums = select(
        KPIS,
        [
            sum_of(KPIS["planned_run_time_good_s"]).named("earned"),
            _ATTENDED.named("attended"),
        ],
        where=rows_of("unit", CHOSEN_WINDOW),
        # Rows of one window share their start, so an hour keeps any kind of window apart.
        every="1h",
        fill="none",
    )
    return Panel(
        kind="timeseries",
        title=Text("Line efficiency", "产线效率"),
        description=Text(
            "Earned minutes / attended minutes = Σ good × SMV / Σ (planned busy - unknown time) "
            "over the operations; SMV is the planned run time of the master data. Absence inside "
            "planned time counts as attended.",
            "产出标准分钟 / 在岗分钟 = Σ 合格 × SMV / Σ（计划忙碌 - 未知时间），按各工序合计；"
            "SMV 即主数据中的计划运行时间。计划时间内的缺岗计入在岗时间。",
        ),
        width=12,
        height=8,
        queries=(
            Query(
                select=select(
                    sums,
                    [sums["earned"].over(sums["attended"]).named("efficiency")],
                    where=[above(sums["attended"], 0)],
                    time="",
                ),
                alias=Text("Line efficiency", "产线效率"),
                colour=GOOD,
            ),
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        axis=Text("share", "比率"),
        look="steps",
        no_value=NO_WINDOW,
    )


def _efficiency() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Efficiency by operation", "各工序效率"),
        description=Text(
            "Earned / attended time of each operation over the chosen time, from the windows "
            "chosen above.",
            "所选时间内各工序的产出标准时间 / 在岗时间，取自上方所选的时间窗。",
        ),
        width=12,
        height=16,
        queries=(
            Query(
                select=ratio_over_range(
                    sum_of(KPIS["planned_run_time_good_s"]),
                    _ATTENDED,
                    where=rows_of("unit", CHOSEN_WINDOW),
                    group=PER_UNIT_TAGS,
                )
            ),
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        most=1.2,
        no_value=_NO_PIECES,
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


def _defects_per_hundred() -> Panel:
    where = rows_of("unit", CHOSEN_WINDOW)
    bad = sum_of(KPIS["scrap_quantity"], KPIS["rework_quantity"])
    return Panel(
        kind="bargauge",
        title=Text("Pieces not right first time", "一次不合格率"),
        description=Text(
            "(SQ + RQ) / PQ of each operation: scrap ratio plus rework ratio of ISO 22400-2.",
            "各工序的 (SQ + RQ) / PQ：ISO 22400-2 的报废率与返工率之和。",
        ),
        width=8,
        height=10,
        queries=(
            Query(
                select=ratio_over_range(
                    bad, sum_of(KPIS["produced_quantity"]), where=where, group=PER_UNIT_TAGS
                )
            ),
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        steps=((None, GOOD), (0.03, QUALITY), (0.06, POOR)),
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
        queries=(Query(select=time_lost(_REWORK)),),
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
        queries=(Query(select=count_of(_NEEDLE, unit=True), alias=same("$tag_work_unit")),),
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
        queries=(Query(select=time_lost(_HANDLING)),),
        unit="dthms",
        no_value=Text("No such stop in this time.", "此时间段内没有此类停顿。"),
    )
