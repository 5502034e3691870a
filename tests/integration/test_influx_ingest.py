"""A worker between a real broker and a real InfluxDB: nothing is lost, and nobody guesses why."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from contract.messages import Status
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.errors import InfluxRefused
from ingest.influx_audit import read_audit
from ingest.influx_store import InfluxStore
from tests.influxd import Influxd
from tests.integration.ingest_plant import BOOT, TIMEOUT_S, Broker, Plant, birth, data, wall_ms

PER_ROUND = 100
SAMPLES = 3


def test_influxd_killed_again_and_again_loses_nothing(
    shared_mosquitto: Broker,
    plant_of: Callable[..., Plant],
    influxd_server: Callable[[], Influxd],
) -> None:
    """What comes while the store is dead waits unacknowledged; the audit finds every sample."""
    server = influxd_server()
    with Influx(server.onboard().new_world()) as connection:
        plant = plant_of(
            shared_mosquitto, "influx-kill", InfluxStore(connection, wall_ms=wall_ms),
            batch={"messages": 20},
        )  # fmt: skip
        plant.start()
        plant.agent.say("birth", birth("m1"))
        seq = 0
        for _ in range(3):
            for _ in range(PER_ROUND):
                plant.agent.say("data", data(seq))
                seq += 1
            stored = plant.ingest.counters.stored
            plant.wait(partial(stores_more, plant, stored))
            server.kill()
            for _ in range(PER_ROUND):
                plant.agent.say("data", data(seq))
                seq += 1
            plant.agent.settle()
            plant.wait(lambda: "does not answer" in reason(plant))
            assert not plant.ingest.idle()
            server.start()
            plant.wait(plant.ingest.idle)
        total = seq * SAMPLES
        last = Status(
            boot=BOOT, session=0, at=wall_ms(), seq=seq - 1, samples=total, ended=BOOT + 1
        )
        plant.agent.say("status", last)
        plant.wait(lambda: bool(plant.ingest.ended_lines()))
        (row,) = read_audit(connection, plant.letters.list())
        assert (row.sent, row.stored, row.missing, row.merged) == (total, total, 0, 0)
        assert plant.letters.list() == ()
        found = connection.query(
            'SELECT count("produced") AS n FROM "sample"', bucket="telemetry", types={"n": "int"}
        )
        assert found["n"].tolist() == [total]
        assert plant.ingest.health.healthz(wall_ms=wall_ms()).ok


def stores_more(plant: Plant, before: int) -> bool:
    """Tell whether samples were stored since there were `before`."""
    return plant.ingest.counters.stored > before


def reason(plant: Plant) -> str:
    """What health says."""
    return plant.ingest.health.healthz(wall_ms=wall_ms()).reason


@pytest.mark.parametrize("fault", ["token", "bucket"])
def test_wrong_token_or_bucket_ends_the_worker_with_nothing_acknowledged(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant], influx_world: InfluxConfig,
    tmp_path: Path, fault: str,
) -> None:  # fmt: skip
    """The sentence names the token's file or the bucket; a worker with the right one gets all."""
    name = f"influx-{fault}"
    with Influx(influx_world) as connection, wrong(influx_world, fault) as other:
        plant = plant_of(shared_mosquitto, name, InfluxStore(connection, wall_ms=wall_ms))
        plant.start()
        good, plant.store = plant.store, InfluxStore(other, wall_ms=wall_ms)
        plant.ingest.stop()
        plant.ingest = plant.another()
        plant.agent.say("data", data(0))
        plant.agent.settle()
        plant.ingest.start()
        assert not plant.ingest.wait_until(lambda: False, timeout_s=TIMEOUT_S)
        with pytest.raises(InfluxRefused, match=r"unknown\.token|never-made-telemetry"):
            plant.ingest.stop()
        assert plant.ingest.counters.stored == 0
        plant.store = good
        plant.ingest = plant.another()
        plant.start()
        plant.wait(lambda: plant.ingest.counters.stored == SAMPLES)
        assert plant.letters.list() == ()


def wrong(world: InfluxConfig, fault: str) -> Influx:
    """Connect with a token that nobody knows, or to buckets that nobody made."""
    if fault == "bucket":
        return Influx(world.model_copy(update={"world": "never-made"}))
    file = world.token_file.with_name("unknown.token")
    file.write_text("nobody-knows-me\n")
    return Influx(world.model_copy(update={"token_file": file}))
