"""Runs without a hand: the parts of them that lie in each segment of one unit.

A run is production time in automatic between two breaks: an operator event, the end of control
mode automatic, and time in which the unit was not seen. Standing neither breaks nor lengthens it.
"""

from dataclasses import dataclass

import numpy as np

from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.time_model import PRODUCTION
from analytics.oee.timeline import Flags, Timeline


@dataclass(frozen=True, slots=True)
class RunParts:
    """Parts in order of time.

    Args:
        start: ms UTC.
        segment: position of the segment that a part lies in.
        automatic_ms: production time in automatic.
        continued: it goes on from the part that ends at its start.
    """

    start: Ints
    segment: Ints
    automatic_ms: Floats
    continued: Flags


def run_parts(
    pieces: Timeline, *, segment: Ints, alone: Flags, broken: Flags, before: bool
) -> RunParts:
    """Join pieces in which a unit ran alone.

    Args:
        pieces: of a unit's time, in order.
        segment: of each piece, the position of its segment.
        alone: control mode is automatic and the unit is seen.
        broken: an operator event was told where the piece begins.
        before: the unit ran alone up to the first piece.

    A part without production is told only where the run may go on behind it.
    """
    follows = np.append(before, alone[:-1]) & ~broken
    head = alone & (~follows | np.append(True, np.diff(segment) != 0))
    places = np.flatnonzero(alone)
    heads = np.flatnonzero(head)
    part = np.cumsum(head)[places] - 1
    lasts = np.append(places[:-1][np.diff(part) > 0], places[-1:]) if len(places) else places
    length = np.where(pieces.leaf == PRODUCTION, pieces.end - pieces.start, 0)
    amounts = group_sums(part, length[places], len(heads))
    # The last piece of a segment hands on what the first of the next one goes on from.
    to_end = np.append(np.diff(segment) != 0, True)[lasts] if len(lasts) else np.zeros(0, np.bool_)
    kept = (amounts > 0) | to_end
    return RunParts(
        pieces.start[heads][kept], segment[heads][kept], amounts[kept], follows[heads][kept]
    )
