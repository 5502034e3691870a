"""One place in one period as green measures see it: its machines, its good items, its records.

`PeriodSums` enter, of a line, site, enterprise or one unit; sums per machine leave.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.automation.sums import PeriodSums
from analytics.green.amounts import Amounts, Flags, amounts_of
from analytics.green.machine import Machine, machines_of
from analytics.green.pieces import line_pieces, own_pieces
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
        pieces: of lines, or of the unit that is the place, see `analytics.green.pieces`.
    """

    sums: PeriodSums
    units: pd.DataFrame
    pieces: pd.DataFrame
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
    lines = sums.segments[~of_units]
    if sums.level == "unit":
        pieces = told = own_pieces(units, sums.items_per_count)
    else:
        told = own_pieces(lines, sums.items_per_count)
        pieces = line_pieces(sums.segments, sums.items_per_count, sums.counting)
    amounts = amounts_of(units, sums.records.factors)
    machines = machines_of(
        units,
        amounts,
        unknown_before=(),
        unsettled=_unsettled(sums.evidence),
    )
    return Place(sums, units, pieces, amounts, machines, _outputs(told))


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


def _outputs(pieces: pd.DataFrame) -> tuple[Output, ...]:
    sums = pieces.groupby("path", sort=True)[["good", "unknown_good"]].sum()
    return tuple(
        Output(EquipmentPath.parse(str(path)), float(seen), float(unseen))
        for path, seen, unseen in zip(sums.index, sums["good"], sums["unknown_good"], strict=True)
    )


def _unsettled(evidence: pd.DataFrame) -> frozenset[str]:
    if evidence.empty:
        return frozenset()
    last = evidence["end"] == evidence.groupby("path")["end"].transform("max")
    blind = evidence[last & evidence["unknown_to_end"].astype(np.bool_)]
    return frozenset(str(path) for path in blind["path"])
