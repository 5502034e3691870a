"""Planned run times of a line: per unit, per stage and of the line itself (ISO 22400-2 PRI).

Master data and register enter; the constraint stage and the rate of a line per product leave
(domain reference 1.6.4: the stage with the largest planned run time per line item).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analytics.master_data import LineMaster
from analytics.register import UnitRegister

RateSource = Literal["master", "birth", "none"]

# In master data: every product that is not named.
ANY_PRODUCT = "*"
_NO_BIRTH = UnitRegister()


@dataclass(frozen=True, slots=True)
class Rate:
    """Planned run time per count, s (0 where nobody gave one), and who gave it."""

    planned_run_time_s: float
    source: RateSource


NO_RATE = Rate(0.0, "none")


@dataclass(frozen=True, slots=True)
class Constraint:
    """The constraint of a line for one product.

    Args:
        stage: its position among the stages.
        units: its units in order of master data; the line follows the orders of the first.
        weights: their shares of the stage's capacity; they sum to 1.
        rate: planned run time per line item, s.
    """

    stage: int
    units: tuple[str, ...]
    weights: tuple[float, ...]
    rate: Rate


class LineRates:
    """Rates of one line; answers are remembered, for they are asked per order."""

    __slots__ = ("_master", "_register", "constraint", "stage_of")

    def __init__(self, master: LineMaster, register: Mapping[str, UnitRegister]) -> None:
        self._master = master
        self._register = register
        self.stage_of: Mapping[str, int] = {
            unit: number for number, stage in enumerate(master.stages) for unit in stage.units
        }
        self.constraint = lru_cache(maxsize=1024)(self._find_constraint)

    def unit_rate(self, unit: str, product: str) -> Rate:
        """Return the planned run time per count of a unit; master data wins over the birth."""
        given = self._master.unit(unit).planned_run_time_s
        born = self._register.get(unit, _NO_BIRTH).planned_run_time_s
        for name in (product, ANY_PRODUCT):
            if name in given:
                return Rate(given[name], "master")
        for name in (product, ANY_PRODUCT):
            if name in born:
                return Rate(born[name], "birth")
        return NO_RATE

    def items_per_count(self, unit: str) -> float:
        """Return the line items in one count of a unit; master data wins over the birth."""
        given = self._master.unit(unit).items_per_count
        return self._register.get(unit, _NO_BIRTH).items_per_count if given is None else given

    def line_rate(self, product: str) -> Rate:
        """Return the planned run time per line item of the line: that of its constraint."""
        constraint = self.constraint(product)
        return NO_RATE if constraint is None else constraint.rate

    def constraint_unit(self, product: str) -> str:
        """Return the first unit of the constraint, for people; empty where there is none."""
        constraint = self.constraint(product)
        return "" if constraint is None else constraint.units[0]

    def _find_constraint(self, product: str) -> Constraint | None:
        stages = [self._stage(number, product) for number in range(len(self._master.stages))]
        if not stages:
            return None
        entry = self._master.entry
        named = entry.constraints.get(product) or entry.constraint
        for stage, declared in zip(stages, self._master.stages, strict=True):
            if named and declared.id == named:
                return stage
        # max keeps the first of equals: on a tie the earlier stage is the constraint. Where no
        # stage has a rate the first one stands for the line, and its rate is missing.
        return max(stages, key=lambda stage: stage.rate.planned_run_time_s)

    def _stage(self, number: int, product: str) -> Constraint:
        units = self._master.stages[number].units
        rates = [self.unit_rate(unit, product) for unit in units]
        sources = {rate.source for rate in rates}
        if "none" in sources:
            return Constraint(number, units, (1.0 / len(units),) * len(units), NO_RATE)
        capacities = [
            self.items_per_count(unit) / rate.planned_run_time_s
            for unit, rate in zip(units, rates, strict=True)
        ]
        total = math.fsum(capacities)
        source: RateSource = "birth" if "birth" in sources else "master"
        weights = tuple(capacity / total for capacity in capacities)
        return Constraint(number, units, weights, Rate(1.0 / total, source))
