"""Rows of samples as they arrived in, one row per identity out: later arrival wins by field.

Identity is (work unit, source time), contract 4.5; both implementations of History use it.
"""

from collections.abc import Sequence

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
    coded = several.select_dtypes("category").columns
    several = several.astype(dict.fromkeys(coded, object))
    merged = several.groupby(["work_unit", "time"], sort=True, as_index=False).last()
    newest = several.drop_duplicates(["work_unit", "time"], keep="last")
    merged["unavailable"] = newest["unavailable"].to_numpy()
    _withdraw(merged, several)
    merged = merged[list(rows.columns)]
    out = stacked([rows[~repeated], merged])
    return out.sort_values(["work_unit", "time"], kind="stable", ignore_index=True)


def stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of the same columns under each other; a coded column of the first stays coded."""
    first = parts[0]
    parts = list(parts)
    for name in first.select_dtypes("category").columns:
        kinds = [part[name].astype("category") for part in parts]
        words = sorted({str(word) for kind in kinds for word in kind.cat.categories})
        parts = [
            part.assign(**{str(name): kind.cat.set_categories(words)})
            for part, kind in zip(parts, kinds, strict=True)
        ]
    return pd.concat(parts, ignore_index=True)


def _withdraw(merged: pd.DataFrame, several: pd.DataFrame) -> None:
    """Set to null what a later row called unavailable and no still later row gave again."""
    said = several["unavailable"].fillna("").to_numpy() != ""
    if not said.any():
        return
    place = {
        key: at for at, key in enumerate(zip(merged["work_unit"], merged["time"], strict=True))
    }
    names = [name for name in merged.columns if name not in {"work_unit", "time", "unavailable"}]
    withdrawn: dict[tuple[str, int], set[str]] = {}
    columns = [several[name].tolist() for name in ("work_unit", "time", "unavailable", *names)]
    for unit, time, unavailable, *values in zip(*columns, strict=True):
        gone = withdrawn.setdefault((unit, time), set())
        gone.difference_update(n for n, v in zip(names, values, strict=True) if not pd.isna(v))
        gone.update((unavailable or "").split())
    for key, gone in withdrawn.items():
        merged.loc[place[key], "unavailable"] = " ".join(sorted(gone)) or None
        for name in gone.intersection(names):
            merged.loc[place[key], name] = np.nan if name in COUNTER_FIELDS else None
