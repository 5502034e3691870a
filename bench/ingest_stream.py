"""A stream of data messages as the demo plant's agents make them, published to a real broker."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import encode
from contract.messages import Data, Status
from contract.path import EquipmentPath
from contract.sample import Sample
from contract.topic import Topic
from factory.mosquitto import Mosquitto

BOOT = 1_700_000_000_000
LINE = EquipmentPath("bench", "site", "area", "line")
UNITS = 12


@dataclass(frozen=True, slots=True)
class Stream:
    """How many messages of how many samples."""

    messages: int
    samples_per_message: int

    @property
    def samples(self) -> int:
        """All of them."""
        return self.messages * self.samples_per_message

    def payloads(self) -> Iterator[bytes]:
        """The data messages, seeded, so equal in every run."""
        draw = random.Random(7)
        for seq in range(self.messages):
            first = seq * self.samples_per_message
            yield encode(
                Data(
                    boot=BOOT,
                    seq=seq,
                    first=first,
                    spooled=BOOT + seq,
                    historical=False,
                    samples=tuple(sample(first + i, draw) for i in range(self.samples_per_message)),
                )
            )


def sample(number: int, draw: random.Random) -> Sample:
    """One sample with the fields that a bottling machine fills."""
    return Sample(
        unit=f"m-{number % UNITS}",
        t=BOOT + number * 100,
        state="executing",
        operation_mode="processing",
        control_mode="automatic",
        reason="",
        order="WO-1042",
        product="water-0500",
        program="P7",
        operator="",
        produced=number,
        good=number - number // 50,
        scrap=number // 50,
        rework=0,
        cycles=number,
        operator_acknowledge=number // 400,
        operator_reset=number // 900,
        energy_kwh=number * 0.013,
        compressed_air_m3=number * 0.002,
        values={"speed": round(draw.uniform(380, 420), 1), "fill_level": round(draw.random(), 3)},
    )


def remember_sessions(broker: Mosquitto, *client_ids: str) -> None:
    """Make a persistent session for each id, so that the broker queues the stream for it."""
    for client_id in client_ids:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False, manual_ack=True
        )
        client.username_pw_set(broker.username, broker.password)
        client.on_connect = lambda one, *_: one.subscribe(f"sf/v1/{LINE}/+", 1)
        client.on_subscribe = lambda one, *_: one.disconnect()
        client.connect(broker.host, broker.port)
        client.loop_forever()


def publish(broker: Mosquitto, stream: Stream) -> int:
    """Publish the stream and a last status; return the bytes of its payloads."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="bench-agent")
    client.username_pw_set(broker.username, broker.password)
    client.max_inflight_messages_set(100)
    client.connect(broker.host, broker.port)
    client.loop_start()
    size = 0
    topic = str(Topic(LINE, "data"))
    for payload in stream.payloads():
        size += len(payload)
        client.publish(topic, payload, qos=1)
    last = Status(
        boot=BOOT,
        session=0,
        at=BOOT,
        seq=stream.messages - 1,
        samples=stream.samples,
        ended=BOOT + 1,
    )
    client.publish(str(Topic(LINE, "status")), encode(last), qos=1).wait_for_publish(600)
    client.disconnect()
    client.loop_stop()
    return size
