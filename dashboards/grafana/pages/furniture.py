"""The page of a furniture cell: loading, tools, yield of the sheets, energy without cutting."""

from dashboards.grafana.cause_panels import pareto_by_duration
from dashboards.grafana.influxql import above, select, sum_of
from dashboards.grafana.kpi_panels import (
    NO_WINDOW,
    ratio_curves,
    shift_row,
    time_leaves,
)
from dashboards.grafana.kpi_queries import (
    CHOSEN_WINDOW,
    KPIS,
    PER_UNIT_TAGS,
    consumed_sum,
    ratio_over_range,
    rows_of,
)
from dashboards.grafana.loss_panels import starved_and_blocked
from dashboards.grafana.loss_queries import lost_for, stops_for
from dashboards.grafana.media_panels import by_leaf
from dashboards.grafana.panel import Dashboard, Panel, Query, Row
from dashboards.grafana.state_panels import state_timeline
from dashboards.grafana.states import GOOD, NEAR, POOR
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text
from dashboards.grafana.trade_panels import bars, curve, momentary_constraint, stacked, tiles
from dashboards.grafana.variables import SITE, UNITS, WINDOW, WORLD, lines_of

_LOADING = ("load_unload", "wait_operator")
_TOOLS = ("tool_change", "tool_break")
_NO_SUCH_STOP = Text("No such stop in this time.", "此时间段内没有此类停顿。")


def furniture(targets: Targets) -> Dashboard:
    """Return the page that a furniture cell keeps open."""
    return Dashboard(
        key="furniture",
        title=Text("Furniture CNC", "家具数控加工"),
        description=Text(
            "Loading dominates nesting, tools and vacuum stop it, extraction uses energy while it "
            "waits: spindle and cutting time, tools, yield of nests, order lead time. Roughness "
            "stands on the page of quality; spindle load and override are process values inside a "
            "JSON text that InfluxQL cannot read.",
            "开料以上下料为主，刀具与真空造成停顿，等待时除尘仍在耗能：主轴与切削时间、刀具、"
            "排样利用率、工单交付周期。粗糙度见质量页；"
            "主轴负载与倍率是 JSON 文本中的过程值，InfluxQL 无法读取。",
        ),
        variables=(WORLD, SITE, lines_of("furniture"), UNITS, WINDOW),
        rows=(
            shift_row(targets),
            Row(
                title=Text("States", "状态"),
                panels=(
                    state_timeline(width=24, height=6),
                    ratio_curves("line", width=12, height=8),
                    time_leaves("line", width=12, height=8),
                ),
            ),
            Row(
                title=Text("Spindles and tools", "主轴与刀具"),
                panels=(
                    bars("spindle_time_share", width=8, height=6),
                    bars("cutting_time_share", width=8, height=6),
                    bars("program_standard_ratio", width=8, height=6),
                    bars("tool_life", width=8, height=6),
                    bars("tool_changes", width=8, height=6),
                    curve("tool_wear", width=8, height=6),
                ),
            ),
            Row(
                title=Text("Loading, tools and waiting", "上下料、刀具与等待"),
                panels=(
                    _loading(),
                    _tools(),
                    pareto_by_duration(width=8, height=8, unit=True),
                    *starved_and_blocked(width=12, height=6),
                    momentary_constraint(width=24, height=7),
                ),
            ),
            Row(
                title=Text("Yield and quality", "出材率与质量"),
                panels=(
                    bars("nest_panel_yield", width=8, height=5),
                    bars("nest_material_yield", width=8, height=5),
                    tiles(
                        ("order_lead_time",),
                        title=Text("Order lead time", "工单交付周期"),
                        width=8,
                        height=5,
                    ),
                    _yield(),
                    _scrap(),
                    _rework(),
                ),
            ),
            Row(
                title=Text("Energy", "能源"),
                panels=(
                    by_leaf("energy_kwh", width=8),
                    _idle_share(),
                    stacked("energy_per_panel", width=8, height=8),
                ),
            ),
        ),
    )


