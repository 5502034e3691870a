"""What loss groups, attributions and bars of the waterfall are called, in English and Chinese."""

from collections.abc import Mapping
from typing import Literal, get_args

from contract.reasons import Attribution, LossGroup

Names = tuple[str, str]

GROUP_NAMES: Mapping[LossGroup, Names] = {
    "unscheduled": ("not scheduled", "未排班"),
    "planned_down": ("planned downtime", "计划停机"),
    "unknown": ("unknown", "未知"),
    "no_order": ("no order", "无工单"),
    "breakdown": ("breakdown", "设备故障"),
    "minor_stop": ("minor stop", "小停机"),
    "starved": ("starved", "上游缺料"),
    "blocked": ("blocked", "下游堵塞"),
    "operator": ("operator", "人员"),
    "media": ("media and supplies", "介质与供料"),
    "quality_hold": ("quality hold", "质量停机"),
    "handling": ("handling", "辅助操作"),
    "waiting": ("waiting", "等待"),
    "unspecified": ("no reason given", "未说明原因"),
    "setup": ("setup", "换型调整"),
    "speed": ("speed loss", "速度损失"),
    "unrated": ("production without a planned run time", "无计划节拍的生产"),
    "start_up": ("start-up loss", "启动损失"),
    "quality": ("quality loss", "质量损失"),
    "valuable": ("valuable", "有效产出"),
}

ATTRIBUTION_NAMES: Mapping[Attribution, Names] = {
    "own": ("own", "本机"),
    "upstream": ("upstream", "上游"),
    "downstream": ("downstream", "下游"),
    "media": ("media and supplies", "介质与供料"),
    "operator": ("operator", "人员"),
    "planned": ("planned", "计划"),
    "unknown": ("unknown", "未知"),
}

BigLoss = Literal[
    "breakdowns",
    "setup_and_adjustment",
    "idling_and_minor_stops",
    "reduced_speed",
    "start_up_rejects",
    "production_rejects",
]
"""The six big losses of TPM (domain reference 1.5)."""
BIG_LOSSES: tuple[BigLoss, ...] = get_args(BigLoss)

BIG_LOSS_NAMES: Mapping[BigLoss, Names] = {
    "breakdowns": ("breakdowns", "设备故障"),
    "setup_and_adjustment": ("setup and adjustment", "换型与调整"),
    "idling_and_minor_stops": ("idling and minor stops", "空转与小停机"),
    "reduced_speed": ("reduced speed", "速度降低"),
    "start_up_rejects": ("start-up rejects", "启动不良"),
    "production_rejects": ("production rejects", "生产不良"),
}

# Pauses, time without an order, unknown and valuable time are none of the six.
BIG_LOSS_OF: Mapping[LossGroup, BigLoss] = {
    "breakdown": "breakdowns",
    "setup": "setup_and_adjustment",
    "minor_stop": "idling_and_minor_stops",
    "starved": "idling_and_minor_stops",
    "blocked": "idling_and_minor_stops",
    "operator": "idling_and_minor_stops",
    "media": "idling_and_minor_stops",
    "quality_hold": "idling_and_minor_stops",
    "handling": "idling_and_minor_stops",
    "waiting": "idling_and_minor_stops",
    "unspecified": "idling_and_minor_stops",
    "speed": "reduced_speed",
    "unrated": "reduced_speed",
    "start_up": "start_up_rejects",
    "quality": "production_rejects",
}

# Time that OEE does not divide by, and what is no loss.
NOT_LOST: frozenset[LossGroup] = frozenset({"unscheduled", "planned_down", "unknown", "valuable"})
