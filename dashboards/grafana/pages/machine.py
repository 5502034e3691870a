"""The page of one machine: state, rate against ideal, stops, time leaves, counters, energy."""

from contract.series import KPI
from dashboards.grafana.further_panels import further_row
from dashboards.grafana.influxql import Table, above, select
from dashboards.grafana.kpi_panels import (
    LEAF_COLUMNS,
    NO_WINDOW,
    coverage_tile,
    output_bars,
    ratio_curves,
    ratio_tiles,
    time_leaves,
)
from dashboards.grafana.kpi_queries import (
    AND_BEFORE,
    PER_UNIT_TAGS,
    by_leaf_trend,
    per_good_trend,
    rows_of,
)
from dashboards.grafana.loss_panels import loss_rows
from dashboards.grafana.panel import Column, Dashboard, Panel, Query, Row
from dashboards.grafana.register_panels import nameplates
from dashboards.grafana.sample_queries import counted, newest_words, rate_of
from dashboards.grafana.state_panels import NO_SAMPLES, SHORT_RANGE, state_tile, state_timeline
from dashboards.grafana.states import GOOD, NEUTRAL, POOR, QUALITY
from dashboards.grafana.stop_panels import stop_list
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text, same
from dashboards.grafana.variables import LINE, SITE, UNIT, WINDOW, WORLD

_KPIS = Table(KPI)
PER_HOUR = Text("/h", "/小时")


def machine(targets: Targets) -> Dashboard:
    """Return the page of one machine."""
    return Dashboard(
        key="machine",
        title=Text("Machine", "设备"),
        description=Text(
            "One machine: what it did, how fast, why it stopped, what it counted and used.",
            "单台设备：做了什么、速度如何、为何停顿、计数与能耗。",
        ),
        variables=(WORLD, SITE, LINE, UNIT, WINDOW),
        rows=(
            Row(
                title=Text("Now", "当前"),
                panels=(
                    state_tile(width=4, height=4),
                    ratio_tiles("unit", targets, width=16, height=4),
                    coverage_tile("unit", targets, width=4, height=4),
                    nameplates(width=12, height=4),
                    _order(),
                ),
            ),
            Row(
                title=Text("State and rate", "状态与速度"),
                panels=(
                    state_timeline(width=24, height=4, linked=False),
                    _rate(),
                    _counters(),
                ),
            ),
            *loss_rows(unit=True),
            Row(title=Text("All stops", "全部停顿"), panels=(stop_list(width=24, height=9),)),
            Row(
                title=Text("By window", "按时间窗"),
                panels=(
                    ratio_curves("unit", width=12, height=8),
                    time_leaves("unit", width=12, height=8),
                    output_bars("unit", width=24, height=8),
                ),
            ),
            further_row(),
            Row(title=Text("Energy", "能源"), panels=(_power(), _energy(), _energy_per_good())),
        ),
    )


def _order() -> Panel:
    return Panel(
        kind="table",
        title=Text("Order", "工单"),
        description=Text(
            "The newest order, product and program that the machine named in the chosen time.",
            "所选时间内设备最近报告的工单、产品和程序。",
        ),
        width=12,
        height=4,
        queries=(Query(select=newest_words(("order", "product", "program")), table=True),),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), hidden=True),
            Column(name="work_unit", title=Text("Machine", "设备")),
            Column(name="order", title=Text("Order", "工单")),
            Column(name="product", title=Text("Product", "产品")),
            Column(name="program", title=Text("Program", "程序")),
        ),
        no_value=NO_SAMPLES,
    )


def ideal_rate() -> Query:
    """Return the pieces per hour that the planned run time allows, hour by hour."""
    ideal = _KPIS["produced_quantity"].times(3600).over(_KPIS["planned_run_time_produced_s"])
    return Query(
        select=select(
            _KPIS,
            [ideal.named("ideal")],
            where=[*rows_of("unit", "hour"), above(_KPIS["planned_run_time_produced_s"], 0)],
            time=AND_BEFORE,
            group=PER_UNIT_TAGS,
        ),
        alias=Text("Ideal rate", "理想节拍"),
        colour=GOOD,
        dashed=True,
    )


