"""Tools of a machine: how long they lived, how often they were changed, how worn they are.

Process values tool_number, cutting_time (s) and tool_wear (%) enter; amounts on segments leave.
"""

from collections.abc import Mapping

import numpy as np

from analytics.history import HELD_MS
from analytics.oee.counters import Floats, Ints, deltas
from analytics.trade.process_values import Told, UnitSaid
from analytics.trade.rows import Booked, Places
from analytics.trade.seen import FOLLOWED_MS, Seen

_TOOL, _CUTTING, _WEAR = "tool_number", "cutting_time", "tool_wear"
_SECONDS_PER_HOUR = 3600.0


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
    found.append(_lives_on(seen, places, said))
    return found


def tool_lives(told: Mapping[str, Told]) -> tuple[Ints, Floats]:
    """Return when tools were taken out whose change before was told too, and their seconds cut."""
    change, cut = told[_TOOL], told[_CUTTING]
    amounts = deltas(change.value).amount
    at = np.flatnonzero(amounts > 0)
    total = np.concatenate(([0.0], np.cumsum(deltas(cut.value).amount)))
    by_then = total[np.searchsorted(cut.t, change.t[at], side="right")]
    # Where the number rose by two, one change was not told: neither of the two lives is known.
    whole = amounts[at][1:] == 1
    return change.t[at][1:][whole], np.diff(by_then)[whole]


def _lives_on(seen: Seen, places: Places, said: UnitSaid) -> Booked:
    told = said.told
    if (places.counted(*said.rises(_TOOL)) > 0).any():
        told = _reaching_back(seen, places, told)
    ends, lives = tool_lives(told)
    return Booked(
        places,
        "tool_life",
        places.counted(ends, lives),
        places.counted(ends, np.ones(len(ends))),
    )


def _reaching_back(seen: Seen, places: Places, told: Mapping[str, Told]) -> Mapping[str, Told]:
    """Read all that was told since the change before the first one of the stretch.

    A tool that lived longer than a week is not followed: its change counts, its life is not told.
    """
    start, run = int(places.start[0]), seen.stretch.run
    for reach in (HELD_MS, FOLLOWED_MS):
        told = seen.told_since(start - reach, (_TOOL, _CUTTING))[places.unit]
        change = told[_TOOL]
        if (change.t[deltas(change.value).amount > 0] <= start).any() or start - reach <= run.start:
            break
    return told
