"""Panels of rates and green measures: observed beside declared, bounds, trend, machines."""

from collections.abc import Sequence

from contract.rates import RateLevel
from contract.states import LEAVES
from dashboards.grafana.influxql import Select, Table
from dashboards.grafana.panel import Column, Panel, Query
from dashboards.grafana.rate_queries import (
    MEASURES,
    RATES,
    by_machine,
    newest,
    newest_bounds,
    newest_of_each,
    sum_by_machine,
    trend,
)
from dashboards.grafana.rate_words import rate_name, rate_title, rate_unit
from dashboards.grafana.states import LEAF_COLOUR, NEAR, NEUTRAL, leaf_name
from dashboards.grafana.texts import Text, same

NO_RATE = Text(
    "No period of this kind runs at the end of the chosen time, or nothing was computed of it.",
    "所选时间末尾没有该周期，或尚未计算。",
)
NO_PERIOD = Text(
    "No period of this kind begins in this time, or its rates have no value: widen the range.",
    "此时间段内没有该周期的起点，或其指标没有数值：请扩大时间范围。",
)
_NEWEST = Text(
    "The period that runs at the end of the chosen time.", "所选时间末尾所在的统计周期。"
)
_BOUNDS = Text(
    "What nobody saw is manual in the lower bound, and as declared in the upper one.",
    "无数据的部分：下限视为人工，上限视为登记的方式。",
)
_IN_TIME = Text("Sums over the chosen time.", "所选时间内的合计。")
_DASHED = ("lower", "upper")
_COLUMN_NAMES = {
    "value": Text("Observed", "观测值"),
    "declared": Text("Declared", "登记值"),
    "lower": Text("At least", "下限"),
    "upper": Text("At most", "上限"),
}
_COLOURS = {"value": NEUTRAL, "declared": NEAR, "lower": "#64778a", "upper": "#a3b4c3"}


def rate_table(
    table: Table, ids: Sequence[str], *, level: RateLevel, width: int, height: int
) -> Panel:
    """Return rates of the newest period, observed beside declared, with bounds and status."""
    name = "rate" if table is RATES else "measure"
    columns = [one for one in _COLUMN_NAMES if table is RATES or one != "declared"]
    facts = ("status", "machines", "evidence_hours", "definition")
    unit = "percentunit" if table is RATES else ""
    return Panel(
        kind="table",
        title=Text("Declared beside observed", "登记值与观测值")
        if table is RATES
        else Text("All measures", "全部指标"),
        description=_NEWEST.then(_BOUNDS),
        width=width,
        height=height,
        queries=(
            Query(select=newest(table, facts, level=level, ids=ids), table=True),
            *(
                Query(select=newest(table, (one,), level=level, ids=ids, known=(one,)), table=True)
                for one in columns
            ),
        ),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), hidden=True),
            Column(name=name, title=Text("Rate", "指标"), names="rate", width=330),
            *(
                Column(name=one, title=_COLUMN_NAMES[one], unit=unit, decimals=1 if unit else 4)
                for one in columns
            ),
            Column(name="status", title=Text("Status", "状态"), names="status"),
            Column(name="machines", title=Text("Machines", "设备数"), decimals=0),
            Column(name="evidence_hours", title=Text("Hours seen", "有据小时"), decimals=1),
            Column(name="definition", title=Text("Definition", "定义编号")),
        ),
        no_value=NO_RATE,
    )


def bounds(ids: Sequence[str], *, level: RateLevel, width: int, height: int) -> Panel:
    """Return a bar for each rate: what is certain, and what is possible beyond it."""
    return Panel(
        kind="barchart",
        title=Text("Between which bounds it lies", "指标所在区间"),
        description=_NEWEST.then(_BOUNDS),
        width=width,
        height=height,
        queries=(Query(select=newest_bounds(RATES, level=level, ids=ids), table=True),),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), hidden=True),
            Column(name="rate", title=Text("Rate", "指标"), names="rate"),
            Column(name="lower", title=Text("Certain", "确定"), colour=NEUTRAL),
            Column(name="open", title=Text("Possible beyond it", "可能另有"), colour="#64778a"),
        ),
        category="rate",
        look="stacked",
        unit="percentunit",
        decimals=1,
        least=0,
        most=1,
        no_value=NO_RATE,
    )


