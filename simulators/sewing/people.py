"""The crews: one operator per station and shift, with a pseudonym, a pace and experience."""

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from math import exp
from random import Random

from simulators.line import Line
from simulators.sewing.section import OperatorConfig

__all__ = ["Crews", "Operator"]


class Operator:
    """One person; only the pseudonym ever leaves the line."""

    __slots__ = ("_config", "_experience", "_style", "pace", "pseudonym")

    def __init__(self, pseudonym: str, *, pace: float, config: OperatorConfig) -> None:
        self.pseudonym = pseudonym
        self.pace = pace
        self._config = config
        self._style = ""
        self._experience: dict[str, float] = {}

    def time_factor(self, style: str) -> float:
        """Return how many standard times one piece of this style takes now, before scatter."""
        config = self._config
        done = self._experience.get(style, config.learning_pieces)
        if style != self._style:
            self._style = style
            done *= config.retention
            self._experience[style] = done
        return (1 + config.learning_loss * exp(-done / config.learning_pieces)) / self.pace

    def sewed(self, style: str) -> None:
        """Grow by the experience of one piece."""
        known = self._experience.get(style, 0.0)
        self._experience[style] = min(known + 1, 5 * self._config.learning_pieces)


class Crews:
    """One crew per shift name; the supervisor seats faster people where the load is larger."""

    def __init__(self, line: Line, config: OperatorConfig, loads: Mapping[str, float]) -> None:
        self._line = line
        self._config = config
        self._loads = loads
        self._crews: dict[str, dict[str, Operator]] = {}
        self._stand_ins: dict[str, dict[str, Operator]] = {}
        for shift in line.config.calendar.shifts:
            random = line.random(f"crew-{shift.name}", "pace")
            self._crews[shift.name] = self._seat(shift.name, random)
            self._stand_ins[shift.name] = {
                unit: self._hire(f"stand-in/{shift.name}/{unit}", self._pace(random))
                for unit in loads
            }

    def operator(self, shift: str, unit: str) -> Operator:
        """Return who sits at a station in a shift."""
        return self._crews[shift][unit]

    def stand_in(self, shift: str, unit: str) -> Operator:
        """Return who comes when that person is missing."""
        return self._stand_ins[shift][unit]

    def _seat(self, shift: str, random: Random) -> dict[str, Operator]:
        paces = sorted((self._pace(random) for _ in self._loads), reverse=True)
        # The supervisor knows the loads but not the paces exactly: hence the scatter.
        ranked: Sequence[str] = sorted(
            self._loads,
            key=lambda unit: self._loads[unit] * random.uniform(0.93, 1.07),
            reverse=True,
        )
        return {
            unit: self._hire(f"{shift}/{unit}", pace)
            for unit, pace in zip(ranked, paces, strict=True)
        }

    def _pace(self, random: Random) -> float:
        config = self._config
        while True:
            pace = random.gauss(config.pace_mean, config.pace_sigma)
            if config.pace_min <= pace <= config.pace_max:
                return pace

    def _hire(self, badge: str, pace: float) -> Operator:
        salt = f"{self._line.seed}/{self._line.path}".encode()
        digest = blake2s(badge.encode(), key=blake2s(salt).digest(), digest_size=5).hexdigest()
        return Operator(f"p-{digest}", pace=pace, config=self._config)
