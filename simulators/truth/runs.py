"""Runs without a hand: production in automatic between two breaks, and how they lie in windows.

Stretches and breaks of the evidence enter; every run leaves whole, with its time in each window.
"""

from collections.abc import Iterable
from typing import NamedTuple

from simulators.truth.unit import Window

__all__ = ["Run", "RunSums"]


class Run(NamedTuple):
    """One run of one unit."""

    unit: str
    ms: int
    """Whole length."""
    inside: dict[Window, int]
    """Window to the ms of it that lie there."""


class _Open:
    __slots__ = ("cell", "inside", "ms")

    def __init__(self) -> None:
        self.ms = 0
        self.cell = 0
        self.inside: dict[Window, int] = {}

    def over(self, windows: Iterable[Window]) -> dict[Window, int]:
        """Return its time in windows, the open slot's among them."""
        found = dict(self.inside)
        if self.cell:
            for window in windows:
                found[window] = found.get(window, 0) + self.cell
        return found


class RunSums:
    """Follows the runs of a line's units; standing neither breaks a run nor lengthens it."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._ended: list[tuple[str, _Open]] = []
        """Runs that ended within the open slot."""
        self._runs: list[Run] = []

    def spend(self, unit: str, ms: int) -> None:
        """Let a unit produce in automatic for so long."""
        run = self._open.get(unit)
        if run is None:
            run = self._open[unit] = _Open()
        run.ms += ms
        run.cell += ms

    def end(self, unit: str) -> None:
        """Break the run of a unit, if it is in one."""
        run = self._open.pop(unit, None)
        if run is not None:
            self._ended.append((unit, run))

    def fold(self, windows: list[Window]) -> None:
        """End the slot of the calendar."""
        self._runs.extend(Run(unit, run.ms, run.over(windows)) for unit, run in self._ended)
        self._ended.clear()
        for run in self._open.values():
            run.inside = run.over(windows)
            run.cell = 0

    def runs(self, now: list[Window]) -> list[Run]:
        """Return every run, those that go on as long as they are; `now` are the open slot's."""
        unended = [*self._ended, *self._open.items()]
        return [*self._runs, *(Run(unit, run.ms, run.over(now)) for unit, run in unended)]
