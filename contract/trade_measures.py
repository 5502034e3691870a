"""The catalogue of measures of the trades: what a row of the series `line_trade` says.

Unknown time never counts as zero: denominators hold only time that is known.
"""

from collections.abc import Mapping
from functools import partial
from typing import Literal

from contract.trade_measure import Trade, TradeMeasure

_OWN = "own definition"
_DIN = "after DIN 8743, text not read"
_SEWING = "common practice of sewing lines: earned minutes / attended minutes"
_WOODWORKING = "own definition on process values; times after OPC 40550-1 in kind"

_any_line = partial(TradeMeasure, "", "line")
_bottling_line = partial(TradeMeasure, "bottling", "line")
_bottling_unit = partial(TradeMeasure, "bottling", "unit")
_sewing_line = partial(TradeMeasure, "sewing", "line")
_sewing_unit = partial(TradeMeasure, "sewing", "unit")
_furniture_line = partial(TradeMeasure, "furniture", "line")
_furniture_unit = partial(TradeMeasure, "furniture", "unit")

_ANY = (
    _any_line(
        "momentary_constraint",
        "1",
        "momentary constraint",
        "瞬时瓶颈",
        "time that this unit held the line back / known planned busy time of the constraint",
        _OWN,
        part="unit",
        shared=True,
    ),
)

_BOTTLING = (
    _bottling_line(
        "din8743_general",
        "1",
        "general efficiency (after DIN 8743)",
        "总体效率（参照 DIN 8743）",
        "planned_run_time_good_s / known planned_busy_time_s",
        _DIN,
        higher_is_better=True,
    ),
    _bottling_line(
        "din8743_technical",
        "1",
        "technical efficiency (after DIN 8743)",
        "技术效率（参照 DIN 8743）",
        "planned_run_time_good_s / (known planned_busy_time_s - setup, delay and down time of the"
        " constraint that is not attributed `own`)",
        _DIN,
        higher_is_better=True,
    ),
    _bottling_unit(
        "buffer_fill",
        "1",
        "fill of the infeed buffer",
        "进料缓冲充填率",
        "integral of process value buffer_fill (%) / 100 / time in which it is known",
        _OWN,
    ),
    *(
        _bottling_line(
            f"{meter}_per_1000_bottles",
            unit,
            f"{name_en} per 1000 bottles",
            f"每千瓶{name_zh}",
            f"consumption of all units in this leaf of theirs ({field}) / (good_quantity / 1000)",
            _OWN,
            part="leaf",
            shared=True,
            higher_is_better=False,
        )
        for meter, unit, name_en, name_zh, field in (
            ("energy", "kWh", "energy", "电耗", "energy_kwh"),
            ("water", "l", "water", "水耗", "water_l"),
            ("process_co2", "kg", "process CO2", "工艺二氧化碳", "process_co2_kg"),
        )
    ),
)

_SEWN = (
    _sewing_line(
        "line_efficiency",
        "1",
        "line efficiency",
        "产线效率",
        "sum over products of good garments at the last counter * standard time of a garment"
        " / attended_time_s of all stations",
        _SEWING,
        higher_is_better=True,
    ),
    _sewing_unit(
        "operator_efficiency",
        "1",
        "operator efficiency",
        "操作工效率",
        "sum of pieces * planned run time of the operation while the badge was in"
        " / time it was in here",
        _SEWING,
        part="operator",
        higher_is_better=True,
    ),
    _sewing_line(
        "line_balance",
        "1",
        "line balance",
        "产线平衡率",
        "sum SMV_i / (N * max(SMV_i / n_i)), N = sum n_i, weighted by the line's known planned busy"
        " time under each product",
        _OWN,
        higher_is_better=True,
    ),
    _sewing_line(
        "bottleneck_operation",
        "1",
        "bottleneck operation",
        "瓶颈工序",
        "known planned busy time of the line under products whose largest SMV_i / n_i is here"
        " / known planned_busy_time_s",
        _OWN,
        part="stage",
        shared=True,
    ),
    _sewing_unit(
        "defects_per_hundred",
        "1",
        "defects per hundred units (DHU)",
        "百件疵点数",
        "100 * defect_quantity / inspected_quantity",
        "common practice of sewing lines",
        higher_is_better=False,
    ),
    _sewing_unit(
        "percent_defective",
        "%",
        "percent defective",
        "不合格品率",
        "100 * (scrap_quantity + rework_quantity) / inspected_quantity",
        "common practice of sewing lines",
        higher_is_better=False,
    ),
    _sewing_unit(
        "right_first_time",
        "1",
        "right first time",
        "一次合格率",
        "first_pass_quantity / inspected_quantity",
        "ISO 22400-2 first pass yield",
        higher_is_better=True,
    ),
    _sewing_unit(
        "wip_pieces",
        "1",
        "pieces waiting before the operation",
        "工序前在制品",
        "integral of process value queue_pieces / time in which it is known",
        _OWN,
        part="stage",
        higher_is_better=False,
    ),
    _sewing_line(
        "off_standard_time",
        "1",
        "off-standard time",
        "非标准工时",
        "attended time in setup, delay and down time with this reason / attended_time_s of all"
        " stations",
        "common practice of sewing lines",
        part="reason",
        shared=True,
        higher_is_better=False,
    ),
)

