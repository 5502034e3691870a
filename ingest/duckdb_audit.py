"""Reads from DuckDB and the dead letters what the audit needs, one query per table."""

from collections.abc import Iterable

import duckdb

from ingest.audit import Account, AuditRow, Boot, Delivered, audit
from ingest.dead_letters import DeadLetter
from ingest.named_letters import named_letters

_LINE = "concat_ws('/', enterprise, site, area, work_center)"

# A ledger row and its samples are one transaction, so every copy of a message must have left
# its rows; what is fewer was lost after the commit.
_DELIVERED = f"""
WITH ledger AS (
    SELECT {_LINE} AS line, boot, seq, max("first") AS "first", max(samples) AS samples,
           min(rejected) AS rejected, count(*) AS copies, sum(samples - rejected) AS committed
    FROM delivery GROUP BY ALL
), kept AS (
    SELECT {_LINE} AS line, boot, seq, count(*) AS found FROM sample GROUP BY ALL
)
SELECT line, boot, seq, "first", samples, rejected, copies,
       least(samples - rejected, greatest(0, committed - coalesce(found, 0)))
FROM ledger LEFT JOIN kept USING (line, boot, seq)
ORDER BY line, boot, seq
"""  # noqa: S608 - constant names
_MERGED = f"""
WITH said AS (
    SELECT DISTINCT {_LINE} AS line, work_unit, "time", boot, seq FROM sample
), ranked AS (
    SELECT line, boot,
           row_number() OVER (PARTITION BY line, work_unit, "time" ORDER BY boot, seq) AS place
    FROM said
)
SELECT line, boot, count(*) FROM ranked WHERE place > 1 GROUP BY line, boot
"""  # noqa: S608 - constant names
_STATUS = f"""
SELECT {_LINE} AS line, boot, "time", seq, samples, coalesce(dropped, 0), coalesce(spool, 0)
FROM pipeline WHERE service = 'edge_agent' AND kind = 'status'
QUALIFY row_number() OVER (PARTITION BY line, boot ORDER BY "time" DESC, arrival DESC) = 1
"""  # noqa: S608 - constant names
_LAST_BOOT = f"""
SELECT DISTINCT {_LINE} AS line, last_boot, last_seq, last_samples
FROM pipeline WHERE service = 'edge_agent' AND kind = 'birth' AND last_boot IS NOT NULL
"""  # noqa: S608 - constant names


def read_audit(
    connection: duckdb.DuckDBPyConnection, letters: Iterable[DeadLetter]
) -> tuple[AuditRow, ...]:
    """Audit everything in the store, as of one moment."""
    cursor = connection.cursor()
    try:
        cursor.begin()  # one snapshot: ledger and samples of the same commits
        delivered = [Delivered(*row) for row in cursor.execute(_DELIVERED).fetchall()]
        accounts = [Account(*row) for row in cursor.execute(_STATUS).fetchall()]
        # A birth has no clock of the boot before, so it is older than any status.
        accounts += [
            Account(line, boot, 0, seq, samples)
            for line, boot, seq, samples in cursor.execute(_LAST_BOOT).fetchall()
        ]
        merged: dict[Boot, int] = {
            (line, boot): count for line, boot, count in cursor.execute(_MERGED).fetchall()
        }
        cursor.rollback()
    finally:
        cursor.close()
    return audit(delivered, accounts, named_letters(letters), merged)
