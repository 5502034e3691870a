"""What master data wanted of each window in, the plan fields of KPI rows out. Pure.

They stand beside the figures so that dashboards need no master data; no figure follows from them.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

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
    quantity = rows["time"].map(planned).astype("float64")
    scrap = rows["time"].map(planned_scrap).astype("float64")
    share = (rows["scrap_quantity"] / scrap).mask(rows["withheld"])
    target = pd.Series(list(targets), rows.index, "float64")
    return rows.assign(
        planned_quantity=quantity.fillna(0.0),
        planned_quantity_null=quantity.isna(),
        planned_scrap_quantity=scrap.fillna(0.0),
        planned_scrap_quantity_null=scrap.isna(),
        actual_to_planned_scrap_ratio=share.fillna(0.0),
        actual_to_planned_scrap_ratio_null=share.isna(),
        target_oee_index=target.fillna(0.0),
        target_oee_index_null=target.isna(),
    )
