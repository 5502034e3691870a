"""Tools of a machine: how long they lived, how often they were changed, how worn they are.

Process values tool_number, cutting_time (s) and tool_wear (%) enter; amounts on segments leave.
"""

import numpy as np

from analytics.oee.counters import Floats, Ints, deltas
from analytics.trade.process_values import DAY_MS, UnitSaid
from analytics.trade.rows import Booked, Places
from analytics.trade.seen import Seen

_TOOL, _CUTTING, _WEAR = "tool_number", "cutting_time", "tool_wear"
_SECONDS_PER_HOUR = 3600.0
# A tool that lived longer is not followed: its change counts, its life is not told.
_FOLLOWED_MS = 7 * DAY_MS


def tools(seen: Seen, places: Places, said: UnitSaid) -> list[Booked]:
    """Book the tools of one unit, where it tells of any."""
    found: list[Booked] = []
    if _WEAR in said.told:
        percent, known_s = said.integral(_WEAR, places.edges)
        found.append(Booked(places, _WEAR, percent / 100.0, known_s))
    if _TOOL not in said.told or _CUTTING not in said.told:
        return found
    changes = places.counted(*said.rises(_TOOL))
    cut_h = places.counted(*said.rises(_CUTTING)) / _SECONDS_PER_HOUR
    found.append(Booked(places, "tool_changes", changes, cut_h))
    found.append(_lives_on(places, _reaching_back(seen, places, said)))
    return found


def tool_lives(said: UnitSaid) -> tuple[Ints, Floats]:
    """Return when tools were taken out whose change before was told too, and their seconds cut."""
    change, cut = said.told[_TOOL], said.told[_CUTTING]
    amounts = deltas(change.value).amount
    at = np.flatnonzero(amounts > 0)
    total = np.concatenate(([0.0], np.cumsum(deltas(cut.value).amount)))
    by_then = total[np.searchsorted(cut.t, change.t[at], side="right")]
    # Where the number rose by two, one change was not told: neither of the two lives is known.
    whole = amounts[at][1:] == 1
    return change.t[at][1:][whole], np.diff(by_then)[whole]


def _lives_on(places: Places, said: UnitSaid) -> Booked:
    ends, lives = tool_lives(said)
    return Booked(
        places,
        "tool_life",
        places.counted(ends, lives),
        places.counted(ends, np.ones(len(ends))),
    )


def _reaching_back(seen: Seen, places: Places, said: UnitSaid) -> UnitSaid:
    """Read on until the change before the first one of the stretch, if there is any."""
    start, run = int(places.start[0]), seen.stretch.run
    for reach in (DAY_MS, _FOLLOWED_MS):
        change = said.told[_TOOL]
        at = change.t[deltas(change.value).amount > 0]
        read_from = int(said.columns.t[0])
        if not (at > start).any() or (at <= start).any() or read_from <= run.start:
            break
        said = seen.said_since(start - reach, (_TOOL, _CUTTING))[places.unit]
    return said
