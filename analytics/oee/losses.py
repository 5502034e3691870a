"""Where the time of each segment of a unit went: rows that partition it (domain reference 1.7).

Stretches, segments and rises enter; columns of the series `loss` leave. Production time is split
in time: valuable, quality and start-up are pieces at their planned run time, speed is the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.oee.chain import (
    BLOCKED,
    OUTSIDE,
    PRODUCING,
    STANDING,
    STARVED,
    UNKNOWN_ROOT,
    UNSEEN,
    Chains,
    Steps,
)
from analytics.oee.counters import Floats, Ints, edges_of, group_sums
from analytics.oee.loss_groups import (
    PRODUCTION_LOSSES,
    QUALITY,
    SPEED,
    START_UP,
    UNRATED,
    VALUABLE,
    LossTable,
)
from analytics.oee.segments import Segments
from analytics.oee.stops import Stretches
from analytics.oee.timeline import Flags

_MS_PER_S = 1000.0
_STATUS = {"starved": STARVED, "blocked": BLOCKED, "unknown": UNSEEN}


@dataclass(frozen=True, slots=True)
class LossRows:
    """Rows of one unit or line, by segment.

    Args:
        segment: position of the segment.
        loss, root: codes of the line's losses and roots.
        pieces: lost pieces, of quality and start-up.
    """

    segment: Ints
    loss: Ints
    root: Ints
    duration_s: Floats
    count: Floats
    pieces: Floats


@dataclass(frozen=True, slots=True)
class LossPieces:
    """Pieces of time of one loss and one root, in order; `begins` marks stops that begin."""

    start: Ints
    end: Ints
    loss: Ints
    root: Ints
    begins: Flags


def doing_of(found: Stretches, losses: LossTable) -> Steps:
    """Return what a unit does as its neighbours see it."""
    table = np.array([_STATUS.get(loss.group, STANDING) for loss in losses.losses], np.int64)
    table[: len(PRODUCTION_LOSSES)] = PRODUCING
    return Steps.of(found.start, table[found.loss])


def loss_pieces(
    unit: str, found: Stretches, *, doing: Steps, chains: Chains, start: int, end: int
) -> LossPieces:
    """Cut a unit's stretches inside [start, end) where the root of its waiting changes."""
    inside = (found.start > start) & (found.start < end)
    cuts = [np.array([start], np.int64), found.start[inside]]
    waits: list[tuple[int, Steps | None]] = []
    for status in (STARVED, BLOCKED):
        if not (doing.value == status).any():
            continue
        root = chains.roots(unit, status)
        waits.append((status, root))
        if root is not None:
            later = root.start[(root.start > start) & (root.start < end)]
            cuts.append(later[doing.at(later) == status])
    edges = edges_of(*cuts)
    at = np.searchsorted(found.start, edges, side="right") - 1
    roots = np.full(len(edges), OUTSIDE, np.int64)
    now = doing.at(edges)
    for status, root in waits:
        mine = now == status
        roots[mine] = UNKNOWN_ROOT if root is None else root.at(edges[mine])
    return LossPieces(
        start=edges,
        end=np.append(edges[1:], end),
        loss=found.loss[at],
        root=roots,
        begins=found.stops[at] & (found.start[at] == edges),
    )


def unit_losses(
    pieces: LossPieces, segments: Segments, start_up: Floats, losses: LossTable
) -> LossRows:
    """Sum a unit's pieces into its segments; `start_up` are pieces of start-up scrap of each."""
    # A segment cuts at hours and shifts, where neither a stretch nor a root need change.
    edges = edges_of(pieces.start, segments.start)
    at = np.searchsorted(pieces.start, edges, side="right") - 1
    segment = np.searchsorted(segments.start, edges, side="right") - 1
    kept = pieces.loss[at] >= len(PRODUCTION_LOSSES)
    length = np.append(edges[1:], pieces.end[-1:]) - edges
    begins = pieces.begins[at] & (pieces.start[at] == edges)
    stood = summed(
        segment[kept],
        pieces.loss[at][kept],
        pieces.root[at][kept],
        ms=length[kept],
        counts=begins[kept],
        losses=losses,
    )
    base = segments.base
    made = base["produced_quantity"]
    rated = base["planned_run_time_produced_s"]
    pri = np.divide(rated, made, out=np.zeros(len(made)), where=made != 0)
    return joined(
        [
            stood,
            production(
                segments,
                pieces=base["scrap_quantity"] + base["rework_quantity"],
                start_up=start_up,
                start_up_s=pri * start_up,
            ),
        ]
    )


def summed(
    segment: Ints,
    loss: Ints,
    root: Ints,
    *,
    ms: Floats | Ints,
    counts: Floats | Flags,
    losses: LossTable,
) -> LossRows:
    """Sum pieces of equal segment, loss and root."""
    roots = int(root.max(initial=0)) + 1
    cell = (segment * len(losses.losses) + loss) * roots + root
    keys, place = np.unique(cell, return_inverse=True)
    return LossRows(
        segment=keys // roots // len(losses.losses),
        loss=keys // roots % len(losses.losses),
        root=keys % roots,
        duration_s=group_sums(place, ms, len(keys)) / _MS_PER_S,
        count=group_sums(place, counts, len(keys)),
        pieces=np.zeros(len(keys)),
    )


def production(
    segments: Segments, *, pieces: Floats, start_up: Floats, start_up_s: Floats
) -> LossRows:
    """Split the production time of segments; `pieces` were lost, `start_up` of them at a start."""
    base = segments.base
    made, good = base["planned_run_time_produced_s"], base["planned_run_time_good_s"]
    rest = base["actual_production_time_s"] - made
    # Where every lost piece fell at a start, no rounding is left to be called quality.
    start_up_s = np.where((start_up > 0) & (start_up == pieces), made - good, start_up_s)
    unrated = segments.flags["ideal_rate_missing"]
    nothing = np.zeros(len(made))
    parts = {
        VALUABLE: (good, nothing),
        QUALITY: (made - good - start_up_s, pieces - start_up),
        START_UP: (start_up_s, start_up),
        SPEED: (np.where(unrated, 0.0, rest), nothing),
        UNRATED: (np.where(unrated, rest, 0.0), nothing),
    }
    rows = []
    for code, (duration_s, lost) in parts.items():
        kept = np.flatnonzero((duration_s != 0) | (lost != 0))
        rows.append(
            LossRows(
                segment=kept,
                loss=np.full(len(kept), code, np.int64),
                root=np.full(len(kept), OUTSIDE, np.int64),
                duration_s=duration_s[kept],
                count=np.zeros(len(kept)),
                pieces=lost[kept],
            )
        )
    return joined(rows)


def joined(parts: Sequence[LossRows]) -> LossRows:
    """Return all rows of some parts."""
    return LossRows(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("segment", "loss", "root", "duration_s", "count", "pieces")
        )
    )
