"""The outbox: which rows a full spool may drop, and which a tidy spool may forget."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from contract.sample import Sample
from edge_agent.health import AgentState, Health
from edge_agent.outbox import START, Outbox
from edge_agent.spool import open_spool


@dataclass
class Wall:
    """A wall clock that stands still until it is moved."""

    ms: int = 1_000_000

    def __call__(self) -> int:
        """Return the time."""
        return self.ms


@dataclass
class Scene:
    """An outbox with room for ten messages, its clock and its health."""

    outbox: Outbox
    wall: Wall
    health: Health

    def put(self) -> None:
        """Spool one message of one sample."""
        self.outbox.put((Sample(unit="press", t=1, state="executing"),), newest_ms=1)

    def seqs(self) -> list[int]:
        """Return the sequence numbers that are still there."""
        return [row.seq for row in self.outbox.rows_after(START, limit=100)]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A source that cannot wait, in front of a small spool."""
    wall, health = Wall(), Health(live=True)
    spool = open_spool(tmp_path / "spool.sqlite", line="acme/site/area/line", max_bytes=1_200)
    outbox = Outbox(
        spool,
        health=health,
        high_water_rows=4,
        source_waits=False,
        wall_ms=wall,
        logger=structlog.get_logger(),
    )
    yield Scene(outbox, wall, health)
    outbox.close()


def test_row_on_its_way_is_not_dropped(scene: Scene) -> None:
    """What the publisher has taken will arrive, so it is neither dropped nor counted as such."""
    for _ in range(3):
        scene.put()
    taken = scene.outbox.rows_after(START, limit=3)
    for _ in range(20):
        scene.put()
    assert scene.health.counters.dropped > 0
    assert scene.seqs()[:3] == [0, 1, 2]
    for row in taken:
        scene.outbox.sending(row)
        scene.outbox.acked(row)
    assert scene.outbox.unsent == len(scene.seqs()) - 3
    assert scene.outbox.unsent + scene.health.counters.dropped + 3 == 23


def test_acknowledged_row_outlives_an_outage(scene: Scene) -> None:
    """A broker that was away may have forgotten it, so it stays until it was sent again."""
    scene.put()
    (row,) = scene.outbox.rows_after(START, limit=1)
    scene.health.state = AgentState.CONNECTED
    scene.outbox.next_session()
    scene.outbox.sending(row)
    scene.outbox.acked(row)
    scene.health.state = AgentState.AWAY
    scene.wall.ms += 600_000
    scene.outbox.tidy(keep_acked_ms=60_000)
    assert scene.seqs() == [0]
    scene.health.state = AgentState.CONNECTED
    scene.outbox.next_session()
    scene.outbox.tidy(keep_acked_ms=60_000)
    assert scene.seqs() == [0]
    scene.outbox.sending(row)
    scene.outbox.acked(row)
    scene.wall.ms += 60_001
    scene.outbox.tidy(keep_acked_ms=60_000)
    assert scene.seqs() == []
