"""The cuts that no piece of time may cross: calendar edges, hours, shifts and production days.

A line's calendars and a range enter; cells with their calendar kind and the group (one hour of
one shift) that segments are made in leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.master.calendar import Calendar, Span
from analytics.oee.counters import Ints
from analytics.oee.time_model import CALENDAR_KINDS, Codes


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of [start, end), each touching the next.

    Args:
        starts: start of each cell, ms UTC; the first is the range's.
        kinds: codes of `time_model.CALENDAR_KINDS`.
        groups: cells of one hour, shift and production day share a number; numbers rise.
        shifts: name of the shift of each group.
    """

    start: int
    end: int
    starts: Ints
    kinds: Codes
    groups: Ints
    shifts: tuple[str, ...]


def grid_of(
    calendar: Calendar,
    site_calendar: Calendar,
    *,
    start: int,
    end: int,
    changes: Iterable[int] = (),
) -> Grid:
    """Cut [start, end) for a line; its segments also add up to the windows of its site.

    `changes` are instants at which other rates begin to hold: a segment has one rate.
    """
    spans = calendar.spans(start, end)
    marks = set(calendar.hour_starts(start, end))
    marks.update(change for change in changes if start <= change < end)
    if site_calendar is not calendar:
        marks.update(site_calendar.hour_starts(start, end))
        marks.update(_window_edges(site_calendar.spans(start, end)))
    marks.update(_window_edges(spans))
    cuts = sorted(marks | {span.start for span in spans} | {start})
    starts: list[int] = []
    kinds: list[int] = []
    groups: list[int] = []
    shifts: list[str] = []
    position = 0
    for cut in cuts:
        while spans[position].end <= cut:
            position += 1
        if not shifts or cut in marks:
            shifts.append(spans[position].shift)
        starts.append(cut)
        kinds.append(CALENDAR_KINDS.index(spans[position].kind))
        groups.append(len(shifts) - 1)
    return Grid(
        start,
        end,
        np.array(starts, np.int64),
        np.array(kinds, np.int8),
        np.array(groups, np.int64),
        tuple(shifts),
    )


def _window_edges(spans: list[Span]) -> list[int]:
    """Return where a shift or a production day begins or ends."""
    edges: list[int] = []
    before: tuple[str, date] | None = None
    for span in spans:
        now = span.shift, span.production_day
        if now != before:
            edges.append(span.start)
        before = now
    return edges
