"""One place in one period as green measures see it: its machines, its good items, its records.

`PeriodSums` enter, of a line, site, enterprise or one unit; sums per machine leave.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.automation.sums import PeriodSums
from analytics.green.amounts import Amounts, Flags, amounts_of
from analytics.green.machine import Machine, machines_of
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class Output:
    """Good line items of a line, or of the unit that is the place; `unseen` were told later."""

    path: EquipmentPath
    seen: float
    unseen: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when, with what was metered and counted.

    Args:
        units: segments of work units; its rows go with those of `amounts`.
        counted: segments whose pieces are the place's: of lines, or of the unit that it is.
    """

    sums: PeriodSums
    units: pd.DataFrame
    counted: pd.DataFrame
    amounts: Amounts
    machines: tuple[Machine, ...]
    outputs: tuple[Output, ...]

    @property
    def unsettled(self) -> bool:
        """Whether what was used in this period may still be told."""
        return any(machine.unsettled for machine in self.machines)

    def inside(self, where: EquipmentPath, start: int, end: int) -> Flags:
        """Tell which rows of `units` are of some place and start in [start, end)."""
        paths, times = self.units["path"], self.units["time"]
        named = [path for path in paths.unique() if f"{path}/".startswith(f"{where}/")]
        rows = paths.isin(named) & (times >= start) & (times < end)
        return rows.to_numpy(np.bool_)

    def using(self, quantity: str) -> tuple[Machine, ...]:
        """Return the machines whose meter rose."""
        return tuple(machine for machine in self.machines if any(machine.used[quantity]))


def place_of(sums: PeriodSums) -> Place:
    """Return the machines and items behind some sums."""
    of_units = (sums.segments["work_unit"] != "").to_numpy()
    units = sums.segments[of_units].sort_values(["path", "time"], ignore_index=True)
    counted = units if sums.level == "unit" else sums.segments[~of_units]
    amounts = amounts_of(units, sums.records.factors)
    machines = machines_of(
        units,
        amounts,
        unknown_before=(),
        unsettled=_unsettled(sums.evidence),
    )
    return Place(sums, units, counted, amounts, machines, _outputs(counted, sums))


def at_unit(sums: PeriodSums, unit: EquipmentPath) -> PeriodSums:
    """Return what belongs to one unit alone."""
    name = str(unit)
    return replace(
        sums,
        level="unit",
        path=unit,
        evidence=_of(sums.evidence, name),
        runs=_of(sums.runs, name),
        segments=_of(sums.segments, name),
        register=sums.register.below(unit),
    )


def _of(rows: pd.DataFrame, path: str) -> pd.DataFrame:
    return rows[rows["path"] == path] if len(rows) else rows


def _outputs(counted: pd.DataFrame, sums: PeriodSums) -> tuple[Output, ...]:
    found = []
    names = ["good_quantity", "unknown_good_quantity"]
    for path, rows in counted.groupby("path", sort=True):
        items = sums.items_per_count.get(str(path), 1.0)
        seen, unseen = (float(rows[name].sum()) * items for name in names)
        found.append(Output(EquipmentPath.parse(str(path)), seen, unseen))
    return tuple(found)


def _unsettled(evidence: pd.DataFrame) -> frozenset[str]:
    if evidence.empty:
        return frozenset()
    last = evidence["end"] == evidence.groupby("path")["end"].transform("max")
    blind = evidence[last & evidence["unknown_to_end"].astype(np.bool_)]
    return frozenset(str(path) for path in blind["path"])
