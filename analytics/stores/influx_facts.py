"""A line in, what InfluxDB holds of its run out: a few small requests at each look.

Newest rows are read from the end; what the change feed sums up to is kept and grown, never read
again as a whole while its beginning stays.
"""

import threading
from dataclasses import dataclass, field

import pandas as pd

from analytics.history import LineFacts
from analytics.stores.influx_reader import InfluxReader
from analytics.stores.run_facts import Account, Said, facts_of
from contract.path import EquipmentPath
from contract.series import CHANGE, DELIVERY, PIPELINE, REGISTER
from influx.influxql import below, columns, instant, name, one_of, text

_SAID = ("boot", "session", "clock", "samples", "ended", "sources")
_REGISTER_FIELDS = tuple(one.name for one in REGISTER.fields)
_NEWEST = "ORDER BY time DESC LIMIT 1"
# How much the feed grows until somebody looks whether retention took its beginning away.
_BEGINNING_MS = 600_000
_DAY_MS = 86_400_000


@dataclass(slots=True)
class _Extent:
    """First and last event time of a line's commits; `taken` and `oldest` are change times."""

    taken: dict[str, int] = field(default_factory=dict)
    oldest: dict[str, int] = field(default_factory=dict)
    first: int | None = None
    newest: int | None = None
    looked_at: int = 0


class InfluxFacts:
    """Answers `History.facts`."""

    def __init__(self, reader: InfluxReader, *, overlap_ms: int) -> None:
        self._reader = reader
        self._overlap_ms = overlap_ms
        self._extents: dict[EquipmentPath, _Extent] = {}
        self._lock = threading.Lock()

    def of(self, line: EquipmentPath) -> LineFacts:
        """Return the register, clock, first and newest time and end of this line's run."""
        register = self._register(line)
        said = self._said(line, register)
        boot = max((row.boot for row in said), default=0)
        ended = any(row.boot == boot and row.ended is not None for row in said)
        with self._lock:
            first, newest = self._extent(line)
        reached = self._reached(line, boot) if ended else 0
        account = Account(first=first, newest=newest, reached=reached)
        return facts_of(line, register, said=said, account=account)

    def _register(self, line: EquipmentPath) -> pd.DataFrame:
        """Read the newest row of each unit; fields come in the order of the series."""
        rows = self._reader.rows(
            REGISTER,
            columns(_REGISTER_FIELDS),
            where=[below(line)],
            group_by=REGISTER.tags,
            tail=_NEWEST,
        )
        rows = rows.reindex(columns=["time", *REGISTER.tags, *_REGISTER_FIELDS])
        return rows.sort_values("work_unit", kind="stable", ignore_index=True)

    def _said(self, line: EquipmentPath, register: pd.DataFrame) -> list[Said]:
        found = self._newest_said(line, ("birth", "status"))
        boots = [*(row.boot for row in found.values()), *register["time"].tolist()]
        newest = int(max(boots, default=0))
        for kind, row in list(found.items()):
            if row.boot < newest:
                # The agent's clock was set back, or an old message came again.
                found |= self._newest_said(line, (kind,), boot=newest)
        status = found.get("status")
        if "birth" not in found and status is not None and len(register):
            expired = not self._reader.keeps_for_ever and status.time - status.boot > _DAY_MS
            if expired:
                # Only a live agent speaks so long after its birth that retention took that away.
                found["birth"] = Said("birth", 0, status.boot, None, "wall", None, None, None)
        return list(found.values())

    def _newest_said(
        self, line: EquipmentPath, kinds: tuple[str, ...], *, boot: int | None = None
    ) -> dict[str, Said]:
        where = [below(line), one_of("kind", kinds)]
        if boot is not None:
            where.append(f"{name('boot')} = {boot}")
        rows = self._reader.rows(
            PIPELINE, columns(_SAID), where=where, group_by=("kind",), tail=_NEWEST
        )
        if rows.empty:
            return {}
        return {
            str(row["kind"]): Said(
                str(row["kind"]),
                int(row["time"]),
                int(row["boot"]),
                _whole(row["session"]),
                row["clock"],
                _whole(row["samples"]),
                _whole(row["ended"]),
                row["sources"],
            )
            for row in rows.to_dict("records")
        }

    def _extent(self, line: EquipmentPath) -> tuple[int | None, int | None]:
        """Return first and newest event time of the commits that are stored."""
        known = self._extents.setdefault(line, _Extent())
        times = self._commit_times(line, "last")
        top = max(times.values(), default=0)
        if top - known.looked_at > _BEGINNING_MS:
            oldest = self._commit_times(line, "first")
            if oldest != known.oldest and known.oldest:
                known = self._extents[line] = _Extent()
            known.oldest, known.looked_at = oldest, top
        for worker, time in times.items():
            if time > known.taken.get(worker, -1):
                self._grow(line, known, worker)
                known.taken[worker] = time
        return known.first, known.newest

    def _commit_times(self, line: EquipmentPath, pick: str) -> dict[str, int]:
        """Return the time of each worker's first or last commit."""
        rows = self._reader.rows(
            CHANGE, f'{pick}("first")', where=[below(line)], group_by=("worker",)
        )
        if rows.empty:
            return {}
        return dict(zip(rows["worker"], rows["time"].tolist(), strict=True))

    def _grow(self, line: EquipmentPath, known: _Extent, worker: str) -> None:
        where = [below(line), f"{name('worker')} = {text(worker)}"]
        if worker in known.taken:
            where.append(f"time > {instant(known.taken[worker] - self._overlap_ms)}")
        rows = self._reader.rows(
            CHANGE, 'min("first") AS "first", max("last") AS "last"', where=where
        )
        if len(rows):
            first, last = int(rows["first"][0]), int(rows["last"][0])
            known.first = first if known.first is None else min(known.first, first)
            known.newest = last if known.newest is None else max(known.newest, last)

    def _reached(self, line: EquipmentPath, boot: int) -> int:
        """Return how many samples of a boot the ledger accounts for."""
        # The message that begins last ends last: they count on within a boot.
        rows = self._reader.rows(
            DELIVERY,
            'max("first") AS "first", "samples"',
            where=[below(line), f"{name('boot')} = {boot}"],
        )
        return int(rows["first"][0] + rows["samples"][0]) if len(rows) else 0


def _whole(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
