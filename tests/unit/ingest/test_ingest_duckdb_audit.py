"""The audit of a real DuckDB: what the file holds against what its ledger says."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from contract.messages import Birth, LastBoot, Status
from contract.path import EquipmentPath
from contract.sample import Sample
from ingest.dead_letters import DeadLetters
from ingest.duckdb_audit import read_audit
from ingest.duckdb_store import DuckdbStore
from ingest.gathered import Gathered
from ingest.rows import Part
from ingest.service_rows import birth_row, status_row
from ingest.store import Delivery, ServiceRows

LINE = EquipmentPath("demo", "site", "area", "line")


class Kept:
    """A DuckDB in memory with its letters."""

    def __init__(self, folder: Path) -> None:
        self.connection = duckdb.connect(":memory:")
        self.store = DuckdbStore(self.connection, wall_ms=lambda: 1)
        self.letters = DeadLetters.open(folder / "dead-letters.sqlite")

    def deliver(self, *times: int, boot: int = 1, seq: int = 0, first: int = 0) -> None:
        """Commit one message of samples at these times."""
        samples = tuple(Sample(unit="m1", t=t, state="executing") for t in times)
        gathered = Gathered(
            0,
            parts=[Part(LINE, boot, seq, 5, False, samples, range(len(samples)), ())],
            deliveries=[Delivery(LINE, 5, boot, seq, first, len(samples), 0)],
            samples=len(samples),
        )
        self.store.write(gathered.batch("w"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """A fresh one."""
    made = Kept(tmp_path)
    yield made
    made.letters.close()
    made.connection.close()


def test_sample_deleted_behind_the_ledger_is_missing(kept: Kept) -> None:
    """The ledger alone proves nothing: its samples must be there."""
    kept.deliver(1, 2, 3)
    kept.deliver(1, 2, 3)  # delivered twice
    (row,) = read_audit(kept.connection, kept.letters.list())
    assert (row.stored, row.missing, row.duplicates_received) == (3, 0, 3)
    kept.connection.execute('DELETE FROM sample WHERE "time" = 2')
    (row,) = read_audit(kept.connection, kept.letters.list())
    assert not row.ok
    assert row.missing_seqs == ((0, 0),)


def test_sample_of_a_later_boot_with_the_same_identity_is_merged(kept: Kept) -> None:
    """An overlap after a restart is stored and merged, not missing and not double."""
    kept.deliver(1, 2, 3, boot=1)
    kept.deliver(3, 4, boot=2)
    first, second = read_audit(kept.connection, kept.letters.list())
    assert (first.stored, first.merged, second.stored, second.merged) == (3, 0, 2, 1)
    identities = kept.connection.execute('SELECT count(DISTINCT "time") FROM sample').fetchone()
    assert identities == (first.stored + second.stored - first.merged - second.merged,)


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
    (row,) = read_audit(kept.connection, kept.letters.list())
    assert (row.sent, row.in_spool, row.missing) == (14, 0, 12)
    kept.store.write_service(ServiceRows((), (birth_row(LINE, birth, wall_ms=30),)))
    (row,) = read_audit(kept.connection, kept.letters.list())
    assert (row.sent, row.missing, row.missing_seqs) == (16, 14, ((1, 7),))


def test_empty_store_has_nothing_to_account_for(kept: Kept) -> None:
    """No agents, no rows."""
    assert read_audit(kept.connection, kept.letters.list()) == ()
