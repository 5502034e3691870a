"""The seam to what was stored: change feed, samples of a line, and facts about its run.

The loop reads through it and never learns which store stands behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import pandas as pd

from contract.path import EquipmentPath
from contract.sample import (
    CONSUMPTION_FIELDS,
    COUNT_FIELDS,
    MODE_FIELDS,
    QUANTITY_FIELDS,
    SAMPLE_FIELDS,
    TEXT_FIELDS,
)

# What OEE needs of a sample; other trades ask for more by name.
OEE_FIELDS: tuple[str, ...] = (
    "state",
    "operation_mode",
    "reason",
    "order",
    "product",
    "operator",
    *QUANTITY_FIELDS,
    "inspected_automatically",
    *CONSUMPTION_FIELDS,
)
# All that a sample says: tables derived from segments rest on more of it than the core.
ALL_FIELDS: tuple[str, ...] = (*SAMPLE_FIELDS, "process_values")
COUNTER_FIELDS = frozenset((*COUNT_FIELDS, *CONSUMPTION_FIELDS))
TEXT_COLUMNS = frozenset((*MODE_FIELDS, *TEXT_FIELDS))
# A JSON object of what moved: process values are told by exception, so most samples lack most.
PROCESS_VALUES = "process_values"
# How long a process value is held that is not told again.
HELD_MS = 86_400_000

# How long one write to the store may take; the feed is read again that far back (contract 4.8).
WRITE_TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Feed:
    """One worker's commits of one work center: within it change times rise strictly."""

    worker: str
    line: EquipmentPath


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the change feed was read.

    Args:
        positions: newest change time (wall ms) taken, per feed. This part is kept in the KPI store.
        recent: changes taken within one write time-out before their position, so that reading
            them again does not report them twice. Forgotten at a restart, which is harmless.
    """

    positions: Mapping[Feed, int] = field(default_factory=dict)
    recent: frozenset[tuple[Feed, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """Samples of `line` with event times from `first` to `last`, both included, were written."""

    line: EquipmentPath
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new behind a cursor, and the cursor to ask with next."""

    changes: tuple[Change, ...]
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known of a work center's run.

    Args:
        register: newest register row of each unit, columns of `contract.series.REGISTER`.
        clock: what the newest birth says; a line without a birth counts as played.
        first_time: event time of its first stored sample, ms.
        newest_time: newest stored event time, ms.
        ended: world ms at which a played run ended, from the newest boot's status.
        ended_said_at: wall ms of the status that said so.
        ended_complete: every sample that this status announced has reached the ledger.
        clock_offset_ms: largest clock offset of a source in the newest status that its agent did
            not take out of the times; 0 if unmeasured.
    """

    line: EquipmentPath
    register: pd.DataFrame
    clock: Literal["played", "wall"] = "played"
    first_time: int | None = None
    newest_time: int | None = None
    ended: int | None = None
    ended_said_at: int | None = None
    ended_complete: bool = False
    clock_offset_ms: int = 0


class History(Protocol):
    """Reads what ingest has committed; any thread may call it."""

    def changed_since(self, cursor: Cursor) -> Changes:
        """Return the commits behind `cursor`, each once, also those that became visible late."""
        ...

    def samples(
        self,
        line: EquipmentPath,
        *,
        start: int,
        end: int,
        fields: tuple[str, ...] = OEE_FIELDS,
        told: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        """Return samples with start <= t <= end, and each unit's neighbours outside.

        Columns: work_unit, time, then `fields`, then `unavailable` (names of the fields that the
        source called unavailable); counters as float with NaN, words as texts, plain or
        categorical, null where a sample has none. Sorted by unit and time, one row per identity.
        The neighbours are the last sample before `start` (with, where it calls a counter
        unavailable, the last one that has it) and the first after `end`: a silence across an edge
        is judged whole, and a piece counted at `end` belongs to the slice.

        With `told` there are no neighbours: only samples come that tell one of these process
        values, those of the slice and, of each value, each unit's last before `start`, if that is
        not older than a day (`HELD_MS`).
        """
        ...

    def facts(self, line: EquipmentPath) -> LineFacts:
        """Return the register, clock, first and newest time and end of this line's run."""
        ...


def advance(cursor: Cursor, rows: list[tuple[Feed, int, int, int]], *, overlap_ms: int) -> Changes:
    """Drop the rows (feed, change time, first, last) already taken and move the cursor."""
    positions = dict(cursor.positions)
    changes: list[Change] = []
    taken = set(cursor.recent)
    for feed, time, first, last in sorted(rows):
        if (feed, time) in taken:
            continue
        taken.add((feed, time))
        changes.append(Change(feed.line, first, last))
        positions[feed] = max(time, positions.get(feed, time))
    recent = frozenset(
        (feed, time) for feed, time in taken if time > positions.get(feed, time) - overlap_ms
    )
    return Changes(tuple(changes), Cursor(positions, recent))


def telling(name: str) -> str:
    """Return what stands in the JSON object of a sample that tells this process value."""
    return f'"{name}":'


def check_fields(fields: tuple[str, ...]) -> None:
    """Refuse a field that a sample does not have: a mistake of ours, so it is loud."""
    unknown = [name for name in fields if name not in {*SAMPLE_FIELDS, PROCESS_VALUES}]
    if unknown:
        raise ValueError(f"a sample has no field {', '.join(unknown)}")
