"""What control charts show: points, alarms, the limits in force, and what a process can hold."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.spc.capability import Capability, capability
from analytics.spc.charts import CHARTS, ChartName, within_sigma
from contract.path import EquipmentPath

# Points of one of these belong on one chart.
CHART_KEYS = ("enterprise", "site", "area", "work_center", "work_unit", "characteristic", "product")


@dataclass(frozen=True, slots=True)
class FrozenLimits:
    """Limits that points of a chart were judged by.

    Args:
        centre, sigma: of a single value or piece.
        size: values of a subgroup; of counts the pieces of the first point they judged.
        start: first value they rest on, ms UTC; 0 where people froze them and did not say.
        end: last value they rest on; 0 where people froze them.
        frozen_at: from when on they hold, ms UTC.
        subgroups: points of phase 1, of which those beyond its first limits were left out once;
            0 where people froze them.
    """

    unit: EquipmentPath
    characteristic: str
    product: str
    centre: float
    sigma: float
    size: int
    start: int
    end: int
    frozen_at: int
    subgroups: int


@dataclass(frozen=True, slots=True)
class CapabilityOf:
    """What a process held in a window; charts of counts have no capability."""

    unit: EquipmentPath
    characteristic: str
    product: str
    subgroups: int
    alarms: int
    indices: Capability


def points(
    store: KpiStore,
    *,
    start: int,
    end: int,
    below: EquipmentPath | None = None,
    characteristic: str = "",
    product: str | None = None,
) -> pd.DataFrame:
    """Return the points of [start, end) in order of unit, characteristic and time."""
    rows = store.read(KpiQuery("spc", start=start, end=end, below=below))
    if characteristic:
        rows = rows[rows["characteristic"] == characteristic]
    if product is not None:
        rows = rows[rows["product"] == product]
    return rows.reset_index(drop=True)


def alarms(
    store: KpiStore,
    *,
    start: int,
    end: int,
    below: EquipmentPath | None = None,
    characteristic: str = "",
    product: str | None = None,
) -> pd.DataFrame:
    """Return the points that broke a rule: the alarm records."""
    rows = points(
        store, start=start, end=end, below=below, characteristic=characteristic, product=product
    )
    return rows[rows["alarm"].astype(bool)].reset_index(drop=True)


def frozen_limits(
    store: KpiStore, *, start: int, end: int, below: EquipmentPath | None = None
) -> list[FrozenLimits]:
    """Return every set of limits that judged points of [start, end), in order of their dates."""
    rows = points(store, start=start, end=end, below=below)
    judged = rows[rows["limits_known"].astype(bool)]
    found: list[FrozenLimits] = []
    for _, chart in judged.groupby([*CHART_KEYS, "frozen_at"], sort=True):
        first = chart.iloc[0]
        unit = EquipmentPath(*(str(first[name]) for name in CHART_KEYS[:5]))
        since, frozen_at = int(first["limits_from"]), int(first["frozen_at"])
        rested = points(
            store,
            start=since,
            end=frozen_at + 1,
            below=unit,
            characteristic=str(first["characteristic"]),
            product=str(first["product"]),
        )
        own = rested[(rested["phase"] == 1) & (rested["limits_from"] == since)]
        found.append(
            FrozenLimits(
                unit=unit,
                characteristic=str(first["characteristic"]),
                product=str(first["product"]),
                centre=float(first["centre"]),
                sigma=float(first["sigma"]),
                size=int(first["size"]),
                start=since,
                end=frozen_at if len(own) else 0,
                frozen_at=frozen_at,
                subgroups=len(own),
            )
        )
    return found


def capabilities(
    store: KpiStore, *, start: int, end: int, below: EquipmentPath | None = None
) -> list[CapabilityOf]:
    """Return what each process held in [start, end) against its newest specification limits."""
    rows = points(store, start=start, end=end, below=below)
    found: list[CapabilityOf] = []
    for _, chart in rows.groupby(list(CHART_KEYS), sort=True):
        last = chart.iloc[-1]
        if not CHARTS[_chart_of(str(last["chart"]))].measured:
            continue
        # Subgroups of another size were made before master data changed.
        same = chart[(chart["chart"] == last["chart"]) & (chart["size"] == last["size"])]
        found.append(
            CapabilityOf(
                unit=EquipmentPath(*(str(last[name]) for name in CHART_KEYS[:5])),
                characteristic=str(last["characteristic"]),
                product=str(last["product"]),
                subgroups=len(same),
                alarms=int(same["alarm"].astype(bool).sum()),
                indices=_indices(same),
            )
        )
    return found


def _indices(rows: pd.DataFrame) -> Capability:
    """Pool the subgroups of one chart, in order of time."""
    last = rows.iloc[-1]
    chart = CHARTS[_chart_of(str(last["chart"]))]
    size = int(last["size"])
    mean = rows["mean"].to_numpy(np.float64)
    values = size * len(mean)
    middle = float(mean.mean())
    squares = rows["sum_of_squares"].to_numpy(np.float64).sum()
    squares += size * ((mean - middle) ** 2).sum()
    spread = np.abs(np.diff(mean)) if chart.single else rows["spread"].to_numpy(np.float64)
    return capability(
        values=values,
        mean=middle,
        sigma=within_sigma(chart, spread, size) or None,
        overall=float(np.sqrt(squares / (values - 1))) or None if values > 1 else None,
        lower=None if last["lower_spec_null"] else float(last["lower_spec"]),
        upper=None if last["upper_spec_null"] else float(last["upper_spec"]),
    )


def _chart_of(name: str) -> ChartName:
    for known in CHARTS:
        if known == name:
            return known
    raise ValueError(f"a stored point is on a chart {name!r} that nobody draws")
