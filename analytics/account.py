"""The account that analytics gives of itself, every few seconds: what it counted, how far it is.

A store that takes no account shows as silence in the series `pipeline`.
"""

from dataclasses import dataclass
from typing import Protocol

SERVICE = "analytics"


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted since the start; `taken` is the newest change taken, wall ms."""

    received: int
    stored: int
    rejected: int
    retried: int
    taken: int | None


class Account(Protocol):
    """Takes the account of one analytics service."""

    def write(self, counted: Counted, *, wall_ms: int) -> None:
        """Write what was counted by now; raise StoreUnavailable when the store is away."""
        ...
