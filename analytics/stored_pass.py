"""Stored rows of a line in, the same rows as the master data of now make them out; no sample read.

For time whose samples have expired, and for what only figures rest on.
"""

from dataclasses import dataclass, replace

import pandas as pd

from analytics.kpi_store import (
    BASE_TABLES,
    KpiBatch,
    KpiQuery,
    KpiStore,
    KpiTable,
    Recomputed,
)
from analytics.oee.rates import LineRates
from analytics.pipeline import Computed, Scope
from analytics.progress import LineProgress, StoredWork, Stretch
from analytics.queries import iso
from analytics.reach import hour_ceiling, hour_floor
from analytics.rerate import first_product, rerated
from analytics.resplit import resplit
from analytics.revisions import Revised
from contract.path import EquipmentPath

_WEEK_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class StoredPass:
    """Event times whose windows are summed anew; rows of them where rates changed."""

    stretch: Stretch
    fresh: Computed | None

    def batch(self, line: EquipmentPath, rows: Revised) -> KpiBatch:
        """Join what is written; nothing is noted as unfinished, for no sample could finish it.

        Master data that are not applied yet lead back to it after a kill.
        """
        batch = KpiBatch(kpis=rows.kpis, kpi_revisions=rows.kpi_revisions, gone=rows.gone)
        if self.fresh is None:
            return batch
        replaced = Recomputed(line, self.fresh.start, self.fresh.end)
        return replace(batch, recomputed=(replaced,), base=self.fresh.base)


def stored_pass(
    store: KpiStore, progress: LineProgress, scope: Scope, *, longest_ms: int
) -> StoredPass:
    """Do one chunk of the first work on stored rows; what is left of it stays on the list."""
    work = progress.stored.pop(0)
    calendar = scope.line.calendar
    start = hour_floor(calendar, work.first)
    end = min(hour_ceiling(calendar, work.last), hour_floor(calendar, start + longest_ms))
    if end < work.last:
        progress.stored.insert(0, replace(work, first=end))
    stretch = Stretch(start, end)
    if not work.rates:
        return StoredPass(stretch, None)
    return StoredPass(stretch, _rated(store, progress, scope, work, stretch))


def _rated(
    store: KpiStore, progress: LineProgress, scope: Scope, work: StoredWork, stretch: Stretch
) -> Computed:
    line, start, end = progress.line, stretch.first, stretch.last
    base: dict[KpiTable, pd.DataFrame] = {
        table: store.read(KpiQuery(table, start=start, end=end, below=line))
        for table in BASE_TABLES
    }
    before = base["segment"]
    found = rerated(
        before,
        store.read(KpiQuery("segment", end=start, below=line, levels=("line",))),
        follows=_follows(store, progress, scope),
        old=None if work.old is None else LineRates(work.old, scope.register),
        new=LineRates(scope.line, scope.register),
    )
    if found.kept:
        hours = sum(until - since for since, until in found.kept) / 3_600_000
        progress.refused.append(
            f"{line}: {hours:.2f} h of the line between {iso(found.kept[0][0])} and"
            f" {iso(found.kept[-1][1])} stay as they were: its samples have expired, and stored"
            " quantities do not tell its time or pieces by the changed planned run times"
        )
    base["segment"] = found.segments
    base["loss"] = resplit(base["loss"], before, found.segments)
    return Computed(start, end, base)


def _follows(store: KpiStore, progress: LineProgress, scope: Scope) -> str:
    """Return the product whose constraint the line follows before its first order."""
    if scope.line.orders:
        return scope.line.orders[0].product
    begin = scope.run.start
    query = KpiQuery("segment", end=begin + _WEEK_MS, below=progress.line, levels=("unit",))
    return first_product(store.read(query))
