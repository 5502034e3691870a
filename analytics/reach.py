"""How far a change reaches beyond its own event times. Pure.

A sample changes the time from the sample before it to the one after it, a unit that fell silent
changes the time since its last sample, and a stop that touches the range changes from its start.
"""

from collections.abc import Sequence

import pandas as pd

from analytics.master.calendar import Calendar
from analytics.progress import Stretch

# Retention takes samples while a pass runs; what lies so far behind the oldest ones is safe.
EXPIRY_MARGIN_MS = 2 * 3_600_000
# Hours begin at local minute 0; a zone may move its clock by 30 min, so an hour may last longer.
_LONGEST_HOUR_MS = 2 * 3_600_000


def hour_floor(calendar: Calendar, instant: int) -> int:
    """Return the start of the local hour that holds `instant`."""
    return calendar.hour_starts(instant - _LONGEST_HOUR_MS, instant + 1)[-1]


def hour_ceiling(calendar: Calendar, instant: int) -> int:
    """Return the first start of a local hour at or after `instant`."""
    return calendar.hour_starts(instant, instant + _LONGEST_HOUR_MS + 1)[0]


def reach(
    samples: pd.DataFrame,
    changed: Stretch,
    *,
    now: int,
    computed_to: int | None,
    silence_ms: int,
    units: Sequence[str],
    merged_ms: int = 0,
) -> Stretch:
    """Widen `changed` to the event times whose leaves it may alter.

    Args:
        samples: of the line, sorted by work_unit and time, with the neighbours of `changed`.
        changed: event times that were written.
        now: now(line), ms.
        computed_to: now(line) of the computation before; None when there was none.
        silence_ms: how long a sample holds.
        units: every unit of the line.
        merged_ms: how far behind a late event others may belong to it.
    """
    if computed_to is None:
        return changed
    first, last = changed.first, changed.last
    late = changed.first < computed_to
    times = {str(unit): rows.to_numpy() for unit, rows in samples.groupby("work_unit")["time"]}
    for unit in units:
        own = times.get(unit)
        if own is None:
            continue
        place = int(own.searchsorted(changed.first))
        after = int(own.searchsorted(changed.last, side="right"))
        changed_unit = place < after
        if place > 0:
            before = int(own[place - 1])
            following = int(own[place]) if place < len(own) else now
            # Its rows were computed as if it still held; they do not hold any more.
            fell_silent = before >= computed_to - silence_ms and following - before > silence_ms
            if fell_silent or (late and changed_unit):
                first = min(first, before)
        elif changed_unit and late:
            # Nothing stood before: the time since the start of the run was unknown and stays so.
            first = min(first, int(own[place]))
        if late and changed_unit:
            last = max(last, int(own[after]) if after < len(own) else now)
    return Stretch(first, last + merged_ms if late else last)
