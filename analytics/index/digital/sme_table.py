"""Points of the ministry's SME digital-level indicators (2024 edition) that our cells can tell.

Cells of units enter; a row per unit and item leaves. Items that nothing here measures are listed as
not covered. It is a side table: the points are in no index, and a level needs the scenarios, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.index.digital.scoring import CellTable

# Equipment: upper ends of bands of a rate in per cent, which earn 0, 25, 50, 75 and 100 %.
_BANDS = (10.0, 20.0, 40.0, 60.0)
_LINKS = 14
_MANY_LINKS = 80.0


@dataclass(frozen=True, slots=True)
class SmeItem:
    """One item of the questionnaire.

    Args:
        block: where it stands.
        points: most that it earns.
        indicator: what tells it here; empty where nothing does.
        share: of the points, from that indicator's value.
        note_en: what is to be minded.
    """

    block: str
    item: str
    name_en: str
    name_zh: str
    points: float
    indicator: str = ""
    share: Callable[[float], float] | None = None
    note_en: str = ""


def _per_cent(value: float) -> float:
    return value / 100.0


def _banded(value: float) -> float:
    return int(np.searchsorted(_BANDS, value, side="left")) / len(_BANDS)


def _by_links(value: float) -> float:
    """None, one, two or more, above 80 %, all links."""
    links = round(value / 100.0 * _LINKS)
    if links >= _LINKS:
        return 1.0
    if value > _MANY_LINKS:
        return 0.75
    return min(links, 2) / 4.0


def _against_last_year(value: float) -> float:
    """Worse, equal, better; below 100 less energy was used than last year."""
    return 0.0 if value > 100.0 else 0.5 if value == 100.0 else 1.0


_EQUAL_LINKS = "14 links count alike here; the questionnaire weighs 13 with 7 % and HR with 9 %"
_NOT_MEASURED = "nothing here tells it"
SME_ITEMS: Sequence[SmeItem] = (
    SmeItem("foundation", "network", "network build", "网络建设", 8, "DF4", _per_cent),
    SmeItem(
        "foundation",
        "digital_equipment",
        "production equipment digitalisation rate",
        "生产设备数字化率",
        6,
        "DF2",
        _banded,
    ),
    SmeItem(
        "foundation",
        "networked_equipment",
        "production equipment networking rate",
        "生产设备联网率",
        6,
        "DF3",
        _banded,
        "of all equipment, not of digital equipment",
    ),
    SmeItem(
        "foundation",
        "acquisition",
        "links with automatic acquisition",
        "数据自动采集环节",
        10,
        "DF5",
        _per_cent,
        _EQUAL_LINKS,
    ),
    SmeItem(
        "foundation",
        "systems",
        "links managed by systems",
        "信息系统管理环节",
        10,
        "DF6",
        _by_links,
    ),
    SmeItem(
        "foundation",
        "security",
        "network and data security",
        "网络与数据安全",
        10,
        "DF7",
        _per_cent,
        "two items of 5 points and 4 ticks each, told as one here",
    ),
    SmeItem(
        "management",
        "planning",
        "planning",
        "数字化规划",
        7.5,
        "DM1",
        _per_cent,
        "each rung earns a fifth; the wording of the top rung is ours",
    ),
    SmeItem("management", "institutions", "institutions", "管理制度", 7.5, "DM2", _per_cent),
    SmeItem("management", "talent", "talent", "人才建设", 7.5, "DM3", _per_cent),
    SmeItem(
        "management",
        "investment",
        "investment in revenue",
        "数字化投入",
        7.5,
        note_en="its bands are not in the text that we read",
    ),
    SmeItem(
        "effect",
        "energy",
        "energy per 100 yuan of revenue",
        "百元营收综合能耗",
        7,
        "GC3",
        _against_last_year,
    ),
    SmeItem(
        "effect",
        "pass_rate",
        "pass rate",
        "产品合格率",
        7,
        note_en="asks for a change against last year, which nothing here tells",
    ),
    SmeItem("effect", "revenue", "revenue per head", "人均营业收入", 3, note_en=_NOT_MEASURED),
    SmeItem("effect", "cost", "cost per 100 yuan", "百元营收成本", 3, note_en=_NOT_MEASURED),
)


def sme_table(cells: CellTable) -> pd.DataFrame:
    """Return unit, item, points earned and to be had, and whether the item is covered.

    Points are NaN where an item is not covered, or its indicator has no value.
    """
    rows = []
    for unit in cells.value.index:
        for one in SME_ITEMS:
            value = float(cells.value.loc[unit, one.indicator]) if one.indicator else np.nan
            known = one.share is not None and not np.isnan(value)
            rows.append(
                {
                    "unit": str(unit),
                    "block": one.block,
                    "item": one.item,
                    "name_en": one.name_en,
                    "name_zh": one.name_zh,
                    "indicator": one.indicator,
                    "covered": bool(one.indicator),
                    "value": value,
                    "points": one.share(value) * one.points if known and one.share else np.nan,
                    "most_points": float(one.points),
                    "note": one.note_en,
                }
            )
    return pd.DataFrame(rows)


def sme_sums(table: pd.DataFrame) -> pd.DataFrame:
    """Return per unit the points of its known items, what these could earn, and the whole 100."""
    told = table[table["points"].notna()].groupby("unit", sort=False)
    sums = told[["points", "most_points"]].sum()
    return sums.rename(columns={"most_points": "of_covered"}).reset_index()
