"""A period of a unit, line or site against another: stored segments and losses in, causes out."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore, KpiTable
from analytics.oee.change import Moved, OeeChange, Sums, change_of, moved_most
from contract.kpi import KpiLevel
from contract.loss_names import NOT_LOST
from contract.path import EquipmentPath


class LossKey(NamedTuple):
    """What time was lost to: a loss group, and the reason where the machine gave one."""

    loss_group: str
    reason: str


@dataclass(frozen=True, slots=True)
class Period:
    """Whole windows: segments that start in [start, end), ms UTC."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the OEE of a place changed from one period to another.

    Args:
        change: None where one of them has no OEE.
        moved: losses, the one that moved OEE most first; their effects add up to the change.
        coverage: share of planned busy time that is known, before and now.
        rated: every piece had a planned run time, before and now.
    """

    previous: Sums
    current: Sums
    change: OeeChange | None
    moved: tuple[Moved[LossKey], ...]
    coverage: tuple[float, float]
    rated: tuple[bool, bool]


def oee_change(
    kpi_store: KpiStore, path: EquipmentPath, *, previous: Period, current: Period
) -> Comparison:
    """Compare two periods of a place; a site is the sum of its lines."""
    before, now = (_segments(kpi_store, path, period) for period in (previous, current))
    sums = _sums(before), _sums(now)
    coverage = _coverage(before), _coverage(now)
    rated = _is_rated(before), _is_rated(now)
    change = change_of(*sums) if all(rated) else None
    if change is None:
        return Comparison(*sums, None, (), coverage, rated)
    moved = moved_most(
        *sums,
        losses_before=_losses(kpi_store, path, previous),
        losses_now=_losses(kpi_store, path, current),
    )
    return Comparison(*sums, change, moved, coverage, rated)


def _coverage(segments: pd.DataFrame) -> float:
    busy, unknown = segments["planned_busy_time_s"].sum(), segments["unknown_time_s"].sum()
    return float(1.0 - unknown / busy) if busy > 0 else 1.0


def _is_rated(segments: pd.DataFrame) -> bool:
    return not segments["ideal_rate_missing"].any()


def _sums(segments: pd.DataFrame) -> Sums:
    return Sums(
        float(segments["planned_busy_time_s"].sum() - segments["unknown_time_s"].sum()),
        float(segments["actual_production_time_s"].sum()),
        float(segments["planned_run_time_produced_s"].sum()),
        float(segments["planned_run_time_good_s"].sum()),
    )


def _segments(kpi_store: KpiStore, path: EquipmentPath, period: Period) -> pd.DataFrame:
    return kpi_store.read(_query("segment", path, period))


def _losses(kpi_store: KpiStore, path: EquipmentPath, period: Period) -> dict[LossKey, float]:
    rows = kpi_store.read(_query("loss", path, period))
    rows = rows[~rows["loss_group"].isin(NOT_LOST)]
    return {
        LossKey(str(group), str(reason)): float(own["duration_s"].sum())
        for (group, reason), own in rows.groupby(["loss_group", "reason"], sort=True)
    }


def _query(table: KpiTable, path: EquipmentPath, period: Period) -> KpiQuery:
    level: KpiLevel = "unit" if path.work_unit else "line"
    return KpiQuery(table, start=period.start, end=period.end, below=path, levels=(level,))