_FURNITURE = (
    _furniture_unit(
        "spindle_time_share",
        "1",
        "spindle time share",
        "主轴运转占比",
        "rise of process value spindle_time (s) while seen / known planned_busy_time_s",
        _WOODWORKING,
        higher_is_better=True,
    ),
    _furniture_unit(
        "cutting_time_share",
        "1",
        "cutting time share",
        "切削时间占比",
        "rise of process value cutting_time (s) while seen / known planned_busy_time_s",
        _WOODWORKING,
        higher_is_better=True,
    ),
    _furniture_unit(
        "program_standard_ratio",
        "1",
        "standard time against program time",
        "标准工时与加工用时之比",
        "planned_run_time_produced_s / actual_production_time_s",
        _OWN,
        higher_is_better=True,
    ),
    _furniture_unit(
        "tool_life",
        "s",
        "tool life",
        "刀具寿命",
        "cutting time of tools whose change and whose change before were seen / their number",
        _OWN,
        higher_is_better=True,
    ),
    _furniture_unit(
        "tool_changes",
        "1/h",
        "tool changes per hour of cutting",
        "每切削小时换刀次数",
        "rises of process value tool_number / rise of cutting_time in h",
        _OWN,
        higher_is_better=False,
    ),
    _furniture_unit(
        "tool_wear",
        "1",
        "tool wear",
        "刀具磨损",
        "integral of process value tool_wear (%) / 100 / time in which it is known",
        _OWN,
        higher_is_better=False,
    ),
    _furniture_unit(
        "nest_panel_yield",
        "1",
        "yield of nests in panels",
        "排样合格板件率",
        "rise of process value nest_panels_good / rise of nest_panels_planned",
        _OWN,
        higher_is_better=True,
    ),
    _furniture_unit(
        "nest_material_yield",
        "1",
        "yield of nests in area",
        "排样材料利用率",
        "rise of process value nest_good_area / rise of nest_sheet_area",
        _OWN,
        higher_is_better=True,
    ),
    _furniture_line(
        "order_lead_time",
        "s",
        "order lead time",
        "工单交付周期",
        "time from an order's first start at the first stage until it left the last unit of the"
        " last stage / orders that ended",
        _OWN,
        higher_is_better=False,
    ),
    _furniture_line(
        "energy_per_panel",
        "kWh",
        "energy per panel",
        "单板能耗",
        "rise of process value energy_cutting, energy_auxiliary or energy_idle (Wh) of all units"
        " / 1000 / good_quantity",
        _OWN,
        part="use",
        shared=True,
        higher_is_better=False,
    ),
)

TRADE_MEASURES: Mapping[str, TradeMeasure] = {
    measure.id: measure for measure in (*_ANY, *_BOTTLING, *_SEWN, *_FURNITURE)
}
"""Every measure by its id."""


def measures_of(trade: Trade | Literal[""]) -> tuple[TradeMeasure, ...]:
    """Return the measures of a trade, those of every trade first."""
    return tuple(one for one in TRADE_MEASURES.values() if one.trade in {"", trade})
