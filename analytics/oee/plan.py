"""What master data wanted of each window in, the plan fields of KPI rows out. Pure.

They stand beside the figures so that dashboards need no master data; no figure follows from them.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.oee.counters import Floats
from analytics.oee.windows import Window, window_of


def planned_quantities(
    segments: pd.DataFrame,
    windows: Sequence[Window],
    planned: Callable[[str], float | None],
) -> dict[int, float]:
    """Return what the orders seen in each window were planned to give, by the window's start.

    `segments` are those of the line and of its units: a line whose constraint is silent does not
    know its order. A window without an order, or with one that nobody planned, has no plan.
    """
    places = window_of(segments["time"], windows)
    orders: dict[int, set[str]] = {}
    for place, order in zip(places.tolist(), segments["order"], strict=True):
        if place >= 0 and order:
            orders.setdefault(place, set()).add(str(order))
    found: dict[int, float] = {}
    for place, names in orders.items():
        plans = [planned(name) for name in sorted(names)]
        known = [plan for plan in plans if plan is not None]
        if len(known) == len(plans):
            found[windows[place].start] = math.fsum(known)
    return found


def with_plan(
    rows: pd.DataFrame,
    *,
    planned: Mapping[int, float],
    planned_scrap: Mapping[int, float],
    targets: Sequence[float | None],
) -> pd.DataFrame:
    """Return KPI rows with their plan: quantities by window start, and the target of each row."""
    times = rows["time"].tolist()
    scrap = _numbers(map(planned_scrap.get, times))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = rows["scrap_quantity"].to_numpy(np.float64) / scrap
    share[rows["withheld"].to_numpy(np.bool_)] = np.nan
    found = {
        "planned_quantity": _numbers(map(planned.get, times)),
        "planned_scrap_quantity": scrap,
        "actual_to_planned_scrap_ratio": share,
        "target_oee_index": _numbers(targets),
    }
    values = {name: np.where(np.isnan(column), 0.0, column) for name, column in found.items()}
    return rows.assign(
        **values, **{f"{name}_null": np.isnan(column) for name, column in found.items()}
    )


def _numbers(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], np.float64)
