"""English and Chinese names of columns that no catalogue names: keys, base quantities, flags.

field, unit, English, Chinese; what a field means in a sentence stands in `contract.field_docs`.
"""

from contract.kpi import LEAF_FIELDS, consumption_field
from contract.sample import CONSUMPTION_FIELDS, CONSUMPTION_UNITS
from contract.states import LEAVES

Name = tuple[str, str, str, str]

# In the order of LEAVES: the ISO 22400-2 elements, and what is said of a meter's share.
_LEAF_NAMES = (
    ("unscheduled time", "非排班时间", "while unscheduled", "非排班"),
    ("planned downtime", "计划停机时间", "in planned downtime", "计划停机"),
    ("actual production time (APT)", "实际生产时间 (APT)", "in production", "生产"),
    ("actual unit setup time (AUST)", "实际设备调整时间 (AUST)", "in setup", "调整"),
    ("actual unit delay time (ADET)", "实际设备延误时间 (ADET)", "in delay", "延误"),
    ("actual unit down time (ADOT)", "实际设备停机时间 (ADOT)", "while down", "停机"),
    ("unknown time", "未知时间", "in unknown time", "未知"),
)
_METER_NAMES = {
    "energy_kwh": ("electric energy", "电能"),
    "water_l": ("water", "用水"),
    "compressed_air_m3": ("compressed air", "压缩空气"),
    "process_co2_kg": ("process CO2", "工艺二氧化碳"),
    "material_in_kg": ("material taken in", "投料"),
    "waste_kg": ("waste", "废料"),
}

KEYS: tuple[Name, ...] = (
    ("level", "", "level", "层级"),
    ("path", "", "equipment path", "设备路径"),
    ("window", "", "kind of window", "统计周期"),
    ("window_start", "UTC", "start of the window", "周期开始"),
    ("window_end", "UTC", "end of the window", "周期结束"),
    ("start", "UTC", "start", "开始"),
    ("end", "UTC", "end", "结束"),
    ("shift", "", "shift", "班次"),
    ("crew", "", "crew", "班组"),
    ("order", "", "order", "工单"),
    ("product", "", "product", "产品"),
    ("production_day", "", "production day", "生产日"),
    ("revision", "1", "revision", "修订号"),
)

QUANTITIES: tuple[Name, ...] = (
    *(
        (name, "s", english, chinese)
        for name, (english, chinese, _, _) in zip(LEAF_FIELDS, _LEAF_NAMES, strict=True)
    ),
    ("planned_busy_time_s", "s", "planned busy time (PBT)", "计划忙碌时间 (PBT)"),
    ("produced_quantity", "1", "produced quantity (PQ)", "生产数量 (PQ)"),
    ("good_quantity", "1", "good quantity (GQ)", "合格数量 (GQ)"),
    ("scrap_quantity", "1", "scrap quantity (SQ)", "报废数量 (SQ)"),
    ("rework_quantity", "1", "rework quantity (RQ)", "返工数量 (RQ)"),
    ("unknown_produced_quantity", "1", "produced across unknown time", "未知时间内生产数量"),
    ("unknown_good_quantity", "1", "good across unknown time", "未知时间内合格数量"),
    ("planned_run_time_produced_s", "s", "planned run time of PQ (S_P)", "生产数量计划工时 (S_P)"),
    ("planned_run_time_good_s", "s", "planned run time of GQ (S_G)", "合格数量计划工时 (S_G)"),
    ("microstop_time_s", "s", "microstops of the TPM view", "微停时间 (TPM)"),
    (
        "order_execution_time_s",
        "s",
        "actual order execution time (AOET)",
        "实际订单执行时间 (AOET)",
    ),
    ("failure_count", "1", "failures", "故障次数"),
    ("repair_count", "1", "repairs", "修复次数"),
    (
        "corrective_maintenance_time_s",
        "s",
        "corrective maintenance time (CMT)",
        "纠正性维护时间 (CMT)",
    ),
    (
        "preventive_maintenance_time_s",
        "s",
        "preventive maintenance time (PMT)",
        "预防性维护时间 (PMT)",
    ),
    ("attended_time_s", "s", "personnel attendance time (APAT)", "人员出勤时间 (APAT)"),
    ("attended_work_time_s", "s", "personnel work time (APWT)", "人员作业时间 (APWT)"),
    ("inspected_quantity", "1", "inspected quantity (IP)", "检验数量 (IP)"),
    ("first_pass_quantity", "1", "first pass good quantity (GP)", "一次合格数量 (GP)"),
    ("defect_quantity", "1", "defects", "缺陷数"),
    *(
        (
            consumption_field(meter, leaf),
            CONSUMPTION_UNITS[meter],
            f"{_METER_NAMES[meter][0]} {said}",
            f"{_METER_NAMES[meter][1]}（{chinese}）",
        )
        for meter in CONSUMPTION_FIELDS
        for leaf, (_, _, said, chinese) in zip(LEAVES, _LEAF_NAMES, strict=True)
    ),
)

DICTIONARY: tuple[Name, ...] = (
    ("listing", "", "list", "列表"),
    ("field", "", "column", "字段"),
    ("name_en", "", "English name", "英文名"),
    ("name_zh", "", "Chinese name", "中文名"),
    ("unit", "", "unit; 1 is a number or a share", "单位"),
    ("formula", "", "formula, or what it means", "公式或含义"),
    ("source", "", "where the formula comes from", "来源"),
)

PLANS: tuple[Name, ...] = (
    ("planned_quantity", "1", "planned quantity", "计划数量"),
    ("planned_scrap_quantity", "1", "planned scrap quantity (PSQ)", "计划废品数量 (PSQ)"),
    ("target_oee_index", "1", "target of OEE", "OEE 目标"),
    ("target_availability", "1", "target of availability", "可用率目标"),
    ("target_effectiveness", "1", "target of effectiveness", "有效性目标"),
    ("target_quality_ratio", "1", "target of the quality ratio", "质量率目标"),
)

FLAGS: tuple[Name, ...] = (
    ("partial", "", "partial window", "不完整周期"),
    ("withheld", "", "withheld: too little is known", "已知数据不足，不显示"),
    ("unplanned_production", "", "production outside planned time", "计划外生产"),
    ("ideal_rate_suspect", "", "ideal rate is doubtful", "理想节拍存疑"),
    ("ideal_rate_missing", "", "ideal rate is missing", "缺少理想节拍"),
    ("wip_change", "", "buffers were drained", "在制品变化"),
    ("clock_suspect", "", "clock is doubtful", "时钟存疑"),
    ("formula", "", "formula set", "公式集"),
    ("master_data", "", "hash of the master data", "主数据哈希"),
    ("inputs_hash", "", "hash of the inputs", "输入哈希"),
    ("planned_run_time_source", "", "source of planned run times", "计划工时来源"),
    ("constraint_unit", "", "constraint", "瓶颈设备"),
)
