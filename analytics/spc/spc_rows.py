"""From the samples of a line to its points of control charts: rows of the series `spc`.

samples -> measurements, counts -> subgroups -> limits, rules, EWMA -> rows
                                                  ^- stored points before
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.kpi_store import KpiQuery
from analytics.oee.frames import path_columns, typed_frame
from analytics.spc.points import judged
from analytics.spc.reader import SubgroupReader
from analytics.spc.shift_runs import Shifts
from analytics.spc.stored import StoredPoints
from analytics.stretched import Stretched
from contract.series import SPC

# What later points rest on: where a subgroup ended, and what its chart stood at.
_HANDED_ON = (
    "time",
    "work_unit",
    "characteristic",
    "product",
    "size",
    "mean",
    "limits_known",
    "limits_from",
    "frozen_at",
    "centre",
    "sigma",
    "ewma",
)

_DAY_MS = 86_400_000


def spc_rows(stretch: Stretched) -> pd.DataFrame:
    """Return the points that end in the stretch; a line without charts reads nothing for them."""
    entries = stretch.master.entry.characteristics
    frames: list[pd.DataFrame] = []
    if entries:
        stored = StoredPoints(
            stretch.store, stretch.line, start=stretch.start, run_start=stretch.run.start
        )
        reader = SubgroupReader(stretch, stored)
        for entry in entries:
            fresh = reader.subgroups(entry)
            if entry.every_product:
                fresh = replace(fresh, product=np.full(len(fresh.product), "", object))
            for product in sorted(set(fresh.product.tolist())):
                points = judged(
                    entry, stored.of(entry, product), fresh.only(fresh.product == product)
                )
                frames.append(points.assign(work_unit=entry.unit))
    return typed_frame(SPC, _columns(stretch, frames))


def changes_what_follows(stretch: Stretched, rows: pd.DataFrame) -> bool:
    """Tell whether points behind the stretch, if there are any, have to be computed again."""
    if not stretch.master.entry.characteristics:
        return False
    stored = stretch.store.read(
        KpiQuery("spc", start=stretch.start, end=stretch.end, below=stretch.line)
    )
    keys = ["work_unit", "characteristic", "time"]
    before, after = (
        part[list(_HANDED_ON)].sort_values(keys, ignore_index=True) for part in (stored, rows)
    )
    if len(before) != len(after) or bool((before != after).any(axis=None)):
        return True
    return _goes_on_otherwise(stretch)


def _goes_on_otherwise(stretch: Stretched) -> bool:
    """Tell whether subgroups still open at the end of a stretch are not those stored behind it.

    No subgroup goes beyond its shift, so no later point is looked at.
    """
    end, line = stretch.end, stretch.line
    starts = Shifts.between(stretch.master.calendar, end, end + _DAY_MS).starts
    limit = min([*starts[starts >= end].tolist(), end + _DAY_MS, stretch.run.now]) + 1
    behind = KpiQuery("segment", start=end, end=limit, below=line)
    if stretch.store.read(behind).empty:
        return False
    stored = stretch.store.read(replace(behind, table="spc"))
    entries = stretch.master.entry.characteristics
    known: list[pd.DataFrame] = []
    for entry in entries:
        mine = (stored["work_unit"] == entry.unit) & (stored["characteristic"] == entry.name)
        known.append(stored[mine].sort_values("time", kind="stable"))
    # What follows the first point rests on it and on nothing before.
    reach = max(limit if rows.empty else int(rows["time"].iloc[0]) + 1 for rows in known)
    longer = replace(stretch, end=reach)
    points = StoredPoints(stretch.store, line, start=stretch.start, run_start=stretch.run.start)
    reader = SubgroupReader(longer, points)
    for entry, rows in zip(entries, known, strict=True):
        fresh = reader.subgroups(entry)
        fresh = fresh.only(fresh.time >= end)
        before = rows[rows["time"] < reach]
        for name in ("time", "first", "size", "mean"):
            if getattr(fresh, name).tolist() != before[name].tolist():
                return True
    return False


def _columns(stretch: Stretched, frames: list[pd.DataFrame]) -> dict[str, object]:
    if not frames:
        names = ["time", *SPC.tags, *(field.name for field in SPC.fields)]
        return dict.fromkeys(names, np.zeros(0, object))
    rows = pd.concat(frames, ignore_index=True)
    columns: dict[str, object] = {str(name): rows[name].to_numpy() for name in rows}
    columns |= path_columns(stretch.line, rows["work_unit"].to_numpy(object), len(rows))
    return columns | {"void": np.zeros(len(rows), np.bool_)}
