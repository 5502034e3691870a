"""What was read from the broker and has no fate yet: one future commit, unacknowledged."""

from dataclasses import dataclass, field, replace

from contract.messages import Data, Status
from contract.path import EquipmentPath
from contract.sample import Sample
from ingest.check import Checked
from ingest.decode import Rejected
from ingest.incoming import Incoming
from ingest.rows import Part, columns
from ingest.store import Batch, Delivery, PipelineRow, RegisterRow, ServiceRows, Span


@dataclass(slots=True)
class Gathered:
    """One batch in order of arrival; each data message is one of `parts` and of `deliveries`."""

    started_wall_ms: int
    incoming: list[Incoming] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    register: list[RegisterRow] = field(default_factory=list)
    births: list[PipelineRow] = field(default_factory=list)
    after: list[PipelineRow] = field(default_factory=list)
    statuses: list[tuple[EquipmentPath, Status]] = field(default_factory=list)
    samples: int = 0
    _made: Batch | None = field(default=None, init=False, repr=False)

    @property
    def before(self) -> ServiceRows:
        """Rows that must be seen no later than the samples: the register and births."""
        return ServiceRows(tuple(self.register), tuple(self.births))

    @property
    def behind(self) -> ServiceRows:
        """Rows that must be seen no earlier than the samples: status and deaths."""
        return ServiceRows((), tuple(self.after))

    def take(self, line: EquipmentPath, data: Data, checked: Checked) -> None:
        """Take in the samples of one message that are to be stored."""
        self.samples += len(checked.samples)
        self.parts.append(
            Part(
                line,
                data.boot,
                data.seq,
                data.spooled,
                data.historical,
                checked.samples,
                checked.indexes,
                checked.unregistered,
            )
        )

    def book(self, line: EquipmentPath, data: Data, checked: Checked) -> int:
        """Write the ledger row of one message; return how many samples it had."""
        bad = len(checked.rejected)
        total = len(checked.samples) + bad
        times = [sample.t for sample in checked.samples]
        self.deliveries.append(
            Delivery(
                line,
                data.spooled,
                data.boot,
                data.seq,
                data.first,
                total,
                bad,
                min(times, default=None),
                max(times, default=None),
            )
        )
        return total

    def batch(self, worker: str) -> Batch:
        """Turn the samples into columns, with one span per work center; made once, for all tries.

        From then on nothing more may be taken in.
        """
        if self._made is not None:
            return self._made
        spans: dict[EquipmentPath, tuple[int, int]] = {}
        for part in self.parts:
            times = [sample.t for sample in part.samples]
            if not times:
                continue
            first, last = min(times), max(times)
            before = spans.get(part.line, (first, last))
            spans[part.line] = (min(first, before[0]), max(last, before[1]))
        self._made = Batch(
            worker,
            self.samples,
            columns(self.parts),
            tuple(self.deliveries),
            tuple(Span(line, first, last) for line, (first, last) in spans.items()),
        )
        return self._made

    def at(self, row: int) -> tuple[Part, Sample, int]:
        """Return the part, the sample and its place in its message, of one row of the batch."""
        for part in self.parts:
            if row < len(part.samples):
                return part, part.samples[row], part.indexes[row]
            row -= len(part.samples)
        raise IndexError(row)

    def without(self, rows: frozenset[int]) -> "Gathered":
        """Return the same without these rows of the batch, counted as rejected in its ledger."""
        parts: list[Part] = []
        deliveries: list[Delivery] = []
        start = 0
        for part, row in zip(self.parts, self.deliveries, strict=True):
            size = len(part.samples)
            keep = [i for i in range(size) if start + i not in rows]
            start += size
            parts.append(
                replace(
                    part,
                    samples=tuple(part.samples[i] for i in keep),
                    indexes=tuple(part.indexes[i] for i in keep),
                )
            )
            deliveries.append(replace(row, rejected=row.rejected + size - len(keep)))
        return replace(
            self,
            parts=parts,
            deliveries=deliveries,
            rejected=list(self.rejected),
            samples=self.samples - len(rows),
        )
