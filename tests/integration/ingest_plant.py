"""An agent of the wire and a worker on a real broker, for tests of ingest."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import paho.mqtt.client as mqtt
import pytest
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import encode
from contract.messages import Birth, Data, Message, WorkUnit
from contract.path import EquipmentPath
from contract.sample import Sample
from contract.topic import Kind, Topic
from ingest.config import BrokerConfig, IngestConfig
from ingest.dead_letters import DeadLetters
from ingest.errors import StoreUnavailable
from ingest.memory_store import MemoryStore
from ingest.service import Ingest
from ingest.store import Batch, Outcome, ServiceRows, Store

BOOT = 1_700_000_000_000
TIMEOUT_S = 60.0


class Broker(Protocol):
    """What the broker fixtures give."""

    host: str
    port: int
    username: str
    password: str
    folder: Path

    def kill(self) -> None:
        """End at once."""

    def start(self) -> None:
        """Begin again."""


def wall_ms() -> int:
    """Wall time in ms."""
    return time.time_ns() // 1_000_000


def config_of(broker: Broker, client_id: str, **changes: object) -> IngestConfig:
    """A worker on this broker."""
    return IngestConfig.model_validate(
        {
            "client_id": client_id,
            "filters": (f"{client_id}/+/+/+",),
            "broker": BrokerConfig.model_validate(
                {"host": broker.host, "port": broker.port, "username": broker.username,
                 "password": broker.password, "longest_wait_s": 1}
            ),
            "pipeline_interval_s": 1000,
            **changes,
        }
    )  # fmt: skip


class Agent:
    """A publisher that says what an edge agent would."""

    def __init__(self, broker: Broker, enterprise: str) -> None:
        self.line = EquipmentPath(enterprise, "site", "area", "line")
        self._broker = broker
        self._infos: list[mqtt.MQTTMessageInfo] = []
        self.connect()

    def connect(self) -> None:
        """Connect anew, as an agent that starts."""
        broker = self._broker
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{self.line.enterprise}-agent",
            protocol=mqtt.MQTTv311,
        )
        self._client.max_inflight_messages_set(100)
        self._client.username_pw_set(broker.username, broker.password)
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def say(self, kind: Kind, message: Message | bytes, *, retain: bool = False) -> None:
        """Publish with QoS 1."""
        payload = message if isinstance(message, bytes) else encode(message)
        self._infos.append(
            self._client.publish(str(Topic(self.line, kind)), payload, qos=1, retain=retain)
        )

    def raw(self, topic: str, payload: bytes) -> None:
        """Publish anything anywhere."""
        self._infos.append(self._client.publish(topic, payload, qos=1))

    def settle(self) -> None:
        """Wait until the broker has acknowledged everything said."""
        for info in self._infos:
            info.wait_for_publish(TIMEOUT_S)
        self._infos.clear()

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()


def unit(name: str) -> WorkUnit:
    """A row of the register."""
    return WorkUnit(
        unit=name, name_en=name, name_zh=name, kind="filler", vendor="", model="", controller="",
        digital_interface="opc_ua", numerically_controlled=False, asset_value_cny=0.0,
        key_process=False,
    )  # fmt: skip


def birth(*units: str, session: int = 0) -> Birth:
    """A birth of these units."""
    return Birth(
        boot=BOOT, session=session, clock="played", agent_version="1",
        units=tuple(unit(name) for name in units),
    )  # fmt: skip


def data(seq: int, *, samples: int = 3) -> Data:
    """Message number `seq` of a boot whose messages hold `samples` samples each."""
    return Data(
        boot=BOOT, seq=seq, first=seq * samples, spooled=BOOT + seq, historical=False,
        samples=tuple(
            Sample(unit="m1", t=BOOT + seq * 1000 + i, state="executing", produced=seq)
            for i in range(samples)
        ),
    )  # fmt: skip


class Plant:
    """One worker on DuckDB or memory, its letters and an agent."""

    def __init__(
        self, broker: Broker, name: str, folder: Path, store: Store, **changes: object
    ) -> None:
        self.letters = DeadLetters.open(folder / "dead-letters.sqlite")
        self.store = store
        self.agent = Agent(broker, name)
        self._broker, self._name, self._changes = broker, name, changes
        self.ingest = self.another()

    def another(self) -> Ingest:
        """Make a worker of the same client id on the present store."""
        return Ingest(
            config_of(self._broker, self._name, **self._changes),
            self.store,
            self.letters,
            wall_ms=wall_ms,
            logger=structlog.get_logger(),
        )

    def restart(self) -> None:
        """Stop the worker and start another under the same client id."""
        self.ingest.stop()
        self.ingest = self.another()
        self.start()

    def start(self) -> None:
        """Start and wait for the connection."""
        self.ingest.start()
        assert self.ingest.wait_until(self.ingest.idle, timeout_s=TIMEOUT_S)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait for a state."""
        if not self.ingest.wait_until(condition, timeout_s=TIMEOUT_S):
            self.ingest.raise_failure()
            health = self.ingest.health
            pytest.fail(
                f"did not happen: {self.ingest.counters}, {health.healthz(wall_ms=wall_ms())}, "
                f"{health.metrics().decode()}"
            )

    def close(self) -> None:
        """Stop everything."""
        self.agent.close()
        self.ingest.stop()
        self.letters.close()


class FlakyStore:
    """A memory store that can be away."""

    def __init__(self) -> None:
        self.memory = MemoryStore(wall_ms=wall_ms)
        self.away = threading.Event()
        self.refused = threading.Event()

    def _check(self) -> None:
        if self.away.is_set():
            self.refused.set()
            raise StoreUnavailable("the disk is full")

    def write(self, batch: Batch) -> Outcome:
        """Write unless away."""
        self._check()
        return self.memory.write(batch)

    def write_service(self, rows: ServiceRows) -> None:
        """Write unless away."""
        self._check()
        self.memory.write_service(rows)

    def close(self) -> None:
        """Hold nothing."""
