"""English and Chinese names of the columns of rates, and the catalogues that stand beside them.

field, unit, English, Chinese, by list; unit "own" is that of the rate or measure.
"""

from collections.abc import Mapping

from analytics.listing.dictionary_names import KEYS, Name
from analytics.listing.plan import PLAN_NAMES
from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from contract.rates import RateDefinition

_KEY = {name[0]: name for name in KEYS}
_HEAD: tuple[Name, ...] = (
    _KEY["level"],
    _KEY["path"],
    ("period", "", "kind of period", "统计周期"),
    ("start", "UTC", "start of the period", "周期开始"),
    ("end", "UTC", "end of the period", "周期结束"),
)
_OF_CATALOGUE: tuple[Name, ...] = (
    ("indicator", "", "sub-indicator of the index that it feeds", "对应指数子指标"),
    ("name_en", "", "name in English", "名称（英文）"),
    ("name_zh", "", "name in Chinese", "名称（中文）"),
    ("unit", "", "unit of the value; 1 is a share or a number", "单位"),
)
_VALUES: tuple[Name, ...] = (
    ("value", "own", "observed value", "观测值"),
    ("declared", "own", "declared value", "登记值"),
    ("lower", "own", "lower bound", "下限"),
    ("upper", "own", "upper bound", "上限"),
    ("numerator", "own", "numerator", "分子"),
    ("denominator", "own", "denominator", "分母"),
    ("status", "", "status", "状态"),
    ("definition", "", "definition id", "定义编号"),
    ("machines", "1", "machines behind it", "涉及设备数"),
    ("evidence_hours", "h", "hours that were seen", "有据小时数"),
)

RATED: Mapping[str, tuple[Name, ...]] = {
    "automation": (
        *_HEAD,
        ("rate", "", "rate", "指标代码"),
        ("code", "", "place in the automation vector, A1 to A9", "自动化向量编号"),
        *_OF_CATALOGUE,
        *_VALUES,
    ),
    "green": (
        *_HEAD,
        ("measure", "", "measure", "指标代码"),
        *_OF_CATALOGUE,
        ("part", "", "time leaf, product, order or shift", "分项"),
        *_VALUES,
    ),
    "plan": PLAN_NAMES,
}

# What a dictionary says of each list beside its columns.
CATALOGUES: Mapping[str, tuple[RateDefinition, ...]] = {
    "automation": AUTOMATION_RATES,
    "green": GREEN_MEASURES,
}