def _loading() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Loading and waiting for an operator", "上下料与等待操作工"),
        description=Text(
            "Time each machine stood for loading, unloading or an operator.",
            "各设备因上下料或等待操作工的停顿时间。",
        ),
        width=8,
        height=8,
        queries=(Query(select=lost_for(_LOADING)),),
        unit="dthms",
        no_value=_NO_SUCH_STOP,
    )


def _tools() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Tool changes and breaks", "换刀与断刀次数"),
        description=Text("How often each machine stopped for a tool.", "各设备因刀具停顿的次数。"),
        width=8,
        height=8,
        queries=(Query(select=stops_for(_TOOLS)),),
        unit="locale",
        no_value=_NO_SUCH_STOP,
    )


def _share(title: Text, description: Text, share: tuple[str, str], *, poor: float) -> Panel:
    upper, lower = share
    return Panel(
        kind="bargauge",
        title=title,
        description=description,
        width=8,
        height=8,
        queries=(
            Query(
                select=ratio_over_range(
                    sum_of(KPIS[upper]),
                    sum_of(KPIS[lower]),
                    where=rows_of("unit", CHOSEN_WINDOW),
                    group=PER_UNIT_TAGS,
                )
            ),
        ),
        unit="percentunit",
        decimals=2,
        least=0,
        steps=((None, GOOD), (poor / 2, NEAR), (poor, POOR)),
        no_value=NO_WINDOW,
    )


def _scrap() -> Panel:
    return _share(
        Text("Scrap by machine", "各设备报废率"),
        Text("SQ / PQ (scrap ratio, ISO 22400-2).", "SQ / PQ（ISO 22400-2 报废率）。"),
        ("scrap_quantity", "produced_quantity"),
        poor=0.02,
    )


def _rework() -> Panel:
    return _share(
        Text("Rework by machine", "各设备返工率"),
        Text("RQ / PQ (rework ratio, ISO 22400-2).", "RQ / PQ（ISO 22400-2 返工率）。"),
        ("rework_quantity", "produced_quantity"),
        poor=0.04,
    )


def _yield() -> Panel:
    sums = select(
        KPIS,
        [
            consumed_sum("waste_kg").named("waste"),
            consumed_sum("material_in_kg").named("material"),
        ],
        where=rows_of("unit", CHOSEN_WINDOW),
        group=PER_UNIT_TAGS,
    )
    used = sums["material"].minus(sums["waste"])
    return Panel(
        kind="bargauge",
        title=Text("Material yield", "出材率"),
        description=Text(
            "(material in - waste) / material in by weight, of machines that weigh both.",
            "按重量计的（投料 - 废料）/ 投料，仅限两者均有计量的设备。",
        ),
        width=8,
        height=8,
        queries=(
            Query(
                select=select(
                    sums,
                    [used.bracketed().over(sums["material"]).named("yield")],
                    where=[above(sums["material"], 0)],
                    time="",
                    group=PER_UNIT_TAGS,
                )
            ),
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        most=1,
        steps=((None, POOR), (0.75, NEAR), (0.8, GOOD)),
        no_value=NO_WINDOW,
    )


def _idle_share() -> Panel:
    producing = sum_of(KPIS["energy_kwh_production"])
    sums = select(
        KPIS,
        [producing.named("producing"), consumed_sum("energy_kwh").named("all")],
        where=rows_of("unit", CHOSEN_WINDOW),
        group=PER_UNIT_TAGS,
    )
    idle = sums["all"].minus(sums["producing"])
    return Panel(
        kind="bargauge",
        title=Text("Energy without production", "非生产能耗占比"),
        description=Text(
            "Share of each machine's energy that it used outside production time: vacuum, "
            "extraction and drives that wait.",
            "各设备在非生产时间所用电能的占比：等待中的真空、除尘与驱动。",
        ),
        width=8,
        height=8,
        queries=(
            Query(
                select=select(
                    sums,
                    [idle.bracketed().over(sums["all"]).named("share")],
                    where=[above(sums["all"], 0)],
                    time="",
                    group=PER_UNIT_TAGS,
                )
            ),
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        most=1,
        no_value=NO_WINDOW,
    )
