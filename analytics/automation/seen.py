"""What was seen of one place in one period: its evidence summed once, for all rates.

`PeriodSums` enters; sums per unit, operation and order leave, with what silences leave open.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import pandas as pd

from analytics.automation.process_register import PERHAPS_AUTOMATIC, RegisteredOperation
from analytics.automation.silences import crossed, outside_s
from analytics.automation.sums import PeriodSums
from contract.evidence_series import EVIDENCE_FIELDS
from contract.path import EquipmentPath

Sums = Mapping[str, float]
_T = TypeVar("_T")
_FIELDS = [name for name, _, _ in EVIDENCE_FIELDS]
NOTHING: Sums = dict.fromkeys(_FIELDS, 0.0)


@dataclass(frozen=True)
class Seen:
    """Evidence of one place and period, looked up by path as text; not seen is `NOTHING`."""

    sums: PeriodSums
    _kept: dict[str, object] = field(default_factory=dict)

    def once(self, count: Callable[["Seen"], _T]) -> _T:
        """Return what several rates count alike, counted once."""
        name = f"{count.__module__}.{count.__name__}"
        if name not in self._kept:
            self._kept[name] = count(self)
        return cast("_T", self._kept[name])

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Rows in one order, so that sums do not depend on how they came."""
        return ordered(self.sums.evidence, "operation")

    @cached_property
    def units(self) -> Mapping[str, Sums]:
        """Sums of each unit."""
        return {key[0]: sums for key, sums in self._summed("path").items()}

    @cached_property
    def operations(self) -> Mapping[tuple[str, ...], Sums]:
        """Sums of each unit and operation."""
        return self._summed("path", "operation")

    @cached_property
    def orders(self) -> Mapping[tuple[str, ...], Sums]:
        """Sums of each unit and order."""
        return self._summed("path", "order")

    @cached_property
    def of_unit(self) -> Mapping[str, tuple[RegisteredOperation, ...]]:
        """Registered operations of each unit."""
        found: dict[str, tuple[RegisteredOperation, ...]] = {}
        for one in self.sums.register.operations:
            found[str(one.path)] = (*found.get(str(one.path), ()), one)
        return found

    @cached_property
    def silent(self) -> frozenset[str]:
        """Units that an agent is meant to read and of which nothing came at all."""
        return frozenset(
            str(path)
            for path, one in self.sums.register.equipment.items()
            if one.connected and str(path) not in self.units
        )

    @cached_property
    def open(self) -> frozenset[str]:
        """Units whose counts may be any number.

        Their last row ends unknown, what they told may be of before, or they are silent.
        """
        told = self.rows
        if told.empty:
            return self.silent | self.sums.unknown_before
        last = told["time"] == told.groupby("path")["time"].transform("max")
        ends = told[last & told["unknown_to_end"].astype(bool)]["path"]
        return self.silent | self.sums.unknown_before | frozenset(ends)

    @cached_property
    def crossed(self) -> frozenset[str]:
        """Units that changed their order in a silence: nobody saw which order counts are of."""
        return frozenset() if self.rows.empty else crossed(self.rows)

    @cached_property
    def outside_s(self) -> Mapping[str, float]:
        """How long each unit may have worked outside scheduled time while it was silent, s."""
        return {} if self.rows.empty else outside_s(self.rows)

    @property
    def automatic_seen(self) -> bool:
        """True when something ran in control mode automatic."""
        return any(unit["automatic_time_s"] > 0 for unit in self.units.values())

    def perhaps_automatic(self, unit: str) -> bool:
        """Tell whether a unit may run by itself when nobody looks."""
        operations = self.of_unit.get(unit)
        if operations:
            return any(one.control_type in PERHAPS_AUTOMATIC for one in operations)
        equipment = self.sums.register.equipment.get(EquipmentPath.parse(unit))
        return equipment is None or equipment.control_type in PERHAPS_AUTOMATIC

    def known_s(self, units: Iterable[str]) -> float:
        """Return the scheduled time in which units were seen, s."""
        seen = (self.units.get(unit, NOTHING) for unit in units)
        return sum(unit["scheduled_time_s"] - unit["unknown_time_s"] for unit in seen)

    def total(self, name: str) -> float:
        """Return the sum of a field of evidence over all units."""
        return float(sum(unit[name] for unit in self.units.values()))

    def _summed(self, *keys: str) -> Mapping[tuple[str, ...], Sums]:
        if self.rows.empty:
            return {}
        summed = self.rows.groupby(list(keys), sort=True)[_FIELDS].sum()
        names = [str(name) for name in summed.columns]
        return {
            tuple(map(str, key if isinstance(key, tuple) else (key,))): dict(
                zip(names, map(float, row), strict=True)
            )
            for key, row in zip(summed.index, summed.to_numpy(float), strict=True)
        }


def ordered(rows: pd.DataFrame, *also: str) -> pd.DataFrame:
    """Return rows in order of path and time."""
    if rows.empty:
        return rows
    return rows.sort_values(["path", "time", *also], kind="stable", ignore_index=True)


def line_of(path: str) -> str:
    """Return the line of a unit's path, as text."""
    return str(EquipmentPath.parse(path).line)
