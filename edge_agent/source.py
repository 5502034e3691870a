"""The seam to machines: whatever reads a machine hands over readings in vendor words.

A source says how far its world has come, so that the stages behind it need no clock.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

Scalar = int | float | str | bool | None


class Reading(NamedTuple):
    """What one vendor-side unit said at one ms of its own clock; None is unavailable.

    `tags` holds what changed since the unit's reading before; the first holds all. Empty tags
    are a fresh answer with nothing new in it, the only thing a heartbeat may rest on.
    """

    unit: str
    source_ms: int
    arrival_ms: int
    tags: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Batch:
    """Readings in arrival order, and how far the world has come.

    Args:
        readings: in arrival order.
        world_ms: nothing that arrives later has arrival_ms <= world_ms.
        live: the source has caught up with wall time.
        ended: world ms at which a played run ended; only in the last batch.
    """

    readings: Sequence[Reading]
    world_ms: int
    live: bool = True
    ended: int | None = None


class Source(Protocol):
    """One connection to the machines of a line."""

    @property
    def name(self) -> str:
        """How status and log call this source."""

    @property
    def virtual(self) -> bool:
        """Whether its clock is virtual, so that it waits while the spool is full."""

    def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Yield batches until the source ends, forever if it is a machine.

        Args:
            resume_after: newest world ms the agent remembers; a source that can look back
                begins a minute before it, None begins at the beginning.
        """
