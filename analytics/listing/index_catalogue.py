"""The shipped catalogue of the index as a list: a row per indicator, its references beside it."""

import pandas as pd

from analytics.index.digital.catalogue import IndicatorRecord, Reference
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.reference_table import POPULATION
from analytics.index.digital.roll_up_references import mismatches
from analytics.listing.dictionary_names import Name
from analytics.listing.listing import Column, Listing

INDEX_CATALOGUE = Listing(
    "index_catalogue",
    "Indicators of the index",
    (
        Column("edition", "edition", folded=True),
        Column("indicator", "indicator"),
        Column("name_en", "name"),
        Column("name_zh", "指标"),
        Column("unit", "unit"),
        Column("direction", "better"),
        Column("floor", "floor", "figure"),
        Column("reference", "reference", "figure"),
        Column("reference_status", "status"),
        Column("benchmark", "benchmark", "figure"),
        Column("benchmark_status", "status"),
        Column("measurement", "measured by"),
        Column("roll_up", "roll-up"),
        Column("basis", "basis"),
    ),
    ("indicator",),
)
_REFERENCES = {
    "reference": ("national reference", "全国参考值"),
    "benchmark": ("benchmark reference", "标杆参考值"),
}
_OF_A_REFERENCE: tuple[tuple[str, str, str], ...] = (
    ("status", "published or assumed", "状态"),
    ("source", "source", "来源"),
    ("date", "date", "日期"),
    ("definition", "definition id", "定义编号"),
    ("level", "level", "层级"),
    ("population", "population", "统计范围"),
)
INDEX_CATALOGUE_NAMES: tuple[Name, ...] = (
    ("edition", "", "edition of the catalogue", "版本"),
    ("indicator", "", "indicator", "指标编号"),
    ("dimension", "", "dimension", "维度编号"),
    ("dimension_en", "", "name of the dimension in English", "维度名称（英文）"),
    ("dimension_zh", "", "name of the dimension in Chinese", "维度名称（中文）"),
    ("name_en", "", "name in English", "名称（英文）"),
    ("name_zh", "", "name in Chinese", "名称（中文）"),
    ("note_en", "", "note in English", "说明（英文）"),
    ("note_zh", "", "note in Chinese", "说明（中文）"),
    ("formula", "", "formula", "公式"),
    ("definition", "", "definition id", "定义编号"),
    ("variants", "", "other definitions in use", "其他口径"),
    ("unit", "", "unit of the value", "计量单位"),
    ("direction", "", "which is better", "方向"),
    ("transform", "", "what is scaled: the value, or its logarithm", "计分变换"),
    ("plausible_low", "own", "smallest value that is believed", "合理下限"),
    ("plausible_high", "own", "largest value that is believed", "合理上限"),
    ("floor", "own", "value of score 0", "计分下限"),
    *(
        entry
        for field, (english, chinese) in _REFERENCES.items()
        for entry in (
            (field, "own", english, chinese),
            *(
                (f"{field}_{one}", "", f"{english}: {said}", f"{chinese}：{spoken}")
                for one, said, spoken in _OF_A_REFERENCE
            ),
            (
                f"{field}_mismatch",
                "",
                f"{english}: in what it is not of a region's own value",
                f"{chinese}：与本地区数值口径不一致之处",
            ),
        )
    ),
    ("roll_up", "", "how units become a region's value", "汇总规则"),
    ("measurement", "", "measurement class: how it comes to a value", "数据获取方式"),
    ("minimum_evidence", "", "least evidence", "最低证据要求"),
    ("not_applicable", "", "when it does not apply", "不适用条件"),
    ("basis", "", "whose formula it is", "公式依据"),
    ("series", "", "series of the rate that it is", "对应率值序列"),
    ("rate", "", "rate or measure that it is", "对应率值"),
)
_COLUMNS = [name for name, *_ in INDEX_CATALOGUE_NAMES]


def index_catalogue() -> pd.DataFrame:
    """Return a row per indicator, in the order of the catalogue."""
    catalogue = shipped()
    dimensions = {one.id: one for one in catalogue.dimensions}
    differs: dict[tuple[str, str], list[str]] = {}
    for one in mismatches(catalogue, level="region", population=POPULATION):
        differs.setdefault((one.indicator, one.reference), []).append(one.field)
    rows = []
    for record in catalogue.indicators:
        dimension = dimensions[record.dimension]
        rows.append(
            _plain(record)
            | {
                "edition": catalogue.edition,
                "dimension_en": dimension.name_en,
                "dimension_zh": dimension.name_zh,
            }
            | _reference("reference", record.national, differs.get((record.id, "national"), []))
            | _reference("benchmark", record.benchmark, differs.get((record.id, "benchmark"), []))
        )
    return pd.DataFrame(rows)[_COLUMNS]


def _plain(one: IndicatorRecord) -> dict[str, object]:
    """Return what a record says of itself."""
    said: dict[str, object] = {
        name: getattr(one, name) for name in _COLUMNS if name in one.__struct_fields__
    }
    low, high = one.plausible
    return said | {
        "indicator": one.id,
        "variants": ", ".join(one.variants),
        "plausible_low": low,
        "plausible_high": high,
    }


def _reference(field: str, one: Reference, differs: list[str]) -> dict[str, object]:
    return {
        field: one.value,
        **{f"{field}_{name}": getattr(one, name) for name, *_ in _OF_A_REFERENCE},
        f"{field}_mismatch": " ".join(differs),
    }
