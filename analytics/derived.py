"""Rows that rest on the segments of a stretch and on more fields of its samples.

What a pass computed enters; one table of each kind leaves, to be stored with the segments.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from analytics.kpi_store import KpiTable
from analytics.spc.spc_rows import spc_rows
from analytics.stretched import Stretched
from analytics.trade.derivation import line_trade

__all__ = ["DERIVATIONS", "Derivation", "Stretched", "derived"]

Derivation = Callable[[Stretched], pd.DataFrame]

DERIVATIONS: Mapping[KpiTable, Derivation] = {"line_trade": line_trade, "spc": spc_rows}
"""Which function gives the rows of a table; each reads what it needs and no more."""


def derived(stretch: Stretched) -> dict[KpiTable, pd.DataFrame]:
    """Return the rows of every derived table."""
    return {table: rows_of(stretch) for table, rows_of in DERIVATIONS.items()}
