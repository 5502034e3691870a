"""What a machine does and how its controller shows it, as one value: truth and PackML."""

from typing import NamedTuple

from simulators.bottling.packml import Mode, State
from simulators.journal import Activity, Attribution

__all__ = [
    "BLOCKED",
    "CHANGEOVER",
    "CLEANING",
    "CLOSED",
    "COMPLETE",
    "EXECUTE",
    "NO_ORDER",
    "PAUSES",
    "REEL",
    "STARVED",
    "WAITING",
    "Status",
]


class Status(NamedTuple):
    """One state of affairs."""

    activity: Activity
    cause: str
    by: Attribution
    mode: Mode
    state: State
    code: int
    """Number of the stop reason; 0 while nothing stops the machine."""


EXECUTE = Status("producing", "", "own", Mode.PRODUCTION, State.EXECUTE, 0)
STARVED = Status("stopped", "starved", "upstream", Mode.PRODUCTION, State.SUSPENDED, 401)
BLOCKED = Status("stopped", "blocked", "downstream", Mode.PRODUCTION, State.SUSPENDED, 402)
WAITING = Status("stopped", "line clearance", "downstream", Mode.PRODUCTION, State.IDLE, 403)
COMPLETE = Status("stopped", "order end", "planned", Mode.PRODUCTION, State.COMPLETE, 404)
NO_ORDER = Status("stopped", "no order", "planned", Mode.PRODUCTION, State.IDLE, 604)
CHANGEOVER = Status("setup", "changeover", "planned", Mode.CHANGEOVER, State.STOPPED, 701)
CLEANING = Status("setup", "cip", "planned", Mode.CLEANING, State.EXECUTE, 702)
REEL = "label reel"
"""Cause of a stop for a new reel; its number stands in the section."""
CLOSED = Status("off", "closed", "planned", Mode.INVALID, State.STOPPED, 605)
PAUSES = {
    "break": Status("stopped", "break", "planned", Mode.PRODUCTION, State.STOPPED, 601),
    "handover": Status("stopped", "handover", "planned", Mode.PRODUCTION, State.STOPPED, 602),
    "maintenance": Status(
        "maintenance", "planned maintenance", "planned", Mode.MAINTENANCE, State.STOPPED, 603
    ),
}
"""By the purpose of the calendar's pause; any other purpose means the plant is closed."""
