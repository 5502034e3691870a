"""Where subgroups may not go on: shifts, silences, and changes of order or product.

One unit's samples in order of time enter; for each sample what ran before it, and in which shift.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.master.calendar import Calendar
from analytics.oee.columns import line_columns
from analytics.oee.counters import Ints
from analytics.oee.timeline import unseen_intervals

# How long before a shift a source may have said what it holds at the shift's start.
HELD_FOR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts, and time outside them, that touch each other: starts in ms UTC, and names."""

    starts: Ints
    names: tuple[str, ...]

    @classmethod
    def between(cls, calendar: Calendar, start: int, end: int) -> "Shifts":
        """Return those of (start, end], the first from its own start on."""
        # What is counted at an edge belongs to what ends there (contract 2.2).
        begin = calendar.day_start(calendar.production_day(start - 1))
        starts: list[int] = []
        names: list[str] = []
        before: tuple[str, object] | None = None
        for span in calendar.spans(begin, end + 1):
            now = span.shift, span.production_day
            if now != before:
                starts.append(span.start)
                names.append(span.shift)
            before = now
        return cls(np.array(starts, np.int64), tuple(names))

    def of(self, t: Ints) -> Ints:
        """Return the shift of each time, start < t <= end."""
        return np.searchsorted(self.starts, t, side="left").astype(np.int64) - 1


@dataclass(frozen=True, slots=True)
class UnitRuns:
    """One unit's samples.

    Args:
        order, product: in force before each sample.
        shift: number of the shift in `shifts`.
        lost: how many of the intervals before each sample are unknown.
    """

    t: Ints
    order: npt.NDArray[np.object_]
    product: npt.NDArray[np.object_]
    shift: Ints
    lost: Ints
    shifts: Shifts

    def parted(self, at: Ints) -> npt.NDArray[np.bool_]:
        """Tell of each of these samples whether anything parts it from the one before it."""
        found = np.ones(len(at), np.bool_)
        for values in (self.order, self.product, self.shift, self.lost):
            here = values[at]
            found[1:] &= np.equal(here[1:], here[:-1]).astype(np.bool_)
        parted = np.logical_not(found)
        parted[:1] = True
        return parted


def unit_runs(samples: pd.DataFrame, shifts: Shifts, *, silence_ms: int, now: int) -> UnitRuns:
    """Read one unit's samples, of which there is at least one, sorted by time."""
    columns = line_columns(samples).units[0]
    unseen = unseen_intervals(columns, silence_ms=silence_ms, now=now)
    before = np.maximum(np.arange(len(columns.t)) - 1, 0)
    return UnitRuns(
        t=columns.t,
        order=_words(samples, "order")[before],
        product=_words(samples, "product")[before],
        shift=shifts.of(columns.t),
        lost=np.concatenate(([0], np.cumsum(unseen)[:-1])).astype(np.int64),
        shifts=shifts,
    )


def _words(samples: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    return samples[name].fillna("").to_numpy(object)
