"""Control charts as people read them: times in ISO 8601, what is not known yet is null."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from analytics.kpi_store import KpiStore
from analytics.master.data import LineMaster, MasterData
from analytics.queries import iso, paths_of
from analytics.spc.queries import alarms, capabilities, points
from contract.path import EquipmentPath
from contract.series import SPC

# Written as 0 while no limits are known.
_OF_LIMITS = (
    "centre",
    "sigma",
    "lower_limit",
    "upper_limit",
    "spread_centre",
    "spread_lower_limit",
    "spread_upper_limit",
    "ewma",
    "ewma_lower_limit",
    "ewma_upper_limit",
)
_INSTANTS = ("first", "limits_from", "frozen_at")
_NOT_SHOWN = ("void", "lower_spec_null", "upper_spec_null", "limits_known")
POINT_COLUMNS: tuple[str, ...] = (
    "path",
    "characteristic",
    "time",
    *(field.name for field in SPC.fields if field.name not in _NOT_SHOWN),
)
_INDICES = ("values", "mean", "sigma", "overall", "cp", "cpk", "pp", "ppk")
NAME_COLUMNS = ("name_en", "name_zh", "unit")
CAPABILITY_COLUMNS = ("path", "characteristic", "product", "subgroups", "alarms", *_INDICES)


def spc_rows(
    kpi_store: KpiStore,
    *,
    start: int,
    end: int,
    below: EquipmentPath | None = None,
    characteristic: str = "",
    product: str | None = None,
    only_alarms: bool = False,
) -> pd.DataFrame:
    """Return the points of [start, end), or those that broke a rule, by path and time."""
    asked = alarms if only_alarms else points
    rows = asked(
        kpi_store,
        start=start,
        end=end,
        below=below,
        characteristic=characteristic,
        product=product,
    )
    known = rows["limits_known"].to_numpy(bool)
    columns: dict[str, object] = {
        "path": paths_of(rows),
        "characteristic": rows["characteristic"].to_numpy(object),
        "time": [iso(time) for time in rows["time"]],
    }
    for name in POINT_COLUMNS[len(columns) :]:
        values = rows[name].to_numpy()
        if name in _INSTANTS:
            values = np.array([iso(time) if time else "" for time in values], object)
        elif name in _OF_LIMITS:
            values = np.where(known, values, np.nan)
        elif name in ("lower_spec", "upper_spec"):
            values = np.where(rows[f"{name}_null"].to_numpy(bool), np.nan, values)
        columns[name] = values
    return pd.DataFrame(columns)


def capability_rows(
    kpi_store: KpiStore, *, start: int, end: int, below: EquipmentPath | None = None
) -> pd.DataFrame:
    """Return what each process held in [start, end) against its specification limits."""
    rows = [
        {
            "path": str(one.unit),
            "characteristic": one.characteristic,
            "product": one.product,
            "subgroups": one.subgroups,
            "alarms": one.alarms,
            **{name: getattr(one.indices, name) for name in _INDICES},
        }
        for one in capabilities(kpi_store, start=start, end=end, below=below)
    ]
    frame = pd.DataFrame(rows, columns=list(CAPABILITY_COLUMNS))
    return frame.astype(dict.fromkeys(_INDICES[1:], "float64"))


def with_names(
    rows: pd.DataFrame, master_of: Callable[[EquipmentPath], MasterData]
) -> pd.DataFrame:
    """Return points or capabilities with NAME_COLUMNS behind the characteristic.

    `master_of` gives the master data of the site of a path.
    """
    lines = cache(lambda path: master_of(path).line(path))
    said = []
    for text, word in zip(rows["path"], rows["characteristic"], strict=True):
        path = EquipmentPath.parse(str(text))
        said.append(characteristic_names(lines(path.line), path.work_unit, str(word)))
    named = pd.DataFrame(said, rows.index, NAME_COLUMNS, dtype=object)
    behind = list(rows.columns).index("characteristic") + 1
    return pd.concat([rows.iloc[:, :behind], named, rows.iloc[:, behind:]], axis=1)


def characteristic_names(line: LineMaster, unit: str, word: str) -> tuple[str, str, str]:
    """Return a characteristic's names in English and Chinese, and the unit of its values."""
    for entry in line.entry.characteristics:
        if (entry.unit, entry.name) == (unit, word):
            english = entry.name_en or word
            return english, entry.name_zh or english, entry.unit_of_measure
    return word, word, ""
