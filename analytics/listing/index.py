"""The series `index` as people read it: a row per node of a unit, sector or region and period."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.listing.dictionary_names import Name
from analytics.listing.listing import Column, Listing
from analytics.queries import iso
from contract.index_series import NULLABLE

INDEX = Listing(
    "index",
    "Index",
    (
        Column("level", "level", folded=True),
        Column("period", "period", folded=True),
        Column("unit", "unit"),
        Column("node", "node", folded=True),
        Column("value", "value", "figure", sparse=True),
        Column("score", "score", "figure"),
        Column("band_low", "at least", "figure", sparse=True),
        Column("band_high", "at most", "figure", sparse=True),
        Column("place", "place", "whole", sparse=True),
        Column("share_measured", "measured %", "percent", sparse=True),
        Column("weight", "weight %", "percent", sparse=True),
        Column("status", "status", sparse=True),
        Column("source", "source", sparse=True),
    ),
    ("level", "window", "unit", "node", "period"),
)
INDEX_NAMES: tuple[Name, ...] = (
    ("level", "", "unit, sector or region", "层级"),
    ("window", "", "kind of period", "周期类型"),
    ("unit", "", "plant, enterprise, sector or region", "单位"),
    ("node", "", "indicator, dimension or index", "指标、维度或指数"),
    ("period", "", "period", "期间"),
    ("kind", "", "kind of node", "节点类型"),
    ("value", "own", "value of an indicator", "指标值"),
    ("score", "own", "score, points", "得分"),
    ("band_low", "own", "index at least: 5 % of runs lie below", "指数区间下限"),
    ("band_high", "own", "index at most: 5 % of runs lie above", "指数区间上限"),
    ("share_measured", "1", "share of weight that was measured", "实测权重占比"),
    ("place", "own", "place, 1 the best", "名次"),
    (
        "weight",
        "1",
        "weight in this index, after gaps were shared out",
        "在该指数中的权重（缺项分摊后）",
    ),
    ("nominal_weight", "1", "weight in the node above it", "在上级节点中的名义权重"),
    ("aggregator", "", "how members are added up", "汇总方法"),
    ("status", "", "status", "状态"),
    ("source", "", "source", "来源"),
    ("edition", "", "edition of the catalogue", "版本"),
    ("vintage", "UTC", "when the newest observation became known", "最新观测时间"),
    ("inputs", "", "digest of observations and facts", "输入摘要"),
)
INDEX_SHARES = frozenset(("share_measured", "weight", "nominal_weight"))
_COLUMNS = [name for name, *_ in INDEX_NAMES]


def kept_index(
    kpi_store: KpiStore,
    *,
    window: str,
    level: str | None = None,
    period: str | None = None,
    nodes: Sequence[str] = (),
    units: Sequence[str] = (),
) -> pd.DataFrame:
    """Return rows that were kept, in a stable order; absent numbers are NaN."""
    rows = kpi_store.read(KpiQuery("index"))
    wanted = rows["window"] == window
    for name, told in (("level", level), ("period", period)):
        if told is not None:
            wanted &= rows[name] == told
    for name, several in (("node", nodes), ("unit", units)):
        if several:
            wanted &= rows[name].isin(list(several))
    found = with_gaps(rows[wanted])
    found["vintage"] = [iso(int(one)) for one in found["vintage"]]
    return found[_COLUMNS]


def with_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of the series with NaN where a number is absent."""
    found = rows.reset_index(drop=True)
    for name in NULLABLE:
        found[name] = found[name].where(~found[f"{name}_null"].astype("bool"), np.nan)
    return found.astype(dict.fromkeys(NULLABLE, "float64"))
