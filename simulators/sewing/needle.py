"""Machines with a needle: thread breaks, bobbins that run empty, needles that wear and break.

`LockstitchStation` has a bobbin, `OverlockStation` and `CoverstitchStation` (loopers) have none.
"""

from simulators.journal import OperatorEventKind
from simulators.scenario import UnitConfig
from simulators.sewing.bench import Action, Strike
from simulators.sewing.draws import duration_ms, exponential_ms
from simulators.sewing.floor import Floor
from simulators.sewing.signals import NEEDLE_COUNTERS
from simulators.sewing.station import Station

__all__ = ["CoverstitchStation", "LockstitchStation", "NeedleStation", "OverlockStation"]

_MS_PER_MIN = 60_000


class NeedleStation(Station):
    """A sewing machine guided by hand."""

    extra_counters = NEEDLE_COUNTERS
    events: tuple[OperatorEventKind, ...] = (
        "acknowledge",
        "reset",
        "door",
        "estop_release",
        "manual_touch",
    )
    digital = True
    has_bobbin = False

    def __init__(self, floor: Floor, config: UnitConfig) -> None:
        super().__init__(floor, config)
        self._thread = self.random("thread")
        needle = floor.section.needle
        self._needle_life = round(needle.life_h * 60 * _MS_PER_MIN)
        self._stitched = self._thread.randrange(self._needle_life)
        """Milliseconds this needle has stitched."""
        self._work_to_break = self._draw_needle_break()
        self._stitching = round(self.operation.stitches / self.machine.speed_spm * _MS_PER_MIN)
        """Milliseconds in which the needle moves, per piece."""
        self._bobbin_full = self._draw_bobbin()
        self._bobbin_left = self._thread.randrange(self._bobbin_full)
        self.plc.set("NeedleMin", 0)
        self.plc.set("SpeedSpm", 0)
        if self.has_bobbin:
            self.plc.set("BobbinPct", 0)

    def strikes(self, work: int) -> list[Strike]:
        """Draw breakdowns, thread breaks, the end of the bobbin and needle breaks."""
        strikes = super().strikes(work)
        random = self._thread
        section = self.floor.section
        wear = 1 + section.needle.wear_thread_factor * self._stitched / self._needle_life
        if random.random() < self.operation.stitches * section.thread.per_stitch * wear:
            strikes.append((random.randrange(1, work), self.thread_break))
        self._work_to_break -= work
        if self._work_to_break <= 0:
            self._work_to_break = self._draw_needle_break()
            strikes.append((random.randrange(1, work), self._needle_break))
        if self.has_bobbin:
            self._bobbin_left -= work
            if self._bobbin_left <= 0:
                strikes.append((max(1, work + self._bobbin_left), self._change_bobbin))
        return strikes

    def after_work(self, work: int) -> None:
        """Count stitches and wear the needle."""
        del work
        plc = self.plc
        plc.count("StitchCount", self.operation.stitches)
        plc.count("TrimCount")
        plc.count("LifterCount", 3)
        plc.count("MotorOnMs", self._stitching)
        self._stitched += self._stitching

    def show_machine(self) -> None:
        """Show the set speed while a piece is in work."""
        self.plc.set("SpeedSpm", self.machine.speed_spm if self.activity == "producing" else 0)

    def refresh(self, now: int) -> None:
        """Show needle age and bobbin fill."""
        super().refresh(now)
        self.plc.set("NeedleMin", self._stitched // _MS_PER_MIN)
        if self.has_bobbin:
            self.plc.set("BobbinPct", max(0, self._bobbin_left) * 100 // self._bobbin_full)

    def upkeep_due(self) -> bool:
        """Tell whether the needle is worn."""
        return self._stitched >= self._needle_life

    def upkeep(self) -> Action:
        """Change the worn needle."""
        self.do("stopped", "needle_change")
        self.happened("door")
        yield self.line.wait(duration_ms(self._thread, self.floor.section.needle.change))
        self._stitched = 0
        self.happened("reset")

    # --- strikes ------------------------------------------------------------------------------

    def thread_break(self) -> Action:
        """Rethread; sometimes the tension is at fault."""
        config = self.floor.section.thread
        self.plc.count("ThreadBreakCount")
        self.do("stopped", "thread_break")
        yield self.line.wait(duration_ms(self._thread, config.rethreading))
        self.happened("acknowledge")
        self.happened("manual_touch")
        if self._thread.random() < config.tension_share:
            self.changed("hand", "thread_tension", round(self._thread.uniform(0.8, 1.4), 2))

    def _needle_break(self) -> Action:
        config = self.floor.section.needle
        self.do("stopped", "needle_break")
        self.happened("door")
        yield self.line.wait(duration_ms(self._thread, config.search))
        self._stitched = 0
        self.spoilt = self.spoilt or self._thread.random() < config.scrap_share
        self.happened("acknowledge")
        self.happened("reset")

    def _change_bobbin(self) -> Action:
        self.do("stopped", "bobbin_change")
        yield self.line.wait(duration_ms(self._thread, self.floor.section.bobbin.change))
        self._bobbin_full = self._bobbin_left = self._draw_bobbin()
        self.happened("manual_touch")

    def _draw_bobbin(self) -> int:
        bobbin = self.floor.section.bobbin
        return round(self._thread.uniform(bobbin.sewing_min, bobbin.sewing_max) * _MS_PER_MIN)

    def _draw_needle_break(self) -> int:
        return exponential_ms(self._thread, self.floor.section.needle.break_mean_h * 3600)


class LockstitchStation(NeedleStation):
    """Two threads, one of them on a bobbin."""

    has_bobbin = True


class OverlockStation(NeedleStation):
    """Seams and trims the edge; loopers, no bobbin."""


class CoverstitchStation(NeedleStation):
    """Hems and decorates; loopers, no bobbin."""
