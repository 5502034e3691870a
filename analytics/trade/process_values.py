"""Process values of a line: what was told by exception, held until it is told again.

Samples with process values enter; integrals of held values and rises of cumulative ones leave.
What is told stands until the unit is unknown, and for a day at most: then nobody knows it either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import pandas as pd
from msgspec import UNSET, UnsetType

from analytics.history import HELD_MS, PROCESS_VALUES
from analytics.oee.columns import UnitColumns
from analytics.oee.counters import Floats, Ints, deltas, edges_of, group_sums
from analytics.oee.timeline import Flags


@dataclass(frozen=True, slots=True)
class Told:
    """One process value of one unit: told at `t`; NaN is unavailable, or a word."""

    t: Ints
    value: Floats


@dataclass(frozen=True, slots=True)
class UnitSaid:
    """What one unit said over a slice and before it.

    Args:
        unseen: of each of its samples whether the time up to the next one is unknown.
        until: when each sample stops being the newest, ms UTC.
        orders: words of the codes in `columns.order`.
    """

    columns: UnitColumns
    orders: tuple[str, ...]
    unseen: Flags
    until: Ints
    told: Mapping[str, Told]

    def integral(self, name: str, edges: Ints) -> tuple[Floats, Floats]:
        """Return value times seconds, and seconds in which it is known, between edges."""
        told, count = self.told.get(name), len(edges) - 1
        if told is None:
            return np.zeros(count), np.zeros(count)
        t = self.columns.t
        last = np.searchsorted(told.t, t, side="right") - 1
        held = np.where(last >= 0, told.value[last], np.nan)
        known = ~self.unseen & ~np.isnan(held) & (t - told.t[last] <= HELD_MS)
        cuts = edges_of(edges, t[(t > edges[0]) & (t < edges[-1])])[:-1]
        sample = np.searchsorted(t, cuts, side="right") - 1
        kept = (sample >= 0) & known[sample]
        ends = np.minimum(np.append(cuts[1:], edges[-1]), self.until[sample])
        ms = np.where(kept, np.maximum(ends - cuts, 0), 0)
        place = np.searchsorted(edges, cuts, side="right") - 1
        # Summed place by place, so that no last bit depends on where a stretch begins.
        amounts = np.where(kept, held[sample], 0.0) * ms / 1000.0
        return group_sums(place, amounts, count), group_sums(place, ms, count) / 1000.0

    def rises(self, name: str) -> tuple[Ints, Floats]:
        """Return when a cumulative value rose while the unit was seen, and by how much.

        Resets are handled as those of counters. What did not move in a silence is not told behind
        it, so only a rise told right behind one may have come in it: that is left out.
        """
        told = self.told.get(name)
        if told is None:
            return np.zeros(0, np.int64), np.zeros(0)
        rise = deltas(told.value)
        unseen_before = np.concatenate(([0], np.cumsum(self.unseen)))
        here = np.searchsorted(self.columns.t, told.t, side="left")
        since = here - 1
        after_null = np.append(False, np.isnan(told.value[:-1]))
        since[after_null] = here[rise.since[after_null]]
        blind = unseen_before[here] > unseen_before[np.maximum(since, 0)]
        return told.t, np.where(blind, 0.0, rise.amount)


def told_values(rows: pd.DataFrame, names: Sequence[str]) -> dict[str, dict[str, Told]]:
    """Return what units told of these names, from samples sorted by unit and time."""
    texts = rows[PROCESS_VALUES].to_numpy(object)
    some = np.flatnonzero([isinstance(text, str) and text != "" for text in texts])
    if not len(some):
        return {}
    value = float | str | None | UnsetType
    shape = msgspec.defstruct("Shape", [(name, value, UNSET) for name in names], gc=False)
    joined = "[" + ",".join(texts[some].tolist()) + "]"
    objects = msgspec.json.decode(joined, type=list[shape])  # type: ignore[valid-type]  # made just above
    units = rows["work_unit"].to_numpy(object)[some]
    time = rows["time"].to_numpy(np.int64)[some]
    found: dict[str, dict[str, Told]] = {}
    for name in names:
        column = [getattr(one, name) for one in objects]
        there = np.flatnonzero([one is not UNSET for one in column])
        values = np.array(
            [column[at] if isinstance(column[at], float) else np.nan for at in there], np.float64
        )
        codes, tellers = pd.factorize(units[there])
        for code, unit in enumerate(tellers):
            mine = codes == code
            found.setdefault(str(unit), {})[name] = Told(time[there][mine], values[mine])
    return found