def rate_tiles(
    table: Table, ids: Sequence[str], *, title: Text, level: RateLevel, width: int, height: int
) -> Panel:
    """Return values of the newest period, each with its own unit."""
    queries = []
    for rate in ids:
        unit, decimals = rate_unit(rate)
        select = newest_of_each(table, "value", level=level, measure=rate, group=())
        queries.append(Query(select=select, alias=rate_name(rate), unit=unit, decimals=decimals))
    return Panel(
        kind="stat",
        title=title,
        description=_NEWEST,
        width=width,
        height=height,
        queries=tuple(queries),
        no_value=NO_RATE,
    )


def rate_trend(*, level: RateLevel, width: int, height: int) -> Panel:
    """Return the chosen rate period by period: observed, its bounds, and what is declared."""
    return Panel(
        kind="timeseries",
        title=Text("Period by period", "逐期走势"),
        description=Text(
            "The chosen rate, one point for each period that begins in this time.",
            "所选指标，此时间段内开始的每个周期一个点。",
        ).then(_BOUNDS),
        width=width,
        height=height,
        queries=tuple(
            Query(
                select=trend(RATES, one, level=level),
                alias=title,
                colour=_COLOURS[one],
                dashed=one in _DASHED or one == "declared",
            )
            for one, title in _COLUMN_NAMES.items()
        ),
        unit="percentunit",
        decimals=1,
        least=0,
        most=1,
        look="steps",
        axis=Text("share", "占比"),
        no_value=NO_PERIOD,
    )


def of_lines(table: Table, measure: str, *, title: Text, width: int, height: int) -> Panel:
    """Return a rate or measure period by period, a line for each line."""
    unit, decimals = ("percentunit", 1) if table is RATES else rate_unit(measure)
    return Panel(
        kind="timeseries",
        title=title,
        description=Text(
            "One point for each period that begins in this time.",
            "此时间段内开始的每个周期一个点。",
        ),
        width=width,
        height=height,
        queries=(
            Query(
                select=trend(table, "value", level="line", measure=measure),
                alias=same("$tag_work_center"),
            ),
        ),
        unit=unit,
        decimals=decimals,
        look="steps",
        axis=Text("value", "数值"),
        no_value=NO_PERIOD,
    )


def machines(title: Text, said: Text, upper: str, lower: str, *, width: int, height: int) -> Panel:
    """Return a quotient of evidence, a bar for each machine."""
    return _bars(
        title, _IN_TIME.then(said), by_machine(upper, lower), ("percentunit", 1), (width, height)
    )


def machine_counts(title: Text, said: Text, name: str, *, width: int, height: int) -> Panel:
    """Return a sum of evidence, a bar for each machine."""
    return _bars(title, _IN_TIME.then(said), sum_by_machine(name), ("locale", 0), (width, height))


def measured_by_machine(
    measure: str, column: str, *, title: Text, said: Text, width: int, height: int
) -> Panel:
    """Return a column of a measure in the newest period, a bar for each machine."""
    select = newest_of_each(
        MEASURES,
        column,
        level="unit",
        measure=measure,
        group=("site", "work_center", "work_unit"),
    )
    unit = ("kwatth", 2) if column == "numerator" else rate_unit(measure)
    return _bars(title, _NEWEST.then(said), select, unit, (width, height))


def energy_by_leaf(*, level: RateLevel, width: int, height: int) -> Panel:
    """Return the energy that went into each time leaf of the newest period."""
    return Panel(
        kind="bargauge",
        title=rate_title("energy_by_leaf"),
        description=_NEWEST,
        width=width,
        height=height,
        queries=(
            Query(
                select=newest_of_each(
                    MEASURES,
                    "numerator",
                    level=level,
                    measure="energy_by_leaf",
                    group=("part",),
                ),
                alias=same("$tag_part"),
            ),
        ),
        columns=tuple(
            Column(name=leaf, title=leaf_name(leaf), colour=LEAF_COLOUR[leaf]) for leaf in LEAVES
        ),
        unit="kwatth",
        decimals=1,
        least=0,
        no_value=NO_RATE,
    )


def _bars(
    title: Text, said: Text, select: Select, unit: tuple[str | Text, int], size: tuple[int, int]
) -> Panel:
    return Panel(
        kind="bargauge",
        title=title,
        description=said,
        width=size[0],
        height=size[1],
        queries=(Query(select=select, alias=same("$tag_work_unit")),),
        unit=unit[0],
        decimals=unit[1],
        least=0,
        no_value=NO_RATE,
    )
