"""Decides when what was gathered is committed: by samples, messages or age."""

from dataclasses import dataclass

from ingest.gathered import Gathered


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """A batch is closed by whichever of these comes first; age in ms of wall time."""

    samples: int = 10_000
    messages: int = 400
    age_ms: int = 200


class Batcher:
    """Holds the one batch that is being gathered."""

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._gathered: Gathered | None = None

    def open(self, *, wall_ms: int) -> Gathered:
        """Return the batch being gathered, a new one where there is none."""
        if self._gathered is None:
            self._gathered = Gathered(wall_ms)
        return self._gathered

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is being gathered."""
        return self._gathered is None

    @property
    def holds_samples(self) -> bool:
        """Tell whether samples, status or deaths are being gathered."""
        gathered = self._gathered
        return gathered is not None and bool(gathered.deliveries or gathered.after)

    def is_due(self, *, wall_ms: int) -> bool:
        """Tell whether the batch must be committed now."""
        gathered = self._gathered
        if gathered is None:
            return False
        return (
            gathered.samples >= self._limits.samples
            or len(gathered.incoming) >= self._limits.messages
            or self.wait_ms(wall_ms=wall_ms) == 0
        )

    def wait_ms(self, *, wall_ms: int) -> int:
        """Return how long (ms) the batch may still wait; a clock set back does not prolong it."""
        if self._gathered is None:
            return self._limits.age_ms
        age = wall_ms - self._gathered.started_wall_ms
        return max(0, self._limits.age_ms - age) if age >= 0 else 0

    def close(self) -> Gathered:
        """Hand out the batch; the next message opens another."""
        if self._gathered is None:
            raise ValueError("nothing was gathered")
        gathered, self._gathered = self._gathered, None
        return gathered
