"""One work unit's time as pieces: each of one leaf, one order, one product, one hour.

Samples and the line's grid enter; pieces that partition the run's part of the range leave
(contract 2.2, 2.6; domain reference 1.7).
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.oee.columns import UnitColumns
from analytics.oee.counters import Ints, edges_of, group_sums
from analytics.oee.grid import Grid
from analytics.oee.time_model import DELAY, LEAF_TABLE, PRODUCTION, UNKNOWN, Codes, with_calendar

Flags = npt.NDArray[np.bool_]
NO_SAMPLE: Final = -1


@dataclass(frozen=True, slots=True)
class Run:
    """The known part of a work center's history.

    Args:
        start: its first sample, ms UTC.
        now: up to where it is known (contract 2.5), ms UTC.
        ended: no more will come.
    """

    start: int
    now: int
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Pieces in order of time, each touching the next.

    Args:
        sample: index of the sample in force, NO_SAMPLE before the first.
        leaf: codes of `contract.states.LEAVES`.
        group, kind: the grid's, of the cell the piece lies in.
    """

    start: Ints
    end: Ints
    sample: Ints
    leaf: Codes
    group: Ints
    kind: Codes

    def clipped(self, start: int, end: int) -> "Timeline":
        """Return the pieces inside [start, end); an edge of the grid there cuts nothing."""
        keep = (self.start < end) & (self.end > start)
        return Timeline(
            np.maximum(self.start[keep], start),
            np.minimum(self.end[keep], end),
            self.sample[keep],
            self.leaf[keep],
            self.group[keep],
            self.kind[keep],
        )


def unseen_intervals(columns: UnitColumns, *, silence_ms: int, now: int) -> Flags:
    """Tell of each sample whether the time up to the next one is unknown (contract 2.6).

    A silence longer than three heartbeats is unknown whole; so is what follows a state that the
    source called unavailable, and what cannot be told without a lost order.
    """
    following = np.append(columns.t[1:], max(now, int(columns.t[-1])))
    silent = following - columns.t > silence_ms
    return np.logical_or(silent, np.equal(_said(columns), UNKNOWN))


def timeline_of(
    columns: UnitColumns | None,
    grid: Grid,
    *,
    run: Run,
    silence_ms: int,
    microstop_threshold_ms: int = 0,
) -> Timeline:
    """Return a unit's pieces over the grid's range, as far as the run is known."""
    low, high = max(grid.start, run.start), min(grid.end, run.now)
    if high <= low:
        empty = np.zeros(0, np.int64)
        return Timeline(empty, empty, empty, empty.astype(np.int8), empty, empty.astype(np.int8))
    times = np.zeros(0, np.int64) if columns is None else columns.t
    inside = times[(times > low) & (times < high)]
    cells = grid.starts[(grid.starts > low) & (grid.starts < high)]
    edges = edges_of(np.array([low]), inside, cells, np.array([high]))
    start, end = edges[:-1], edges[1:]
    sample = np.searchsorted(times, start, side="right") - 1
    cell = np.searchsorted(grid.starts, start, side="right") - 1
    kind = grid.kinds[cell]
    leaf = np.full(len(start), UNKNOWN, np.int8)
    if columns is not None and len(times):
        said = _said(columns)
        unseen = unseen_intervals(columns, silence_ms=silence_ms, now=run.now)
        known = np.where(unseen, np.int8(UNKNOWN), said)
        leaf = np.where(sample >= 0, known[sample], leaf)
    leaf = with_calendar(leaf, kind)
    if microstop_threshold_ms:
        leaf = _absorb_microstops(leaf, end - start, microstop_threshold_ms)
    return Timeline(start, end, sample, leaf, grid.groups[cell], kind)


def _said(columns: UnitColumns) -> Codes:
    return LEAF_TABLE[columns.state, columns.mode, columns.order_context]


def without_microstops(timeline: Timeline, threshold_ms: int) -> Timeline:
    """Return the pieces with delays shorter than a threshold as production; itself without any."""
    if not threshold_ms:
        return timeline
    leaf = _absorb_microstops(timeline.leaf, timeline.end - timeline.start, threshold_ms)
    return timeline if (leaf == timeline.leaf).all() else replace(timeline, leaf=leaf)


def _absorb_microstops(leaf: Codes, duration: Ints, threshold_ms: int) -> Codes:
    """Give each whole delay shorter than the threshold to production (1.7, micro-stops)."""
    stretch = np.cumsum(np.append(True, leaf[1:] != leaf[:-1])) - 1
    length = group_sums(stretch, duration, len(leaf))[stretch]
    return np.where((leaf == DELAY) & (length < threshold_ms), np.int8(PRODUCTION), leaf)
