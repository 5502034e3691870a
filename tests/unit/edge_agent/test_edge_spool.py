"""The spool: what is on disk, in which order, and what it remembers."""

import sqlite3
from pathlib import Path

import pytest

from edge_agent.errors import SpoolUnavailable
from edge_agent.spool import Spool, SpoolRow, open_spool

LINE = "acme/site/area/line"
START = (-1, -1)
END = (1 << 62, 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the spool lies; its folder is not there yet."""
    return tmp_path / "new" / "spool.sqlite"


def opened(path: Path, *, max_bytes: int = 10_000) -> Spool:
    """Open the spool of LINE."""
    return open_spool(path, line=LINE, max_bytes=max_bytes)


def put(spool: Spool, boot: int, seq: int, *, size: int = 100, newest_ms: int = 0) -> SpoolRow:
    """Spool one message of five samples."""
    row = SpoolRow(boot, seq, 5, bytes(size), None)
    spool.put(row, spooled=1000 + seq, newest_ms=newest_ms)
    return row


def names(spool: Spool) -> list[tuple[int, int]]:
    """Return (boot, seq) of all rows in order."""
    return [(row.boot, row.seq) for row in spool.rows_after(START, limit=1000)]


def test_rows_survive_the_process_in_boot_and_seq_order(path: Path) -> None:
    """Older boots come first, and inside a boot the order is that of seq."""
    spool = opened(path)
    first = spool.begin_boot(5000)
    put(spool, first, 0)
    put(spool, first, 1)
    spool.close()
    spool = opened(path)
    second = spool.begin_boot(6000)
    put(spool, second, 0)
    assert names(spool) == [(5000, 0), (5000, 1), (6000, 0)]
    assert spool.unsent == 3
    assert [row.seq for row in spool.rows_after((5000, 0), limit=1)] == [1]
    spool.close()


def test_boot_rises_strictly_even_when_the_wall_clock_went_back(path: Path) -> None:
    """A boot is the wall time, or one more than the boot before if that is later."""
    boots = []
    for wall_ms in (5000, 4000, 5001, 9000):
        spool = opened(path)
        boots.append(spool.begin_boot(wall_ms))
        spool.close()
    assert boots == [5000, 5001, 5002, 9000]


def test_memory_of_the_last_boot_that_spooled_something(path: Path) -> None:
    """The last boot with a message is remembered, over a boot that said nothing."""
    spool = opened(path)
    boot = spool.begin_boot(5000)
    assert spool.last_boot is None
    put(spool, boot, 0, newest_ms=777)
    put(spool, boot, 1, newest_ms=555)
    spool.close()
    for wall_ms in (6000, 7000):
        spool = opened(path)
        spool.begin_boot(wall_ms)
        assert spool.last_boot is not None
        assert (spool.last_boot.boot, spool.last_boot.seq, spool.last_boot.samples) == (5000, 1, 10)
        assert spool.remembered("newest_ms") == 777
        assert spool.remembered("spooled") == 1001
        spool.close()


def test_acknowledged_row_stays_until_its_time_is_over(path: Path) -> None:
    """A row is deleted so long after its newest PUBACK, and is sent again until then."""
    spool = opened(path)
    boot = spool.begin_boot(5000)
    row = put(spool, boot, 0)
    put(spool, boot, 1)
    spool.ack(row, 10_000)
    assert spool.unsent == 1
    spool.tidy(10_000, sent=END)
    assert names(spool) == [(boot, 0), (boot, 1)]
    (again, _) = spool.rows_after(START, limit=10)
    spool.ack(again, 20_000)
    assert spool.unsent == 1
    spool.tidy(20_000, sent=END)
    assert len(names(spool)) == 2
    spool.tidy(20_001, sent=END)
    assert names(spool) == [(boot, 1)]
    assert spool.held_bytes == 100
    spool.close()


def test_row_sent_twice_is_unsent_once(path: Path) -> None:
    """Two PUBACKs of one row, both read before the first was written, count as one."""
    spool = opened(path)
    boot = spool.begin_boot(5000)
    put(spool, boot, 0)
    put(spool, boot, 1)
    first = spool.rows_after(START, limit=1)[0]
    spool.ack(first, 10_000)
    again = spool.rows_after(START, limit=1)[0]
    spool.ack(again, 10_001)
    assert spool.unsent == 1
    spool.close()


def test_row_not_sent_again_yet_is_not_tidied(path: Path) -> None:
    """However old its acknowledgement, a row stays until it was sent on this connection."""
    spool = opened(path)
    boot = spool.begin_boot(5000)
    for seq in range(2):
        spool.ack(put(spool, boot, seq), 10_000)
    spool.tidy(99_000, sent=START)
    assert len(names(spool)) == 2
    spool.tidy(99_000, sent=(boot, 0))
    assert names(spool) == [(boot, 1)]
    spool.close()


def test_acknowledgement_noted_but_not_written_costs_only_a_resend(path: Path) -> None:
    """A note lost with the process leaves the row unsent; a written one stays written."""
    spool = opened(path)
    boot = spool.begin_boot(5000)
    spool.ack(put(spool, boot, 0), 10_000)
    spool.close()
    spool = opened(path)
    assert spool.unsent == 0
    assert names(spool) == [(boot, 0)]
    spool.close()


def test_oldest_goes_first_and_acknowledged_ones_before_all(path: Path) -> None:
    """What the broker has is dropped before what only we have."""
    spool = opened(path, max_bytes=300)
    boot = spool.begin_boot(5000)
    rows = [put(spool, boot, seq) for seq in range(3)]
    assert spool.full
    spool.ack(rows[2], 10_000)
    dropped = [spool.drop_oldest(sent=START) for _ in range(4)]
    assert [row.seq if row else None for row in dropped] == [2, 0, 1, None]
    assert (spool.unsent, spool.held_bytes) == (0, 0)
    spool.close()


def test_row_that_may_have_arrived_is_not_dropped(path: Path) -> None:
    """What was sent may be with the broker already, so only what was never sent may go."""
    spool = opened(path)
    boot = spool.begin_boot(5000)
    rows = [put(spool, boot, seq) for seq in range(3)]
    dropped = [spool.drop_oldest(sent=(boot, 1)) for _ in range(2)]
    assert [row.seq if row else None for row in dropped] == [2, None]
    for row in rows[:2]:
        spool.ack(row, 10_000)
    assert spool.unsent == 0
    spool.close()


def test_second_agent_on_one_spool_is_refused(path: Path) -> None:
    """Two agents cannot write one spool; the sentence says so."""
    spool = opened(path)
    with pytest.raises(SpoolUnavailable, match="another agent"):
        opened(path)
    spool.close()


def test_spool_of_another_line_is_refused(path: Path) -> None:
    """A spool belongs to its line, or samples would travel under a wrong topic."""
    opened(path).close()
    with pytest.raises(SpoolUnavailable, match="belongs to line"):
        open_spool(path, line="acme/site/area/other", max_bytes=1000)


def test_file_that_is_no_spool_is_refused(tmp_path: Path) -> None:
    """A file of another kind is refused with a sentence, not with a library's error."""
    path = tmp_path / "spool.sqlite"
    path.write_bytes(b"this is not a database at all" * 10)
    with pytest.raises(SpoolUnavailable):
        opened(path)


def test_message_and_memory_are_one_transaction(path: Path) -> None:
    """A row that cannot be written leaves the memory as it was."""
    spool = opened(path)
    boot = spool.begin_boot(5000)
    put(spool, boot, 0, newest_ms=1)
    with pytest.raises(sqlite3.IntegrityError):
        put(spool, boot, 0, newest_ms=2)
    spool.close()
    spool = opened(path)
    assert spool.remembered("newest_ms") == 1
    spool.close()
