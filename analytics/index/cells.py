"""How sure each cell of a table is, and values drawn accordingly.

One uniform number per cell decides its value, so that a run is given by its numbers alone.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

from analytics.index.errors import BadTable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Cells:
    """Errors of a table's cells, all of its shape, (units, indicators); NaN where there is none.

    A cell has one kind of error at most; a gap stays a gap whatever is told of it.

    Args:
        low, high: the value lies evenly between them (bounds of a measurement).
        deviation: it is normal around the value, cut off at `least` and `most`.
        step: one of a ladder's rungs; a neighbour is taken with `step_probability` on each side.
        least, most: what the value can be at all.
    """

    low: Floats
    high: Floats
    deviation: Floats
    step: Floats
    least: Floats
    most: Floats
    step_probability: float = 0.1

    @classmethod
    def exact(cls, table: pd.DataFrame) -> "Cells":
        """Return cells that nobody doubts."""
        none = np.full(table.shape, np.nan)
        return cls(none, none, none, none, none, none)

    def columns(self, places: Ints) -> "Cells":
        """Return the same errors with columns in another order."""
        frames = ("low", "high", "deviation", "step", "least", "most")
        return replace(self, **{name: getattr(self, name)[:, places] for name in frames})


class Draws:
    """Draws a table again and again; what does not depend on the draw is worked out once."""

    def __init__(self, values: Floats, cells: Cells) -> None:
        _check(values, cells)
        there = ~np.isnan(values)
        self._values = values
        self._even = np.nonzero(there & ~np.isnan(cells.low))
        self._normal = np.nonzero(there & (cells.deviation > 0))
        self._rungs = np.nonzero(there & (cells.step > 0))
        self._low = cells.low[self._even]
        self._width = cells.high[self._even] - self._low
        at = self._normal
        self._centre, self._deviation = values[at], cells.deviation[at]
        least, most = (
            np.where(np.isnan(edge[at]), default, edge[at])
            for edge, default in ((cells.least, -np.inf), (cells.most, np.inf))
        )
        self._cut = least, most
        self._first = ndtr((least - self._centre) / self._deviation)
        self._mass = ndtr((most - self._centre) / self._deviation) - self._first
        if (self._mass <= 0).any():
            raise BadTable(
                "a declared value lies so far outside its plausible range that no draw"
                " falls inside: correct the value or the range"
            )
        self._rung = values[self._rungs], cells.step[self._rungs]
        self._ends = tuple(
            np.where(np.isnan(edge[self._rungs]), default, edge[self._rungs])
            for edge, default in ((cells.least, -np.inf), (cells.most, np.inf))
        )
        self._probability = cells.step_probability

    def values(self, uniform: Floats) -> Floats:
        """Return one draw; `uniform`, in (0, 1), has the table's shape."""
        found = self._values.copy()
        found[self._even] = self._low + self._width * uniform[self._even]
        if len(self._centre):
            share = self._first + self._mass * uniform[self._normal]
            # Far from its centre the share is rounded, and the value may be past the end.
            drawn = self._centre + self._deviation * ndtri(share)
            found[self._normal] = np.clip(drawn, *self._cut)
        value, step = self._rung
        if len(value):
            chance = uniform[self._rungs]
            moved = (chance > 1 - self._probability).astype(float) - (chance < self._probability)
            found[self._rungs] = np.clip(value + step * moved, *self._ends)
        return found


def _check(values: Floats, cells: Cells) -> None:
    """Refuse what cannot be drawn, naming the first such cell; raises BadTable."""
    if not 0 <= cells.step_probability <= 0.5:
        raise BadTable(f"a step's probability is 0 to 0.5 each way, not {cells.step_probability:g}")
    kinds = ~np.isnan(cells.low), cells.deviation > 0, cells.step > 0
    if any(kind.shape != values.shape for kind in kinds):
        raise BadTable(f"errors of cells have the shape of the table, {values.shape}")
    wrong = {
        "one bound without the other": np.isnan(cells.low) != np.isnan(cells.high),
        "a lower bound above the upper one": cells.low > cells.high,
        "a deviation or a step below 0": (cells.deviation < 0) | (cells.step < 0),
        "more than one kind of error": np.sum(kinds, axis=0) > 1,
        "a least value above the most": cells.least > cells.most,
    }
    for what, where in wrong.items():
        if where.any():
            row, column = np.argwhere(where)[0].tolist()
            raise BadTable(f"the cell in row {row + 1}, column {column + 1} has {what}", row)
