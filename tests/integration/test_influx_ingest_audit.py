"""The audit of a real InfluxDB: what its buckets hold against what the ledger says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.influx_slices
from contract.messages import Birth, Data, LastBoot, Status
from contract.path import EquipmentPath
from contract.sample import Sample
from influx.config import InfluxConfig
from influx.connection import Influx
from ingest.audit import AuditRow
from ingest.check import Checked
from ingest.dead_letters import DeadLetters
from ingest.decode import Rejected
from ingest.gathered import Gathered
from ingest.influx_audit import read_audit
from ingest.influx_store import InfluxStore
from ingest.service_rows import birth_row, status_row
from ingest.store import ServiceRows

LINE = EquipmentPath("demo", "site", "area", "line")
OTHER = EquipmentPath("demo", "site", "area", "other")


class Kept:
    """Buckets of their own with their letters."""

    def __init__(self, connection: Influx, folder: Path) -> None:
        self.connection = connection
        self.store = InfluxStore(connection, wall_ms=lambda: 1)
        self.letters = DeadLetters.open(folder / "dead-letters.sqlite")
        self._spooled = 0
        self._sent: dict[tuple[EquipmentPath, int], tuple[int, int]] = {}

    def deliver(self, *times: int, boot: int = 1, line: EquipmentPath = LINE, bad: int = 0) -> None:
        """Commit the next message of this boot, of samples at these times and some bad ones."""
        seq, first = self._sent.get((line, boot), (0, 0))
        self._spooled += 1
        samples = tuple(Sample(unit="m1", t=t, state="executing") for t in times)
        data = Data(boot=boot, seq=seq, first=first, spooled=self._spooled, historical=False,
                    samples=samples)  # fmt: skip
        rejected = tuple(
            Rejected("bad_sample", "d", f"sf/v1/{line}/data", b"x%d" % i, boot, seq, 90 + i)
            for i in range(bad)
        )
        checked = Checked(samples, range(len(samples)), rejected, ())
        gathered = Gathered(0)
        gathered.take(line, data, checked)
        self._sent[line, boot] = seq + 1, first + gathered.book(line, data, checked)
        self.letters.add(rejected, wall_ms=1)
        self.store.write(gathered.batch("w"))

    def lose(self, *, boot: int = 1) -> None:
        """Let one message of this boot never arrive."""
        seq, first = self._sent.get((LINE, boot), (0, 0))
        self._sent[LINE, boot] = seq + 1, first + 5

    def audit(self, *, kept_from: int = 0) -> tuple[AuditRow, ...]:
        """Audit."""
        return read_audit(self.connection, self.letters.list(), kept_from=kept_from)


@pytest.fixture
def kept(influx_world: InfluxConfig, tmp_path: Path) -> Iterator[Kept]:
    """Empty buckets."""
    with Influx(influx_world) as connection:
        made = Kept(connection, tmp_path)
        yield made
        made.letters.close()


def test_empty_store_has_nothing_to_account_for(kept: Kept) -> None:
    """No agents, no rows."""
    assert kept.audit() == ()


def test_lines_are_accounted_for_apart_with_gaps_and_letters(kept: Kept) -> None:
    """A message that never came is a gap of its line; a dead letter explains its sample."""
    kept.deliver(1, 2, 3)
    kept.lose()
    kept.deliver(4, bad=2)
    kept.deliver(1, 2, line=OTHER)
    first, other = kept.audit()
    assert (first.line, first.sent, first.stored, first.dead_lettered) == (str(LINE), 11, 4, 2)
    assert (first.missing, first.missing_seqs) == (5, ((1, 1),))
    assert (other.line, other.ok, other.stored) == (str(OTHER), True, 2)


def test_sample_that_is_not_in_the_bucket_is_missing(kept: Kept) -> None:
    """The ledger alone proves nothing: its samples must be there."""
    kept.deliver(1, 2, 3)
    lost = Gathered(0)
    samples = (Sample(unit="m1", t=4, state="executing"),)
    data = Data(boot=1, seq=1, first=3, spooled=99, historical=False, samples=samples)
    lost.book(LINE, data, Checked(samples, range(1), (), ()))
    kept.store.write(lost.batch("w"))
    (row,) = kept.audit()
    assert (row.sent, row.stored, row.missing, row.missing_seqs) == (4, 3, 1, ((1, 1),))


def test_sample_that_a_later_boot_sent_again_is_merged(kept: Kept) -> None:
    """An overlap after a restart hides no loss: each later sample stands for one earlier."""
    kept.deliver(1, 2, 3, boot=1)
    kept.deliver(3, 4, boot=2)
    first, second = kept.audit()
    assert (first.stored, first.missing, first.merged) == (3, 0, 0)
    assert (second.stored, second.missing, second.merged) == (2, 0, 1)
    lost = Gathered(0)
    samples = tuple(Sample(unit="m1", t=t, state="executing") for t in (2, 3))
    data = Data(boot=1, seq=1, first=3, spooled=99, historical=False, samples=samples)
    lost.book(LINE, data, Checked(samples, range(2), (), ()))
    kept.store.write(lost.batch("w"))
    first, second = kept.audit()
    # Of two lost samples between 2 and 3 none is excused by the one merged before.
    assert (first.stored, first.missing) == (3, 2)


def test_newest_status_and_next_birth_tell_what_was_sent(kept: Kept) -> None:
    """The tail of a dead boot is known from its last status or from the birth after it."""
    kept.deliver(1, 2)
    old = Status(boot=1, session=0, at=10, seq=5, samples=12, unsent=5)
    new = Status(boot=1, session=0, at=20, seq=6, samples=14, unsent=0)
    birth = Birth(
        boot=2, session=0, clock="played", agent_version="1", units=(),
        last_boot=LastBoot(boot=1, seq=7, samples=16),
    )  # fmt: skip
    kept.store.write_service(ServiceRows((), (status_row(LINE, new), status_row(LINE, old))))
    (row,) = kept.audit()
    assert (row.sent, row.in_spool, row.missing) == (14, 0, 12)
    kept.store.write_service(ServiceRows((), (birth_row(LINE, birth, wall_ms=30),)))
    (row,) = kept.audit()
    assert (row.sent, row.missing, row.missing_seqs) == (16, 14, ((1, 7),))


def test_rows_in_many_slices_are_the_same_account(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few rows one answer holds, and however far hours lie apart, the sums are equal."""
    hour = ingest.influx_slices.HOUR_MS
    for message in range(12):
        kept.deliver(*(message * 7 * hour + i for i in range(5)))
    once = kept.audit()
    monkeypatch.setattr(ingest.influx_slices, "LONGEST_SLICE", 7)
    assert kept.audit() == once
    assert (once[0].sent, once[0].stored, once[0].ok) == (60, 60, True)


def test_what_retention_took_is_not_missing(kept: Kept) -> None:
    """Rows from before the bucket's time are not looked for, and a gap after it is still named."""
    for message in range(4):
        kept.deliver(message * 10, message * 10 + 1)
    kept.lose()
    kept.deliver(60, 61)
    # As if messages spooled before wall time 3, and samples before 3, had been deleted.
    (row,) = kept.audit(kept_from=3)
    assert (row.sent, row.stored, row.missing, row.missing_seqs) == (15, 10, 5, ((4, 4),))
