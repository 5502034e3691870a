"""Who worked: the rotation of crews in, the crew of a shift or of each row of segments out. Pure.

Crews take turns by production days, so the crew of a shift over midnight is that of its start.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analytics.master.calendar import Calendar
from analytics.master.calendar_config import Crews
from analytics.oee.windows import window_of, windows_in


def crew_of(crews: Sequence[Crews], shift: str, production_day: date) -> str:
    """Return the crew of a shift on a production day; empty where nobody says."""
    started = [entry for entry in crews if entry.shift == shift and entry.since <= production_day]
    if not started:
        return ""
    turn = max(started, key=lambda entry: entry.since)
    return turn.rotation[(production_day - turn.since).days // turn.days % len(turn.rotation)]


def crews_at(calendar: Calendar, times: pd.Series) -> list[str]:
    """Return the crew at each instant (ms UTC), such as the starts of segments."""
    if times.empty:
        return []
    shifts = windows_in(calendar, "shift", int(times.min()), int(times.max()) + 1)
    names = [
        crew_of(calendar.config.crews, window.shift, window.production_day)
        if window.production_day is not None
        else ""
        for window in shifts
    ]
    # Place -1 is outside every shift.
    return [(*names, "")[place] for place in window_of(times, shifts).tolist()]