def _rate() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Rate against ideal", "速度与理想节拍"),
        description=SHORT_RANGE.then(
            Text(
                "Pieces per hour from the counter; dashed: 1 / PRI of what was made in the hour "
                "(PRI: planned run time per item, ISO 22400-2). Set and actual speed are process "
                "values inside a JSON text, which InfluxQL cannot read.",
                "由计数器得出的每小时件数；虚线：该小时所产产品的 1 / PRI"
                "（PRI：单件计划运行时间，ISO 22400-2）。"
                "设定与实际速度为 JSON 文本中的过程值，InfluxQL 无法读取。",
            )
        ),
        width=12,
        height=8,
        queries=(
            Query(
                select=rate_of("produced"),
                alias=Text("Produced per hour", "每小时产量"),
                colour=NEUTRAL,
            ),
            ideal_rate(),
        ),
        unit=PER_HOUR,
        least=0,
        every="1m",
        axis=Text("pieces per hour", "件/小时"),
        no_value=NO_SAMPLES,
    )


_COUNTERS = (
    ("produced", Text("Produced", "已生产"), NEUTRAL),
    ("scrap", Text("Scrap", "报废"), POOR),
    ("rework", Text("Rework", "返工"), QUALITY),
)


def _counters() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Counted", "计数"),
        description=SHORT_RANGE.then(
            Text(
                "Pieces that the machine's own counters counted in each interval; a counter it "
                "does not have draws nothing. After a reset the first interval is left out here; "
                "KPI rows have it.",
                "各间隔内设备自身计数器的计数；没有的计数器不显示。"
                "计数器复位后的第一个间隔在此不计，指标行中含有该部分。",
            )
        ),
        width=12,
        height=8,
        queries=tuple(
            Query(select=counted(name), alias=title, colour=colour)
            for name, title, colour in _COUNTERS
        ),
        unit="locale",
        every="5m",
        axis=Text("pieces", "件"),
        look="bars",
        no_value=NO_SAMPLES,
    )


def _power() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Electric power", "电功率"),
        description=SHORT_RANGE.then(
            Text("Rise of the energy counter, in kW.", "电能计数器的增长，单位 kW。")
        ),
        width=8,
        height=8,
        queries=(
            Query(select=rate_of("energy_kwh"), alias=same("$tag_work_unit"), colour=NEUTRAL),
        ),
        unit="kwatt",
        decimals=1,
        least=0,
        every="1m",
        axis=Text("power", "功率"),
        no_value=NO_SAMPLES,
    )


def _energy() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Energy by state", "各状态能耗"),
        description=Text(
            "Energy counted in each time leaf, window by window.", "各时间窗内各时间类别的电能。"
        ),
        width=8,
        height=8,
        queries=(Query(select=by_leaf_trend("energy_kwh", level="unit"), alias=same("$col")),),
        columns=LEAF_COLUMNS,
        unit="kwatth",
        decimals=1,
        axis=Text("energy", "电能"),
        look="stacked",
        no_value=NO_WINDOW,
    )


def _energy_per_good() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Energy per good piece", "单件合格品能耗"),
        description=Text(
            "All energy of a window over its good pieces (ISO 22400-2, comprehensive energy "
            "consumption, per good piece); windows without good pieces have no value.",
            "时间窗内全部电能除以合格品数（ISO 22400-2 综合能耗，按合格品计）；"
            "无合格品的时间窗没有值。",
        ),
        width=8,
        height=8,
        queries=(
            Query(
                select=per_good_trend("energy_kwh", level="unit"),
                alias=same("$tag_work_unit"),
                colour=NEUTRAL,
            ),
        ),
        unit="kwatth",
        decimals=4,
        least=0,
        axis=Text("per good piece", "每件合格品"),
        look="steps",
        no_value=NO_WINDOW,
    )
