"""What the truth knows of one line in some windows, for everybody who makes rates of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from simulators.scenario import LineConfig
from simulators.truth.evidence import EVIDENCE_FIELDS, EvidenceTruth
from simulators.truth.green import Made
from simulators.truth.orders import OrderTruth
from simulators.truth.runs import Run
from simulators.truth.unit import Window

__all__ = ["Batch", "Evidence", "LineFacts"]

Evidence = Mapping[str, float]


class Batch(NamedTuple):
    """What became of an order on its line, in line items."""

    good: float
    scrap: float
    """Good and scrap at the last counter."""
    rework: float
    """At every unit."""


@dataclass(frozen=True)
class LineFacts:
    """One line in windows that do not overlap.

    Args:
        runs: those that touch the windows.
        made: pieces in the units' own counts.
        orders: those at work in the windows.
        oee: planned run time of good pieces and planned busy time, s.
    """

    config: LineConfig
    windows: frozenset[Window]
    evidence: Sequence[EvidenceTruth]
    runs: Sequence[Run]
    made: Mapping[Made, float]
    orders: Sequence[OrderTruth]
    oee: tuple[float, float]

    def of(self, *names: str) -> dict[tuple[str, ...], Evidence]:
        """Return the evidence summed by `unit`, `operation`, `order` or `product`."""
        found: dict[tuple[str, ...], dict[str, float]] = {}
        for row in self.evidence:
            key = tuple(str(getattr(row, name)) for name in names)
            sums = found.setdefault(key, dict.fromkeys(EVIDENCE_FIELDS, 0.0))
            for field, amount in row.values.items():
                sums[field] += amount
        return {**found}

    @cached_property
    def whole(self) -> Evidence:
        """Evidence of all units."""
        return self.of().get((), dict.fromkeys(EVIDENCE_FIELDS, 0.0))

    @cached_property
    def items(self) -> Mapping[str, float]:
        """Line items in one count of each unit."""
        return {unit.id: unit.items_per_count for unit in self.config.units}

    @cached_property
    def batches(self) -> Mapping[str, Batch]:
        """Pieces by order."""
        found: dict[str, Batch] = {}
        for key, n in sorted(self.made.items()):
            batch = found.get(key.order, Batch(0.0, 0.0, 0.0))
            items = n * self.items[key.unit]
            if key.counted == "rework" or key.unit == self.config.last_counter:
                batch = batch._replace(**{key.counted: getattr(batch, key.counted) + items})
            found[key.order] = batch
        return found
