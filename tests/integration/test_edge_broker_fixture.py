"""The Mosquitto fixture itself: what other tests take for granted about it."""

from typing import Protocol

import aiomqtt


class Broker(Protocol):
    """What the `mosquitto` fixture gives."""

    host: str
    port: int
    username: str
    password: str

    def kill(self) -> None:
        """End at once."""

    def start(self) -> None:
        """Begin again."""

    def stop(self) -> None:
        """Save and end."""


async def test_broker_stopped_and_started_keeps_retained_messages(mosquitto: Broker) -> None:
    """A broker that starts again on the same folder remembers what was retained."""

    def client() -> aiomqtt.Client:
        return aiomqtt.Client(
            mosquitto.host,
            mosquitto.port,
            username=mosquitto.username,
            password=mosquitto.password,
        )

    async with client() as publisher:
        await publisher.publish("fixture/kept", b"1", qos=1, retain=True)
    mosquitto.stop()
    mosquitto.start()
    async with client() as reader:
        await reader.subscribe("fixture/kept", qos=1)
        message = await anext(reader.messages)
        assert message.payload == b"1"
