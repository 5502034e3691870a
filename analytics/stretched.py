"""What one pass computed of a line: what tables derived from its segments start from."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.history import History
from analytics.kpi_store import KpiStore
from analytics.master.data import LineMaster
from analytics.oee.recompute import LineResult
from analytics.oee.timeline import Run
from analytics.progress import Held
from analytics.register import UnitRegister
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class Stretched:
    """What one pass computed of a line, [start, end) in ms UTC, whole hours inside the run.

    Args:
        history: for fields of samples that the core does not need.
        store: what was computed before; rows of the stretch itself are still the old ones.
        result: segments, losses and stops of the stretch.
        samples: of the stretch, with all their fields, and of each unit those around it.
        held: what process values were told last when the stretch begins.
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
    samples: pd.DataFrame
    held: Held
