"""The four counters of a service, in samples, and the times at which something last happened."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """received = stored + rejected + what has no fate yet; a redelivery counts again.

    A message whose samples cannot be counted counts as one. `missing` are samples
    announced by later messages that have not come; it falls when they do. Times are wall ms, None
    before the first; only the writer thread changes them.
    """

    received: int = 0
    stored: int = 0
    rejected: int = 0
    retried: int = 0
    missing: int = 0
    messages: int = 0
    retained_ignored: int = 0
    stale_ignored: int = 0
    last_received_wall_ms: int | None = None
    last_stored_wall_ms: int | None = None
    last_stored_spooled_ms: int | None = None
    store_error: str | None = None

    def lag_ms(self) -> int | None:
        """Return wall time of the last commit minus `spooled` of its newest message, in ms."""
        if self.last_stored_wall_ms is None or self.last_stored_spooled_ms is None:
            return None
        return self.last_stored_wall_ms - self.last_stored_spooled_ms
