"""What each work unit of a place used, by time leaf, and how much of that is in doubt.

Segments of units with their amounts enter, sorted by unit and time; one `Machine` each leaves.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.green.amounts import UNKNOWN, Amounts, Flags, from_micros
from contract.path import EquipmentPath
from contract.states import LEAF_FIELD, LEAVES

ALL_LEAVES = tuple(range(len(LEAVES)))
SEEN_LEAVES = tuple(leaf for leaf in ALL_LEAVES if leaf != UNKNOWN)
Used = Mapping[str, tuple[int, ...]]
_Rows = npt.NDArray[np.intp]

_S_PER_H = 3600.0
_NOT_SEEN_AT_WORK = frozenset(("unscheduled", "planned_down", "unknown"))
# What is told at the end of a silence stands in the leaf that ends there: unknown, or the calendar.
_CALENDAR = tuple(LEAVES.index(leaf) for leaf in ("unscheduled", "planned_down"))


@dataclass(frozen=True, slots=True)
class Machine:
    """One work unit.

    Args:
        used: each of QUANTITIES to millionths of its unit per time leaf.
        doubtful: as much of it was told behind a silence, and may belong to another leaf.
        hours: per time leaf, h.
        unrated: it used what no emission factor held for.
        unsettled: nobody saw it at the end of the period; what it used then may be told later.
    """

    path: EquipmentPath
    used: Used
    doubtful: Used
    hours: tuple[float, ...]
    unrated: bool
    unsettled: bool

    @property
    def known_hours(self) -> float:
        """Planned busy time in which it was seen."""
        known = zip(LEAVES, self.hours, strict=True)
        return sum(hours for leaf, hours in known if leaf not in _NOT_SEEN_AT_WORK)

    def total(self, quantity: str, leaves: Sequence[int] = ALL_LEAVES) -> float:
        """Return what it used in some leaves."""
        return total_of((self,), quantity, leaves)


def total_of(
    machines: Iterable[Machine], quantity: str, leaves: Sequence[int] = ALL_LEAVES
) -> float:
    """Return what machines used in some leaves."""
    return from_micros(sum(one.used[quantity][leaf] for one in machines for leaf in leaves))


def doubt_of(
    machines: Iterable[Machine], quantity: str, leaves: Sequence[int] = ALL_LEAVES
) -> float:
    """Return how much of what machines used in some leaves may belong to others."""
    return from_micros(sum(one.doubtful[quantity][leaf] for one in machines for leaf in leaves))


def machines_of(
    units: pd.DataFrame,
    amounts: Amounts,
    *,
    unknown_before: Collection[str],
    unsettled: Collection[str],
) -> tuple[Machine, ...]:
    """Return the machines of segments in order of their paths.

    Args:
        units: segments of units, sorted by path and time.
        amounts: of these rows.
        unknown_before: paths of units that nobody saw when the period began.
        unsettled: paths of units that nobody saw when it ended.
    """
    silences = _behind_silences(units, unknown_before)
    hours = units[[LEAF_FIELD[leaf] for leaf in LEAVES]].to_numpy(np.float64) / _S_PER_H
    paths = units["path"].to_numpy(object)
    heads = np.flatnonzero(paths[1:] != paths[:-1]) + 1
    machines = []
    for rows in np.split(np.arange(len(units)), heads) if len(units) else []:
        path = str(paths[rows[0]])
        machines.append(
            Machine(
                EquipmentPath.parse(path),
                used=_summed(amounts, rows),
                doubtful=_doubtful(amounts, rows, rows[silences[rows]]),
                hours=tuple(float(each) for each in hours[rows].sum(axis=0)),
                unrated=bool(amounts.unrated[rows].any()),
                unsettled=path in unsettled,
            )
        )
    return tuple(machines)


def _summed(amounts: Amounts, rows: _Rows) -> Used:
    return {
        name: tuple(int(one) for one in cells[rows].sum(axis=0))
        for name, cells in amounts.micros.items()
    }


def _doubtful(amounts: Amounts, rows: _Rows, behind: _Rows) -> Used:
    everywhere, there = _summed(amounts, rows), _summed(amounts, behind)
    return {
        name: tuple(
            everywhere[name][leaf] if leaf == UNKNOWN else used * (leaf in _CALENDAR)
            for leaf, used in enumerate(there[name])
        )
        for name in everywhere
    }


def _behind_silences(units: pd.DataFrame, unknown_before: Collection[str]) -> Flags:
    """Tell which rows may hold what was told at the end of a silence."""
    unknown = units["unknown_time_s"] > 0
    path = units["path"]
    first = path != path.shift()
    before = unknown.shift(fill_value=False) & ~first
    return (unknown | before | (first & path.isin(list(unknown_before)))).to_numpy(np.bool_)
