"""Encoded data messages enter and are on disk before anybody sends them; rows leave in order.

Plain SQLite with a write-ahead log. It also remembers what must outlive a process: boot, session,
sequence, samples sent, the last `spooled`, the newest world time.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from contract.messages import LastBoot
from edge_agent.errors import SpoolUnavailable

_TABLES = """
CREATE TABLE IF NOT EXISTS message (
    boot INTEGER NOT NULL, seq INTEGER NOT NULL, samples INTEGER NOT NULL,
    payload BLOB NOT NULL, acked_at INTEGER, PRIMARY KEY (boot, seq)
);
CREATE INDEX IF NOT EXISTS message_acked ON message (acked_at) WHERE acked_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS memory (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owner (line TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class SpoolRow(NamedTuple):
    """One message on disk; `acked_at` is the wall ms of its last PUBACK, if it had one."""

    boot: int
    seq: int
    samples: int
    payload: bytes
    acked_at: int | None


class Spool:
    """The messages of one line that ingest may not have yet, bounded in bytes."""

    def __init__(self, connection: sqlite3.Connection, *, max_bytes: int) -> None:
        self._db = connection
        self._max_bytes = max_bytes
        (held_bytes,) = connection.execute(
            "SELECT coalesce(sum(length(payload)), 0) FROM message"
        ).fetchone()
        self.held_bytes: int = held_bytes
        # By name, not as a number: a row sent twice is acknowledged twice.
        self._unsent: set[tuple[int, int]] = set(
            connection.execute("SELECT boot, seq FROM message WHERE acked_at IS NULL").fetchall()
        )
        self._acks: list[tuple[int, int, int]] = []
        self._memory: dict[str, int] = dict(
            connection.execute("SELECT name, value FROM memory").fetchall()
        )

    @property
    def unsent(self) -> int:
        """Rows that the broker has not acknowledged yet."""
        return len(self._unsent)

    @property
    def full(self) -> bool:
        """Whether the bytes on disk have reached their bound."""
        return self.held_bytes >= self._max_bytes

    def remembered(self, name: str) -> int | None:
        """Return a number that an earlier boot left here."""
        return self._memory.get(name)

    @property
    def last_boot(self) -> LastBoot | None:
        """The newest earlier boot that spooled something."""
        boot = self._memory.get("last_boot")
        if boot is None:
            return None
        return LastBoot(
            boot=boot, seq=self._memory["last_seq"], samples=self._memory["last_samples"]
        )

    def begin_boot(self, wall_ms: int) -> int:
        """Begin a boot: strictly newer than every one before, at best the wall time."""
        before = self._memory.get("boot")
        boot = wall_ms if before is None else max(wall_ms, before + 1)
        names = {"boot": boot, "session": 0, "seq": -1, "samples": 0}
        if before is not None and self._memory["seq"] >= 0:
            names["last_boot"] = before
            names["last_seq"] = self._memory["seq"]
            names["last_samples"] = self._memory["samples"]
        with self._db:
            self._remember(names)
        return boot

    def begin_session(self) -> int:
        """Count one more connect of this boot."""
        session = self._memory["session"] + 1
        with self._db:
            self._remember({"session": session})
        return session

    def put(self, row: SpoolRow, *, spooled: int, newest_ms: int) -> None:
        """Write one new message and what is remembered with it, in one transaction."""
        with self._db:
            self._db.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?)", row)
            self._remember(
                {
                    "seq": row.seq,
                    "samples": self._memory["samples"] + row.samples,
                    "spooled": spooled,
                    "newest_ms": max(newest_ms, self._memory.get("newest_ms", newest_ms)),
                }
            )
            self._write_acks()
        self._unsent.add((row.boot, row.seq))
        self.held_bytes += len(row.payload)

    def rows_after(self, position: tuple[int, int], *, limit: int) -> Sequence[SpoolRow]:
        """Return the next rows in (boot, seq) order, acknowledged or not."""
        found = self._db.execute(
            "SELECT boot, seq, samples, payload, acked_at FROM message"
            " WHERE (boot, seq) > (?, ?) ORDER BY boot, seq LIMIT ?",
            (*position, limit),
        ).fetchall()
        return [SpoolRow(*row) for row in found]

    def ack(self, row: SpoolRow, wall_ms: int) -> None:
        """Take note of a PUBACK; on disk with the next write, since a lost note costs a resend."""
        self._acks.append((wall_ms, row.boot, row.seq))
        self._unsent.discard((row.boot, row.seq))

    def tidy(self, before_ms: int, *, sent: tuple[int, int]) -> None:
        """Delete the rows up to `sent` that were acknowledged before this wall time."""
        with self._db:
            self._write_acks()
            gone = self._db.execute(
                "DELETE FROM message WHERE acked_at < ? AND (boot, seq) <= (?, ?)"
                " RETURNING length(payload)",
                (before_ms, *sent),
            ).fetchall()
        self.held_bytes -= sum(size for (size,) in gone)

    def drop_oldest(self, *, sent: tuple[int, int]) -> SpoolRow | None:
        """Delete the oldest row, acknowledged ones first; None if nothing may go.

        A row up to `sent` may be on its way or have arrived, so it may not be called dropped.
        """
        with self._db:
            self._write_acks()
            found = self._db.execute(
                "DELETE FROM message WHERE (boot, seq) = (SELECT boot, seq FROM message"
                " WHERE acked_at IS NOT NULL OR (boot, seq) > (?, ?)"
                " ORDER BY acked_at IS NULL, boot, seq LIMIT 1)"
                " RETURNING boot, seq, samples, payload, acked_at",
                sent,
            ).fetchone()
        if found is None:
            return None
        row = SpoolRow(*found)
        self.held_bytes -= len(row.payload)
        self._unsent.discard((row.boot, row.seq))
        return row

    def close(self) -> None:
        """Write the last acknowledgements and let go of the file."""
        with self._db:
            self._write_acks()
        self._db.close()

    def _remember(self, names: dict[str, int]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO memory VALUES (?, ?)", names.items())
        self._memory.update(names)

    def _write_acks(self) -> None:
        if self._acks:
            self._db.executemany(
                "UPDATE message SET acked_at = ? WHERE boot = ? AND seq = ?", self._acks
            )
            self._acks.clear()


def open_spool(path: Path, *, line: str, max_bytes: int, reread: bool = False) -> Spool:
    """Open or make the spool of one line; refuse one that another agent or line holds.

    Each write is synced to the disk, unless the source can be read again (`reread`): there a power
    cut costs only time, and so only a killed process is guarded against.
    """
    connection: sqlite3.Connection | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=0)
        # Exclusive: the lock ends with the process, and no second agent can take it before.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if reread else 'FULL'}")
        connection.executescript(_TABLES)
        with connection:
            connection.execute(
                "INSERT INTO owner SELECT ? WHERE NOT EXISTS (SELECT 1 FROM owner)", (line,)
            )
        (owner,) = connection.execute("SELECT line FROM owner").fetchone()
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise SpoolUnavailable(
            f"spool {path} cannot be opened ({error}); is another agent of this line running,"
            " or is the folder not writable?"
        ) from error
    if owner != line:
        connection.close()
        raise SpoolUnavailable(
            f"spool {path} belongs to line {owner}, not {line}; give each line its own spool.path"
        )
    return Spool(connection, max_bytes=max_bytes)
