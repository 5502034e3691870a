"""Panels of KPI rows that several pages share: ratios now and over time, time leaves, plan."""

from collections.abc import Sequence

from contract.kpi import KpiLevel
from contract.states import LEAVES
from dashboards.grafana.kpi_queries import (
    CHOSEN_WINDOW,
    RATIOS,
    leaves_trend,
    newest,
    newest_plan,
    newest_ratio,
    newest_share_of_plan,
    ratio_trend,
    shift_values,
    shifts,
    sums_trend,
)
from dashboards.grafana.panel import Column, Link, Panel, Query, Row
from dashboards.grafana.states import GOOD, LEAF_COLOUR, NEUTRAL, POOR, QUALITY, leaf_name
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text

RATIO_NAMES = {
    "oee_index": Text("OEE", "OEE"),
    "availability": Text("Availability", "可用率"),
    "effectiveness": Text("Performance", "性能率"),
    "quality_ratio": Text("Quality", "质量率"),
}
# The board draws the four ratios in these colours.
RATIO_COLOURS = {
    "oee_index": "#4fd892",
    "availability": "#5aa9ff",
    "effectiveness": "#ffb52e",
    "quality_ratio": "#e56bb0",
}
_TARGET = Text("OEE target", "OEE 目标")
FORMULAS = Text(
    "ISO 22400-2: availability = APT / PBT, effectiveness (shown as performance) = PRI × PQ / APT, "
    "quality ratio = GQ / PQ, OEE index = their product. Unknown time is in no denominator; below "
    "the coverage limit ratios are withheld.",
    "ISO 22400-2：可用率 = APT / PBT，性能率 (effectiveness) = PRI × PQ / APT，质量率 = GQ / PQ，"
    "OEE 指数为三者之积。未知时间不计入任何分母；数据覆盖率低于限值时不予显示。",
)
NO_SHIFT = Text(
    "No computed shift runs at the end of the chosen time, or its ratios are withheld.",
    "所选时间末尾没有已计算的班次，或因数据覆盖率过低而不予显示。",
)
NO_WINDOW = Text(
    "No window of the chosen kind begins in this time: widen the range or choose a shorter window.",
    "此时间段内没有所选时间窗的起点：请扩大时间范围或选择更短的时间窗。",
)
_NEWEST = Text(
    "The shift that runs at the end of the chosen time.",
    "所选时间末尾所在的班次。",
)
_BY_WINDOW = Text(
    "One point for each window chosen above, at its start; for ranges above two days choose shift "
    "or longer.",
    "每个点代表上方所选的一个时间窗，位于其起点；范围超过两天时请选班次或更长。",
)


def _targets_of(level: KpiLevel) -> tuple[str, ...]:
    """Return the fields of targets: master data sets none for machines."""
    return () if level == "unit" else ("target_oee_index",)


def ratio_tiles(
    level: KpiLevel, targets: Targets, *, width: int, height: int, link: Link | None = None
) -> Panel:
    """Return OEE, availability, performance, quality and target of the newest shift."""
    wanted = _targets_of(level)
    return Panel(
        kind="stat",
        title=Text("OEE of the shift", "本班 OEE"),
        description=_NEWEST.then(FORMULAS),
        width=width,
        height=height,
        queries=(
            *(
                Query(
                    select=newest_ratio(name, level=level),
                    alias=RATIO_NAMES[name],
                    steps=targets.steps(name),
                )
                for name in RATIOS
            ),
            *(Query(select=newest_ratio(name, level=level), alias=_TARGET) for name in wanted),
        ),
        unit="percentunit",
        decimals=1,
        no_value=NO_SHIFT,
        link=link,
    )


def coverage_tile(level: KpiLevel, targets: Targets, *, width: int, height: int) -> Panel:
    """Return the share of planned busy time that was seen."""
    return Panel(
        kind="stat",
        title=Text("Coverage", "数据覆盖率"),
        description=Text(
            "1 - unknown time / planned busy time of the shift at the end of the chosen time. "
            f"Below {targets.coverage:.0%} ratios are withheld.",
            f"所选时间末尾班次的 1 - 未知时间 / 计划忙碌时间。"
            f"低于 {targets.coverage:.0%} 时比率不予显示。",
        ),
        width=width,
        height=height,
        queries=(
            Query(select=newest("coverage", level=level), alias=Text("Coverage", "数据覆盖率")),
        ),
        unit="percentunit",
        decimals=1,
        steps=targets.coverage_steps,
        no_value=NO_SHIFT,
    )


