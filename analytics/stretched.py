"""What one pass computed of a line: what tables derived from its segments start from."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.history import History
from analytics.kpi_store import KpiStore
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
