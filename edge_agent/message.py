"""Samples enter; groups of them, each one data message, leave (contract 3 and 4)."""

from contract.sample import Sample


class Assembler:
    """Collects samples until a message is full, the source is live, or they have waited enough."""

    __slots__ = ("_max_age_ms", "_max_samples", "_newest_ms", "_samples", "_since_ms")

    def __init__(self, *, max_samples: int, max_age_ms: int) -> None:
        """Close a message at `max_samples`, or when its first sample waited `max_age_ms` (wall)."""
        self._max_samples = max_samples
        self._max_age_ms = max_age_ms
        self._samples: list[Sample] = []
        self._newest_ms = 0
        self._since_ms: int | None = None

    @property
    def newest_ms(self) -> int:
        """Newest world time among the samples taken so far."""
        return self._newest_ms

    @property
    def full(self) -> bool:
        """Whether the next message has all the samples it may have."""
        return len(self._samples) >= self._max_samples

    def add(self, sample: Sample, *, world_ms: int) -> None:
        """Add one sample, taken at this world time."""
        self._samples.append(sample)
        self._newest_ms = max(self._newest_ms, world_ms)

    def overdue(self, wall_ms: int) -> bool:
        """Tell whether samples have waited long enough for company."""
        if not self._samples:
            self._since_ms = None
            return False
        if self._since_ms is None:
            self._since_ms = wall_ms
        return wall_ms - self._since_ms >= self._max_age_ms

    def take(self) -> tuple[Sample, ...]:
        """Return the samples of the next message and begin another; empty when there are none."""
        samples = tuple(self._samples[: self._max_samples])
        del self._samples[: self._max_samples]
        self._since_ms = None
        return samples
