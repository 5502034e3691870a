"""Rows that rest on the segments of a stretch and on more fields of its samples.

What a pass computed enters; one table of each kind leaves, to be stored with the segments.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from analytics.automation.evidence import evidence_rows
from analytics.automation.late import rests_until as values_rest_until
from analytics.kpi_store import KpiTable
from analytics.progress import Stretch
from analytics.spc.spc_rows import changes_what_follows, spc_rows
from analytics.stretched import Stretched
from analytics.trade.derivation import line_trade
from analytics.trade.late import rests_until

__all__ = ["DERIVATIONS", "Derivation", "Stretched", "derived", "rests_on"]

Derivation = Callable[[Stretched], Mapping[KpiTable, pd.DataFrame]]

DERIVATIONS: tuple[Derivation, ...] = (
    lambda stretch: {"line_trade": line_trade(stretch)},
    lambda stretch: {"spc": spc_rows(stretch)},
    evidence_rows,
)
"""Which functions give the rows of which tables; each reads what it needs and no more."""


def derived(stretch: Stretched) -> dict[KpiTable, pd.DataFrame]:
    """Return the rows of every derived table."""
    return {table: rows for derive in DERIVATIONS for table, rows in derive(stretch).items()}


def rests_on(stretched: Stretched, base: Mapping[KpiTable, pd.DataFrame]) -> list[Stretch]:
    """Ask for what stands behind a late stretch and rests on what changed in it."""
    end, now = stretched.end, stretched.run.now
    if changes_what_follows(stretched, base["spc"]):
        # Averages, rules and subgroups go on from point to point: all behind moves with them.
        return [Stretch(end, now)]
    untils = (
        rests_until(stretched, base["line_trade"]),
        values_rest_until(stretched, base["evidence"]),
    )
    until = max((one for one in untils if one is not None), default=None)
    return [] if until is None else [Stretch(end, until)]
