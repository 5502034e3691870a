"""The store as Python objects: the reference that the shared suite holds the others against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contract.series import SAMPLE, UNIT_TAGS
from ingest.store import Batch, Delivery, Outcome, PipelineRow, RegisterRow, ServiceRows, Value

Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change row: wall time, worker, the line as text and the span of event time."""

    time: int
    worker: str
    line: str
    first: int
    last: int


class MemoryStore:
    """Keeps one row per identity; the later arrival wins field by field (contract 4.5)."""

    def __init__(self, *, wall_ms: Callable[[], int]) -> None:
        self._wall_ms = wall_ms
        self._rows: dict[tuple[Value, ...], Row] = {}
        self._change_times: dict[str, int] = {}
        self.deliveries: list[Delivery] = []
        self.changes: list[ChangeRow] = []
        self.register: list[RegisterRow] = []
        self.pipeline: list[PipelineRow] = []

    def write(self, batch: Batch) -> Outcome:
        """Merge the samples, then append the ledger and the change rows."""
        for index in range(batch.size):
            row = {name: column[index] for name, column in batch.columns.items()}
            identity = (row["time"], *(row[tag] for tag in UNIT_TAGS))
            held = self._rows.setdefault(identity, {})
            held.update({name: value for name, value in row.items() if value is not None})
        self.deliveries.extend(batch.deliveries)
        if batch.spans:
            time = max(self._wall_ms(), self._change_times.get(batch.worker, -1) + 1)
            self._change_times[batch.worker] = time
            self.changes.extend(
                ChangeRow(time, batch.worker, str(span.line), span.first, span.last)
                for span in batch.spans
            )
        return Outcome()

    def write_service(self, rows: ServiceRows) -> None:
        """Append the rows."""
        self.register.extend(rows.register)
        self.pipeline.extend(rows.pipeline)

    def close(self) -> None:
        """Keep everything; there is nothing to release."""

    def samples(self) -> tuple[Mapping[str, Value], ...]:
        """Return the samples by work unit and time, every field present, null where never said."""
        names = ("time", *SAMPLE.tags, *(field.name for field in SAMPLE.fields))
        keys = sorted(
            self._rows, key=lambda key: ([str(part) for part in key[1:]], int(key[0] or 0))
        )
        return tuple({name: self._rows[key].get(name) for name in names} for key in keys)
