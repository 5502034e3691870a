"""The spindle's own clocks: how long it turned, and how long of that it cut."""

from simulators.work_unit import WorkUnit

__all__ = ["Spindle"]


class Spindle:
    """Two registers in ms that ride in every reading, and the life of the tool in it."""

    def __init__(self, unit: WorkUnit) -> None:
        self._unit = unit
        self._turning = unit.meter("", "Spindle.RunTime_ms", per_count=1)
        self._cutting = unit.meter("", "Spindle.CuttingTime_ms", per_count=1)
        unit.register("spindle_ms", self._turning.book)
        unit.register("cutting_ms", self._cutting.book)
        self._fitted_at = 0
        self._fitted = False

    def follow(self, *, turning: bool, cutting: bool) -> None:
        """Turn and cut, or not, from now on."""
        now = self._unit.now
        self._turning.set_rate(now, int(turning))
        self._cutting.set_rate(now, int(turning and cutting))

    def new_tool(self) -> None:
        """Journal the life of the tool that is taken out."""
        register = self._cutting.read(self._unit.now)
        self._unit.tool_changed(cutting_ms=register - self._fitted_at, whole=self._fitted)
        self._fitted_at = register
        self._fitted = True
