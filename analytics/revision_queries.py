"""What was known at an instant of wall time: closed revisions in, KPI rows as of then out.

A revision is known from its commit on; later ones never change what was known before.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore, columns_of, empty, sort_keys
from analytics.queries import readable, window_query
from analytics.revisions import NO_INPUTS
from contract.kpi import WINDOWS, KpiLevel, Window
from contract.path import EquipmentPath

# A revision's row stands at its window's start plus its number in ms.
MOST_REVISIONS = 60_000
FOR_EVER = 2**62
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
    rows = kpi_store.read(replace(query, end=query.end + MOST_REVISIONS))
    return readable(known_at(rows[rows["window_start"] < query.end], as_of=as_of))


def latest_revisions(store: KpiStore, rows: pd.DataFrame, *, below: EquipmentPath) -> pd.DataFrame:
    """Return the latest closed revisions of the windows of these KPI rows, as KPI rows.

    Also those of windows that a calendar had, lost and has again.
    """
    keys, parts = sort_keys("kpi"), [empty("kpi")]
    for kind in WINDOWS:
        times = rows.loc[rows["window"] == kind, "time"]
        if len(times):
            first, last = int(times.min()), int(times.max())
            query = KpiQuery("kpi_revision", first, last + MOST_REVISIONS, below, windows=(kind,))
            found = _latest(store.read(query))
            mine = pd.MultiIndex.from_frame(found[keys]).isin(pd.MultiIndex.from_frame(rows[keys]))
            parts.append(found.loc[mine, columns_of("kpi")])
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def known_at(revisions: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """Return the latest of these revisions of each window that was committed by `as_of`.

    Rows of the series `kpi_revision` enter; rows of the series `kpi` leave. A window that the
    calendar did not have any more has none.
    """
    latest = _latest(revisions[revisions["committed_at"] <= as_of])
    return latest[latest["inputs_hash"] != NO_INPUTS].reset_index(drop=True)


def _latest(revisions: pd.DataFrame) -> pd.DataFrame:
    latest = revisions.sort_values([*_WINDOW_KEYS, "revision"], kind="stable").drop_duplicates(
        _WINDOW_KEYS, keep="last"
    )
    return latest.assign(time=latest["window_start"]).reset_index(drop=True)
