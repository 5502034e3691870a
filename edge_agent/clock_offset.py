"""Differences between source and arrival times enter; a stable clock offset in ms leaves.

The offset corrects times only where a mapping trusts the agent's clock; elsewhere it keeps a
skewed source from stalling the reorder stage.
"""

from collections import deque

FIRST = 20  # readings after which the offset stands
_RECENT = 99
_EVERY = 50
STEP_MS = 1_000  # a larger change is a step of the source's clock, not jitter


class ClockOffset:
    """The median of source minus arrival time of one unit's readings, in ms."""

    __slots__ = ("_due", "_recent", "_seen", "measured_ms", "steps", "used_ms")

    def __init__(self) -> None:
        self._recent: deque[int] = deque(maxlen=_RECENT)
        self._seen = 0
        self._due = 1
        self.used_ms = 0
        self.measured_ms: int | None = None
        self.steps = 0

    @property
    def stands(self) -> bool:
        """Whether enough readings were seen for the offset to be used in samples."""
        return self._seen >= FIRST

    def observe(self, difference_ms: int) -> None:
        """Take source minus arrival time of one reading."""
        self._recent.append(difference_ms)
        self._seen += 1
        if self._seen >= self._due:
            self._evaluate()

    def _evaluate(self) -> None:
        ordered = sorted(self._recent)
        measured = ordered[len(ordered) // 2]
        self.measured_ms = measured
        if self._seen <= FIRST:
            self.used_ms = measured
        elif abs(measured - self.used_ms) > STEP_MS:
            self.used_ms = measured
            self.steps += 1
        self._due = self._seen + (1 if self._seen < FIRST else _EVERY)
