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
        unsettled: what was used or made in this period may still be told.
    """

    sums: PeriodSums
    units: pd.DataFrame
    pieces: pd.DataFrame
    amounts: Amounts
    machines: tuple[Machine, ...]
    outputs: tuple[Output, ...]
    unsettled: bool

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
    silent = _unsettled(sums)
    machines = machines_of(units, amounts, unknown_before=sums.unknown_before, unsettled=silent)
    return Place(sums, units, pieces, amounts, machines, _outputs(told), bool(silent))


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


def _unsettled(sums: PeriodSums) -> frozenset[str]:
    """Return the units that may still tell: not seen at the end, or connected and never seen."""
    told = sums.evidence
    if told.empty:
        return frozenset()
    last = told["end"] == told.groupby("path")["end"].transform("max")
    blind = {str(path) for path in told.loc[last & told["unknown_to_end"].astype(np.bool_), "path"]}
    spoke = set(told["path"])
    connected = {str(path) for path, one in sums.register.equipment.items() if one.connected}
    return frozenset(blind | (connected - spoke))
