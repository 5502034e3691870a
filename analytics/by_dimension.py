"""KPIs of orders, products or crews: sums of segments over a range, ratios last (1.6.1).

Rows of the series `segment` enter, with the name that each belongs to; one row per place and name
leaves. Nothing is averaged, so rows of one place add up to its whole.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analytics.master.data import Settings
from analytics.oee.ratios import ratios_of
from analytics.oee.segment_sums import sums_of
from analytics.queries import iso, paths_of
from contract.kpi import BASE_FIELD_NAMES, FLAG_FIELDS, RATIO_FIELDS, KpiLevel
from contract.series import UNIT_TAGS

Dimension = Literal["order", "product", "crew"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


def columns_by(dimension: Dimension) -> list[str]:
    """Return the columns of `kpis_by`; start and end are those of the segments that it sums."""
    keys = ["level", "path", dimension, "start", "end"]
    return [*keys, *BASE_FIELD_NAMES, *RATIO_FIELDS, "coverage", *FLAG_FIELDS]


def kpis_by(
    segments: pd.DataFrame,
    names: Iterable[str],
    *,
    dimension: Dimension,
    level: KpiLevel,
    settings: Settings,
) -> pd.DataFrame:
    """Return one row per place and name, sorted by both.

    Args:
        segments: of one level, unit or line; no void rows.
        names: order, product or crew of each segment; empty is none.
        dimension: what the names are.
        level: of the segments.
        settings: limits of the site's master data.
    """
    if segments.empty:
        return pd.DataFrame({name: [] for name in columns_by(dimension)})
    rows = segments.assign(by=np.array(list(names), object))
    rows = rows.sort_values([*UNIT_TAGS, "by", "time"], kind="stable", ignore_index=True)
    keys = rows[[*UNIT_TAGS, "by"]]
    heads = np.flatnonzero(keys.ne(keys.shift()).any(axis=1).to_numpy())
    sums = sums_of(rows, heads)
    base, flags = sums.base, sums.flags
    ratios = ratios_of(base, settings, level=level, unrated=flags["ideal_rate_missing"])
    flags |= ratios.flags
    # A name has no window that the run could cut.
    flags["partial"] = np.zeros(len(heads), np.bool_)
    columns: Mapping[str, object] = {
        "level": [level] * len(heads),
        "path": paths_of(rows.iloc[heads]),
        dimension: rows["by"].to_numpy(object)[heads],
        "start": [iso(time) for time in rows["time"].to_numpy()[heads]],
        "end": [iso(time) for time in np.maximum.reduceat(rows["end"].to_numpy(np.int64), heads)],
        **base,
        **ratios.columns,
        "coverage": ratios.coverage,
        **flags,
    }
    return pd.DataFrame({name: columns[name] for name in columns_by(dimension)})
