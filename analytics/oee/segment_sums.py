"""Sums of segments, group by group: base quantities are added up, flags hold where one holds.

Windows, orders, products and crews are such groups; sums are taken in the order of the rows.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.oee.counters import Floats
from analytics.oee.timeline import Flags
from contract.kpi import BASE_FIELD_NAMES, EXTRA_TIME_FIELDS, LEAF_FIELDS

_TIME_FIELDS = frozenset((*LEAF_FIELDS, "planned_busy_time_s", *EXTRA_TIME_FIELDS))
_FLAGS = ("unplanned_production", "ideal_rate_missing", "clock_suspect")


@dataclass(frozen=True, slots=True)
class SegmentSums:
    """Per group: each of BASE_FIELDS, and the flags that segments carry."""

    base: dict[str, Floats]
    flags: dict[str, Flags]


def sums_of(segments: pd.DataFrame, heads: npt.NDArray[np.intp]) -> SegmentSums:
    """Sum the groups of segments that begin at these rows."""
    # All at once, each summed along the rows of a column: a sum for each column takes longer.
    table = np.ascontiguousarray(segments[list(BASE_FIELD_NAMES)].to_numpy(np.float64).T)
    base = dict(zip(BASE_FIELD_NAMES, np.add.reduceat(table, heads, axis=1), strict=True))
    for name in _TIME_FIELDS:
        # Leaves are whole ms (or their weighted means): take the rounding of the sum away.
        base[name] = np.round(base[name], 9)
    flags = {
        name: np.logical_or.reduceat(segments[name].to_numpy(np.bool_), heads) for name in _FLAGS
    }
    return SegmentSums(base, flags)
