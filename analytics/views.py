"""Other readings of the same sums: TEEP, SMRP and TPM beside strict ISO, which alone is stored.

Rows with base quantities and flags enter; one table of KPIs per view leaves, in the same order.
"""

import numpy as np
import pandas as pd

from analytics.oee.counters import Floats
from analytics.oee.ratios import divided
from contract.kpi import RATIO_FIELDS
from contract.kpi_record import SYMBOLS, VIEWS, View
from contract.kpi_views import VIEW_KPIS


def views_of(rows: pd.DataFrame, *, display_cap: float | None = None) -> dict[View, pd.DataFrame]:
    """Return the KPIs of each view, NaN where one has no value.

    Args:
        rows: base quantities, flags and (for view iso) ratios, as `analytics.queries.oee_rows`
            gives them.
        display_cap: performance of the TPM view is shown up to it; nothing is computed from that.
    """
    known = ~rows["withheld"].to_numpy(bool)
    rated = known & ~rows["ideal_rate_missing"].to_numpy(bool)
    views: dict[View, dict[str, object]] = {view: {} for view in VIEWS}
    for kpi in VIEW_KPIS:
        above, below = kpi.formula.split(" / ")
        ratio = divided(symbol(rows, above), symbol(rows, below))
        earned = {"S_P", "S_G"} & {above, below}
        ratio = np.where(rated if earned else known, ratio, np.nan)
        if kpi.field == "tpm_performance" and display_cap is not None:
            ratio = np.minimum(ratio, display_cap)
        views[kpi.view][kpi.field] = ratio
    views["iso"] = {name: rows[name] for name in (*RATIO_FIELDS, "coverage") if name in rows}
    return {view: pd.DataFrame(columns, rows.index) for view, columns in views.items()}


def symbol(rows: pd.DataFrame, name: str) -> Floats:
    """Return the value of a symbol of the catalogue in each row."""
    found = np.zeros(len(rows))
    for field in SYMBOLS[name].plus:
        found = found + rows[field].to_numpy(np.float64)
    for field in SYMBOLS[name].minus:
        found = found - rows[field].to_numpy(np.float64)
    return found
