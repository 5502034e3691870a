"""Stored rows that the rates of a place and period rest on, read once for all places below it."""

from dataclasses import dataclass

import pandas as pd

from analytics.automation.rate import PeriodOf
from analytics.kpi_store import KpiQuery, KpiStore
from analytics.queries import paths_of
from contract.path import EquipmentPath

# Runs are measured so far around a period (decision record on evidence).
_AROUND_MS = 86_400_000
# No segment begins longer before its end.
_LONGEST_SEGMENT_MS = 2 * 3_600_000


@dataclass(frozen=True, slots=True)
class PeriodRows:
    """Rows with `path` (text); see `PeriodSums` for what they are."""

    evidence: pd.DataFrame
    runs: pd.DataFrame
    segments: pd.DataFrame
    unknown_before: frozenset[str]

    def below(self, place: EquipmentPath) -> "PeriodRows":
        """Return the rows of a place and of all below it."""
        return PeriodRows(
            _below(self.evidence, place),
            _below(self.runs, place),
            _below(self.segments, place),
            frozenset(
                one for one in self.unknown_before if EquipmentPath.parse(one).lies_in(place)
            ),
        )


def read_rows(store: KpiStore, place: EquipmentPath, period: PeriodOf) -> PeriodRows:
    """Read the rows of a line, site or enterprise."""
    start, end = period.start, period.end

    def read(query: KpiQuery) -> pd.DataFrame:
        rows = store.read(query)
        return rows.assign(path=pd.Series(paths_of(rows), index=rows.index, dtype=object))

    before = read(KpiQuery("evidence", start - _LONGEST_SEGMENT_MS, start, below=place))
    around = KpiQuery("automatic_run", start - _AROUND_MS, end + _AROUND_MS, below=place)
    return PeriodRows(
        evidence=read(KpiQuery("evidence", start, end, below=place)),
        runs=whole_runs(read(around)),
        segments=read(KpiQuery("segment", start, end, below=place)),
        unknown_before=_unknown_at_end(before),
    )


def whole_runs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return parts of runs in which a unit produced; those in which it only stood join others."""
    ordered = rows.sort_values(["path", "time"], kind="stable", ignore_index=True)
    begins = ~ordered["continued"] | (ordered["path"] != ordered["path"].shift())
    run = begins.cumsum()
    kept = ordered["automatic_time_s"] > 0
    told = ordered[kept].reset_index(drop=True)
    of = run[kept].reset_index(drop=True)
    return told.assign(continued=of == of.shift())


def _unknown_at_end(rows: pd.DataFrame) -> frozenset[str]:
    if rows.empty:
        return frozenset()
    last = rows["end"] == rows.groupby("path")["end"].transform("max")
    return frozenset(rows.loc[last & rows["unknown_to_end"], "path"])


def _below(rows: pd.DataFrame, place: EquipmentPath) -> pd.DataFrame:
    here = str(place)
    mine = (rows["path"] == here) | rows["path"].str.startswith(f"{here}/")
    return rows[mine].reset_index(drop=True)
