"""The fall-off ratio: scrap of a unit over what the first stage of its line produced.

KPI rows of the units of one line enter and leave with the ratio of each window.
"""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analytics.master.file import StageEntry
from analytics.oee.counters import group_sums


def with_fall_off(
    rows: pd.DataFrame, stages: Sequence[StageEntry], items_per_count: Callable[[str], float]
) -> pd.DataFrame:
    """Return rows of level unit with `fall_off_ratio` wherever it has a value.

    It is null where the first stage made nothing, where too little is known of it or of the unit,
    and for units outside the stages. What it stands on joins the hash of a row's inputs.

    Args:
        rows: of all units of one line that have any, windows of one kind.
        stages: of the line, in order of flow.
        items_per_count: line items in one count of a unit.
    """
    if rows.empty or not stages:
        return rows
    unit = rows["work_unit"].to_numpy(object)
    items = np.array([items_per_count(name) for name in unit], np.float64)
    withheld = rows["withheld"].to_numpy(np.bool_)
    windows, window = np.unique(rows["time"].to_numpy(np.int64), return_inverse=True)
    first = np.isin(unit, stages[0].units)
    made = items * rows["produced_quantity"].to_numpy(np.float64)
    below = group_sums(window[first], made[first], len(windows))
    below[window[first & withheld]] = np.nan
    below = below[window]
    below[~np.isin(unit, [name for stage in stages for name in stage.units])] = np.nan
    below[~(below > 0) | withheld] = np.nan
    ratio = rows["scrap_quantity"].to_numpy(np.float64) * items / below
    return rows.assign(
        fall_off_ratio=np.where(np.isnan(ratio), 0.0, ratio),
        fall_off_ratio_null=np.isnan(ratio),
        inputs_hash=[
            before if np.isnan(number) else _joined(before, number)
            for before, number in zip(rows["inputs_hash"], ratio, strict=True)
        ],
    )


def _joined(inputs_hash: str, ratio: float) -> str:
    return hashlib.blake2b(inputs_hash.encode() + ratio.hex().encode(), digest_size=8).hexdigest()
