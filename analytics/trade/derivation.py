"""The rows of the series `line_trade` for one stretch of a line, by the trade of the line.

A stretch enters; what every line has (its momentary constraint) and what its trade measures leave.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from analytics.oee.loss_frames import MOMENTARY_CONSTRAINT
from analytics.stretched import Stretched
from analytics.trade.bottling import bottling
from analytics.trade.furniture import furniture
from analytics.trade.rows import Booked, Places, shared, trade_frame
from analytics.trade.seen import Seen
from analytics.trade.sewing import sewing
from contract.trade_measure import Trade

_TRADES: Mapping[Trade, Callable[[Seen], list[Booked]]] = {
    "bottling": bottling,
    "sewing": sewing,
    "furniture": furniture,
}


def line_trade(stretch: Stretched) -> pd.DataFrame:
    """Return the rows of a stretch; a line whose master data name no trade has few."""
    seen = Seen.of(stretch)
    booked = momentary_constraint(seen.line, stretch.result.constraints, [*seen.units])
    trade = stretch.master.entry.trade
    if trade and len(seen.line):
        booked += _TRADES[trade](seen)
    return trade_frame(stretch.line, booked)


def momentary_constraint(line: Places, constraints: pd.DataFrame, units: list[str]) -> list[Booked]:
    """Give every unit its row, so that each one's share is of all the time and not of its own."""
    parts = {part: np.zeros(len(line)) for part in ("", "unknown", *units)}
    of_s = np.zeros(len(line))
    for part, rows in constraints.groupby("part"):
        times = rows["time"].to_numpy(np.int64)
        parts[str(part)] = line.begun(times, rows["numerator"].to_numpy(np.float64))
        at = np.searchsorted(line.start, times)
        of_s[at] = rows["denominator"].to_numpy(np.float64)
    return shared(line, MOMENTARY_CONSTRAINT, parts, of_s)
