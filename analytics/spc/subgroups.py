"""Subgroups of one chart: so many consecutive values, or pieces, of one order in one shift.

Whatever ends them early drops what was begun: values of two orders are never mixed.
"""

from dataclasses import dataclass, fields, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analytics.oee.counters import Floats, Ints
from analytics.oee.timeline import Flags
from analytics.spc.charts import Chart
from analytics.spc.counts import Counts
from analytics.spc.measurements import Measurements
from analytics.spc.shift_runs import UnitRuns

Words = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Points to be charted, in order of time; columns as in the series `spc`.

    Args:
        dropped: values or pieces that no whole subgroup was made of; one still open is not among
            them.
    """

    dropped: int
    time: Ints
    first: Ints
    shift: Words
    order: Words
    product: Words
    size: Ints
    mean: Floats
    spread: Floats
    minimum: Floats
    maximum: Floats
    sum_of_squares: Floats

    @classmethod
    def none(cls) -> "Subgroups":
        """Return no points."""
        words, counts, numbers = np.zeros(0, object), np.zeros(0, np.int64), np.zeros(0)
        return cls(0, counts, counts, words, words, words, counts, *[numbers] * 5)

    def only(self, chosen: Flags) -> "Subgroups":
        """Return some of them."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in COLUMNS})


COLUMNS = tuple(field.name for field in fields(Subgroups) if field.name != "dropped")


def measured_subgroups(
    values: Measurements, runs: UnitRuns, chart: Chart, size: int, *, after: int
) -> Subgroups:
    """Group the values later than `after` (ms UTC), which ended the subgroup before."""
    later = runs.t[values.at] > after
    at, value, parted = values.at[later], values.value[later], values.parted[later]
    good = np.logical_not(np.isnan(value))
    # A value that was not said parts as a missing number does.
    parted[1:] |= np.logical_not(good[:-1])
    lost = len(good) - int(good.sum())
    at, value, parted = at[good], value[good], parted[good]
    place = np.arange(len(at))
    begins = np.maximum.accumulate(np.where(parted, place, 0))
    ends = np.flatnonzero((place - begins) % size == size - 1)
    rows = value[ends[:, None] - np.arange(size)[::-1]]
    mean = rows.mean(axis=1)
    squares = ((rows - mean[:, None]) ** 2).sum(axis=1)
    lowest, highest = rows.min(axis=1), rows.max(axis=1)
    spread = np.sqrt(squares / (size - 1)) if chart.name == "xbar_s" else highest - lowest
    last = at[ends]
    still_open = int(place[-1] - begins[-1] + 1) % size if len(at) else 0
    return Subgroups(
        dropped=lost + len(at) - size * len(ends) - still_open,
        time=runs.t[last],
        first=runs.t[at[ends - size + 1]],
        **_told(runs, last),
        size=np.full(len(ends), size, np.int64),
        mean=mean,
        spread=spread,
        minimum=lowest,
        maximum=highest,
        sum_of_squares=squares,
    )


def counted_subgroups(
    counts: Counts, runs: UnitRuns, chart: Chart, size: int, *, after: int
) -> Subgroups:
    """Group the pieces counted later than `after` until there are `size` or more of them.

    A rise belongs whole to the sample that shows it, so a point may have more pieces than asked
    for. Defects told in a sample of their own belong to the next piece.
    """
    told = np.logical_or(counts.pieces > 0, counts.found != 0)
    at = np.flatnonzero(np.logical_and(told, runs.t > after))
    pieces, found = np.cumsum(counts.pieces[at]), np.cumsum(counts.found[at])
    edges = [*np.flatnonzero(runs.parted(at)).tolist(), len(at)]
    pairs: list[tuple[int, int]] = []
    dropped = 0.0
    for begin, stop in pairwise(edges):
        place = begin
        while place < stop:
            before = pieces[place - 1] if place else 0.0
            end = int(np.searchsorted(pieces, before + size))
            if end >= stop:
                dropped += pieces[stop - 1] - before if stop < len(at) else 0.0
                break
            pairs.append((place, end))
            place = end + 1
    start, end_ = np.array(pairs, np.int64).reshape(-1, 2).T
    last = at[end_]
    many = pieces[end_] - pieces[start] + counts.pieces[at[start]]
    bad = found[end_] - found[start] + counts.found[at[start]]
    ratio = np.clip(bad / many, 0.0, chart.greatest)
    nothing = np.zeros(len(last))
    return Subgroups(
        dropped=int(dropped),
        time=runs.t[last],
        first=runs.t[at[start]],
        **_told(runs, last),
        size=many.astype(np.int64),
        mean=ratio,
        spread=nothing,
        minimum=ratio,
        maximum=ratio,
        sum_of_squares=nothing,
    )


def _told(runs: UnitRuns, last: Ints) -> dict[str, Words]:
    names = np.array(runs.shifts.names, object)
    return {
        "shift": names[runs.shift[last]],
        "order": runs.order[last],
        "product": runs.product[last],
    }
