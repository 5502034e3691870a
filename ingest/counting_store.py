"""A store that counts and discards: what is left is the cost of ingest itself."""

from ingest.store import Batch, Outcome, ServiceRows


class CountingStore:
    """Counts what it is given."""

    def __init__(self) -> None:
        self.samples = 0
        self.deliveries = 0
        self.service_rows = 0

    def write(self, batch: Batch) -> Outcome:
        """Count the samples and messages."""
        self.samples += batch.size
        self.deliveries += len(batch.deliveries)
        return Outcome()

    def write_service(self, rows: ServiceRows) -> None:
        """Count the rows."""
        self.service_rows += len(rows.register) + len(rows.pipeline)

    def close(self) -> None:
        """Hold nothing to release."""
