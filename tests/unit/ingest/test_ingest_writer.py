"""The fates of samples: stored, dead-lettered after three tries, or kept for an absent store."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import structlog

from contract.duckdb_tables import create_statements
from contract.path import EquipmentPath
from contract.sample import Sample
from ingest.counters import Counters
from ingest.dead_letters import DeadLetters
from ingest.decode import Rejected
from ingest.duckdb_store import DuckdbStore
from ingest.errors import StoreUnavailable
from ingest.gathered import Gathered
from ingest.memory_store import MemoryStore
from ingest.rows import Part
from ingest.store import Batch, Delivery, Outcome, PipelineRow, ServiceRows, Store
from ingest.writer import BackOff, Writer

LINE = EquipmentPath("demo", "site", "area", "line")
NOW = 5_000


@pytest.fixture
def letters(tmp_path: Path) -> Iterator[DeadLetters]:
    """A real file of dead letters."""
    opened = DeadLetters.open(tmp_path / "dead-letters.sqlite")
    yield opened
    opened.close()


def gathered_of(*produced: int) -> Gathered:
    """One message with one sample for each of these counts."""
    samples = tuple(
        Sample(unit="m1", t=i, state="executing", produced=count)
        for i, count in enumerate(produced)
    )
    return Gathered(
        0,
        parts=[Part(LINE, 7, 3, 1, False, samples, range(len(samples)), ())],
        deliveries=[Delivery(LINE, 1, 7, 3, 0, len(samples), 0)],
        samples=len(samples),
    )


def writer_of(store: Store, letters: DeadLetters, *, stops: Iterator[bool]) -> Writer:
    """A writer whose waits end at once with the next of `stops`."""
    return Writer(
        store=store, dead_letters=letters, counters=Counters(), worker="w",
        wall_ms=lambda: NOW, wait_for_stop=lambda _s: next(stops), logger=structlog.get_logger(),
    )  # fmt: skip


def never() -> Iterator[bool]:
    """Nobody says stop."""
    while True:
        yield False


class Away:
    """A store that is away for some attempts and remembers the order of what it was given."""

    def __init__(self, attempts: int) -> None:
        self.left = attempts
        self.memory = MemoryStore(wall_ms=lambda: NOW)
        self.order: list[str] = []

    def write(self, batch: Batch) -> Outcome:
        """Write once it is back."""
        if self.left:
            self.left -= 1
            raise StoreUnavailable("away")
        self.order.append("samples")
        return self.memory.write(batch)

    def write_service(self, rows: ServiceRows) -> None:
        """Write once it is back."""
        if self.left:
            self.left -= 1
            raise StoreUnavailable("away")
        self.order.extend(row.kind for row in rows.pipeline)

    def close(self) -> None:
        """Hold nothing."""


def test_batch_is_tried_again_whole_until_the_store_takes_it(letters: DeadLetters) -> None:
    """Four failures later everything is stored, and the retries are counted in samples."""
    store = Away(4)
    counters = Counters()
    writer = Writer(
        store=store, dead_letters=letters, counters=counters, worker="w", wall_ms=lambda: NOW,
        wait_for_stop=lambda _s: False, logger=structlog.get_logger(),
    )  # fmt: skip
    assert writer.write(gathered_of(1, 2, 3))
    assert (counters.stored, counters.retried, counters.store_error) == (3, 12, None)
    assert len(store.memory.samples()) == 3


def test_account_that_the_store_does_not_take_shows_it_away(letters: DeadLetters) -> None:
    """A worker without samples to store still says that nothing can be stored, until it can."""
    store = Away(1)
    counters = Counters()
    writer = Writer(
        store=store, dead_letters=letters, counters=counters, worker="w", wall_ms=lambda: NOW,
        wait_for_stop=lambda _s: False, logger=structlog.get_logger(),
    )  # fmt: skip
    row = PipelineRow(1, "ingest", "w", "counters", None, {})
    said = []
    for _ in range(2):
        writer.tell(row)
        said.append(counters.store_error)
    assert said == ["away", None]
    assert store.order == ["counters"]


def test_stop_during_an_outage_leaves_the_batch_without_a_fate(letters: DeadLetters) -> None:
    """False says: not stored, so do not acknowledge."""
    store = Away(100)
    assert not writer_of(store, letters, stops=iter([False, True])).write(gathered_of(1))
    assert store.memory.samples() == ()


def test_births_are_written_before_the_samples_and_statuses_after(letters: DeadLetters) -> None:
    """A reader who sees an end sees all that came before it."""
    gathered = gathered_of(1)
    gathered.births.append(PipelineRow(1, "edge_agent", "i", "birth", LINE, {}))
    gathered.after.append(PipelineRow(1, "edge_agent", "i", "status", LINE, {}))
    store = Away(0)
    assert writer_of(store, letters, stops=never()).write(gathered)
    assert store.order == ["birth", "samples", "status"]


def test_row_that_the_store_refuses_becomes_a_dead_letter_and_the_others_are_stored(
    letters: DeadLetters,
) -> None:
    """A real DuckDB that will not have two rows of seven gets the other five (contract 4.4)."""
    connection = duckdb.connect(":memory:")
    for statement in create_statements():
        connection.execute(
            statement.replace('"produced" BIGINT', '"produced" BIGINT CHECK (produced < 100)')
        )
    store = DuckdbStore(connection, wall_ms=lambda: NOW)
    assert writer_of(store, letters, stops=never()).write(gathered_of(1, 500, 2, 3, 4, 900, 5))
    assert connection.execute("SELECT produced FROM sample ORDER BY time").fetchall() == [
        (1,), (2,), (3,), (4,), (5,),
    ]  # fmt: skip
    assert connection.execute("SELECT samples, rejected FROM delivery").fetchall() == [(7, 2)]
    found = letters.list()
    assert [(one.rejected.reason, one.rejected.index) for one in found] == [
        ("store_refused", 1),
        ("store_refused", 5),
    ]
    assert b'"produced":500' in found[0].rejected.payload


def test_schema_that_is_not_ours_crashes_instead_of_refusing_data(letters: DeadLetters) -> None:
    """A bug of ours is never mistaken for bad data or an absent store."""
    connection = duckdb.connect(":memory:")
    store = DuckdbStore(connection, wall_ms=lambda: NOW)
    connection.execute("DROP TABLE delivery")
    with pytest.raises(duckdb.CatalogException):
        writer_of(store, letters, stops=never()).write(gathered_of(1))
    assert letters.list() == ()


def test_dead_letters_that_cannot_be_written_hold_the_batch(letters: DeadLetters) -> None:
    """Nothing is stored or acknowledged ahead of a rejection that is not on disk."""
    gathered = gathered_of(1)
    gathered.rejected.append(Rejected("bad_sample", "d", "t", b"x", 7, 3, 1))
    path = letters.path
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    store = Away(0)
    hasty = DeadLetters.open(path, busy_timeout_ms=1)
    assert not writer_of(store, hasty, stops=iter([True])).write(gathered)
    assert store.order == []
    blocker.execute("ROLLBACK")
    blocker.close()
    assert writer_of(store, hasty, stops=never()).write(gathered)
    assert len(letters.list()) == 1
    hasty.close()


def test_back_off_doubles_with_jitter_up_to_its_ceiling() -> None:
    """Waits lie between half and all of the doubled first wait, and never beyond the longest."""
    back_off = BackOff(first_s=0.1, longest_s=10.0)
    assert [back_off.wait_s(n, 0.0) for n in range(3)] == [0.05, 0.1, 0.2]
    assert back_off.wait_s(1_000, 1.0) == 10.0


def test_duckdb_insert_counter_and_change_time_go_on_after_a_restart(tmp_path: Path) -> None:
    """A new process on the same file wins over the old one's rows and rises above its changes."""
    path = str(tmp_path / "t.duckdb")
    for produced in (1, 2):
        connection = duckdb.connect(path)
        store = DuckdbStore(connection, wall_ms=lambda: NOW)
        store.write(gathered_of(produced).batch("w"))
        store.close()
        connection.close()
    connection = duckdb.connect(path)
    newest = connection.execute("SELECT arg_max(produced, arrival) FROM sample").fetchone()
    assert newest == (2,)
    assert connection.execute('SELECT "time" FROM "change" ORDER BY 1').fetchall() == [
        (NOW,),
        (NOW + 1,),
    ]
    connection.close()


def test_full_disk_is_an_absent_store(tmp_path: Path) -> None:
    """What DuckDB says of a folder it cannot write in is StoreUnavailable, not a crash."""
    connection = duckdb.connect(str(tmp_path / "t.duckdb"), config={"memory_limit": "60MB"})
    store = DuckdbStore(connection, wall_ms=lambda: NOW)
    connection.execute("SET max_temp_directory_size='1KB'")
    connection.execute("CHECKPOINT")  # frees what the new tables hold, else the limit is refused
    connection.execute("SET memory_limit='1MB'")
    with pytest.raises(StoreUnavailable, match="DuckDB"):
        store.write(gathered_of(*range(5_000)).batch("w"))
