"""How far behind a late stretch measures of a trade rest on what was told in it.

Process values hold until they are told again, rises are counted where they are told, and the lead
time of an order where it ends: all of that may lie hours behind.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.history import HELD_MS
from analytics.kpi_store import KpiQuery
from analytics.stretched import Stretched
from analytics.trade.bottling import BUFFER_FILL
from analytics.trade.furniture import VALUES
from analytics.trade.seen import Seen
from analytics.trade.sewing import QUEUE
from contract.trade_measure import Trade

_TOLD: Mapping[Trade, tuple[str, ...]] = {
    "bottling": (BUFFER_FILL,),
    "sewing": (QUEUE,),
    "furniture": VALUES,
}
_KEYS = ["work_unit", "measure", "part", "time"]
_AMOUNTS = ["numerator", "denominator"]


def rests_until(stretch: Stretched, rows: pd.DataFrame) -> int | None:
    """Return until when (ms UTC) what follows a stretch has to be computed again; None if not.

    `rows` are the new ones of the series `line_trade`; where they are the stored ones, nothing
    was told in the stretch that had not been told before.
    """
    trade = stretch.master.entry.trade
    if not trade or not stretch.master.stages or not _changed(stretch, rows):
        return None
    if trade == "furniture" and _other_starts(stretch):
        return stretch.run.now
    names, end = _TOLD[trade], stretch.end
    latest = min(end + HELD_MS, stretch.run.now)
    told = Seen.of(stretch).told_since(stretch.start, names, until=latest)
    found: list[int] = []
    for values in told.values():
        for one in values.values():
            if ((one.t >= stretch.start) & (one.t < end)).any():
                found += [min([latest, *one.t[one.t >= end].tolist()])]
    return max(found, default=None)


def _changed(stretch: Stretched, rows: pd.DataFrame) -> bool:
    stored = stretch.store.read(
        KpiQuery("line_trade", start=stretch.start, end=stretch.end, below=stretch.line)
    )
    if len(stored) != len(rows):
        return True
    before, after = (part.sort_values(_KEYS, ignore_index=True) for part in (stored, rows))
    if not before[_KEYS].equals(after[_KEYS]):
        return True
    # Sums of held values depend in their last bits on where they begin.
    return not np.allclose(before[_AMOUNTS], after[_AMOUNTS], rtol=1e-9, atol=1e-9)


def _other_starts(stretch: Stretched) -> bool:
    """Tell whether orders began otherwise at the first stage than was stored."""
    stored = stretch.store.read(
        KpiQuery("segment", start=stretch.start, end=stretch.end, below=stretch.line)
    )
    units = stretch.master.stages[0].units
    before, after = (
        rows[rows["work_unit"].isin(units) & (rows["order"] != "")].groupby("order")["time"].min()
        for rows in (stored, stretch.result.unit_segments)
    )
    return before.to_dict() != after.to_dict()
