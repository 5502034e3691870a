"""How measures of the trades are shown: unit and decimals for Grafana, formula in both languages.

Names, units, formulas and sources are the contract's; it has its formulas in English only.
"""

from collections.abc import Mapping

from contract.states import LEAVES
from contract.trade_measures import TRADE_MEASURES
from dashboards.grafana.panel import Column
from dashboards.grafana.states import GOOD, LEAF_COLOUR, NEUTRAL, leaf_name
from dashboards.grafana.texts import Text

# Of unit 1, but no shares.
_NUMBERS = frozenset({"defects_per_hundred", "wip_pieces"})
_UNITS: Mapping[str, tuple[str | Text, int]] = {
    "1": ("percentunit", 1),
    "%": ("percent", 1),
    "s": ("dthms", 0),
    "kWh": ("kwatth", 3),
    "l": ("litre", 2),
    "kg": ("masskg", 3),
    "1/h": (Text("/h", "/小时"), 2),
}
_FORMULAS_ZH: Mapping[str, str] = {
    "momentary_constraint": "该设备制约产线的时间 / 瓶颈已知的计划忙碌时间",
    "din8743_general": "Σ PRI × 合格数 / 已知的计划忙碌时间",
    "din8743_technical": (
        "Σ PRI × 合格数 /（已知的计划忙碌时间 - 瓶颈非自身原因的换型、停顿与停机时间）"
    ),
    "buffer_fill": "缓冲充填率对时间的积分 / 有数据的时间",
    "energy_per_1000_bottles": "各设备在其自身各时间类别中的电耗 /（合格瓶数 / 1000）",
    "water_per_1000_bottles": "各设备在其自身各时间类别中的水耗 /（合格瓶数 / 1000）",
    "process_co2_per_1000_bottles": (
        "各设备在其自身各时间类别中的工艺二氧化碳 /（合格瓶数 / 1000）"
    ),
    "line_efficiency": "Σ 末端合格件数 × 单件标准工时 / 全部工位的在岗时间",
    "operator_efficiency": "Σ 在岗期间件数 × 工序计划运行时间 / 其在该工位的在岗时间",
    "line_balance": "Σ SMV_i /（N × max(SMV_i / n_i)），N = Σ n_i，按各产品的计划忙碌时间加权",
    "bottleneck_operation": "该工序 SMV_i / n_i 最大的产品所占的计划忙碌时间 / 全部计划忙碌时间",
    "defects_per_hundred": "100 × 疵点数 / 检验件数",
    "percent_defective": "100 ×（报废 + 返工）/ 检验件数",
    "right_first_time": "一次合格件数 / 检验件数",
    "wip_pieces": "等待件数对时间的积分 / 有数据的时间",
    "off_standard_time": "因该原因处于换型、停顿与停机的在岗时间（多台同守时按比例分摊）",
    "spindle_time_share": "主轴运转时间 / 已知的计划忙碌时间",
    "cutting_time_share": "切削时间 / 已知的计划忙碌时间",
    "program_standard_ratio": "Σ PRI × 产量 / 实际生产时间 (APT)",
    "tool_life": "更换前后均有记录的刀具的切削时间 / 刀具数",
    "tool_changes": "换刀次数 / 切削小时",
    "tool_wear": "刀具磨损对时间的积分 / 有数据的时间",
    "nest_panel_yield": "合格板件数 / 排样计划板件数",
    "nest_material_yield": "合格板件面积 / 板材面积",
    "order_lead_time": "工单从首道工序开工到离开末道设备的时间 / 完成的工单数",
    "energy_per_panel": "全部设备的切削、辅助、空转电耗 / 合格板件数",
}
_USES: Mapping[str, tuple[Text, str]] = {
    "cutting": (Text("cutting", "切削"), GOOD),
    "auxiliary": (Text("auxiliary", "辅助"), NEUTRAL),
    "idle": (Text("idle", "空转"), LEAF_COLOUR["delay"]),
}
# Both kinds of parts that are no names of machines, stages or people.
PART_COLUMNS = (
    *(Column(name=leaf, title=leaf_name(leaf), colour=LEAF_COLOUR[leaf]) for leaf in LEAVES),
    *(Column(name=use, title=title, colour=colour) for use, (title, colour) in _USES.items()),
)


def measure_name(measure: str) -> Text:
    """Return what a measure is called."""
    known = TRADE_MEASURES[measure]
    return Text(known.name_en, known.name_zh)


def measure_title(measure: str) -> Text:
    """Return the name of a measure as the title of a panel."""
    name = measure_name(measure)
    return Text(name.en[0].upper() + name.en[1:], name.zh)


def measure_unit(measure: str) -> tuple[str | Text, int]:
    """Return Grafana's unit of a measure and how many decimals it has."""
    return ("locale", 1) if measure in _NUMBERS else _UNITS[TRADE_MEASURES[measure].unit]


def measure_formula(measure: str) -> Text:
    """Return what a measure is and whose definition that is."""
    known = TRADE_MEASURES[measure]
    standard = _standard(known.source)
    return Text(f"{known.formula} ({standard.en}).", f"{_FORMULAS_ZH[measure]}（{standard.zh}）。")


def _standard(source: str) -> Text:
    if source.startswith("after DIN 8743"):
        return Text(source, "参照 DIN 8743，未读原文")
    if source.startswith("ISO 22400-2"):
        return Text(source, "ISO 22400-2 一次合格率")
    if source.startswith("common practice"):
        return Text(source, "缝制行业惯例")
    return Text(source, "自定义")
