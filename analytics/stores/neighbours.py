"""Which of the rows around a slice belong to it: each unit's last before and first after."""

import numpy as np
import pandas as pd


def trim(rows: pd.DataFrame, *, start: int, end: int) -> pd.DataFrame:
    """Keep start <= time <= end and each unit's nearest row outside, on either side.

    Rows are sorted by work_unit and time, one per identity.
    """
    if rows.empty:
        return rows
    time = rows["time"].to_numpy()
    unit = rows["work_unit"].to_numpy()
    before = time < start
    after = time > end
    if not (before.any() or after.any()):
        return rows
    same_unit_next = np.zeros(len(rows), dtype=bool)
    same_unit_next[:-1] = unit[1:] == unit[:-1]
    next_is_before = np.zeros(len(rows), dtype=bool)
    next_is_before[:-1] = before[1:]
    last_before = before & ~(same_unit_next & next_is_before)
    same_unit_previous = np.zeros(len(rows), dtype=bool)
    same_unit_previous[1:] = same_unit_next[:-1]
    previous_is_after = np.zeros(len(rows), dtype=bool)
    previous_is_after[1:] = after[:-1]
    first_after = after & ~(same_unit_previous & previous_is_after)
    return rows[(~before & ~after) | last_before | first_after].reset_index(drop=True)
