"""Stops of one work unit: each longest stretch of one leaf and reason without production.

A timeline enters; stops that begin in the slice leave, whole as far as the run is known.
"""

import numpy as np

from analytics.oee.columns import LineColumns, UnitColumns
from analytics.oee.frames import Stop
from analytics.oee.time_model import DELAY, DOWN, SETUP
from analytics.oee.timeline import Timeline
from contract.states import LEAVES

# Unknown time is no stop: nobody saw one. The calendar's pauses are planned.
_STOP_LEAVES = (SETUP, DELAY, DOWN)


def stops_of(
    timeline: Timeline,
    columns: UnitColumns | None,
    line: LineColumns,
    *,
    start: int,
    end: int,
    shifts: tuple[str, ...],
) -> list[Stop]:
    """Return the stops that begin in [start, end).

    The timeline must reach before `start`, so that a stop that began earlier is not taken for a
    new one, and beyond `end` as far as stops shall be followed.
    """
    if columns is None or not len(columns.t) or not len(timeline.start):
        return []
    sample = timeline.sample
    known = np.maximum(sample, 0)
    keys = np.stack(
        (
            timeline.leaf.astype(np.int64),
            columns.reason[known],
            columns.order[known],
            columns.product[known],
        )
    )
    first = np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0))
    heads = np.flatnonzero(first)
    ends = np.append(timeline.start[heads[1:]], timeline.end[-1])
    stopped = np.isin(timeline.leaf[heads], _STOP_LEAVES)
    begun = (timeline.start[heads] >= start) & (timeline.start[heads] < end)
    mine = np.flatnonzero(stopped & begun)
    codes = keys[:, heads[mine]].tolist()
    places = zip(
        timeline.start[heads[mine]].tolist(),
        ends[mine].tolist(),
        timeline.group[heads[mine]].tolist(),
        *codes,
        strict=True,
    )
    return [
        Stop(
            start=begin,
            end=stop,
            leaf=LEAVES[leaf],
            reason=line.reasons[reason],
            order=line.orders[order],
            product=line.products[product],
            shift=shifts[group],
        )
        for begin, stop, group, leaf, reason, order, product in places
    ]
