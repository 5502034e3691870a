"""The words of a report in both languages."""

from collections.abc import Mapping

from contract.rates import Status
from contract.states import Leaf
from dashboards.report.model import Text

LEAF: Mapping[Leaf, Text] = {
    "production": Text("Producing (APT)", "生产"),
    "setup": Text("Setup (AUST)", "换型调整"),
    "delay": Text("Stopped, order runs (ADET)", "停机（有工单）"),
    "down": Text("Down, no order (ADOT)", "停机（无工单）"),
    "planned_down": Text("Planned stop", "计划停机"),
    "unscheduled": Text("Not scheduled", "非排班"),
    "unknown": Text("Unknown", "未知"),
}

WORDS: Mapping[str, Text] = {
    "gain": Text("gain", "增益"),
    "hours": Text("hours", "小时"),
    "minutes": Text("minutes", "分钟"),
    "stops": Text("stops", "次数"),
    "cumulative": Text("cumulative share", "累计占比"),
    "produced": Text("produced", "产量"),
    "ideal": Text("by the planned run time", "按计划节拍"),
    "per_five_minutes": Text("pieces per 5 min", "每 5 分钟件数"),
    "line": Text("Line", "产线"),
    "waterfall": Text("Where the time went", "时间去向"),
    "pareto_duration": Text("Causes by duration", "停机原因（按时长）"),
    "pareto_count": Text("Causes by count", "停机原因（按次数）"),
    "states": Text("What the machines did", "设备状态"),
    "rate": Text("Output of the last counter", "末端计数产量"),
    "stop_list": Text("Longest stops", "最长停机"),
    "measures": Text("Figures of the trade", "行业指标"),
    "alarms": Text("Control chart alarms", "控制图报警"),
    "none": Text("none", "无"),
    "characteristic": Text("Characteristic", "质量特性"),
    "rules": Text("Rules broken", "违反规则"),
    "unit": Text("Unit", "设备"),
    "start": Text("Start", "开始"),
    "duration": Text("Duration", "时长"),
    "reason": Text("Reason", "原因"),
    "attribution": Text("Attribution", "归因"),
    "root": Text("Caused at", "根源设备"),
    "order": Text("Order", "工单"),
    "orders": Text("Orders against their plan", "工单与计划"),
    "product": Text("Product", "产品"),
    "planned_end": Text("Planned end", "计划完成"),
    "end": Text("End", "完成"),
    "planned": Text("Planned", "计划"),
    "good": Text("Good", "合格"),
    "on_time": Text("In time", "按期"),
    "yes": Text("yes", "是"),
    "no": Text("no", "否"),
    "change": Text("Against the window before", "与上一周期相比"),
    "cause": Text("Part", "构成"),
    "points": Text("Points of OEE", "OEE 百分点"),
    "figure": Text("Figure", "指标"),
    "value": Text("Value", "数值"),
    "unit_of_measure": Text("Unit", "单位"),
    "provisional": Text("provisional", "暂定"),
    "revision": Text("revision", "版本"),
    "mind": Text("Mind", "注意"),
    "automation": Text("Automation", "自动化"),
    "intervals": Text("Rates of automation", "自动化指标"),
    "green_measures": Text("Green measures", "绿色指标"),
    "idle_machines": Text("Energy outside production, by machine", "各设备非生产能耗"),
    "observed": Text("Observed", "观测值"),
    "declared": Text("Declared", "登记值"),
    "bounds": Text("At least – at most", "下限 – 上限"),
    "status": Text("Status", "状态"),
    "idle_kwh": Text("Outside production, kWh", "非生产时间 kWh"),
    "share": Text("Of its energy", "占其电能"),
    "saving_kwh": Text("Standby would save, kWh", "待机可节约 kWh"),
    "rates_note": Text(
        "What nobody saw is manual at the left end of a bar, and as declared at its right end.",
        "条形左端把无数据的时间视为人工，右端视为登记的方式。",
    ),
    "charts_need_scripts": Text(
        "The charts need scripts, which this viewer does not run; the tables hold the figures.",
        "图表需要脚本支持；数据见表格。",
    ),
    "unknown_note": Text(
        "Unknown time is in no ratio; – means no value. Bounds of OEE: if nothing, or if the best "
        "plausible output, was made in unknown time.",
        "未知时间不计入任何比率；– 表示无数值。OEE 上下限：未知时间内无产出或按最佳合理产出计算。",
    ),
}

STATUS: Mapping[Status, Text] = {
    "none_automatic": Text("nothing automatic is registered", "未登记自动工序"),
    "censored": Text("hardly any assist seen: a lower limit", "几乎未见人工介入：为下限值"),
    "not_applicable": Text("not applicable", "不适用"),
    "insufficient": Text("too little evidence", "证据不足"),
    "missing": Text("no evidence", "没有证据"),
}
"""What to mind of a rate; an observed one has nothing."""

HEADLINE: tuple[tuple[str, Text, str], ...] = (
    ("oee_index", Text("OEE index", "设备综合效率"), "percent"),
    ("oee_low", Text("OEE at least", "OEE 下限"), "percent"),
    ("oee_high", Text("OEE at most", "OEE 上限"), "percent"),
    ("target_oee_index", Text("Target", "目标"), "percent"),
    ("availability", Text("Availability", "可用率"), "percent"),
    ("effectiveness", Text("Performance", "性能率"), "percent"),
    ("quality_ratio", Text("Quality", "质量率"), "percent"),
    ("coverage", Text("Coverage", "数据覆盖率"), "percent"),
    ("produced_quantity", Text("Produced", "产量"), "count"),
    ("good_quantity", Text("Good", "合格"), "count"),
    ("scrap_quantity", Text("Scrap", "报废"), "count"),
    ("planned_quantity", Text("Planned", "计划"), "count"),
)
"""Columns of the table of lines: field, title, how it is spelled."""
