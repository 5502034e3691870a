"""Panels of measures of the trades: names, units and formulas are the contract's."""

from collections.abc import Sequence

from contract.trade_measures import TRADE_MEASURES
from dashboards.grafana.influxql import equal, unequal
from dashboards.grafana.kpi_queries import PER_LINE, PER_UNIT_TAGS
from dashboards.grafana.loss_words import OUTSIDE, UNKNOWN_ROOT
from dashboards.grafana.panel import Column, Panel, Query
from dashboards.grafana.states import LEAF_COLOUR, NEUTRAL
from dashboards.grafana.texts import Text, same
from dashboards.grafana.trade_queries import TRADE, amounts, quotient
from dashboards.grafana.trade_words import (
    PART_COLUMNS,
    measure_formula,
    measure_name,
    measure_title,
    measure_unit,
)

NO_MEASURE = Text(
    "No segment with this measure begins in this time, or what it divides by is 0.",
    "此时间段内没有含该指标的时段起点，或其分母为 0。",
)
_OVER_RANGE = Text("Over the chosen time.", "所选时间内的合计值。")
_BY_HOUR = Text(
    "One point for each hour, of the segments that begin in it.",
    "每小时一个点，取该小时内开始的时段。",
)
_BY_PART = ("part",)


def tiles(measures: Sequence[str], *, title: Text, width: int, height: int) -> Panel:
    """Return measures of the line over the chosen time."""
    said = _OVER_RANGE
    queries = []
    for measure in measures:
        name, formula = measure_name(measure), measure_formula(measure)
        said = said.then(Text(f"{name.en}: {formula.en}", f"{name.zh}：{formula.zh}"))
        unit, decimals = measure_unit(measure)
        queries.append(
            Query(
                select=quotient(measure, group=PER_LINE), alias=name, unit=unit, decimals=decimals
            )
        )
    return Panel(
        kind="stat",
        title=title,
        description=said,
        width=width,
        height=height,
        queries=tuple(queries),
        no_value=NO_MEASURE,
    )


def bars(measure: str, *, width: int, height: int) -> Panel:
    """Return a measure over the chosen time, a bar for each machine, or for each part it has."""
    unit, decimals = measure_unit(measure)
    by_part = bool(TRADE_MEASURES[measure].part)
    return Panel(
        kind="bargauge",
        title=measure_title(measure),
        description=_OVER_RANGE.then(measure_formula(measure)),
        width=width,
        height=height,
        queries=(
            Query(
                select=quotient(measure, group=_BY_PART if by_part else PER_UNIT_TAGS),
                alias=same("$tag_part" if by_part else "$tag_work_unit"),
            ),
        ),
        unit=unit,
        decimals=decimals,
        least=0,
        no_value=NO_MEASURE,
    )


def curve(measure: str, *, width: int, height: int) -> Panel:
    """Return a measure hour by hour, a line for each machine, or one for the line."""
    unit, decimals = measure_unit(measure)
    of_unit = TRADE_MEASURES[measure].level == "unit"
    title = measure_title(measure)
    return Panel(
        kind="timeseries",
        title=Text(f"{title.en}, hour by hour", f"逐小时{title.zh}"),
        description=_BY_HOUR.then(measure_formula(measure)),
        width=width,
        height=height,
        queries=(
            Query(
                select=quotient(measure, group=PER_UNIT_TAGS if of_unit else PER_LINE, every="1h"),
                alias=same("$tag_work_unit") if of_unit else measure_name(measure),
            ),
        ),
        unit=unit,
        decimals=decimals,
        axis=Text("value", "数值"),
        look="steps",
        no_value=NO_MEASURE,
    )


def stacked(measure: str, *, width: int, height: int) -> Panel:
    """Return a measure of the line hour by hour, split into its parts, which add up to it."""
    if not TRADE_MEASURES[measure].shared:
        raise ValueError(f"parts of {measure} do not add up")
    unit, decimals = measure_unit(measure)
    return Panel(
        kind="timeseries",
        title=measure_title(measure),
        description=_BY_HOUR.then(measure_formula(measure)),
        width=width,
        height=height,
        queries=(
            Query(
                select=quotient(measure, group=_BY_PART, every="1h", zeros=False),
                alias=same("$tag_part"),
            ),
        ),
        columns=PART_COLUMNS,
        unit=unit,
        decimals=decimals,
        axis=Text("value", "数值"),
        look="stacked",
        no_value=NO_MEASURE,
    )


def momentary_constraint(*, width: int, height: int) -> Panel:
    """Return how long each machine held the line back."""
    measure = "momentary_constraint"
    return Panel(
        kind="timeseries",
        title=measure_title(measure),
        description=_BY_HOUR.then(measure_formula(measure)).then(
            Text(
                "The machine that makes or stops, or the one at the root of the chain for which "
                "the constraint waits; outside the line: it waits for what no machine of the line "
                "gives.",
                "正在生产或自身停顿的瓶颈，或瓶颈所等待链条的根源设备；"
                "产线之外：等待的不是产线内设备所供给的。",
            )
        ),
        width=width,
        height=height,
        queries=tuple(
            Query(
                select=quotient(
                    measure, group=_BY_PART, every="1h", where=where, zeros=bool(colour)
                ),
                alias=name,
                colour=colour,
            )
            for where, name, colour in (
                ([unequal(TRADE["part"], one) for one in ("", "unknown")], same("$tag_part"), ""),
                ([equal(TRADE["part"], "")], OUTSIDE, NEUTRAL),
                ([equal(TRADE["part"], "unknown")], UNKNOWN_ROOT, LEAF_COLOUR["unknown"]),
            )
        ),
        unit="percentunit",
        decimals=1,
        most=1,
        axis=Text("share of time", "时间占比"),
        look="stacked",
        no_value=NO_MEASURE,
    )


def shares(measure: str, *, width: int, height: int) -> Panel:
    """Return which part had how much of the whole over the chosen time."""
    return Panel(
        kind="piechart",
        title=measure_title(measure),
        description=_OVER_RANGE.then(measure_formula(measure)),
        width=width,
        height=height,
        queries=(Query(select=amounts(measure, group=_BY_PART), alias=same("$tag_part")),),
        unit="dthms",
        no_value=NO_MEASURE,
    )


def time_by_reason(measure: str, *, width: int, height: int) -> Panel:
    """Return the time behind a measure whose parts are reasons, the longest first."""
    return Panel(
        kind="barchart",
        title=measure_title(measure),
        description=_OVER_RANGE.then(measure_formula(measure)),
        width=width,
        height=height,
        queries=(Query(select=amounts(measure, group=_BY_PART), table=True),),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), hidden=True),
            Column(name="part", title=Text("Reason", "原因"), names="reason"),
            Column(name="amount", title=Text("Lost time", "损失时间"), unit="dthms"),
        ),
        category="part",
        sort_by="amount",
        unit="dthms",
        no_value=NO_MEASURE,
    )
