"""The time of a line: that of its constraint stage, as far as its output was counted at all.

Timelines of units enter; milliseconds per leaf leave, means over the constraint stage's units
weighted by capacity (domain reference 1.6.4). While the last counter is unknown the line is: its
pieces of that time are in no ratio, so the time must not be either (1.7, missing data).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.master.data import LineMaster
from analytics.oee.counters import Floats, Ints, edges_of
from analytics.oee.rates import Followed, LineRates
from analytics.oee.time_model import PRODUCTION, UNKNOWN
from analytics.oee.timeline import Timeline
from contract.states import LEAVES

_LEAVES = len(LEAVES)
# An eighth column beside the leaves: production outside planned time.
_COLUMNS = _LEAVES + 1


@dataclass(frozen=True, slots=True)
class SlotTime:
    """Milliseconds per slot: of each leaf, and of production outside planned time."""

    leaves_ms: Floats
    unplanned_ms: Floats


class LineTime:
    """Answers for one line; the timeline of each constraint unit is laid over once."""

    __slots__ = ("_master", "_overlaid", "_rates", "_timelines")

    def __init__(
        self, master: LineMaster, rates: LineRates, timelines: Mapping[str, Timeline]
    ) -> None:
        self._master = master
        self._rates = rates
        self._timelines = timelines
        self._overlaid: dict[tuple[str, str], Timeline] = {}

    def per_slot(self, starts: Ints, ends: Ints, followed: Sequence[Followed]) -> SlotTime:
        """Return the time of slots that touch; `followed` are those whose constraint counts."""
        time = np.zeros((len(starts), _COLUMNS))
        edges = np.append(starts, ends[-1:])
        for one in set(followed):
            mine = np.array([other == one for other in followed])
            for timeline, weight in self.constraint(one).values():
                time[mine] += weight * np.diff(_time_until(edges, timeline), axis=0)[mine]
        return SlotTime(time[:, :_LEAVES], time[:, _LEAVES])

    def observed(self, instants: Ints, followed: Sequence[Followed]) -> Floats:
        """Return the share of the line's capacity that was not unknown right before instants."""
        share = np.ones(len(instants))
        for one in set(followed):
            constraint = self.constraint(one).values()
            if not any((timeline.leaf == UNKNOWN).any() for timeline, _ in constraint):
                continue
            mine = np.array([other == one for other in followed])
            for timeline, weight in constraint:
                piece = np.searchsorted(timeline.end, instants[mine], side="left")
                share[mine] -= weight * (timeline.leaf[piece] == UNKNOWN)
        # Weights sum to 1 up to rounding: a wholly unknown instant is 0.
        return np.where(share < 1e-12, 0.0, share)

    def constraint(self, followed: Followed) -> dict[str, tuple[Timeline, float]]:
        """Return time and weight of each unit of a product's constraint stage.

        It is unknown where the last counter is.
        """
        constraint = self._rates.constraint(followed.product, at=followed.rates_at)
        if constraint is None:
            return {}
        counter = self._master.last_counter(followed.product)
        found: dict[str, tuple[Timeline, float]] = {}
        for unit, weight in zip(constraint.units, constraint.weights, strict=True):
            if (unit, counter) not in self._overlaid:
                self._overlaid[unit, counter] = _overlay(
                    self._timelines[unit], self._timelines.get(counter)
                )
            found[unit] = self._overlaid[unit, counter], weight
        return found


def _overlay(timeline: Timeline, counter: Timeline | None) -> Timeline:
    """Make planned time unknown where the last counter is."""
    if counter is None or counter is timeline or not (counter.leaf == UNKNOWN).any():
        return timeline
    edges = edges_of(timeline.start, counter.start)
    piece = np.searchsorted(timeline.start, edges, side="right") - 1
    blind = counter.leaf[np.searchsorted(counter.start, edges, side="right") - 1] == UNKNOWN
    blind &= timeline.kind[piece] == 0
    return Timeline(
        edges,
        np.append(edges[1:], timeline.end[-1:]),
        timeline.sample[piece],
        np.where(blind, np.int8(UNKNOWN), timeline.leaf[piece]),
        timeline.group[piece],
        timeline.kind[piece],
    )


def _time_until(instants: Ints, timeline: Timeline) -> Floats:
    """Return the milliseconds of each column from the timeline's start to each instant."""
    length = timeline.end - timeline.start
    until = np.zeros((len(length) + 1, _COLUMNS))
    rows = np.arange(len(length))
    until[rows + 1, timeline.leaf] = length
    unplanned = (timeline.leaf == PRODUCTION) & (timeline.kind != 0)
    until[rows + 1, _LEAVES] = np.where(unplanned, length, 0)
    until = until.cumsum(axis=0)
    piece = np.clip(np.searchsorted(timeline.start, instants, side="right") - 1, 0, len(length) - 1)
    into = instants - timeline.start[piece]
    found = until[piece].copy()
    at = np.arange(len(instants))
    found[at, timeline.leaf[piece]] += into
    found[at, _LEAVES] += np.where(unplanned[piece], into, 0)
    return found
