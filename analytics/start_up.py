"""Which orders had given a good piece before a range begins: what start-up losses hand on.

Segments of units enter, stored or just computed; pairs of unit and order leave.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.master.data import LineMaster
from analytics.oee.start_up import MEMORY_MS, Pair, Pairs, Started
from analytics.progress import LineProgress

_HOUR_MS = 3_600_000
# An order without a good piece for so long is looked for once more, further back.
_REACHES_MS = (_HOUR_MS, 24 * _HOUR_MS, 7 * 24 * _HOUR_MS)


def remembered(
    store: KpiStore, line: LineMaster, progress: LineProgress, *, start: int, run_start: int
) -> Started:
    """Return what orders hand on to `start`; read again only where the last pass began elsewhere.

    A pass that changed what stands before `start` began there, and so took its place.
    """
    if progress.started is None or progress.started[0] != start:
        found = started_before(store, line, start=start, run_start=run_start)
        progress.started = start, found
    return progress.started[1]


def started_before(store: KpiStore, line: LineMaster, *, start: int, run_start: int) -> Started:
    """Read back from `start` until it is known of every order at work whether it gave any good."""
    earliest = run_start - _HOUR_MS
    segments = pd.DataFrame()
    for reach in _REACHES_MS:
        begin = max(start - reach, earliest)
        if begin >= start:
            return Started()
        segments = store.read(
            KpiQuery("segment", start=begin, end=start, below=line.path, levels=("unit",))
        )
        if begin == earliest or not any(whole and not good for _, whole, good in _last(segments)):
            break
    counted: dict[Pair, int] = {}
    for unit in sorted(_counters(line)):
        rows = store.read(
            KpiQuery("segment", start=start - MEMORY_MS, end=start, below=line.path.unit(unit))
        )
        counted |= last_goods(rows, line)
    return Started(running=running_at_end(segments, frozenset()), counted=counted)


def hands_on(segments: pd.DataFrame, line: LineMaster, before: Started) -> Started:
    """Return what segments of units hand on to what follows them; `before` is handed to them."""
    return Started(
        running=running_at_end(segments, before.running),
        counted={**before.counted, **last_goods(segments, line)},
    )


def running_at_end(segments: pd.DataFrame, before: Pairs) -> Pairs:
    """Return the orders at work at the end of segments that gave a good piece since their start.

    `before` are those at work when the segments begin.
    """
    return frozenset(
        pair for pair, whole, good in _last(segments) if good or (whole and pair in before)
    )


def last_goods(segments: pd.DataFrame, line: LineMaster) -> Mapping[Pair, int]:
    """Return of each last counter and order when the last segment with a good piece began."""
    mine = segments["work_unit"].isin(_counters(line)) & (segments["order"] != "")
    rows = segments[mine & _good(segments)].sort_values("time", kind="stable")
    pairs = zip(rows["work_unit"], rows["order"], strict=True)
    return {
        (str(unit), str(order)): int(time)
        for (unit, order), time in zip(pairs, rows["time"], strict=True)
    }


def _counters(line: LineMaster) -> set[str]:
    return {line.last_counter(""), *line.entry.last_counters.values()} - {""}


def _last(segments: pd.DataFrame) -> Iterator[tuple[Pair, bool, bool]]:
    """Give each unit's last order: whether all segments have it, and whether it gave any good."""
    rows = segments.assign(good=_good(segments)).sort_values("time", kind="stable")
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
