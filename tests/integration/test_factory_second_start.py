"""A data directory that is opened again after hours, before its agents have spoken."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import encode
from contract.messages import Birth, Clock, Data, Message
from contract.path import EquipmentPath
from contract.sample import Sample
from contract.topic import Kind, Topic
from factory.duckdb_stores import open_duckdb
from factory.mosquitto import Mosquitto
from factory.owner import Owner, run_owner
from factory.when import wall_ms
from ingest.config import BrokerConfig, IngestConfig, StoreConfig

LINE = EquipmentPath("acme", "site", "area", "again")
LIMIT_S = 30.0
HOUR_MS = 3_600_000


class Mouth:
    """Says what an agent would say."""

    def __init__(self, broker: Mosquitto) -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(broker.username, broker.password)
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def say(self, kind: Kind, message: Message) -> None:
        """Publish and wait for the acknowledgement."""
        topic = str(Topic(LINE, kind))
        self._client.publish(
            topic, encode(message), qos=1, retain=kind == "birth"
        ).wait_for_publish(LIMIT_S)

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()


def birth(boot: int, clock: Clock) -> Birth:
    """A birth without units."""
    return Birth(boot=boot, session=1, clock=clock, agent_version="test", units=())


def until(ready: Callable[[], bool]) -> None:
    """Wait for a state of other threads."""
    pause = threading.Event()
    deadline = time.monotonic() + LIMIT_S
    while not ready():
        assert time.monotonic() < deadline, "the state did not come"
        pause.wait(0.02)


def has_looked(owner: Owner) -> bool:
    """Tell whether analytics made a pass."""
    return owner.analytics_health.healthz(wall_ms=wall_ms()).reason != "no pass yet"


@pytest.fixture
def config(mosquitto: Mosquitto, tmp_path: Path) -> IngestConfig:
    """One worker with a store of its own."""
    return IngestConfig(
        client_id="again",
        broker=BrokerConfig.model_validate(
            {
                "host": mosquitto.host,
                "port": mosquitto.port,
                "username": mosquitto.username,
                "password": mosquitto.password,
            }
        ),
        store=StoreConfig(path=tmp_path / "store.duckdb"),
        dead_letters=tmp_path / "letters.sqlite",
    )


def test_hours_in_which_nobody_played_are_not_closed_before_they_are_played(
    config: IngestConfig, mosquitto: Mosquitto
) -> None:
    """Analytics waits for the agents' new births: the old ones said the clock is the wall's."""
    stopped = wall_ms() - 3 * HOUR_MS
    mouth = Mouth(mosquitto)
    with (
        open_duckdb(config.store.path, memory_limit="200MB") as stores,
        run_owner(stores, config, masters=()) as owner,
    ):
        until(owner.ingest.idle)
        mouth.say("birth", birth(stopped, "wall"))
        samples = tuple(
            Sample(unit="m1", t=stopped - 600_000 + 10_000 * n, state="executing", produced=n)
            for n in range(60)
        )
        mouth.say(
            "data",
            Data(boot=stopped, seq=0, first=0, spooled=stopped, historical=False, samples=samples),
        )
        until(lambda: owner.ingest.counters.stored == len(samples))
    with (
        open_duckdb(config.store.path, memory_limit="200MB") as stores,
        run_owner(stores, config, masters=(), played=[LINE]) as owner,
    ):
        # The retained birth comes again, and is not the one that is waited for.
        until(lambda: owner.ingest.boot(LINE) == stopped or owner.ingest.idle())
        owner.analytics.join(timeout=1.0)
        assert not has_looked(owner)
        mouth.say("birth", birth(stopped + 3 * HOUR_MS, "played"))
        until(lambda: has_looked(owner))
        assert owner.stores.history.facts(LINE).clock == "played"
    mouth.close()
