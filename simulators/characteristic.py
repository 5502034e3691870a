"""A measured characteristic: normal around its mean while in control, each value with a number.

A mean enters with each measurement; the value leaves into two tags and the journal. The number
rises by one, so that a reader sees every measurement even if two values are equal.
"""

from simulators.journal import Measurement, ProcessChange
from simulators.work_unit import WorkUnit

__all__ = ["Characteristic"]


class Characteristic:
    """One characteristic of one unit, with a random stream of its own."""

    def __init__(self, unit: WorkUnit, name: str, *, tag: str, sigma: float) -> None:
        self._unit = unit
        self._name = name
        self._tag = tag
        self._sigma = sigma
        self._random = unit.random(f"measure-{name}")
        self._number = 0
        self._worn = False
        unit.plc.set(tag, 0.0)
        unit.plc.set(f"{tag}_Number", 0)

    def measure(self, mean: float, *, wear: float = 0.0) -> None:
        """Measure one piece now; `wear` is that of the tool that made it (1 = worn)."""
        unit, drifts = self._unit, self._unit.line.drifts
        sigmas = drifts.amount(unit.id, self._name) + self._by_wear(wear)
        value = round(mean + self._sigma * (self._random.gauss(0.0, 1.0) + sigmas), 2)
        self._number += 1
        unit.plc.set(self._tag, value)
        unit.plc.set(f"{self._tag}_Number", self._number)
        unit.line.journal(Measurement(unit.now, unit.id, self._name, self._number, value))
        unit.report()

    def _by_wear(self, wear: float) -> float:
        """Return how many sigmas the wear costs, and journal when it begins and ends to."""
        unit = self._unit
        config = unit.line.drifts.by_wear(unit.id, self._name)
        if config is None:
            return 0.0
        worn = wear > config.wear_above
        if worn != self._worn:
            self._worn = worn
            kind, magnitude = ("wear", config.magnitude) if worn else ("end", 0.0)
            unit.line.journal(ProcessChange(unit.now, unit.id, self._name, kind, magnitude))
        if not worn:
            return 0.0
        return config.magnitude * (wear - config.wear_above) / (1.0 - config.wear_above)
