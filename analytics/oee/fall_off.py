"""The fall-off ratio: scrap of a unit over what the first stage of its line produced.

KPI rows of the units of one line enter and leave with the ratio of each window.
"""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analytics.master_data_file import StageEntry


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
    unit = rows["work_unit"]
    items = unit.map(items_per_count).astype("float64")
    made = pd.DataFrame({"items": items * rows["produced_quantity"], "withheld": rows["withheld"]})[
        unit.isin(stages[0].units)
    ]
    by_window = made.groupby(rows["time"]).agg({"items": "sum", "withheld": "any"})
    below = rows["time"].map(by_window["items"].where(~by_window["withheld"])).astype("float64")
    below = below.where(unit.isin([name for stage in stages for name in stage.units]) & (below > 0))
    ratio = rows["scrap_quantity"] * items / below
    ratio = ratio.mask(rows["withheld"])
    return rows.assign(
        fall_off_ratio=ratio.fillna(0.0),
        fall_off_ratio_null=ratio.isna(),
        inputs_hash=[
            before if np.isnan(number) else _joined(before, number)
            for before, number in zip(rows["inputs_hash"], ratio, strict=True)
        ],
    )


def _joined(inputs_hash: str, ratio: float) -> str:
    return hashlib.blake2b(inputs_hash.encode() + ratio.hex().encode(), digest_size=8).hexdigest()
