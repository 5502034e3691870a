"""A wearing tool: it wears with cutting time, and worn tools take power, spoil panels and break."""

from random import Random

from simulators.cnc.section import ToolSection

__all__ = ["Tool"]

_HOUR_MS = 3_600_000


class Tool:
    """The tool in the spindle; `fit` puts in a new one."""

    def __init__(self, section: ToolSection, random: Random) -> None:
        self._section = section
        self._random = random
        self._life_ms = self._draw_life()
        self.number = 1
        """Counts the tools fitted."""
        # Half used on average when the world begins, as any tool met at random.
        self.wear = random.random()
        """Used share of its life; 1 = worn."""

    @property
    def worn(self) -> bool:
        """Say whether it is to be replaced before the next panel or nest."""
        return self.wear >= 1

    def cut(self, ms: int) -> None:
        """Wear by a time of cutting."""
        self.wear += ms / self._life_ms

    def spoils(self) -> bool:
        """Draw whether a panel is spoilt; the chance rises with the square of wear."""
        section = self._section
        chance = section.scrap_sharp + section.scrap_worn * self.wear * self.wear
        return self._random.random() < chance

    def breaks(self) -> bool:
        """Draw whether it breaks in a panel."""
        return self._random.random() < self._section.break_worn * self.wear * self.wear

    def fit(self) -> None:
        """Put in a new one."""
        self.wear = 0.0
        self.number += 1
        self._life_ms = self._draw_life()

    def _draw_life(self) -> int:
        sigma = self._section.life_sigma
        factor = self._random.lognormvariate(-sigma * sigma / 2, sigma)
        return max(60_000, round(self._section.life_h * factor * _HOUR_MS))
