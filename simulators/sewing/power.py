"""Cuts of the hall's power rail, drawn one ahead so that machines stop at the very ms of a cut."""

from collections.abc import Callable, Generator

import simpy

from simulators.line import Line
from simulators.sewing.draws import duration_ms, exponential_ms
from simulators.sewing.section import PowerConfig

__all__ = ["PowerRail"]


class PowerRail:
    """Knows the running or next cut: off in [`cut_start`, `cut_end`)."""

    def __init__(self, line: Line, config: PowerConfig, *, ring: Callable[[], None]) -> None:
        self._line = line
        self._config = config
        self._random = line.random("rail", "power")
        self._ring = ring
        self.cut_start = 0
        self.cut_end = 0
        self._draw(line.start)
        line.env.process(self._run())

    def is_off(self, now: int) -> bool:
        """Tell whether the rail is dead at `now`."""
        return self.cut_start <= now < self.cut_end

    def _draw(self, now: int) -> None:
        self.cut_start = now + exponential_ms(self._random, self._config.mean_h * 3600)
        self.cut_end = self.cut_start + duration_ms(self._random, self._config.duration)

    def _run(self) -> Generator[simpy.Event, None, None]:
        while True:
            yield self._line.wait_until(self.cut_start)
            self._ring()
            yield self._line.wait_until(self.cut_end)
            self._draw(self._line.now)
            self._ring()
