"""The subscriber against a real broker: whose acknowledgement is whose."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import paho.mqtt.client as mqtt
import pytest
import structlog
from paho.mqtt import publish
from paho.mqtt.enums import CallbackAPIVersion

from contract.topic import TopicFilter
from ingest.filters_file import FiltersFile
from ingest.incoming import Incoming
from ingest.subscriber import Access, Subscriber

TIMEOUT_S = 30.0


class Broker(Protocol):
    """What the broker fixtures give."""

    host: str
    port: int
    username: str
    password: str


@pytest.fixture
def subscriber_of(shared_mosquitto: Broker, tmp_path: Path) -> Iterator[Callable[..., Subscriber]]:
    """Starts subscribers of their own enterprise and stops them."""
    made: list[Subscriber] = []

    def make(name: str, *filters: TopicFilter) -> Subscriber:
        subscriber = Subscriber(
            access=Access(
                shared_mosquitto.host,
                shared_mosquitto.port,
                shared_mosquitto.username,
                shared_mosquitto.password,
            ),
            client_id=name,
            filters=filters or (TopicFilter(enterprise=name),),
            queue_limit_bytes=10_000_000,
            remembered=FiltersFile(tmp_path / f"{name}.filters.json"),
            logger=structlog.get_logger(),
        )
        subscriber.start()
        made.append(subscriber)
        return subscriber

    yield make
    for subscriber in made:
        subscriber.stop()


def say(broker: Broker, name: str, *payloads: bytes) -> None:
    """Publish these and wait until the broker has them."""
    publish.multiple(
        [
            {"topic": f"sf/v1/{name}/s/a/l/data", "payload": payload, "qos": 1}
            for payload in payloads
        ],
        hostname=broker.host,
        port=broker.port,
        auth={"username": broker.username, "password": broker.password},
    )


def look_again() -> None:
    """Leave the processor to others before a state is looked at again."""
    threading.Event().wait(0.01)


def take(subscriber: Subscriber, count: int) -> list[Incoming]:
    """Return the next messages."""
    deadline = time.monotonic() + TIMEOUT_S
    taken: list[Incoming] = []
    while len(taken) < count:
        assert time.monotonic() < deadline, f"{len(taken)} of {count} messages came"
        incoming = subscriber.next(0.1)
        if incoming is not None:
            taken.append(incoming)
    return taken


def take_over(broker: Broker, name: str) -> None:
    """Connect under the same client id, so that the broker closes the first connection."""
    rival = mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=name, clean_session=False, manual_ack=True
    )
    rival.username_pw_set(broker.username, broker.password)
    rival.connect(broker.host, broker.port)
    rival.loop_start()
    deadline = time.monotonic() + TIMEOUT_S
    while not rival.is_connected():
        look_again()
        assert time.monotonic() < deadline
    rival.disconnect()
    rival.loop_stop()


def connected(subscriber: Subscriber) -> bool:
    """Wait for the connection."""
    deadline = time.monotonic() + TIMEOUT_S
    while not subscriber.is_connected:
        look_again()
        if time.monotonic() > deadline:
            return False
    return True


def test_acknowledgement_of_an_old_connection_is_not_sent_on_the_new_one(
    shared_mosquitto: Broker, subscriber_of: Callable[[str], Subscriber]
) -> None:
    """Packet ids start again: acknowledging an old one would acknowledge a stranger."""
    subscriber = subscriber_of("epochs")
    assert connected(subscriber)
    say(shared_mosquitto, "epochs", b"a", b"b", b"c")
    old = take(subscriber, 3)
    take_over(shared_mosquitto, "epochs")
    new = take(subscriber, 3)  # the same three, delivered again
    assert [one.payload for one in new] == [b"a", b"b", b"c"]
    assert {one.epoch for one in new}.isdisjoint({one.epoch for one in old})
    assert subscriber.acknowledge(old) == 0
    take_over(shared_mosquitto, "epochs")
    # None of the three was acknowledged, so all of them come once more.
    assert [one.payload for one in take(subscriber, 3)] == [b"a", b"b", b"c"]
    assert subscriber.acknowledge(new) == 0


def test_acknowledged_messages_do_not_come_again(
    shared_mosquitto: Broker, subscriber_of: Callable[[str], Subscriber]
) -> None:
    """What was acknowledged before a stop is not delivered to the next connection."""
    subscriber = subscriber_of("acks")
    assert connected(subscriber)
    say(shared_mosquitto, "acks", *(b"%d" % number for number in range(50)))
    assert subscriber.acknowledge(take(subscriber, 50)) == 50
    subscriber.stop()
    say(shared_mosquitto, "acks", b"after")
    again = subscriber_of("acks")
    assert [one.payload for one in take(again, 1)] == [b"after"]


def test_commands_are_not_subscribed(
    shared_mosquitto: Broker, subscriber_of: Callable[[str], Subscriber]
) -> None:
    """What ingest itself says to an agent does not come back to it."""
    subscriber = subscriber_of("commands")
    assert connected(subscriber)
    publish.single(
        "sf/v1/commands/s/a/l/command",
        b"x",
        qos=1,
        hostname=shared_mosquitto.host,
        port=shared_mosquitto.port,
        auth={"username": shared_mosquitto.username, "password": shared_mosquitto.password},
    )
    say(shared_mosquitto, "commands", b"data")
    assert [one.payload for one in take(subscriber, 1)] == [b"data"]


def test_filter_taken_out_of_the_configuration_delivers_no_more(
    shared_mosquitto: Broker, subscriber_of: Callable[..., Subscriber]
) -> None:
    """The session remembers its filters, so one that is gone is unsubscribed at the next start."""
    before = subscriber_of(
        "narrowed", TopicFilter(enterprise="narrowed"), TopicFilter(enterprise="narrowed-too")
    )
    assert connected(before)
    say(shared_mosquitto, "narrowed-too", b"wanted")
    assert before.acknowledge(take(before, 1)) == 1
    before.stop()
    after = subscriber_of("narrowed")
    assert connected(after)
    say(shared_mosquitto, "narrowed", b"first")
    assert after.acknowledge(take(after, 1)) == 1
    say(shared_mosquitto, "narrowed-too", b"unwanted")
    say(shared_mosquitto, "narrowed", b"second")
    assert [one.payload for one in take(after, 1)] == [b"second"]
