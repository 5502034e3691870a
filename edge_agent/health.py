"""What the stages count and say about themselves enters; status messages and checks read it."""

from dataclasses import dataclass, field
from enum import Enum

from edge_agent.unmapped import Unmapped


class AgentState(Enum):
    """Where an agent stands."""

    STARTING = "starting"
    AWAY = "away"  # reading, not connected to the broker
    CONNECTED = "connected"
    ENDED = "ended"  # a played run ended and everything was acknowledged
    STOPPED = "stopped"


@dataclass(slots=True)
class Counters:
    """The four counters every service has, and what an agent adds; of this boot.

    Args:
        received: readings taken from the source.
        stored: samples spooled.
        rejected: readings refused: too late, or of a unit that no [[unit]] names.
        retried: messages sent again.
        refused_late: readings that came after their reorder window.
        dropped: samples dropped from a full spool by policy.
        clock_steps: changes of a source's clock offset by more than a second.
    """

    received: int = 0
    stored: int = 0
    rejected: int = 0
    retried: int = 0
    refused_late: int = 0
    dropped: int = 0
    clock_steps: int = 0


@dataclass(slots=True)
class Health:
    """The agent's account of itself, written by its stages and read by its status."""

    state: AgentState = AgentState.STARTING
    live: bool = False
    finishing: bool = False  # nothing more will be spooled
    world_ms: int | None = None
    ended: int | None = None
    counters: Counters = field(default_factory=Counters)
    unmapped: Unmapped = field(default_factory=Unmapped)
