"""Which orders had given a good piece before a range begins: what start-up losses hand on.

Segments of units enter, stored or just computed; pairs of unit and order leave.
"""

from collections.abc import Iterator

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.oee.start_up import Pairs, Started
from contract.path import EquipmentPath

_HOUR_MS = 3_600_000
# An order without a good piece for so long is looked for once more, further back.
_REACHES_MS = (_HOUR_MS, 24 * _HOUR_MS, 7 * 24 * _HOUR_MS)


def started_before(store: KpiStore, line: EquipmentPath, *, start: int, run_start: int) -> Started:
    """Read back from `start` until it is known of every order at work whether it gave any good."""
    earliest = run_start - _HOUR_MS
    segments = pd.DataFrame()
    for reach in _REACHES_MS:
        begin = max(start - reach, earliest)
        if begin >= start:
            return Started()
        segments = store.read(
            KpiQuery("segment", start=begin, end=start, below=line, levels=("unit",))
        )
        if begin == earliest or not any(whole and not good for _, whole, good in _last(segments)):
            break
    worked = segments[_good(segments) & (segments["order"] != "")]
    return Started(
        running=running_at_end(segments, frozenset()),
        counted=frozenset(zip(worked["work_unit"], worked["order"], strict=True)),
    )


def running_at_end(segments: pd.DataFrame, before: Pairs) -> Pairs:
    """Return the orders at work at the end of segments that gave a good piece since their start.

    `before` are those at work when the segments begin.
    """
    return frozenset(
        pair for pair, whole, good in _last(segments) if good or (whole and pair in before)
    )


def _last(segments: pd.DataFrame) -> Iterator[tuple[tuple[str, str], bool, bool]]:
    """Give each unit's last order: whether all segments have it, and whether it gave any good."""
    good = _good(segments)
    rows = segments.assign(good=good).sort_values("time", kind="stable")
    for unit, mine in rows.groupby("work_unit", sort=True):
        order = mine["order"].to_numpy(object)
        if not order[-1]:
            continue
        others = (order != order[-1]).nonzero()[0]
        since = int(others[-1]) + 1 if len(others) else 0
        pair = str(unit), str(order[-1])
        yield pair, not since, bool(mine["good"].to_numpy()[since:].any())


def _good(segments: pd.DataFrame) -> "pd.Series[bool]":
    return (segments["good_quantity"] + segments["unknown_good_quantity"]) > 0
