"""Rows of samples as they arrived in, one row per identity out: later arrival wins by field.

Identity is (work unit, source time), contract 4.5; both implementations of History use it.
"""

import numpy as np
import pandas as pd

from analytics.history import COUNTER_FIELDS


def merge_identities(rows: pd.DataFrame) -> pd.DataFrame:
    """Merge rows sorted by work_unit, time and arrival into one row per (work_unit, time).

    A field that a later row does not give keeps its older value, unless the later row names it
    in `unavailable` (names divided by spaces).
    """
    if len(rows) < 2:
        return rows
    unit = rows["work_unit"].to_numpy()
    time = rows["time"].to_numpy()
    same = (time[1:] == time[:-1]) & (unit[1:] == unit[:-1])
    if not same.any():
        return rows
    repeated = np.zeros(len(rows), dtype=bool)
    repeated[1:] |= same
    repeated[:-1] |= same
    several = rows[repeated]
    merged = several.groupby(["work_unit", "time"], sort=True, as_index=False).last()
    newest = several.drop_duplicates(["work_unit", "time"], keep="last")
    merged["unavailable"] = newest["unavailable"].to_numpy()
    _withdraw(merged, several)
    merged = merged[list(rows.columns)]
    out = pd.concat([rows[~repeated], merged], ignore_index=True)
    return out.sort_values(["work_unit", "time"], kind="stable", ignore_index=True)


def _withdraw(merged: pd.DataFrame, several: pd.DataFrame) -> None:
    """Set to null what a later row called unavailable and no still later row gave again."""
    said = several["unavailable"].fillna("").to_numpy() != ""
    if not said.any():
        return
    index = {
        key: place
        for place, key in enumerate(zip(merged["work_unit"], merged["time"], strict=True))
    }
    keys = set(zip(several.loc[said, "work_unit"], several.loc[said, "time"], strict=True))
    concerned = [key in keys for key in zip(several["work_unit"], several["time"], strict=True)]
    fields = [name for name in merged.columns if name not in {"work_unit", "time", "unavailable"}]
    null: dict[tuple[str, int], set[str]] = {}
    for _, row in several[concerned].iterrows():
        gone = null.setdefault((row["work_unit"], row["time"]), set())
        gone.difference_update(name for name in fields if not pd.isna(row[name]))
        gone.update(str(row["unavailable"] or "").split())
    for key, names in null.items():
        for name in names.intersection(fields):
            empty = np.nan if name in COUNTER_FIELDS else None
            merged.iat[index[key], merged.columns.get_loc(name)] = empty  # noqa: PD009 - one cell
        merged.iat[index[key], merged.columns.get_loc("unavailable")] = " ".join(  # noqa: PD009 - one cell
            sorted(names)
        )
