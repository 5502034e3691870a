"""Rows that rest on the segments of a stretch and on more fields of its samples.

What a pass computed enters; one table of each kind leaves, to be stored with the segments.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.history import History
from analytics.kpi_store import KpiStore, KpiTable
from analytics.master_data import LineMaster
from analytics.oee.recompute import LineResult
from analytics.oee.timeline import Run
from analytics.register import UnitRegister
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class Stretched:
    """What one pass computed of a line, [start, end) in ms UTC, whole hours inside the run.

    Args:
        history: for fields of samples that the core does not need.
        store: what was computed before; rows of the stretch itself are still the old ones.
        result: segments, losses and stops of the stretch.
    """

    history: History
    store: KpiStore
    line: EquipmentPath
    master: LineMaster
    register: Mapping[str, UnitRegister]
    run: Run
    start: int
    end: int
    result: LineResult


Derivation = Callable[[Stretched], pd.DataFrame]

DERIVATIONS: Mapping[KpiTable, Derivation] = {}
"""Which function gives the rows of a table; each reads what it needs and no more."""


def derived(stretch: Stretched) -> dict[KpiTable, pd.DataFrame]:
    """Return the rows of every derived table."""
    return {table: rows_of(stretch) for table, rows_of in DERIVATIONS.items()}
