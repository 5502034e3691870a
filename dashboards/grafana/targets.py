"""The numbers that people want to reach; they come in as plain values from the site's file."""

from dataclasses import dataclass

from dashboards.grafana.panel import Steps
from dashboards.grafana.states import GOOD, NEAR, POOR

# The board draws the same border between near and poor.
NEAR_SHARE = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Ratios from 0 to 1 that count as reached, for a site; and its limits for alerts."""

    oee_index: float = 0.65
    availability: float = 0.75
    effectiveness: float = 0.85
    quality_ratio: float = 0.97
    coverage: float = 0.8
    down_minutes: int = 15
    lag_s: int = 60

    def steps(self, name: str) -> Steps:
        """Return poor, near and good for one of the ratios."""
        wanted: float = getattr(self, name)
        return ((None, POOR), (round(wanted * NEAR_SHARE, 4), NEAR), (wanted, GOOD))

    @property
    def coverage_steps(self) -> Steps:
        """Return poor below the coverage under which ratios are withheld."""
        return ((None, POOR), (self.coverage, NEAR), (0.95, GOOD))
