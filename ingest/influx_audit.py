"""Reads from InfluxDB and the dead letters what the audit needs, line by line and slice by slice.

There is no snapshot, so what is read first is what was written last: the agents' accounts, then
the ledger, then samples. Whatever comes in meanwhile is not yet accounted for, and nothing is
missed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import pandas as pd

from contract.path import EquipmentPath
from contract.series import DELIVERY, LINE_TAGS, PIPELINE, SAMPLE
from influx.connection import Influx
from influx.influxql import below, columns, instant, name, text
from influx.table import types_of
from ingest.audit import Account, AuditRow, Boot, Delivered, Letter, audit
from ingest.dead_letters import DeadLetter
from ingest.influx_slices import slices
from ingest.named_letters import named_letters

_AGENT = "\"service\" = 'edge_agent' AND "
_STATUS = ("seq", "boot", "samples", "dropped", "spool")
_BIRTH = ("boot", "last_boot", "last_seq", "last_samples")
_LEDGER = ("seq", "boot", "first", "samples", "rejected", "earliest", "latest")


class _Message(NamedTuple):
    """One row of the ledger, in the order of `_LEDGER`; times ms."""

    spooled: int
    seq: int
    boot: int
    first: int
    samples: int
    rejected: int
    earliest: int
    latest: int


_Sample = tuple[int, str, int]  # boot that wrote it, work unit, time


def read_audit(
    connection: Influx, letters: Iterable[DeadLetter], *, kept_from: int = 0
) -> tuple[AuditRow, ...]:
    """Audit everything in the buckets.

    A message delivered twice is one ledger row here, so `duplicates_received` is 0 always. A
    sample that a later boot sent again carries the later message's seq only; a message that is
    short of samples is credited as many as later boots wrote between its first and last event
    time, each once, and misses the rest.

    Args:
        connection: with a token that may read the bucket of telemetry.
        letters: the dead letters of all workers.
        kept_from: wall time (ms) before which the bucket may have deleted rows; what was spooled
            or measured before it counts as stored and is not looked for.
    """
    named: dict[str, list[Letter]] = defaultdict(list)
    for letter in named_letters(letters):
        named[letter.line].append(letter)
    rows: list[AuditRow] = []
    for line in _lines(connection):
        accounts = list(_accounts(connection, line))
        delivered, merged = _delivered(connection, line, kept_from)
        of_kept = {row.boot for row in delivered}
        accounts = [one for one in accounts if one.boot >= kept_from or one.boot in of_kept]
        rows += audit(delivered, accounts, named[str(line)], merged)
    return tuple(rows)


def _lines(connection: Influx) -> list[EquipmentPath]:
    """Return the work centers of which the store holds a ledger or an agent's account."""
    found: set[EquipmentPath] = set()
    for measurement, field, where in (
        (DELIVERY, "seq", ""),
        (PIPELINE, "boot", f"WHERE {name('service')} = {text('edge_agent')}"),
    ):
        rows = connection.query(
            f"SELECT last({name(field)}) FROM {name(measurement.name)} {where} "
            f"GROUP BY {columns(LINE_TAGS)}",
            bucket=measurement.bucket,
            types=types_of(measurement),
        )
        if len(rows):
            found |= {
                EquipmentPath(*tags) for tags in rows[list(LINE_TAGS)].itertuples(index=False)
            }
    return sorted(found)


def _accounts(connection: Influx, line: EquipmentPath) -> Iterator[Account]:
    """Yield the newest status of each boot, and what births say of the boot before."""
    newest: dict[int, Account] = {}
    kind = f'{_AGENT}"kind" = {{}} AND {below(line)}'
    for rows in slices(connection, PIPELINE, _STATUS, kind.format(text("status"))):
        for time, seq, boot, samples, dropped, spool in _ints(rows, _STATUS):
            newest[boot] = Account(
                str(line), boot, time, seq, samples, max(0, dropped), max(0, spool)
            )
    yield from newest.values()
    for rows in slices(connection, PIPELINE, _BIRTH, kind.format(text("birth"))):
        said = {row[2:] for row in _ints(rows, _BIRTH)}
        # A birth has no clock of the boot before, so it is older than any status.
        yield from (Account(str(line), boot, 0, *rest) for boot, *rest in said if boot >= 0)


def _delivered(
    connection: Influx, line: EquipmentPath, kept_from: int
) -> tuple[list[Delivered], Counter[Boot]]:
    """Return the line's messages with what each is short of, and how many samples were merged."""
    kept = [
        _Message(*row)
        for rows in slices(connection, DELIVERY, _LEDGER, below(line))
        for row in _ints(rows, _LEDGER)
        if row[0] >= kept_from
    ]
    kept.sort(key=lambda row: (row.boot, row.seq))
    found: Counter[tuple[int, int]] = Counter()
    for rows in slices(connection, SAMPLE, ("boot", "seq"), below(line)):
        sizes = rows.groupby(["boot", "seq"]).size().reset_index(name="size")
        for boot, seq, size in sizes.astype("int64").itertuples(index=False, name=None):
            found[boot, seq] += size
    delivered: list[Delivered] = []
    merged: Counter[Boot] = Counter()
    taken: set[_Sample] = set()
    of_boot = -1
    for row in kept:
        if row.boot != of_boot:
            of_boot = row.boot
            taken.clear()
            if row.boot < kept_from and row.seq > 0:
                # What stood before it is no longer kept.
                delivered.append(Delivered(str(line), row.boot, row.seq - 1, 0, row.first, 0))
        good = row.samples - row.rejected
        short = max(0, good - found[row.boot, row.seq]) if row.earliest >= kept_from else 0
        if short:
            later = _later(connection, line, row, short, taken)
            merged.update((str(line), by) for by, *_ in later)
            taken.update(later)
            short -= len(later)
        said = (row.seq, row.first, row.samples, row.rejected)
        delivered.append(Delivered(str(line), row.boot, *said, short=short))
    return delivered, merged


def _later(
    connection: Influx,
    line: EquipmentPath,
    row: _Message,
    short: int,
    taken: AbstractSet[_Sample],
) -> list[_Sample]:
    """Return up to `short` samples by later boots that may stand in place of this message's."""
    rows = connection.query(
        f'SELECT "boot", "work_unit" FROM "sample" WHERE {below(line)} '
        f'AND "boot" > {row.boot} AND time >= {instant(row.earliest)} '
        f"AND time <= {instant(row.latest)} LIMIT {short + len(taken)}",
        bucket=SAMPLE.bucket,
        types=types_of(SAMPLE),
    )
    if rows.empty:
        return []
    found = zip(rows["boot"].astype(int), rows["work_unit"], rows["time"], strict=True)
    return [one for one in found if one not in taken][:short]


def _ints(rows: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Yield time and these columns of each row; -1 stands for what was not said."""
    if len(rows):
        held = rows.reindex(columns=["time", *names]).fillna(-1).astype("int64")
        yield from held.itertuples(index=False, name=None)
