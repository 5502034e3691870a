"""Ingest on the broker that runs in the process where no Mosquitto is installed."""

import threading
import time
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import encode
from contract.messages import Data, Status
from contract.path import EquipmentPath
from contract.sample import Sample
from contract.topic import Topic
from factory import broker as broker_module
from factory.broker import run_broker
from ingest.config import BrokerConfig, IngestConfig
from ingest.dead_letters import DeadLetters
from ingest.memory_store import MemoryStore
from ingest.service import Ingest

LINE = EquipmentPath("embedded", "site", "area", "line")
BOOT = 1_700_000_000_000
MESSAGES = 1_000
TIMEOUT_S = 60.0


def wall_ms() -> int:
    """Wall time in ms."""
    return time.time_ns() // 1_000_000


def test_embedded_broker_delivers_every_message_in_spite_of_late_acknowledgements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole batches of acknowledgements at once neither stall nor lose anything."""
    monkeypatch.setattr(broker_module, "find_mosquitto", lambda: None)
    letters = DeadLetters.open(tmp_path / "dead-letters.sqlite")
    store = MemoryStore(wall_ms=wall_ms)
    with run_broker(None, folder=tmp_path, batch_messages=400) as address:
        config = IngestConfig(
            client_id="embedded",
            broker=BrokerConfig.model_validate(
                {
                    "host": address.host,
                    "port": address.port,
                    "username": address.username,
                    "password": address.password,
                }
            ),
        )
        ingest = Ingest(config, store, letters, wall_ms=wall_ms, logger=structlog.get_logger())
        ingest.start()
        assert ingest.wait_until(ingest.idle, timeout_s=TIMEOUT_S)
        agent = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="embedded-agent")
        agent.username_pw_set(address.username, address.password)
        connected = threading.Event()
        agent.on_connect = lambda *_: connected.set()
        agent.connect(address.host, address.port)
        agent.loop_start()
        assert connected.wait(TIMEOUT_S)
        for seq in range(MESSAGES):
            sample = Sample(unit="m1", t=BOOT + seq, state="executing")
            data = Data(
                boot=BOOT, seq=seq, first=seq, spooled=BOOT, historical=False, samples=(sample,)
            )
            # One at a time, as an agent does that waits for each PUBACK.
            agent.publish(str(Topic(LINE, "data")), encode(data), qos=1).wait_for_publish(TIMEOUT_S)
        last = Status(boot=BOOT, session=0, at=BOOT, seq=MESSAGES - 1, samples=MESSAGES, ended=BOOT)
        agent.publish(str(Topic(LINE, "status")), encode(last), qos=1)
        assert ingest.wait_until(lambda: bool(ingest.ended_lines()), timeout_s=TIMEOUT_S)
        agent.disconnect()
        agent.loop_stop()
        ingest.stop()
    letters.close()
    assert len(store.samples()) == MESSAGES
