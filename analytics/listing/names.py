"""English and Chinese names of the columns of losses, stops, measures of trades and charts.

field, unit, English, Chinese, by list; unit "own" is that of the characteristic or measure.
"""

from collections.abc import Mapping

from analytics.listing.dictionary_names import KEYS, Name

_BY_FIELD = {name[0]: name for name in KEYS}


def _shared(*fields: str) -> tuple[Name, ...]:
    return tuple(_BY_FIELD[field] for field in fields)


_PLACE = _shared("level", "path")
_WINDOW = _shared("window", "window_start", "window_end")
_ORDER = _shared("order", "product", "shift")
_LOSS_GROUP: tuple[Name, ...] = (
    ("loss_group", "", "loss group", "损失类别代码"),
    ("loss_group_en", "", "loss group, in English", "损失类别（英文）"),
    ("loss_group_zh", "", "loss group, in Chinese", "损失类别（中文）"),
)
_CAUSE: tuple[Name, ...] = (
    ("leaf", "", "time leaf", "时间类别"),
    *_LOSS_GROUP,
    ("attribution", "", "whose loss it is", "责任归属代码"),
    ("attribution_en", "", "whose loss it is, in English", "责任归属（英文）"),
    ("attribution_zh", "", "whose loss it is, in Chinese", "责任归属（中文）"),
    ("reason", "", "reason", "原因代码"),
    ("reason_en", "", "reason, in English", "原因（英文）"),
    ("reason_zh", "", "reason, in Chinese", "原因（中文）"),
    ("root_unit", "", "unit that starved or blocked it", "源头设备"),
)
_CHARACTERISTIC: tuple[Name, ...] = (
    ("characteristic", "", "characteristic", "质量特性代码"),
    ("name_en", "", "characteristic, in English", "质量特性（英文）"),
    ("name_zh", "", "characteristic, in Chinese", "质量特性（中文）"),
    ("unit", "", "unit of the values", "单位"),
)
_SUMS: tuple[Name, ...] = (
    ("duration_s", "s", "time", "时间"),
    ("count", "1", "stops that begin there", "停机次数"),
    ("pieces", "1", "pieces lost", "损失件数"),
)

LISTED: Mapping[str, tuple[Name, ...]] = {
    "losses": (*_PLACE, *_WINDOW, *_CAUSE, *_ORDER, *_SUMS),
    "pareto": (
        *_PLACE,
        *_WINDOW,
        *_CAUSE,
        *_ORDER,
        *_SUMS,
        ("rank", "1", "rank", "名次"),
        ("share", "1", "share of all losses", "占比"),
        ("cumulative", "1", "cumulative share", "累计占比"),
    ),
    "waterfall": (
        *_PLACE,
        *_WINDOW,
        ("position", "1", "position of the bar", "序号"),
        ("bar", "", "bar", "柱"),
        *_LOSS_GROUP,
        ("duration_s", "s", "time; a gain is negative", "时间（增益为负）"),
        ("left_s", "s", "time that is left behind the bar", "剩余时间"),
    ),
    "six_big": (
        *_PLACE,
        ("big_loss", "", "one of the six big losses", "六大损失代码"),
        ("big_loss_en", "", "big loss, in English", "六大损失（英文）"),
        ("big_loss_zh", "", "big loss, in Chinese", "六大损失（中文）"),
        ("duration_s", "s", "time; a gain is negative", "时间（增益为负）"),
        ("pieces", "1", "pieces lost", "损失件数"),
    ),
    "stops": (
        *_shared("path", "start", "end"),
        ("duration_s", "s", "length", "时长"),
        *_CAUSE,
        *_ORDER,
    ),
    "microstops": (
        *_shared("path"),
        ("count", "1", "microstops", "微停次数"),
        ("duration_s", "s", "time of microstops", "微停时间"),
        ("longest_s", "s", "longest of them", "最长微停"),
    ),
    "trade": (
        *_PLACE,
        ("measure", "", "measure", "指标代码"),
        ("name_en", "", "measure, in English", "指标（英文）"),
        ("name_zh", "", "measure, in Chinese", "指标（中文）"),
        ("unit", "", "unit of the value", "单位"),
        ("part", "", "part, such as an operator or a time leaf", "分项"),
        *_shared("shift", "order", "product"),
        *_WINDOW,
        ("value", "own", "numerator / denominator", "数值"),
        ("numerator", "own", "sum of numerators", "分子"),
        ("denominator", "own", "sum of denominators", "分母"),
    ),
    "spc": (
        *_shared("path"),
        *_CHARACTERISTIC,
        ("time", "UTC", "last value of the subgroup", "子组末值时间"),
        ("first", "UTC", "first value of the subgroup", "子组首值时间"),
        *_shared("shift", "order", "product"),
        ("chart", "", "chart", "控制图类型"),
        ("phase", "1", "phase: 1 limits are found, 2 frozen", "阶段（1 建立，2 冻结）"),
        ("size", "1", "values of the subgroup", "子组大小"),
        ("mean", "own", "mean", "均值"),
        ("spread", "own", "spread", "离散度"),
        ("minimum", "own", "smallest value", "最小值"),
        ("maximum", "own", "largest value", "最大值"),
        ("sum_of_squares", "own", "sum of squared deviations", "离差平方和"),
        ("centre", "own", "centre line", "中心线"),
        ("sigma", "own", "standard deviation within subgroups", "组内标准差"),
        ("lower_limit", "own", "lower control limit", "控制下限"),
        ("upper_limit", "own", "upper control limit", "控制上限"),
        ("spread_centre", "own", "centre line of the spread", "离散度中心线"),
        ("spread_lower_limit", "own", "lower limit of the spread", "离散度下限"),
        ("spread_upper_limit", "own", "upper limit of the spread", "离散度上限"),
        ("ewma", "own", "EWMA", "指数加权移动平均"),
        ("ewma_lower_limit", "own", "lower limit of the EWMA", "EWMA 下限"),
        ("ewma_upper_limit", "own", "upper limit of the EWMA", "EWMA 上限"),
        ("lower_spec", "own", "lower specification limit", "规格下限"),
        ("upper_spec", "own", "upper specification limit", "规格上限"),
        ("limits_from", "UTC", "first subgroup of the limits", "限值起始时间"),
        ("frozen_at", "UTC", "limits were frozen", "限值冻结时间"),
        ("rules", "", "broken rules", "违反判异准则"),
        ("alarm", "", "alarm", "报警"),
    ),
    "capability": (
        *_shared("path"),
        *_CHARACTERISTIC,
        *_shared("product"),
        ("subgroups", "1", "subgroups", "子组数"),
        ("alarms", "1", "alarms", "报警次数"),
        ("values", "1", "values", "数据个数"),
        ("mean", "own", "mean", "均值"),
        ("sigma", "own", "standard deviation within subgroups", "组内标准差"),
        ("overall", "own", "overall standard deviation", "总体标准差"),
        ("cp", "1", "Cp", "过程能力指数 Cp"),
        ("cpk", "1", "Cpk", "过程能力指数 Cpk"),
        ("pp", "1", "Pp", "过程性能指数 Pp"),
        ("ppk", "1", "Ppk", "过程性能指数 Ppk"),
    ),
}

# Shares, and numbers that are no counts.
SHARES = frozenset({"share", "cumulative"})
FIGURES = frozenset({"cp", "cpk", "pp", "ppk"})
