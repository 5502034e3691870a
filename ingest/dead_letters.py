"""What was refused, why, and until when: one SQLite file, synced before the acknowledgement.

A letter is never deleted; one that was stored after a fix is marked with the time.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ingest.decode import Rejected
from ingest.errors import StoreUnavailable

_TABLE = """
CREATE TABLE IF NOT EXISTS dead_letter (
    key TEXT PRIMARY KEY, first_seen INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
    topic TEXT NOT NULL, payload BLOB NOT NULL, boot INTEGER, seq INTEGER, "index" INTEGER,
    spooled INTEGER, historical INTEGER NOT NULL, resolved_at INTEGER
) WITHOUT ROWID
"""
_COLUMNS = (
    'key, first_seen, reason, detail, topic, payload, boot, seq, "index", '
    "spooled, historical, resolved_at"
)
_MARKS = ",".join("?" * 12)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One refused message, or one refused sample of a message (then `index` is its place)."""

    key: str
    first_seen: int
    rejected: Rejected
    resolved_at: int | None = None


def key_of(rejected: Rejected) -> str:
    """Name a rejection so that a redelivery has the same name.

    By line, boot, seq and index where they can be read (contract 4.4); the digest tells apart
    different payloads that claim the same name.
    """
    digest = hashlib.sha256(f"{rejected.topic}\n".encode(errors="surrogatepass") + rejected.payload)
    if rejected.boot is None or rejected.seq is None:
        return digest.hexdigest()
    place = "" if rejected.index is None else str(rejected.index)
    return f"{rejected.topic} {rejected.boot} {rejected.seq} {place} {digest.hexdigest()[:16]}"


class DeadLetters:
    """The file of refused messages; one owner thread writes, others open their own."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path, *, busy_timeout_ms: int = 5_000) -> Self:
        """Open or create the file; every commit is on disk when it returns."""
        path.parent.mkdir(parents=True, exist_ok=True)
        # The wiring opens it, the writer thread uses it: never two at once.
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms:d}")
        connection.execute(_TABLE)
        return cls(connection, path)

    def add(self, rejected: Iterable[Rejected], *, wall_ms: int) -> int:
        """Keep these on disk and return how many were new; raise StoreUnavailable if it cannot."""
        rows = [
            (
                key_of(one), wall_ms, one.reason, one.detail, one.topic, one.payload,
                one.boot, one.seq, one.index, one.spooled, one.historical, None,
            )
            for one in rejected
        ]  # fmt: skip
        if not rows:
            return 0
        before = self._connection.total_changes
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(
                    f"INSERT OR IGNORE INTO dead_letter ({_COLUMNS}) VALUES ({_MARKS})",  # noqa: S608 - constant names
                    rows,
                )
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(f"dead letters cannot be written: {error}") from error
        return self._connection.total_changes - before

    def list(self, *, unresolved_only: bool = False) -> tuple[DeadLetter, ...]:
        """Return the letters, oldest first."""
        where = "WHERE resolved_at IS NULL" if unresolved_only else ""
        found = self._connection.execute(
            f"SELECT {_COLUMNS} FROM dead_letter {where} ORDER BY first_seen, key"  # noqa: S608 - constant names
        )
        return tuple(_letter(row) for row in found)

    def resolve(self, keys: Sequence[str], *, wall_ms: int) -> None:
        """Mark letters as stored at this wall time; they stay in the file."""
        self._connection.executemany(
            "UPDATE dead_letter SET resolved_at = ? WHERE key = ? AND resolved_at IS NULL",
            [(wall_ms, key) for key in keys],
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _letter(row: tuple[str, int, str, str, str, bytes, int, int, int, int, int, int]) -> DeadLetter:
    key, seen, reason, detail, topic, payload, boot, seq, index, spooled, historical, resolved = row
    rejected = Rejected(
        reason, detail, topic, payload, boot, seq, index, spooled, historical=bool(historical)
    )
    return DeadLetter(key, seen, rejected, resolved)
