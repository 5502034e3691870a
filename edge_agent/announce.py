"""The agent's account enters; births, status messages and the will leave."""

from collections.abc import Callable, Mapping

from contract.messages import Birth, Death, Source, SourceState, Status, WorkUnit
from edge_agent.health import Health
from edge_agent.outbox import Outbox
from edge_agent.reorder import Lane

SILENT_AFTER_HEARTBEATS = 3


class Announcer:
    """Builds what one agent says about itself."""

    def __init__(
        self,
        *,
        units: tuple[WorkUnit, ...],
        lanes: Mapping[str, tuple[Lane, int]],
        outbox: Outbox,
        health: Health,
        version: str,
        wall_ms: Callable[[], int],
    ) -> None:
        """Speak for these units; `lanes` gives lane and heartbeat (ms) by path segment."""
        self._units = units
        self._lanes = lanes
        self._outbox = outbox
        self._health = health
        self._version = version
        self._wall_ms = wall_ms

    def birth(self, *, session: int, caught_up: bool) -> Birth:
        """Say who is here; the clock is wall once the source is live and nothing is unsent."""
        return Birth(
            boot=self._outbox.boot,
            session=session,
            clock="wall" if self._health.live and caught_up else "played",
            agent_version=self._version,
            units=self._units,
            last_boot=self._outbox.last_boot,
        )

    def status(self, *, session: int) -> Status:
        """Say what was counted in this boot."""
        counters = self._health.counters
        unsent = self._outbox.unsent
        return Status(
            boot=self._outbox.boot,
            session=session,
            at=self._wall_ms(),
            seq=self._outbox.seq,
            samples=self._outbox.samples,
            dropped=counters.dropped,
            refused_late=counters.refused_late,
            unsent=unsent,
            received=counters.received,
            sources=tuple(
                self._source(name, lane, heartbeat_ms)
                for name, (lane, heartbeat_ms) in self._lanes.items()
            ),
            unmapped=dict(self._health.unmapped.counts),
            # Said only when nothing can follow it: whoever hears it may close the run.
            ended=None if unsent else self._health.ended,
        )

    def death(self, *, session: int) -> Death:
        """Say what the broker shall say when this agent falls silent."""
        return Death(boot=self._outbox.boot, session=session)

    def _source(self, name: str, lane: Lane, heartbeat_ms: int) -> Source:
        world_ms = self._health.world_ms
        newest = lane.newest_arrival_ms
        state: SourceState
        if self._health.ended is not None:
            state = "ended"
        elif newest is None or world_ms is None:
            state = "lost"
        else:
            silent = world_ms - newest > SILENT_AFTER_HEARTBEATS * heartbeat_ms
            state = "silent" if silent else "connected"
        return Source(
            name=name,
            state=state,
            clock_offset_ms=lane.offset.measured_ms,
            clock_corrected=lane.clock_corrected,
        )
