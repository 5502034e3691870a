"""Planned run times of a line: per unit, per stage and of the line itself (ISO 22400-2 PRI).

Master data and register enter; the constraint stage and the rate of a line per product leave
(domain reference 1.6.4: the stage with the largest planned run time per line item).
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from analytics.master.data import LineMaster
from analytics.master.file import DatedRate
from analytics.master.validity import BEGINNING, Validity, validity_of
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


class Followed(NamedTuple):
    """The product whose constraint a line follows, and the instant whose rates it does it by."""

    product: str
    rates_at: int


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

    __slots__ = ("_changes", "_constraints", "_given", "_master", "_register", "stage_of")

    def __init__(self, master: LineMaster, register: Mapping[str, UnitRegister]) -> None:
        self._master = master
        self._register = register
        self.stage_of: Mapping[str, int] = {
            unit: number for number, stage in enumerate(master.stages) for unit in stage.units
        }
        self._changes = master.rate_changes
        self._given: Mapping[tuple[str, str], Validity[float]] = {
            (unit, product): self._validity(rates)
            for unit, entry in master.entry.units.items()
            for product, rates in entry.planned_run_time_s.items()
        }
        self._constraints = lru_cache(maxsize=1024)(self._find_constraint)

    def valid_since(self, at: int) -> int:
        """Return the last instant up to `at` at which a rate of the line began to hold.

        At both the same rates hold, and instants with equal rates around them give the same one.
        """
        before = bisect_right(self._changes, at)
        return self._changes[before - 1] if before else BEGINNING

    def unit_rate(self, unit: str, product: str, *, at: int | None = None) -> Rate:
        """Return the planned run time per count of a unit at an instant; None is the newest.

        Master data win over the birth, also where they say that a rate does not hold yet.
        """
        born = self._register.get(unit, _NO_BIRTH).planned_run_time_s
        for name in (product, ANY_PRODUCT):
            if (unit, name) in self._given:
                seconds = self._given[unit, name].at(at)
                return NO_RATE if seconds is None else Rate(seconds, "master")
        for name in (product, ANY_PRODUCT):
            if name in born:
                return Rate(born[name], "birth")
        return NO_RATE

    def items_per_count(self, unit: str) -> float:
        """Return the line items in one count of a unit; master data wins over the birth."""
        given = self._master.unit(unit).items_per_count
        return self._register.get(unit, _NO_BIRTH).items_per_count if given is None else given

    def constraint(self, product: str, *, at: int | None = None) -> Constraint | None:
        """Return the constraint of the line for a product at an instant; None is the newest."""
        # Between two changes of rates every instant has the same answer.
        return self._constraints(product, None if at is None else self.valid_since(at))

    def line_rate(self, product: str, *, at: int | None = None) -> Rate:
        """Return the planned run time per line item of the line: that of its constraint."""
        constraint = self.constraint(product, at=at)
        return NO_RATE if constraint is None else constraint.rate

    def constraint_unit(self, product: str, *, at: int | None = None) -> str:
        """Return the first unit of the constraint, for people; empty where there is none."""
        constraint = self.constraint(product, at=at)
        return "" if constraint is None else constraint.units[0]

    def _validity(self, rates: float | tuple[DatedRate, ...]) -> Validity[float]:
        if isinstance(rates, float):
            return Validity((BEGINNING,), (rates,))
        return validity_of(((one.since, one.seconds) for one in rates), self._master.calendar)

    def _find_constraint(self, product: str, at: int | None) -> Constraint | None:
        stages = [self._stage(number, product, at=at) for number in range(len(self._master.stages))]
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

    def _stage(self, number: int, product: str, *, at: int | None) -> Constraint:
        units = self._master.stages[number].units
        rates = [self.unit_rate(unit, product, at=at) for unit in units]
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
