"""One place in one period as green measures see it: its machines, its good items, its records.

`PeriodSums` enter, of a line, site, enterprise or one unit; sums per machine leave.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.automation.sums import PeriodSums
from analytics.green.amounts import Amounts, Flags, amounts_of
from analytics.green.machine import Machine, machines_of
from analytics.green.pieces import (
    Made,
    Output,
    line_pieces,
    made_of,
    outputs_of,
    own_pieces,
)
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when, with what was metered and counted; a unit of a line keeps the line's rows.

    Args:
        units: segments of work units; its rows go with those of `amounts`.
        made: by lines and product, or by the unit that is the place.
        outputs: good items of lines, or of the unit that is the place.
        unsettled: what was used or made in this period may still be told.
    """

    sums: PeriodSums
    units: pd.DataFrame
    amounts: Amounts
    machines: tuple[Machine, ...]
    made: tuple[Made, ...]
    outputs: tuple[Output, ...]
    unsettled: bool

    def inside(self, where: EquipmentPath, start: int, end: int) -> Flags:
        """Tell which rows of `units` are of some place and start in [start, end)."""
        times = self.units["time"].to_numpy(np.int64)
        return self._of(where) & (times >= start) & (times < end)

    def reach(self, where: EquipmentPath) -> tuple[int, int] | None:
        """Return from when until when rows of `units` tell of some place, ms UTC."""
        mine = self.units[self._of(where)]
        return None if mine.empty else (int(mine["time"].min()), int(mine["end"].max()))

    def _of(self, where: EquipmentPath) -> Flags:
        paths = self.units["path"]
        named = [path for path in paths.unique() if f"{path}/".startswith(f"{where}/")]
        return paths.isin(named).to_numpy(np.bool_)

    def using(self, quantity: str) -> tuple[Machine, ...]:
        """Return the machines whose meter rose."""
        return tuple(machine for machine in self.machines if any(machine.used[quantity]))


def place_of(sums: PeriodSums) -> Place:
    """Return the machines and items behind some sums."""
    of_units = (sums.segments["work_unit"] != "").to_numpy()
    units = sums.segments[of_units].sort_values(["path", "time"], ignore_index=True)
    amounts = amounts_of(units, sums.records.factors)
    silent = _unsettled(sums)
    items = sums.items_per_count
    if sums.level == "unit":
        own = pieces = own_pieces(units, items)
    else:
        own = own_pieces(sums.segments[~of_units], items)
        pieces = line_pieces(sums.segments, items, sums.counting)
    return Place(
        sums,
        units,
        amounts,
        machines_of(units, amounts, unknown_before=sums.unknown_before, unsettled=silent),
        made_of(pieces),
        outputs_of(own),
        bool(silent),
    )


def units_of(place: Place) -> list[Place]:
    """Return each work unit of a line as a place of its own."""
    pieces = own_pieces(place.units, place.sums.items_per_count)
    made, outputs = made_of(pieces), outputs_of(pieces)
    return [
        replace(
            place,
            sums=replace(place.sums, level="unit", path=machine.path),
            machines=(machine,),
            made=tuple(one for one in made if one.path == machine.path),
            outputs=tuple(one for one in outputs if one.path == machine.path),
            unsettled=machine.unsettled,
        )
        for machine in place.machines
    ]


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
