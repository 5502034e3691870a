"""What was known at an instant of wall time: closed revisions in, KPI rows as of then out.

A revision is known from its commit on; later ones never change what was known before.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analytics.kpi_store import KpiStore, sort_keys
from analytics.queries import readable, window_query
from contract.kpi import KpiLevel, Window
from contract.path import EquipmentPath

# A revision's row stands at its window's start plus its number in ms.
_MOST_REVISIONS = 60_000
_WINDOW_KEYS = [*(key for key in sort_keys("kpi_revision") if key != "time"), "window_start"]


def oee_rows_as_of(
    kpi_store: KpiStore,
    *,
    as_of: int,
    start: int | None = None,
    end: int | None = None,
    level: KpiLevel | None = None,
    window: Window | Sequence[Window] | None = None,
    below: EquipmentPath | None = None,
) -> pd.DataFrame:
    """Return the rows of `oee_rows` as they were known at `as_of` (wall ms), in the same columns.

    A window whose first closed revision was committed later was not known then and has no row.
    """
    query = window_query(
        "kpi_revision", start=start, end=end, level=level, window=window, below=below
    )
    rows = kpi_store.read(replace(query, end=query.end + _MOST_REVISIONS))
    return readable(known_at(rows[rows["window_start"] < query.end], as_of=as_of))


def known_at(revisions: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """Return the latest of these revisions of each window that was committed by `as_of`.

    Rows of the series `kpi_revision` enter; rows of the series `kpi` leave.
    """
    known = revisions[revisions["committed_at"] <= as_of]
    latest = known.sort_values([*_WINDOW_KEYS, "revision"], kind="stable").drop_duplicates(
        _WINDOW_KEYS, keep="last"
    )
    return latest.assign(time=latest["window_start"]).reset_index(drop=True)
