"""Health and metrics: red for a reason that a person can act on."""

import httpx

from contract.messages import Birth, Death
from contract.path import EquipmentPath
from ingest.counters import Counters
from ingest.health import Health
from ingest.http import HealthServer
from ingest.lines import Lines

LINE = EquipmentPath("demo", "site", "area", "line")


class Judged:
    """A health over counters and lines that a test changes."""

    def __init__(self) -> None:
        self.counters = Counters()
        self.lines = Lines()
        self.connected = True
        self.health = Health(
            counters=self.counters,
            lines=self.lines,
            worker="w",
            started_wall_ms=0,
            silent_after_ms=60_000,
            is_connected=lambda: self.connected,
        )

    def birth(self, clock: str) -> None:
        """Take a birth on this clock."""
        self.lines.birth(
            LINE,
            Birth(
                boot=1, session=0, clock="wall" if clock == "wall" else "played",
                agent_version="1", units=(),
            ),
        )  # fmt: skip


def test_silent_line_on_the_wall_clock_is_red_and_named() -> None:
    """Nothing for a minute from a line that must speak is no health."""
    judged = Judged()
    judged.birth("wall")
    assert judged.health.healthz(wall_ms=60_000).ok
    verdict = judged.health.healthz(wall_ms=60_001)
    assert not verdict.ok
    assert "nothing arrived for 60 s" in verdict.reason
    assert str(LINE) in verdict.reason
    judged.counters.last_received_wall_ms = 60_000
    assert judged.health.healthz(wall_ms=60_001).ok


def test_silence_of_a_played_world_or_a_dead_line_is_green() -> None:
    """A played world may pause, and a death explains a silence."""
    judged = Judged()
    judged.birth("played")
    assert judged.health.healthz(wall_ms=10**9).ok
    judged.birth("wall")
    judged.lines.death(LINE, Death(boot=1, session=0))
    assert judged.health.healthz(wall_ms=10**9).ok


def test_store_that_takes_nothing_and_lost_broker_are_red_with_the_reason() -> None:
    """The reason names what is away."""
    judged = Judged()
    judged.connected = False
    assert "broker" in judged.health.healthz(wall_ms=1).reason
    judged.counters.store_error = "no space left"
    assert judged.health.healthz(wall_ms=1).reason == "nothing can be stored: no space left"


def test_metrics_and_health_are_served_over_http() -> None:
    """Prometheus reads the four counters; a probe reads 200 or 503 with the reason."""
    judged = Judged()
    judged.counters.received, judged.counters.stored = 7, 5
    judged.counters.rejected, judged.counters.retried = 2, 4
    judged.counters.missing = 3
    judged.counters.last_stored_wall_ms, judged.counters.last_stored_spooled_ms = 5_000, 3_500
    server = HealthServer(judged.health, host="127.0.0.1", port=0, wall_ms=lambda: 1)
    server.start()
    try:
        base = f"http://127.0.0.1:{server.port}"
        text = httpx.get(f"{base}/metrics").text
        for line in (
            'ingest_received_total{worker="w"} 7.0',
            'ingest_stored_total{worker="w"} 5.0',
            'ingest_rejected_total{worker="w"} 2.0',
            'ingest_retried_total{worker="w"} 4.0',
            'ingest_missing{worker="w"} 3.0',
            'ingest_lag_seconds{worker="w"} 1.5',
        ):
            assert line in text
        assert httpx.get(f"{base}/healthz").status_code == 200
        judged.connected = False
        assert httpx.get(f"{base}/healthz").status_code == 503
        assert httpx.get(f"{base}/else").status_code == 404
    finally:
        server.stop()


def test_pipeline_row_carries_the_four_counters() -> None:
    """The store's own account of this worker has the same figures."""
    judged = Judged()
    judged.counters.received, judged.counters.missing = 7, 3
    row = judged.health.row(wall_ms=9)
    assert (row.time, row.service, row.instance, row.line) == (9, "ingest", "w", None)
    assert (row.fields["received"], row.fields["missing"]) == (7, 3)
    assert row.kind == "counters"
