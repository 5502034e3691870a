"""The filler-capper, constraint of the line: start-up scrap, worn capping heads, fill volume."""

from collections.abc import Mapping
from typing import ClassVar

from simulators.bottling.crew import Crew
from simulators.bottling.machine import Machine
from simulators.bottling.packml import Tag
from simulators.bottling.plan import Plan
from simulators.bottling.section import BottlingSection, MachineConfig
from simulators.bottling.stops import uniform_ms
from simulators.characteristic import Characteristic
from simulators.line import Line
from simulators.scenario import UnitConfig

__all__ = ["Filler"]


class Filler(Machine):
    """Fills and caps; now and then a bottle is taken and its fill level measured."""

    cyclic = True
    characteristics: ClassVar[Mapping[str, tuple[str, ...]]] = {"fill_level": ("step", "slope")}

    def __init__(
        self,
        line: Line,
        config: UnitConfig,
        machine: MachineConfig,
        *,
        section: BottlingSection,
        crew: Crew,
        plan: Plan,
    ) -> None:
        super().__init__(line, config, machine, section=section, crew=crew, plan=plan)
        self._config = section.filler
        self._noise = self.random("process")
        self._hand = self.random("hand")
        self._startup_ms = 0.0
        self._capped = 0
        self._volume_drift = 0.0
        self._unmeasured_ms = 0.0
        self._fill_level = Characteristic(
            self, "fill_level", tag=Tag.FILL_LEVEL, sigma=self._config.fill_sigma_ml
        )

    def declare_own_tags(self) -> None:
        """Begin with nothing measured and new heads."""
        for tag in (Tag.FILL_VOLUME, Tag.TORQUE, Tag.HEAD_WEAR):
            self.plc.set(tag, 0)

    @property
    def wear(self) -> float:
        """Wear of the capping heads; 1 is worn."""
        return self._capped / self._config.heads_worn_after

    def scrap_share(self) -> float:
        """Return scrap of the filling itself, of the start-up and of worn heads."""
        if self._startup_ms > 0:
            return self._config.startup_scrap
        return self.machine.scrap + self._config.worn_scrap * self.wear * self.wear

    def finished(self, n: int, *, scrap: int, good: int) -> None:  # noqa: ARG002  # not needed here
        """Wear the heads, let the fill volume drift, come nearer to the end of the start-up."""
        self._capped += n
        if self._startup_ms > 0 and self.order is not None:
            self._startup_ms -= n * self.line.pri_ms(self.id, self.order.product)
        noise = self._noise.gauss(0.0, 1.0)
        self._volume_drift = 0.95 * self._volume_drift + noise
        bottle = self.bottle
        if bottle is not None:
            self.plc.set(Tag.FILL_VOLUME, round(10 * bottle.volume_ml + 4 * self._volume_drift))
            torque = bottle.torque_cnm * (1.0 - 0.15 * self.wear) + 2 * noise
            self.plc.set(Tag.TORQUE, round(torque))
        self.plc.set(Tag.HEAD_WEAR, round(1000 * self.wear))
        if bottle is not None:
            self._unmeasured_ms += n * self.line.pri_ms(self.id, bottle.product)
            if self._unmeasured_ms >= 1000 * self._config.measure_every_s:
                self._unmeasured_ms = 0.0
                self._fill_level.measure(bottle.volume_ml)

    def prepared(self, *, new_format: bool) -> None:
        """Begin a start-up; a change of format services the capping heads."""
        if new_format:
            self._capped = 0
        self._startup_ms = float(uniform_ms(self.draw, self._config.startup_s))

    def after_stop(self) -> None:
        """Now and then lower the set speed by hand; the next recipe brings it back."""
        if self.order is None or self._hand.random() >= self._config.slow_probability:
            return
        self.set_share = self._config.slow_factor
        speed = round(60_000 * self.set_share / self.line.pri_ms(self.id, self.order.product), 1)
        self.plc.set(Tag.SET_SPEED, speed)
        self.parameter_set("hand", name="set_speed", value=speed)
