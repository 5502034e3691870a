"""Failures, repairs and maintenance of one work unit, and the time its orders take.

Its samples and timeline enter; base quantities per segment leave. A failure is a change from a
state without a breakdown to a stop whose reason is in group breakdown; whatever follows without
another state between is the same failure, also across a break or a silence. What follows a state
that the source called unavailable counts its time and no failure: nobody knows when it began.
"""

from dataclasses import dataclass

import numpy as np

from analytics.oee.columns import LineColumns, UnitColumns
from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.time_model import (
    DELAY,
    DOWN,
    LEAF_TABLE,
    MODES,
    ORDER_CONTEXTS,
    PRODUCTION,
    SETUP,
    UNKNOWN,
    Codes,
)
from analytics.oee.timeline import NO_SAMPLE, Flags, Timeline
from contract.reasons import PREVENTIVE_MAINTENANCE, reason_of

_MAINTENANCE = MODES.index("maintenance")
_ACTIVE = ORDER_CONTEXTS.index("active")
_MS_PER_S = 1000.0


@dataclass(frozen=True, slots=True)
class _Said:
    """What each sample says of maintenance.

    Args:
        leaf: the leaf of an instant inside planned busy time.
        broken: stopped by a breakdown.
        preventive: at preventive maintenance, or in maintenance mode without a breakdown.
    """

    leaf: Codes
    broken: Flags
    preventive: Flags


def maintenance_sums(
    timeline: Timeline,
    columns: UnitColumns,
    line: LineColumns,
    *,
    segment: Ints,
    count: int,
    silence_ms: int,
) -> dict[str, Floats]:
    """Return failures, repairs, CMT, PMT and AOET of each of `count` segments.

    Args:
        timeline: the unit's pieces; what happens between them is booked in them.
        columns: its samples, the last before the first piece among them.
        line: the words of its codes.
        segment: of each piece.
        count: how many segments there are.
        silence_ms: across a longer one nobody saw the end of a repair.
    """
    said = _said(columns, line)
    known = timeline.sample != NO_SAMPLE
    sample = np.maximum(timeline.sample, 0)
    leaf, length = timeline.leaf, timeline.end - timeline.start
    stopped = (leaf == SETUP) | (leaf == DELAY) | (leaf == DOWN)
    seen = known & (leaf != UNKNOWN)

    def seconds(mask: Flags) -> Floats:
        return group_sums(segment, np.where(mask, length, 0), count) / _MS_PER_S

    failures, repairs = _events(columns, said, silence_ms)
    begun = failures[(failures >= timeline.start[0]) & (failures < timeline.end[-1])]
    ended = repairs[(repairs > timeline.start[0]) & (repairs <= timeline.end[-1])]
    at_start = segment[np.searchsorted(timeline.start, begun, side="right") - 1]
    at_end = segment[np.searchsorted(timeline.end, ended, side="left")]
    return {
        "order_execution_time_s": seconds(seen & (columns.order_context[sample] == _ACTIVE)),
        "corrective_maintenance_time_s": seconds(seen & stopped & said.broken[sample]),
        "preventive_maintenance_time_s": seconds(
            seen & (leaf != PRODUCTION) & said.preventive[sample]
        ),
        "failure_count": group_sums(at_start, np.ones(len(begun)), count),
        "repair_count": group_sums(at_end, np.ones(len(ended)), count),
    }


def _said(columns: UnitColumns, line: LineColumns) -> _Said:
    breakdown = np.array([reason_of(name).group == "breakdown" for name in line.reasons])
    preventive = np.array([name in PREVENTIVE_MAINTENANCE for name in line.reasons])
    leaf = LEAF_TABLE[columns.state, columns.mode, columns.order_context]
    failed = breakdown[columns.reason]
    return _Said(
        leaf=leaf,
        broken=failed & (leaf != PRODUCTION) & (leaf != UNKNOWN),
        preventive=(preventive[columns.reason] | (columns.mode == _MAINTENANCE)) & ~failed,
    )


def _events(columns: UnitColumns, said: _Said, silence_ms: int) -> tuple[Ints, Ints]:
    """Return when failures begin and when repairs end, both at a sample that shows it."""
    sure = said.leaf != UNKNOWN
    before, after = said.broken[:-1], said.broken[1:]
    began = sure[:-1] & ~before & after
    # A repair whose end nobody saw is censored: it adds its time and no event.
    watched = np.diff(columns.t) <= silence_ms
    ended = before & ~after & sure[1:] & watched
    return columns.t[1:][began], columns.t[1:][ended]
