"""Dead letters: listed once, kept for ever, tried again after a fix."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.codec import encode
from contract.messages import Birth, Data, Status
from contract.path import EquipmentPath
from contract.sample import Sample
from contract.topic import Topic
from ingest.dead_letters import DeadLetters, key_of
from ingest.decode import DecodedData, Rejected, decode
from ingest.duckdb_audit import read_audit
from ingest.duckdb_store import DuckdbStore
from ingest.incoming import Incoming
from ingest.memory_store import MemoryStore
from ingest.replay import Replay

LINE = EquipmentPath("demo", "site", "area", "line")
TOPIC = str(Topic(LINE, "data"))
NOW = 1_700_000_000_000
TOO_EARLY = Sample(unit="m1", t=NOW + 400_000, state="executing", values={"speed": 1.0})

rejections = st.builds(
    Rejected,
    st.just("bad_sample"),
    st.just("detail"),
    st.sampled_from([TOPIC, "elsewhere"]),
    st.binary(max_size=3),
    st.none() | st.integers(0, 2),
    st.none() | st.integers(0, 2),
    st.none() | st.integers(0, 2),
)


@pytest.fixture
def letters(tmp_path: Path) -> Iterator[DeadLetters]:
    """A real file."""
    opened = DeadLetters.open(tmp_path / "dead-letters.sqlite")
    yield opened
    opened.close()


@given(said=st.lists(rejections, max_size=20))
def test_redelivery_adds_none(said: list[Rejected]) -> None:
    """However often it comes, one rejection is one letter."""
    letters = DeadLetters.open(Path(":memory:"))
    added = letters.add(said, wall_ms=1)
    assert added == len(letters.list()) == len({key_of(one) for one in said})
    assert letters.add(said, wall_ms=2) == 0
    assert {letter.first_seen for letter in letters.list()} <= {1}
    letters.close()


def test_letter_comes_back_as_it_was(letters: DeadLetters, tmp_path: Path) -> None:
    """Another process that opens the file reads every column."""
    one = Rejected("expired", "why", TOPIC, b"\x00\xff", 7, 3, 2, NOW, historical=True)
    letters.add([one], wall_ms=9)
    other = DeadLetters.open(tmp_path / "dead-letters.sqlite")
    (letter,) = other.list()
    assert (letter.rejected, letter.first_seen, letter.resolved_at) == (one, 9, None)
    other.close()


def test_different_payloads_under_one_name_are_two_letters(letters: DeadLetters) -> None:
    """A payload that borrows another's boot and seq does not hide it."""
    letters.add(
        [Rejected("bad_message", "d", TOPIC, text, 7, 3) for text in (b"a", b"b")], wall_ms=1
    )
    assert len(letters.list()) == 2


def early(letters: DeadLetters) -> None:
    """Put away one sample that was ahead of the clock."""
    letters.add(
        [
            Rejected(
                "in_the_future", "d", TOPIC, encode_sample_of(TOO_EARLY), 7, 3, 1, 55,
                historical=True,
            )
        ],
        wall_ms=NOW,
    )  # fmt: skip


def encode_sample_of(sample: Sample) -> bytes:
    """The sample as it stands in a message."""
    data = Data(boot=7, seq=3, first=0, spooled=55, historical=True, samples=(sample,))
    found = decode(Incoming(TOPIC, encode(data).replace(b'"executing"', b'"x"')))
    assert isinstance(found, DecodedData)
    return found.rejected[0].payload.replace(b'"x"', b'"executing"')


def test_replayed_sample_is_stored_and_marked_with_the_time(letters: DeadLetters) -> None:
    """After a fix (here: time has passed) the sample is in the store and the letter stays."""
    early(letters)
    store = MemoryStore(wall_ms=lambda: NOW)
    replay = Replay(store, letters, "w")
    (still,) = replay.run(letters.list(unresolved_only=True), wall_ms=NOW)
    assert still.refused is not None
    assert still.refused.startswith("in_the_future")
    (done,) = replay.run(letters.list(unresolved_only=True), wall_ms=NOW + 600_000)
    assert done.refused is None
    (row,) = store.samples()
    assert (row["time"], row["boot"], row["seq"], row["historical"]) == (NOW + 400_000, 7, 3, True)
    assert store.deliveries == []
    assert letters.list(unresolved_only=True) == ()
    assert [letter.resolved_at for letter in letters.list()] == [NOW + 600_000]


def test_replayed_message_enters_the_ledger_and_its_bad_sample_gets_a_letter(
    letters: DeadLetters,
) -> None:
    """A whole message that can be read after all is stored like any other."""
    samples = tuple(Sample(unit="m1", t=t, state=None) for t in (NOW, NOW + 10**9))
    payload = encode(Data(boot=7, seq=0, first=0, spooled=55, historical=False, samples=samples))
    letters.add([Rejected("unknown_version", "d", TOPIC, payload, 7, 0)], wall_ms=NOW)
    connection = duckdb.connect(":memory:")
    store = DuckdbStore(connection, wall_ms=lambda: NOW)
    replay = Replay(store, letters, "w", registered={f"{LINE}/m1"})
    (done,) = replay.run(letters.list(), wall_ms=NOW)
    assert done.refused is None
    assert connection.execute("SELECT unregistered FROM sample").fetchall() == [(False,)]
    assert [one.rejected.reason for one in letters.list(unresolved_only=True)] == ["in_the_future"]
    (row,) = read_audit(connection, letters.list())
    assert (row.sent, row.stored, row.dead_lettered, row.missing) == (2, 1, 1, 0)
    replay.run(letters.list(unresolved_only=True), wall_ms=NOW + 10**9)
    (row,) = read_audit(connection, letters.list())
    assert (row.sent, row.stored, row.dead_lettered, row.missing) == (2, 2, 0, 0)


def test_replayed_birth_and_status_are_stored(letters: DeadLetters) -> None:
    """A birth that a newer program can read registers its units."""
    birth = Birth(boot=7, session=0, clock="played", agent_version="1", units=())
    status = Status(boot=7, session=0, at=1, seq=-1, samples=0)
    letters.add(
        [
            Rejected("bad_message", "d", str(Topic(LINE, "birth")), encode(birth)),
            Rejected("bad_message", "d", str(Topic(LINE, "status")), encode(status)),
            Rejected(
                "bad_message", "d", str(Topic(LINE, "death")), b'{"v":1,"boot":1,"session":0}'
            ),
        ],
        wall_ms=1,
    )
    store = MemoryStore(wall_ms=lambda: NOW)
    done = Replay(store, letters, "w").run(letters.list(), wall_ms=NOW)
    assert sorted(row.kind for row in store.pipeline) == ["birth", "status"]
    assert sum(one.refused is not None for one in done) == 1
