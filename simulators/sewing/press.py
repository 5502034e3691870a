"""Presses: a heated plate with steam that must be hot again before the first piece."""

from simulators.journal import Activity, Attribution, OperatorEventKind
from simulators.scenario import UnitConfig
from simulators.sewing.bench import Action
from simulators.sewing.draws import duration_ms
from simulators.sewing.floor import Floor
from simulators.sewing.station import Station

__all__ = ["PressStation"]


class PressStation(Station):
    """Fusing and pressing; cools while nobody attends."""

    extra_counters = ("PressCount",)
    events: tuple[OperatorEventKind, ...] = ("acknowledge", "reset", "door", "estop_release")
    digital = True

    def __init__(self, floor: Floor, config: UnitConfig) -> None:
        super().__init__(floor, config)
        self._heat = self.random("heat")
        self._cold_since = self.now
        self._plate = floor.section.press
        self.plc.set("PlateC", 0)

    def do(self, activity: Activity, cause: str = "", attribution: Attribution = "own") -> None:
        """Remember since when nobody keeps the plate hot."""
        if attribution == "planned" and self.attribution != "planned":
            self._cold_since = self.now
        super().do(activity, cause, attribution)

    def after_return(self) -> Action:
        """Warm up after a long pause."""
        if self.now - self._cold_since < self._plate.cold_after_s * 1000:
            return
        self.do("stopped", "warm_up")
        yield self.line.wait(duration_ms(self._heat, self._plate.warm_up))
        self.happened("acknowledge")

    def after_work(self, work: int) -> None:
        """Count strokes of the plate."""
        del work
        self.plc.count("PressCount")

    def refresh(self, now: int) -> None:
        """Show the plate's temperature: hot when attended, cooling by an exponential otherwise."""
        super().refresh(now)
        plate = self._plate
        idle_s = (now - self._cold_since) / 1000 if self.attribution == "planned" else 0.0
        hot = plate.hot_c - plate.room_c
        self.plc.set("PlateC", round(plate.room_c + hot * 0.5 ** (idle_s / plate.half_life_s)))
