"""The stop-reason catalogue: what a code of `reason` means, whose stop it is, what it is called.

Edge agents translate vendor words into these codes; analytics and dashboards group losses by them
(stop-reason tree, domain reference 7; attribution for DIN 8743, domain reference 2.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

LossGroup = Literal[
    "unscheduled",
    "planned_down",
    "unknown",
    "no_order",
    "breakdown",
    "minor_stop",
    "starved",
    "blocked",
    "operator",
    "media",
    "quality_hold",
    "handling",
    "waiting",
    "unspecified",
    "setup",
    "speed",
    "unrated",
    "start_up",
    "quality",
    "valuable",
]
"""Where time can go; together they hold every millisecond of a unit (domain reference 1.7)."""
LOSS_GROUPS: tuple[LossGroup, ...] = get_args(LossGroup)

Attribution = Literal["own", "upstream", "downstream", "media", "operator", "planned", "unknown"]
"""Whose stop it is; only `own` counts in the technical figures after DIN 8743."""
ATTRIBUTIONS: tuple[Attribution, ...] = get_args(Attribution)

UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Reason:
    """One code of the catalogue."""

    code: str
    group: LossGroup
    attribution: Attribution
    name_en: str
    name_zh: str


_UNSPECIFIED = Reason("", "unspecified", "unknown", "no reason given", "未说明原因")
_NOT_LISTED = Reason(UNMAPPED, "unspecified", "unknown", "unmapped vendor word", "未映射的原因")

# code, English name, Chinese name; by group and attribution.
_LISTED: tuple[tuple[LossGroup, Attribution, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "breakdown",
        "own",
        (
            ("breakdown_camera", "camera breakdown", "相机故障"),
            ("breakdown_capping_head", "capping head breakdown", "旋盖头故障"),
            ("breakdown_drive", "drive breakdown", "驱动故障"),
            ("breakdown_filling_valve", "filling valve breakdown", "灌装阀故障"),
            ("breakdown_glue_unit", "glue unit breakdown", "涂胶单元故障"),
            ("breakdown_gripper_chain", "gripper chain breakdown", "夹瓶链故障"),
            ("breakdown_gripper_head", "gripper head breakdown", "抓头故障"),
            ("breakdown_label_head", "label head breakdown", "贴标头故障"),
            ("breakdown_layer_gripper", "layer gripper breakdown", "层抓手故障"),
            ("breakdown_spindle", "spindle breakdown", "主轴故障"),
            ("mechanic_repair", "repair by the mechanic", "机修中"),
            ("mechanic_wait", "waiting for the mechanic", "等待机修"),
        ),
    ),
    (
        "minor_stop",
        "own",
        (
            ("bottle_jam", "bottle jam", "卡瓶"),
            ("broken_bottle", "broken bottle", "破瓶"),
            ("cap_jam", "cap jam", "卡盖"),
            ("carton_jam", "carton jam", "卡箱"),
            ("fallen_bottle", "fallen bottle", "倒瓶"),
            ("glue", "glue", "胶水"),
            ("glue_temperature", "glue too cold", "胶温不足"),
            ("label_torn", "label torn", "标签断裂"),
            ("measuring_fault", "measuring fault", "测量故障"),
            ("needle_break", "needle break", "断针"),
            ("pallet_sheet", "pallet sheet", "垫板故障"),
            ("panel_jam", "panel jam", "卡板"),
            ("part_moved", "part moved", "工件移位"),
            ("program_error", "program error", "程序错误"),
            ("reject_burst", "burst of rejects", "连续剔除"),
            ("thread_break", "thread break", "断线"),
            ("tool_break", "tool break", "断刀"),
            ("vacuum_loss", "vacuum loss", "真空不足"),
        ),
    ),
    (
        "handling",
        "own",
        (
            ("bobbin_change", "bobbin change", "换梭芯"),
            ("bundle_handling", "bundle handling", "搬运捆包"),
            ("label_reel", "new label reel", "换标签卷"),
            ("load_unload", "loading and unloading", "上下料"),
            ("needle_change", "needle change", "换针"),
            ("quality_rework", "mending rejected pieces", "质量返工"),
            ("tape_end", "end of the edge tape", "封边带用完"),
            ("tool_change", "tool change", "换刀"),
            ("warm_up", "warm-up", "预热"),
        ),
    ),
    (
        "starved",
        "upstream",
        (
            ("no_work", "no work fed", "无活"),
            ("starved_upstream", "starved by the machine before", "上游缺料"),
        ),
    ),
    (
        "blocked",
        "downstream",
        (("blocked_downstream", "blocked by the machine behind", "下游堵塞"),),
    ),
    ("waiting", "downstream", (("line_clearance", "line clearance", "清线"),)),
    ("waiting", "planned", (("order_end", "end of the order", "工单结束"),)),
    ("quality_hold", "upstream", (("shade_mismatch", "shade mismatch", "色差"),)),
    (
        "media",
        "media",
        (
            ("compressed_air_low", "compressed air too low", "压缩空气不足"),
            ("extraction_fault", "extraction fault", "除尘故障"),
            ("low_level", "product level too low", "液位低"),
            ("missing_trims", "missing trims", "缺辅料"),
            ("power_failure", "power failure", "停电"),
            ("water_pressure_low", "water pressure too low", "水压不足"),
        ),
    ),
    (
        "operator",
        "operator",
        (
            ("carton_magazine_empty", "carton magazine empty", "纸箱用完"),
            ("operator_absent", "operator absent", "人员离岗"),
            ("operator_missing", "operator missing", "缺人"),
            ("pallet_missing", "pallet missing", "缺托盘"),
            ("personal_need", "personal need", "个人需要"),
            ("training", "training", "培训"),
            ("wait_operator", "waiting for the operator", "等待操作工"),
        ),
    ),
    (
        "setup",
        "planned",
        (
            ("changeover", "changeover", "换型"),
            ("cleaning_in_place", "cleaning in place", "在线清洗"),
            ("style_changeover", "style changeover", "换款"),
        ),
    ),
    (
        "no_order",
        "planned",
        (
            ("no_order", "no order", "无工单"),
            ("plant_closed", "plant closed", "工厂停工"),
            ("switched_off", "switched off", "已关机"),
        ),
    ),
    (
        "planned_down",
        "planned",
        (
            ("break", "break", "休息"),
            ("handover", "hand-over", "交接班"),
            ("planned_maintenance", "planned maintenance", "计划保养"),
            ("preventive_maintenance", "preventive maintenance", "预防性保养"),
            ("shift_handover", "shift hand-over", "交接班"),
        ),
    ),
    (
        "unspecified",
        "unknown",
        (
            ("feed_hold", "feed hold", "进给保持"),
            ("manual", "manual mode", "手动"),
            ("program_stop", "program stop", "程序停止"),
        ),
    ),
)

REASONS: Mapping[str, Reason] = {
    code: Reason(code, group, attribution, name_en, name_zh)
    for group, attribution, listed in _LISTED
    for code, name_en, name_zh in listed
}
"""Every code of the catalogue."""

PREVENTIVE_MAINTENANCE = frozenset({"planned_maintenance", "preventive_maintenance"})
"""Codes that are preventive maintenance time (ISO 22400-2 PMT)."""


def reason_of(code: str) -> Reason:
    """Return what a code means; without one, or with one not listed, nobody knows whose stop."""
    if not code:
        return _UNSPECIFIED
    return REASONS.get(code, _NOT_LISTED)