def plan_tiles(level: KpiLevel, *, width: int, height: int) -> Panel:
    """Return good pieces of the newest shift beside the plan of its orders."""
    return Panel(
        kind="stat",
        title=Text("Produced against plan", "产量与计划"),
        description=_NEWEST.then(
            Text(
                "The plan is the sum of the orders seen on the line in this shift so far; without "
                "a plan in the master data only the pieces are shown.",
                "计划为本班目前已出现工单的计划之和；主数据无计划时仅显示产量。",
            )
        ),
        width=width,
        height=height,
        queries=(
            Query(select=newest("good_quantity", level=level), alias=Text("Good", "合格")),
            Query(select=newest_plan(level), alias=Text("Plan", "计划")),
            Query(
                select=newest("scrap_quantity", level=level),
                alias=Text("Scrap", "报废"),
                steps=((None, POOR),),
            ),
            Query(
                select=newest_share_of_plan(level),
                alias=Text("Share of plan", "计划完成率"),
                unit="percentunit",
                decimals=1,
            ),
        ),
        unit="locale",
        no_value=NO_SHIFT,
    )


def shift_row(targets: Targets) -> Row:
    """Return the first row of every trade's page: the line's shift in figures."""
    return Row(
        title=Text("The shift", "本班"),
        panels=(
            ratio_tiles("line", targets, width=10, height=4),
            plan_tiles("line", width=9, height=4),
            coverage_tile("line", targets, width=5, height=4),
        ),
    )


def ratio_curves(level: KpiLevel, *, width: int, height: int) -> Panel:
    """Return the four ratios window by window, with the target as a dashed line."""
    wanted = _targets_of(level)
    return Panel(
        kind="timeseries",
        title=Text("OEE, availability, performance, quality", "OEE、可用率、性能率、质量率"),
        description=_BY_WINDOW.then(FORMULAS).then(
            Text(
                "The dashed line is the target for OEE that the master data has for lines and "
                "sites.",
                "虚线为主数据中产线或工厂的 OEE 目标。",
            )
        ),
        width=width,
        height=height,
        queries=(
            *(
                Query(
                    select=ratio_trend(name, level=level),
                    alias=RATIO_NAMES[name],
                    colour=RATIO_COLOURS[name],
                )
                for name in RATIOS
            ),
            *(
                Query(
                    select=ratio_trend(name, level=level), alias=_TARGET, colour=GOOD, dashed=True
                )
                for name in wanted
            ),
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        axis=Text("share", "比率"),
        look="steps",
        no_value=NO_WINDOW,
    )


def time_leaves(level: KpiLevel, *, width: int, height: int) -> Panel:
    """Return where the time of each window went, stacked."""
    return Panel(
        kind="timeseries",
        title=Text("Where the time went", "时间去向"),
        description=_BY_WINDOW.then(
            Text(
                "Every second belongs to one leaf of the ISO 22400-2 time model, unknown time "
                "included. Read from KPI rows, so it serves long ranges.",
                "每一秒都属于 ISO 22400-2 时间模型的一个类别，包括未知时间。"
                "读自指标行，适用于长时间范围。",
            )
        ),
        width=width,
        height=height,
        queries=(Query(select=leaves_trend(level), alias=Text("$col", "$col")),),
        columns=LEAF_COLUMNS,
        unit="dthms",
        axis=Text("time", "时间"),
        look="stacked",
        no_value=NO_WINDOW,
    )


LEAF_COLUMNS = tuple(
    Column(name=leaf, title=leaf_name(leaf), colour=LEAF_COLOUR[leaf]) for leaf in LEAVES
)


def output_bars(level: KpiLevel, *, width: int, height: int) -> Panel:
    """Return good, scrap and rework pieces window by window."""
    return Panel(
        kind="timeseries",
        title=Text("Output", "产量"),
        description=_BY_WINDOW.then(
            Text(
                "PQ = GQ + SQ + RQ, counted at the last counting point of a line.",
                "PQ = GQ + SQ + RQ，产线按其最后计数点计数。",
            )
        ),
        width=width,
        height=height,
        queries=(
            Query(
                select=sums_trend(
                    [
                        ("good_quantity", "good"),
                        ("rework_quantity", "rework"),
                        ("scrap_quantity", "scrap"),
                    ],
                    level=level,
                    window=CHOSEN_WINDOW,
                ),
                alias=Text("$col", "$col"),
            ),
        ),
        columns=(
            Column(name="good", title=Text("Good", "合格"), colour=NEUTRAL),
            Column(name="rework", title=Text("Rework", "返工"), colour=QUALITY),
            Column(name="scrap", title=Text("Scrap", "报废"), colour=POOR),
        ),
        unit="locale",
        axis=Text("pieces", "件"),
        look="stacked",
        no_value=NO_WINDOW,
    )


def shift_queries(
    level: KpiLevel, columns: Sequence[str], nullable: Sequence[str], *, all_units: bool = False
) -> tuple[Query, ...]:
    """Return shift rows and each value that may be null on its own; the table merges them.

    A null stands as 0 in the store, so a value that is not there must not be read.
    """
    return (
        Query(select=shifts(level, columns, all_units=all_units), table=True),
        *(
            Query(select=shift_values(level, name, all_units=all_units), table=True)
            for name in nullable
        ),
    )
