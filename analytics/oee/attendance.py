"""Attended time of a line's units: who has a badge in, shared where one person attends several.

Segments, timelines and samples of the units of one line enter; segments with APAT and APWT leave
(ISO 22400-2; domain reference 1.4: split shared time when one person serves several units).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analytics.oee.columns import LineColumns
from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.segments import Segments
from analytics.oee.time_model import DELAY, DOWN, PRODUCTION, SETUP, UNKNOWN
from analytics.oee.timeline import NO_SAMPLE, Flags, Timeline

_MS_PER_S = 1000
_WORK = np.isin(np.arange(UNKNOWN + 1), (PRODUCTION, SETUP))
_ATTENDED = np.isin(np.arange(UNKNOWN + 1), (PRODUCTION, SETUP, DELAY, DOWN))


@dataclass(frozen=True, slots=True)
class Attended:
    """Known pieces of all units with a badge in, unit after unit.

    Args:
        units: their names.
        unit: position among `units`.
        piece: position among the pieces of the unit's timeline.
        badge: code of the operator.
        amount: length of the piece, divided by the units that the person attends.
        per_ms: how many parts a ms has in `amount`.
    """

    units: tuple[str, ...]
    unit: Ints
    piece: Ints
    badge: Ints
    amount: Ints
    per_ms: int

    @property
    def share_s(self) -> Floats:
        """Return the person's time at each piece, s."""
        return self.amount / (self.per_ms * _MS_PER_S)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The same pieces while they are shared out: where they lie, ms UTC."""

    unit: Ints
    piece: Ints
    badge: Ints
    start: Ints
    end: Ints


def with_attendance(
    segments: Mapping[str, Segments], timelines: Mapping[str, Timeline], line: LineColumns
) -> dict[str, Segments]:
    """Return the segments of a line's units with `attended_time_s` and `attended_work_time_s`.

    Unknown time is nobody's. A person at k units at once, whatever those do as long as it is
    known, attends each with 1/k.
    """
    found = dict(segments)
    people = attended(timelines, line)
    if people is None:
        return found
    amount, per_ms = people.amount, people.per_ms
    edges = np.searchsorted(people.unit, np.arange(len(people.units) + 1))
    for unit, a, b in zip(people.units, edges[:-1], edges[1:], strict=True):
        own, timeline = found[unit], timelines[unit]
        mine = people.piece[a:b]
        group = np.searchsorted(own.start, timeline.start[mine], side="right") - 1
        leaf = timeline.leaf[mine]
        fields = {
            name: group_sums(group, np.where(counts[leaf], amount[a:b], 0), len(own.start))
            / (per_ms * _MS_PER_S)
            for name, counts in (
                ("attended_time_s", _ATTENDED),
                ("attended_work_time_s", _WORK),
            )
        }
        found[unit] = replace(own, base={**own.base, **fields})
    return found


def attended(timelines: Mapping[str, Timeline], line: LineColumns) -> Attended | None:
    """Return who attended which piece of a line's units; None where nobody ever did."""
    units = tuple(columns.unit for columns in line.units if columns.unit in timelines)
    pieces = _attended_pieces(units, timelines, line)
    if pieces is None:
        return None
    amount, per_ms = _shared(pieces)
    return Attended(units, pieces.unit, pieces.piece, pieces.badge, amount, per_ms)


def _attended_pieces(
    units: tuple[str, ...], timelines: Mapping[str, Timeline], line: LineColumns
) -> _Pieces | None:
    nobody = line.operators.index("")
    if len(line.operators) == 1:
        return None
    parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []
    for number, unit in enumerate(units):
        columns, timeline = line.unit(unit), timelines[unit]
        if columns is None or not len(columns.t):
            continue
        badge = columns.operator[np.maximum(timeline.sample, 0)]
        seen = (timeline.sample != NO_SAMPLE) & (timeline.leaf != UNKNOWN)
        piece = np.flatnonzero(seen & (badge != nobody))
        parts.append(
            (
                np.full(len(piece), number),
                piece,
                badge[piece],
                timeline.start[piece],
                timeline.end[piece],
            )
        )
    if not parts:
        return None
    return _Pieces(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _shared(pieces: _Pieces) -> tuple[Ints, int]:
    """Return each piece's share in parts of a ms, and how many parts a ms has.

    Whole numbers keep sums exact, so that a slice computed again gives the same bits.
    """
    length = pieces.end - pieces.start
    several = _badges_of_several(pieces)
    if not len(several):
        return length, 1
    laid = [_laid_over(pieces, pieces.badge == badge) for badge in several]
    per_ms = math.lcm(*(int(k) for _, _, together in laid for k in np.unique(together) if k))
    amount = length * per_ms
    for mine, edges, together in laid:
        parts = np.diff(edges) * (per_ms // np.maximum(together, 1))
        until = np.concatenate(([0], np.cumsum(np.where(together > 0, parts, 0))))
        start, end = pieces.start[mine], pieces.end[mine]
        amount[mine] = until[np.searchsorted(edges, end)] - until[np.searchsorted(edges, start)]
    return amount, per_ms


def _badges_of_several(pieces: _Pieces) -> Ints:
    """Return the badges that were at more than one unit."""
    if not len(pieces.badge):
        return pieces.badge
    units = int(pieces.unit[-1]) + 1
    # A table of every badge and unit: counting is much cheaper than sorting all pieces.
    table = np.bincount(pieces.badge * units + pieces.unit)
    table = np.append(table, np.zeros(-len(table) % units, table.dtype)).reshape(-1, units)
    return np.flatnonzero((table > 0).sum(axis=1) > 1)


def _laid_over(pieces: _Pieces, mine: Flags) -> tuple[Flags, Ints, Ints]:
    """Return which pieces are of one badge, their edges, and how many overlap between edges."""
    start, end = pieces.start[mine], pieces.end[mine]
    edges = np.unique(np.concatenate((start, end)))
    change = np.zeros(len(edges), np.int64)
    np.add.at(change, np.searchsorted(edges, start), 1)
    np.add.at(change, np.searchsorted(edges, end), -1)
    return mine, edges, np.cumsum(change)[:-1]
