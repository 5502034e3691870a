"""KPI rows as readers see them in, the same with every target that held at their start out."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

import pandas as pd

from analytics.master.data import MasterData
from analytics.master.file import Targets
from contract.path import EquipmentPath

# Targets beside that of OEE, which the rows carry themselves.
TARGET_COLUMNS = ("target_availability", "target_effectiveness", "target_quality_ratio")
_FIELDS = ("availability", "effectiveness", "quality_ratio")


def with_targets(
    rows: pd.DataFrame, master_of: Callable[[EquipmentPath], MasterData]
) -> pd.DataFrame:
    """Return rows of `oee_rows` with TARGET_COLUMNS behind them, NaN where nobody wants any.

    `master_of` gives the master data of the site of a path.
    """
    wanted = list(_targets(rows, master_of))
    return rows.assign(
        **{
            column: pd.Series([getattr(one, name) for one in wanted], rows.index, "float64")
            for column, name in zip(TARGET_COLUMNS, _FIELDS, strict=True)
        }
    )


def _targets(
    rows: pd.DataFrame, master_of: Callable[[EquipmentPath], MasterData]
) -> Iterator[Targets]:
    lines = cache(lambda path: master_of(path).line(path))
    for text, start in zip(rows["path"], rows["window_start"], strict=True):
        path = EquipmentPath.parse(str(text))
        at = round(datetime.fromisoformat(str(start)).timestamp() * 1000)
        if not path.work_center:
            yield master_of(path).targets(at=at)
        elif path.work_unit:
            yield lines(path.line).unit_targets(path.work_unit, at=at)
        else:
            yield lines(path).targets(at=at)
