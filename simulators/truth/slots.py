"""Heartbeat slots as they truly were: how many ended in a stretch, and in how many one was heard.

The kernel reads every controller at whole 10 s of UTC; a fault that loses readings is asked itself.
"""

from collections.abc import Callable

__all__ = ["Lost", "heartbeats"]

Lost = Callable[[str, int], bool]
"""Whether the reading of a unit (by id) at a time, ms UTC, never arrived."""
_HEARTBEAT_MS = 10_000
_FRESH = 3
"""Heartbeats for which a reading counts."""


def heartbeats(
    unit: str, start: int, end: int, *, since: int, lost: Lost | None
) -> tuple[int, int]:
    """Return slots that ended in start < t <= end, and those heard; nothing is before `since`."""
    expected = end // _HEARTBEAT_MS - start // _HEARTBEAT_MS
    if lost is None or not expected:
        return expected, expected
    first = (start // _HEARTBEAT_MS + 1) * _HEARTBEAT_MS
    heard = sum(
        _is_heard(unit, slot, since=since, lost=lost)
        for slot in range(first, end + 1, _HEARTBEAT_MS)
    )
    return expected, heard


def _is_heard(unit: str, slot: int, *, since: int, lost: Lost) -> bool:
    """Tell whether the newest reading is at most three heartbeats old.

    Readings between the grid's cannot decide: a loss that hides four of the grid's in a row hides
    every reading that is young enough.
    """
    oldest = max(since, slot - _FRESH * _HEARTBEAT_MS)
    return any(not lost(unit, at) for at in range(slot, oldest - 1, -_HEARTBEAT_MS))
