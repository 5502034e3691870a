"""The result of a played run: KPI rows, the simulator's truth, conservation, and what it took."""

import resource
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from analytics.queries import iso, oee_rows
from analytics.records import records
from contract.kpi import KPI_LEVELS, Window
from factory.owner import Owner
from factory.store_reader import AUDIT_COLUMNS
from factory.truth.kpis import RATIOS, TOLD_FIELDS, Mismatch, Row, Value, compare
from factory.truth.losses import LossMismatch
from factory.truth.rates import RateMismatch
from ingest.audit import AuditRow
from simulators.truth.row import TruthRow

# The windows that truth is summed over.
COMPARED: tuple[Window, ...] = ("hour", "shift", "day")


@dataclass(frozen=True, slots=True)
class OnceResult:
    """What `factory demo --once` prints and writes."""

    oee: tuple[Row, ...]
    truth: tuple[Row, ...]
    conservation: tuple[Row, ...]
    differences: tuple[Mismatch, ...]
    wall_s: float
    peak_rss_mb: float
    samples: int
    other_differences: tuple[LossMismatch | RateMismatch, ...] = ()

    @property
    def untrue(self) -> tuple[str, ...]:
        """Every difference from the truth, KPI rows first, in a line each."""
        return tuple(map(str, (*self.differences, *self.other_differences)))

    @property
    def missing(self) -> int:
        """Samples that were sent and have no fate."""
        return sum(int(row["missing"] or 0) for row in self.conservation)

    @property
    def ok(self) -> bool:
        """Whether nothing is missing and every row is what really happened."""
        return not self.missing and not self.untrue

    def write(self, path: Path) -> None:
        """Write everything as one JSON object."""
        path.write_bytes(
            msgspec.json.format(
                msgspec.json.encode(
                    {
                        "oee": self.oee,
                        "truth": self.truth,
                        "conservation": self.conservation,
                        "differences": self.untrue,
                        "wall_s": round(self.wall_s, 2),
                        "peak_rss_mb": round(self.peak_rss_mb, 1),
                        "samples": self.samples,
                    }
                ),
                indent=1,
            )
        )


def result_of(owner: Owner, truth: Iterable[TruthRow], *, wall_s: float) -> OnceResult:
    """Read what the store holds and lay the truth beside it."""
    oee = tuple(
        row
        for level in KPI_LEVELS
        for window in COMPARED
        for row in records(oee_rows(owner.stores.kpis, level=level, window=window))
    )
    true_rows = tuple(truth_row(row) for row in truth)
    conservation = conservation_rows(owner.stores.audit(owner.dead_letters.list()))
    return OnceResult(
        oee=oee,
        truth=true_rows,
        conservation=conservation,
        differences=tuple(compare(oee, true_rows)),
        wall_s=wall_s,
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        samples=sum(int(row["sent"] or 0) for row in conservation),
    )


def truth_row(row: TruthRow) -> dict[str, Value]:
    """Return a row of truth under the keys and names of the KPI rows."""
    key: dict[str, Value] = {
        "level": row.level,
        "path": row.path,
        "window": row.window,
        "window_start": iso(row.window_start),
        "partial": row.partial,
    }
    # What a machine never uses or does, and what lines do not have, is nothing in KPI rows, too.
    values = {name: row.values.get(name, 0.0) for name in TOLD_FIELDS}
    return key | values | {name: row.values[name] for name in RATIOS}


def conservation_rows(rows: Sequence[AuditRow]) -> tuple[dict[str, Value], ...]:
    """Add the boots of each agent up."""
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        mine = sums.setdefault(row.line, dict.fromkeys(_CONSERVED, 0))
        for name in _CONSERVED:
            mine[name] += getattr(row, name)
    return tuple({"agent": line, **total} for line, total in sums.items())


# All counts of an audit row, without its names.
_CONSERVED = AUDIT_COLUMNS[2:-1]
