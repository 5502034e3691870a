"""Stops at the edges of a recomputed range: what stood before meets what was computed. Pure."""

import pandas as pd

from analytics.kpi_store import columns_of, stop_ends

_SAME = ("work_unit", "time", "leaf", "reason", "order", "product")


def earliest_stop(stops: pd.DataFrame, *, default: int) -> int:
    """Return the start of the earliest of these stops, or `default` without one."""
    return default if stops.empty else min(default, int(stops["time"].min()))


def carry_over(
    computed: pd.DataFrame, stored: pd.DataFrame, *, end: int
) -> tuple[pd.DataFrame, bool]:
    """Give stops that reach the end of the range the length they had; tell whether one changed.

    A computed stop is cut at `end`. Behind it nothing changed, so a stop that was stored with the
    same start keeps its stored end. Where a stop at the edge is new or gone, what lies behind the
    edge must be computed, too.
    """
    reaching = stop_ends(computed) >= end
    before = {key: length for key, length, last in _spelled(stored) if last >= end}
    crossing = {key for key, _, last in _spelled(stored) if last > end}
    lengths = computed["duration_s"].tolist()
    found: set[tuple[object, ...]] = set()
    changed = False
    for place, (key, _, _) in enumerate(_spelled(computed)):
        if not reaching.iloc[place]:
            continue
        found.add(key)
        if key in before:
            lengths[place] = before[key]
        else:
            changed = True
    changed = changed or bool(crossing - found)
    return computed.assign(duration_s=lengths)[columns_of("stop")], changed


def _spelled(stops: pd.DataFrame) -> list[tuple[tuple[object, ...], float, int]]:
    keys = zip(*(stops[name] for name in _SAME), strict=True)
    return list(zip(keys, stops["duration_s"].tolist(), stop_ends(stops).tolist(), strict=True))
