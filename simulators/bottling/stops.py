"""When a machine stops by itself and for how long, counted in its running time."""

import math
from random import Random
from typing import NamedTuple

from simulators.bottling.section import (
    BreakdownConfig,
    CauseConfig,
    MachineConfig,
    MinorStopConfig,
    Range,
)
from simulators.errors import ModelError
from simulators.scenario import IncidentConfig

__all__ = ["Stop", "StopPlan", "uniform_ms"]


class Stop(NamedTuple):
    """One stop to come."""

    breakdown: bool
    cause: CauseConfig
    ms: int


def uniform_ms(random: Random, low_high_s: Range) -> int:
    """Draw whole ms between two bounds in s."""
    return round(random.uniform(*low_high_s) * 1000)


class StopPlan:
    """Counts running time and says which stop is due."""

    def __init__(self, config: MachineConfig, *, minor: Random, breakdown: Random) -> None:
        self._config = config
        self._minor = minor
        self._breakdown = breakdown
        self._scripted: list[Stop] = []
        self._to_minor = self._draw_minor_gap(config.minor)
        self._to_breakdown = self._draw_breakdown_gap(config.breakdown)

    def script(self, incident: IncidentConfig, duration_ms: int) -> None:
        """Let a scripted stop be due at the machine's next chance."""
        breakdown = incident.kind == "breakdown"
        if not breakdown and incident.kind != "minor_stop":
            raise ModelError(f"{incident.unit}: no incident of kind {incident.kind!r}")
        causes = self._config.breakdown.causes if breakdown else self._config.minor.causes
        for cause in causes:
            if cause.cause == incident.cause:
                self._scripted.append(Stop(breakdown, cause, duration_ms))
                return
        raise ModelError(f"{incident.unit}: cause {incident.cause!r} is not among its causes")

    def run(self, ms: int) -> None:
        """Count running time."""
        self._to_minor -= ms
        self._to_breakdown -= ms

    @property
    def due(self) -> bool:
        """Whether a stop is due now."""
        return self._to_minor <= 0 or self._to_breakdown <= 0 or bool(self._scripted)

    def take(self) -> Stop:
        """Return the stop that is due and draw the next of its sort."""
        if self._scripted:
            return self._scripted.pop(0)
        if self._to_breakdown <= 0:
            worse = self._config.breakdown
            self._to_breakdown = self._draw_breakdown_gap(worse)
            return Stop(
                breakdown=True,
                cause=_pick(self._breakdown, worse.causes),
                ms=_lognormal_ms(self._breakdown, worse),
            )
        minor = self._config.minor
        self._to_minor = self._draw_minor_gap(minor)
        return Stop(
            breakdown=False,
            cause=_pick(self._minor, minor.causes),
            ms=_lognormal_ms(self._minor, minor),
        )

    def _draw_minor_gap(self, config: MinorStopConfig) -> int:
        return round(self._minor.expovariate(1.0 / config.mean_gap_s) * 1000)

    def _draw_breakdown_gap(self, config: BreakdownConfig) -> int:
        scale = config.mean_h / math.gamma(1.0 + 1.0 / config.shape)
        return round(self._breakdown.weibullvariate(scale, config.shape) * 3_600_000)


def _lognormal_ms(random: Random, config: MinorStopConfig | BreakdownConfig) -> int:
    length_s = config.median_s * math.exp(config.sigma * random.gauss(0.0, 1.0))
    return round(max(8.0, min(length_s, config.max_s)) * 1000)


def _pick(random: Random, causes: tuple[CauseConfig, ...]) -> CauseConfig:
    return random.choices(causes, [cause.weight for cause in causes])[0]
