"""Known changes of a process: off unless the scenario asks, so that alarms can be judged.

A line's drifts enter; how far a characteristic is from control at an instant leaves, and the
journal says when each change began and ended.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from simulators.errors import ScenarioError
from simulators.journal import ProcessChange
from simulators.scenario import DriftConfig

if TYPE_CHECKING:
    from simulators.line import Line

__all__ = ["Drifts"]

_HOUR_MS = 3_600_000


class Drifts:
    """The drifts of one line; those by the clock start and end by themselves."""

    def __init__(self, line: "Line") -> None:
        self._line = line
        self._since: dict[DriftConfig, int] = {}
        """Running drifts by the clock, and when each began."""

    def begin(self) -> None:
        """Check that each drift has something to move, and let the clock run."""
        for config in self._line.config.drifts:
            kinds = self._line.units[config.unit].characteristics.get(config.characteristic, ())
            if config.kind not in kinds:
                raise ScenarioError(
                    f"{self._line.path}: drift {config.kind!r} of {config.characteristic!r}: "
                    f"{config.unit} knows {dict(self._line.units[config.unit].characteristics)}"
                )
            if config.kind != "wear":
                self._line.env.process(self._run(config))

    def amount(self, unit: str, characteristic: str) -> float:
        """Return how far the characteristic is off by the clock now, in the drift's own measure."""
        total = 0.0
        for config, since in self._since.items():
            if (config.unit, config.characteristic) == (unit, characteristic):
                hours = (self._line.now - since) / _HOUR_MS
                total += config.magnitude * (hours if config.kind == "slope" else 1.0)
        return total

    def by_wear(self, unit: str, characteristic: str) -> DriftConfig | None:
        """Return the drift that the wear of this unit's tool causes, if there is one."""
        for config in self._line.config.drifts:
            if (config.unit, config.characteristic, config.kind) == (unit, characteristic, "wear"):
                return config
        return None

    def _run(self, config: DriftConfig) -> Generator[simpy.Event, None, None]:
        line = self._line
        at = line.start
        number = 0
        while True:
            shift = line.calendar.next_shift(at)
            at = shift.start + 1
            number += 1
            if number <= config.from_shift:
                continue
            begin = shift.start + round(config.offset_s * 1000)
            until = shift.end
            if config.until_s is not None:
                until = shift.start + round(config.until_s * 1000)
            yield line.wait_until(begin)
            self._since[config] = begin
            self._journal(config, config.kind, magnitude=config.magnitude)
            yield line.wait_until(until)
            del self._since[config]
            self._journal(config, "end", magnitude=0.0)

    def _journal(self, config: DriftConfig, kind: str, *, magnitude: float) -> None:
        line = self._line
        line.journal(ProcessChange(line.now, config.unit, config.characteristic, kind, magnitude))
