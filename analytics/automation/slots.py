"""Heartbeat slots of one unit: which were expected, and at which it was seen with which values.

A slot ends every 10 s of UTC, of each value every heartbeat of its own; it counts where its end
lies in scheduled time. Pieces of time and samples enter, sums per cell leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.automation.held_values import Tellings
from analytics.automation.told_work import UnitWork
from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.time_model import PRODUCTION
from analytics.oee.timeline import Timeline

SLOT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Cells:
    """Pieces of a unit's time, and the row that each belongs to."""

    pieces: Timeline
    row: Ints
    count: int

    def sums(self, pieces: Ints, amounts: Floats | Ints) -> Floats:
        """Sum amounts of pieces per row."""
        return group_sums(self.row[pieces], amounts, self.count)

    def holding(self, instants: Ints) -> Ints:
        """Return the piece that ends at or behind each instant, which lies in the pieces' range."""
        return np.searchsorted(self.pieces.end, instants, side="left")


@dataclass(frozen=True, slots=True)
class Values:
    """Values that a unit must give at one heartbeat.

    Args:
        count: how many they are.
        fields: fields of samples.
        told: process values, of each when it was told.
    """

    count: int
    fields: Sequence[str]
    told: Sequence[Tellings]


def slot_sums(
    cells: Cells, work: UnitWork | None, values: Mapping[int, Values], *, silence_ms: int
) -> dict[str, Floats]:
    """Sum slots and values per row; `values` are by heartbeat, ms."""
    found = {
        name: np.zeros(cells.count)
        for name in ("expected_slots", "seen_slots", "expected_values", "good_values")
    }
    for period_ms in sorted({SLOT_MS, *values}):
        ends = _slots(cells.pieces, period_ms)
        place = cells.holding(ends)
        scheduled = cells.pieces.leaf[place] >= PRODUCTION
        ends, place = ends[scheduled], place[scheduled]
        expected = cells.sums(place, np.ones(len(place)))
        newest = np.full(len(ends), -1) if work is None else work.newest(ends)
        seen = newest >= 0
        if work is not None:
            seen &= ends - work.t[np.maximum(newest, 0)] <= silence_ms
        if period_ms == SLOT_MS:
            found["expected_slots"] = expected
            found["seen_slots"] = cells.sums(place, seen.astype(np.float64))
        if period_ms in values:
            required = values[period_ms]
            found["expected_values"] += expected * required.count
            if work is not None:
                good = _good(work, required, ends[seen], newest[seen])
                found["good_values"] += cells.sums(place[seen], good)
    return found


def _slots(pieces: Timeline, period_ms: int) -> Ints:
    """Return the ends of slots, start < t <= end of all pieces."""
    low, high = int(pieces.start[0]), int(pieces.end[-1])
    return np.arange(low // period_ms + 1, high // period_ms + 1, dtype=np.int64) * period_ms


def _good(work: UnitWork, values: Values, ends: Ints, newest: Ints) -> Floats:
    """Return how many values each slot holds."""
    given = np.zeros(len(work.t))
    for name in values.fields:
        given += work.given[name]
    good = given[newest]
    for told in values.told:
        good += told.good_at(ends)
    return good
