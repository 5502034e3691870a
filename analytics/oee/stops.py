"""Stretches of one work unit in one leaf, reason, order and product; stops are those that stand.

A timeline enters; stretches leave, whole as far as the run is known, and the stops that begin in
the slice.
"""

from dataclasses import dataclass

import numpy as np

from analytics.oee.chain import UNKNOWN_ROOT
from analytics.oee.columns import LineColumns, UnitColumns
from analytics.oee.counters import Ints
from analytics.oee.frames import Stop
from analytics.oee.loss_groups import LossTable
from analytics.oee.time_model import DELAY, DOWN, SETUP, Codes
from analytics.oee.timeline import NO_SAMPLE, Flags, Timeline

# Unknown time is no stop: nobody saw one. The calendar's pauses are planned.
_STOP_LEAVES = (SETUP, DELAY, DOWN)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of one unit, each touching the next; words are codes of the line.

    Args:
        group: of the grid, where the stretch begins.
        loss: code of the line's losses.
        stops: it is a stop that begins in the slice.
    """

    start: Ints
    end: Ints
    leaf: Codes
    reason: Ints
    order: Ints
    product: Ints
    group: Ints
    loss: Ints
    stops: Flags


def stretches_of(
    timeline: Timeline,
    columns: UnitColumns | None,
    line: LineColumns,
    *,
    start: int,
    end: int,
    losses: LossTable,
) -> Stretches:
    """Join a unit's pieces and mark the stops that begin in [start, end).

    The timeline must reach before `start`, so that a stop that began earlier is not taken for a
    new one, and beyond `end` as far as stops shall be followed.
    """
    said = None if columns is None or not len(columns.t) else columns
    reason = _in_force(timeline, None if said is None else said.reason, line.reasons)
    order = _in_force(timeline, None if said is None else said.order, line.orders)
    product = _in_force(timeline, None if said is None else said.product, line.products)
    leaf = timeline.leaf
    first = np.ones(len(leaf), np.bool_)
    if len(leaf):
        first[1:] = leaf[1:] != leaf[:-1]
        for key in (reason, order, product):
            first[1:] |= key[1:] != key[:-1]
    heads = np.flatnonzero(first)
    begin = timeline.start[heads]
    return Stretches(
        start=begin,
        end=np.append(begin[1:], timeline.end[-1:]),
        leaf=leaf[heads],
        reason=reason[heads],
        order=order[heads],
        product=product[heads],
        group=timeline.group[heads],
        loss=losses.codes[leaf[heads], reason[heads]],
        stops=np.isin(leaf[heads], _STOP_LEAVES) & (begin >= start) & (begin < end),
    )


def stops_of(
    found: Stretches,
    line: LineColumns,
    *,
    shifts: tuple[str, ...],
    losses: LossTable,
    roots: Ints,
    names: tuple[str, ...],
) -> list[Stop]:
    """Return the stops among stretches; `roots` are codes of `names` where each one begins."""
    mine = np.flatnonzero(found.stops)
    columns = (found.start, found.end, found.reason, found.order, found.product, found.group)
    places = zip(*(column[mine].tolist() for column in columns), strict=True)
    causes = zip(found.loss[mine].tolist(), roots[mine].tolist(), strict=True)
    return [
        Stop(
            start=begin,
            end=stop,
            leaf=losses.losses[loss].leaf,
            reason=line.reasons[reason],
            loss_group=losses.losses[loss].group,
            attribution="unknown" if root == UNKNOWN_ROOT else losses.losses[loss].attribution,
            root_unit=names[root],
            order=line.orders[order],
            product=line.products[product],
            shift=shifts[group],
        )
        for (begin, stop, reason, order, product, group), (loss, root) in zip(
            places, causes, strict=True
        )
    ]


def _in_force(timeline: Timeline, codes: Ints | None, names: tuple[str, ...]) -> Ints:
    """Return the word in force in each piece; before the first sample it is the empty one."""
    if codes is None:
        return np.full(len(timeline.start), names.index(""), np.int64)
    return np.where(timeline.sample == NO_SAMPLE, names.index(""), codes[timeline.sample])
