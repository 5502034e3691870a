"""English and Chinese names of the columns of orders and changes, and formulas of some.

field, unit, English, Chinese, as in `analytics.listing.names`.
"""

from collections.abc import Mapping

from analytics.listing.dictionary_names import FLAGS, KEYS, PLANS, QUANTITIES, Name
from analytics.listing.names import LISTED

_BY_FIELD = {name[0]: name for name in (*KEYS, *QUANTITIES, *PLANS, *FLAGS, *LISTED["losses"])}
_OWN = "own definition"


def _shared(*fields: str) -> tuple[Name, ...]:
    return tuple(_BY_FIELD[field] for field in fields)


COMPARED: Mapping[str, tuple[Name, ...]] = {
    "orders": (
        *_shared("path", "order", "product"),
        ("planned_start", "UTC", "planned start", "计划开始"),
        ("planned_end", "UTC", "planned end", "计划结束"),
        ("due", "UTC", "due", "交期"),
        ("actual_start", "UTC", "actual start", "实际开始"),
        ("actual_end", "UTC", "actual end", "实际结束"),
        ("start_deviation_s", "s", "began later than planned", "开始偏差"),
        ("end_deviation_s", "s", "ended later than it had to", "结束偏差"),
        *_shared("planned_quantity", "produced_quantity", "good_quantity"),
        ("quantity_deviation", "1", "good items above plan", "合格数量偏差"),
        ("on_time", "", "ended in time", "是否按时完成"),
    ),
    "adherence": (
        *_shared("path"),
        ("orders_due", "1", "orders that had to end", "到期工单数"),
        ("orders_on_time", "1", "of them ended in time", "按时完成工单数"),
        ("schedule_adherence", "1", "schedule adherence", "计划达成率（按时）"),
        ("planned_quantity", "1", "planned quantity of orders due", "到期工单计划数量"),
        ("good_quantity", "1", "good quantity of orders due", "到期工单合格数量"),
        ("attainment", "1", "produced against plan", "计划完成率（数量）"),
    ),
    "change": (
        *_shared("level", "path", "window"),
        ("previous_start", "UTC", "start of the period before", "上期开始"),
        ("previous_end", "UTC", "end of the period before", "上期结束"),
        ("start", "UTC", "start of this period", "本期开始"),
        ("end", "UTC", "end of this period", "本期结束"),
        ("position", "1", "position of the row", "序号"),
        ("part", "", "OEE, a factor of it, or a loss", "项目代码"),
        ("name_en", "", "its name, in English", "项目名称（英文）"),
        ("name_zh", "", "its name, in Chinese", "项目名称（中文）"),
        *_shared("loss_group", "loss_group_en", "loss_group_zh", "reason"),
        ("previous", "1", "before", "上期"),
        ("current", "1", "now", "本期"),
        ("previous_s", "s", "time before", "上期时间"),
        ("current_s", "s", "time now", "本期时间"),
        ("effect", "1", "what it brought to OEE", "对 OEE 的影响"),
        ("previous_coverage", "1", "coverage before", "上期数据覆盖率"),
        ("current_coverage", "1", "coverage now", "本期数据覆盖率"),
        *_shared("partial", "withheld", "ideal_rate_missing"),
    ),
}

COMPARED_SHARES = frozenset(
    {
        "schedule_adherence",
        "attainment",
        "previous",
        "current",
        "effect",
        "previous_coverage",
        "current_coverage",
    }
)

_ON_TIME = (
    "actual_end <= (planned_end, else due) + schedule_tolerance_s; "
    "empty where nothing was planned or it may still end in time"
)
_EFFECT = (
    "OEE: current - previous. Factor: L * ln( current / previous ), L the logarithmic mean of both "
    "OEEs. Loss: previous - current. The factors add up to the change, and so do the losses"
)
FORMULAS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "orders": {
        "due": ("when it has to have ended where no end is planned", ""),
        "actual_end": ("empty while it runs, and where it was not seen", ""),
        "start_deviation_s": ("actual_start - planned_start; negative is earlier", _OWN),
        "end_deviation_s": ("actual_end - (planned_end, else due); negative is earlier", _OWN),
        "quantity_deviation": ("good_quantity - planned_quantity; negative is fewer", _OWN),
        "on_time": (_ON_TIME, _OWN),
    },
    "adherence": {
        "orders_due": ("orders whose planned_end, else due, lies in the range and is decided", ""),
        "schedule_adherence": ("orders_on_time / orders_due", _OWN),
        "attainment": ("good_quantity / planned_quantity of the orders due", _OWN),
    },
    "change": {
        "part": ("oee_index; availability, effectiveness, quality_ratio; loss", ""),
        "previous": ("OEE or factor; of a loss its time / PBT_obs", ""),
        "current": ("OEE or factor; of a loss its time / PBT_obs", ""),
        "previous_s": ("of OEE PBT_obs, of a loss its time; a gain is negative", ""),
        "current_s": ("of OEE PBT_obs, of a loss its time; a gain is negative", ""),
        "effect": (_EFFECT, _OWN),
        "previous_coverage": ("1 - UNKNOWN / PBT", _OWN),
        "current_coverage": ("1 - UNKNOWN / PBT", _OWN),
    },
}
