"""Points of control charts that were stored before a stretch: what new points follow on."""

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.spc.charts import CHARTS
from analytics.spc.config import CharacteristicEntry
from analytics.spc.rules import MEMORY
from contract.path import EquipmentPath

_DAY_MS = 86_400_000
# Most charts go on from minutes ago; a product that comes back may have rested for weeks.
_REACHES_MS = (_DAY_MS, 7 * _DAY_MS)


class StoredPoints:
    """Reads the points of a line before `start` (ms UTC), no further back than is needed."""

    def __init__(self, store: KpiStore, line: EquipmentPath, *, start: int, run_start: int) -> None:
        self._store = store
        self._line = line
        self._start = start
        self._begins = [max(start - reach, run_start) for reach in _REACHES_MS] + [run_start]
        self._read: dict[int, pd.DataFrame] = {}

    def of(self, entry: CharacteristicEntry, product: str) -> pd.DataFrame:
        """Return the points of one chart and product in order of time.

        As many as the rules remember, or all that limits are still being found from. What was
        charted before master data changed the chart or its subgroups is left out.
        """
        rows = pd.DataFrame()
        for begin in self._begins:
            rows = self._since(begin)
            rows = rows[_is_chart(rows, entry) & (rows["product"] == product)]
            if _enough(rows, begin):
                break
        return rows.sort_values("time", kind="stable", ignore_index=True)

    def last_of(self, entry: CharacteristicEntry, *, since: int) -> int | None:
        """Return the time of the chart's last point after `since` (ms UTC), of any product."""
        # A shift lasts less than the first reach.
        rows = self._since(self._begins[0])
        times = rows["time"][_is_chart(rows, entry) & (rows["time"] > since)]
        return int(times.max()) if len(times) else None

    def _since(self, begin: int) -> pd.DataFrame:
        if begin not in self._read:
            self._read[begin] = self._store.read(
                KpiQuery("spc", start=begin, end=self._start, below=self._line)
            )
        return self._read[begin]


def _is_chart(rows: pd.DataFrame, entry: CharacteristicEntry) -> "pd.Series[bool]":
    same = (rows["work_unit"] == entry.unit) & (rows["characteristic"] == entry.name)
    same &= rows["chart"] == entry.chart
    return same & (rows["size"] == entry.subgroup) if CHARTS[entry.chart].measured else same


def _enough(rows: pd.DataFrame, begin: int) -> bool:
    if rows.empty:
        return False
    last = rows.sort_values("time", kind="stable").iloc[-1]
    if not last["limits_known"]:
        return begin <= int(last["limits_from"])
    return len(rows) >= MEMORY
