"""When the loop looks and computes next: what its passes took in, wall times (ms) out.

Passes take no more than their share of a core, live ones another share than played ones.
"""

from analytics.config import AnalyticsConfig
from analytics.history import LineFacts

# However long a pass took, so long after it the next one is due.
_LONGEST_REST_MS = 60_000


def by_wall(facts: LineFacts | None) -> bool:
    """Tell whether a line goes by the wall clock."""
    return facts is not None and facts.clock == "wall"


class Pace:
    """Paces one loop; `look_at` is when it looks for news next, 0 is at once."""

    __slots__ = ("_config", "_interval_ms", "_live_at", "_played_at", "look_at")

    def __init__(self, config: AnalyticsConfig) -> None:
        self._config = config
        self._interval_ms = round(config.step_interval_s * 1000)
        self._live_at = self._played_at = 0
        self.look_at = 0

    def looked(self, wall: int) -> None:
        """Note a look."""
        self.look_at = wall + self._interval_ms

    def due(self, facts: LineFacts | None, *, wall: int) -> bool:
        """Tell whether a line may be computed.

        One that is played as fast as it goes must be left the CPU; one that goes by the wall clock
        is looked at by people.
        """
        return wall >= (self._live_at if by_wall(facts) else self._played_at)

    def passed(self, began: int, ended: int, *, live: bool) -> None:
        """Note passes that leave nothing to do; `live` if all lines go by the wall clock."""
        self._live_at = began + self._rest(ended - began, self._config.live_duty)
        self._played_at = began + self._rest(ended - began, self._config.duty)
        if live:
            # Nothing is due before: not even a look is worth its time.
            self.look_at = self._live_at

    def _rest(self, spent: int, share: float) -> int:
        return max(self._interval_ms, min(round(spent / share), _LONGEST_REST_MS))
