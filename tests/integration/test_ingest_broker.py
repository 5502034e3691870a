"""Ingest against a real broker: garbage, redelivery, epochs, overflow, an absent store."""

import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import paho.mqtt.client as mqtt
import pytest
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import encode
from contract.messages import Death, Status
from contract.topic import Topic
from ingest.config import BatchConfig
from ingest.dead_letters import DeadLetters
from ingest.duckdb_audit import read_audit
from ingest.duckdb_store import DuckdbStore
from ingest.memory_store import MemoryStore
from ingest.service import Ingest
from tests.integration.ingest_plant import (
    BOOT,
    TIMEOUT_S,
    Broker,
    FlakyStore,
    Plant,
    birth,
    config_of,
    data,
    wall_ms,
)


def test_garbage_among_good_messages_is_listed_once_and_stalls_nothing(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """Of 10,000 messages every good one is stored and every bad one listed once, sent twice too."""
    connection = duckdb.connect(":memory:")
    plant = plant_of(
        shared_mosquitto, "garbage", DuckdbStore(connection, wall_ms=wall_ms),
        batch=BatchConfig(messages=400),
    )  # fmt: skip
    plant.start()
    line = plant.agent.line
    topic = str(Topic(line, "data"))

    def publish_all() -> None:
        plant.agent.say("birth", birth("m1"), retain=True)
        for seq in range(10_000):
            if seq % 10 != 9:
                plant.agent.say("data", data(seq))
                continue
            good = encode(data(seq))
            match seq // 10 % 5:
                case 0:
                    plant.agent.raw(topic, b"\xff\x00 no text %d" % seq)
                case 1:
                    plant.agent.raw(topic, good[: len(good) // 2])
                case 2:  # two of three samples stay good
                    plant.agent.raw(topic, good.replace(b'"t":', b'"t":"x",\n"u":', 1))
                case 3:
                    plant.agent.raw(topic, good.replace(b'"v":1', b'"v":9'))
                case _:
                    plant.agent.raw(f"sf/v1/garbage/site/area/Line{seq}/data", good)
        plant.agent.settle()

    publish_all()
    plant.wait(lambda: plant.ingest.counters.messages == 10_001 and plant.ingest.idle())
    once = plant.letters.list()
    publish_all()  # as an agent does at its next connection
    plant.wait(lambda: plant.ingest.counters.messages == 20_002 and plant.ingest.idle())
    assert [letter.key for letter in plant.letters.list()] == [letter.key for letter in once]
    assert len(once) == 1000
    reasons = {letter.rejected.reason for letter in once}
    assert reasons == {"not_json", "bad_sample", "unknown_version", "bad_topic"}
    stored = connection.execute("SELECT count(DISTINCT (work_unit, time)) FROM sample").fetchone()
    assert stored == (9000 * 3 + 200 * 2,)
    counters = plant.ingest.counters
    assert counters.received == counters.stored + counters.rejected
    # What was never readable has no name, so the audit shows it as a gap of that many samples.
    (row,) = [row for row in read_audit(connection, plant.letters.list()) if row.line == str(line)]
    assert row.stored == 9000 * 3 + 200 * 2
    assert row.dead_lettered == 200 + 200 * 3
    assert row.duplicates_received == row.stored + 200


def test_what_is_not_acknowledged_comes_again_to_the_next_worker(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """A worker that stops while its store is away leaves all of it at the broker."""
    store = FlakyStore()
    plant = plant_of(shared_mosquitto, "unacked", store)
    plant.start()
    store.away.set()
    for seq in range(20):
        plant.agent.say("data", data(seq))
    plant.agent.settle()
    assert store.refused.wait(TIMEOUT_S)
    plant.ingest.stop()
    store.away.clear()
    plant.restart()
    plant.wait(lambda: len(store.memory.samples()) == 60 and plant.ingest.idle())
    assert plant.ingest.counters.stored == 60


def test_absent_store_is_retried_until_it_takes_the_batch(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """Nothing is acknowledged and health is red while the store is away; then all is stored."""
    store = FlakyStore()
    plant = plant_of(shared_mosquitto, "away", store)
    plant.start()
    store.away.set()
    plant.agent.say("birth", birth("m1"))
    plant.agent.say("data", data(0))
    assert store.refused.wait(TIMEOUT_S)
    plant.wait(lambda: "disk is full" in plant.ingest.health.healthz(wall_ms=wall_ms()).reason)
    assert not plant.ingest.health.healthz(wall_ms=wall_ms()).ok
    assert not plant.ingest.idle()
    store.away.clear()
    plant.wait(lambda: len(store.memory.samples()) == 3 and plant.ingest.idle())
    assert plant.ingest.counters.retried > 0
    assert plant.ingest.health.healthz(wall_ms=wall_ms()).ok


def test_broker_killed_and_started_again_loses_nothing_the_agent_sends_again(
    mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """Ingest reconnects, subscribes again and goes on; what comes twice is stored once."""
    store = MemoryStore(wall_ms=wall_ms)
    plant = plant_of(mosquitto, "killed", store)
    plant.start()
    saved = mosquitto.folder / "mosquitto.db"
    # The broker saves sessions every five seconds; one killed sooner forgets who subscribed.
    plant.wait(lambda: saved.exists() and b"killed" in saved.read_bytes())
    for seq in range(50):
        plant.agent.say("data", data(seq))
    plant.agent.settle()
    mosquitto.kill()
    mosquitto.start()
    plant.agent.close()
    plant.agent.connect()
    for seq in range(100):  # from its spool, everything of the last minute first
        plant.agent.say("data", data(seq))
    plant.agent.settle()
    plant.wait(lambda: len(store.samples()) == 300 and plant.ingest.idle())


def test_full_queue_leaves_messages_at_the_broker_and_asks_again(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """Beyond the limit of its memory ingest takes nothing more, and gets it all in the end."""
    store = FlakyStore()
    plant = plant_of(
        shared_mosquitto, "overflow", store, queue_limit_mb=1, batch=BatchConfig(messages=100)
    )
    plant.start()
    store.away.set()
    for seq in range(700):  # of about 4 kB each; two batches and the queue hold less than 500
        plant.agent.say("data", data(seq, samples=60))
    plant.agent.settle()
    assert store.refused.wait(TIMEOUT_S)
    plant.wait(lambda: plant.ingest.left_unread > 0)
    store.away.clear()
    plant.wait(lambda: len(store.memory.samples()) == 42_000 and plant.ingest.idle())


def test_retained_data_is_not_measured_and_a_retained_birth_registers(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """After a restart the retained birth names the units; retained data says nothing."""
    store = MemoryStore(wall_ms=wall_ms)
    plant = plant_of(shared_mosquitto, "retained", store)
    plant.agent.say("birth", birth("m1"), retain=True)
    plant.agent.say("data", data(0), retain=True)
    plant.agent.settle()
    plant.start()
    plant.wait(lambda: plant.ingest.counters.messages == 2 and plant.ingest.idle())
    assert plant.ingest.counters.retained_ignored == 1
    assert store.samples() == ()
    assert plant.ingest.known(plant.agent.line)
    plant.agent.say("data", data(1))
    plant.wait(lambda: len(store.samples()) == 3)
    assert not store.samples()[0]["unregistered"]


def test_unknown_unit_is_stored_flagged_and_a_rebirth_is_asked_for_once(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """An unknown unit is no reason to refuse; the agent is asked who it is."""
    asked: list[bytes] = []
    heard = threading.Event()
    listener = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="unknown-listener")
    listener.username_pw_set(shared_mosquitto.username, shared_mosquitto.password)

    def on_message(_client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        asked.append(bytes(message.payload))
        heard.set()

    listener.on_message = on_message
    listener.on_connect = lambda client, *_: client.subscribe("sf/v1/unknown/+/+/+/command", 1)
    subscribed = threading.Event()
    listener.on_subscribe = lambda *_: subscribed.set()
    listener.connect(shared_mosquitto.host, shared_mosquitto.port)
    listener.loop_start()
    assert subscribed.wait(TIMEOUT_S)
    store = MemoryStore(wall_ms=wall_ms)
    plant = plant_of(shared_mosquitto, "unknown", store)
    plant.start()
    for seq in range(30):
        plant.agent.say("data", data(seq))
    plant.wait(lambda: len(store.samples()) == 90 and plant.ingest.idle())
    assert heard.wait(TIMEOUT_S)
    listener.disconnect()
    listener.loop_stop()
    assert asked == [b'{"command":"rebirth","v":1}']
    assert all(row["unregistered"] for row in store.samples())


def test_what_the_broker_drops_and_holds_is_measured(
    mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """A broker drops without a word; its own account stands beside ours in /metrics.

    The broker is new: Mosquitto says a count that does not change only for its first minute.
    """
    plant = plant_of(mosquitto, "sys", MemoryStore(wall_ms=wall_ms))
    plant.start()
    wanted = ("ingest_broker_dropped{", "ingest_broker_backlog{")
    plant.wait(lambda: all(name in plant.ingest.health.metrics().decode() for name in wanted))
    assert plant.ingest.idle()
    assert plant.ingest.counters.rejected == 0


def test_end_of_a_played_run_is_known_once_its_data_is_stored(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """`ended_lines` names a line when everything before its last status has been committed."""
    store = MemoryStore(wall_ms=wall_ms)
    plant = plant_of(shared_mosquitto, "ended", store)
    plant.start()
    plant.agent.say("birth", birth("m1"))
    for seq in range(200):
        plant.agent.say("data", data(seq))
    plant.agent.say(
        "status", Status(boot=BOOT, session=0, at=BOOT, seq=199, samples=600, ended=BOOT + 999)
    )
    plant.agent.say("death", Death(boot=BOOT - 1, session=9))  # of a boot before: ignored
    plant.wait(lambda: bool(plant.ingest.ended_lines()))
    assert plant.ingest.ended_lines() == {plant.agent.line: BOOT + 999}
    assert plant.ingest.boot(plant.agent.line) == BOOT
    assert len(store.samples()) == 600
    plant.wait(lambda: plant.ingest.counters.stale_ignored == 1)
    assert [row.kind for row in store.pipeline if row.service == "edge_agent"] == [
        "birth",
        "status",
    ]


class BrokenLogger:
    """A logger whose output is gone, as when the reader of a pipe has ended."""

    def msg(self, message: str) -> None:
        """Fail as print does."""
        raise BrokenPipeError(message)

    info = warning = error = msg


# Python reports the thread that ends; that it does is what is tested.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_failure_in_the_network_thread_is_not_quiet(
    shared_mosquitto: Broker, tmp_path: Path
) -> None:
    """A bug that ends the thread that reads the broker ends the worker with its traceback."""
    letters = DeadLetters.open(tmp_path / "dead-letters.sqlite")
    ingest = Ingest(
        config_of(shared_mosquitto, "quiet"),
        MemoryStore(wall_ms=wall_ms),
        letters,
        wall_ms=wall_ms,
        logger=structlog.wrap_logger(BrokenLogger()),
    )
    ingest.start()
    assert not ingest.wait_until(lambda: False, timeout_s=TIMEOUT_S)
    with pytest.raises(BrokenPipeError):
        ingest.stop()
    letters.close()
