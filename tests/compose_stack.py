"""The services of compose.yaml as local processes, started in the order that compose would take."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Self

import httpx
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from factory.mosquitto import LOOPBACK
from tests.compose_file import Service, make_secrets, read_env, services
from tests.compose_local import Local, Ports

# Their programs are in images that no package of this system brings.
NOT_HERE = {"grafana"}
START_S = 120.0
_ANSWER_S = 5.0


class Client:
    """A user of the broker, connected while the context lasts."""

    def __init__(self, user: str, password: str, *, port: int) -> None:
        self._port = port
        self._news = threading.Condition()
        self._subscribed = False
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        self._client.username_pw_set(user, password)
        self._client.on_connect = self._tell

    def __enter__(self) -> Self:
        self._client.connect(LOOPBACK, self._port)
        self._client.loop_start()
        if not self.wait_for(self._client.is_connected):
            self.__exit__()
            raise ConnectionRefusedError
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _tell(self, *_: object) -> None:
        with self._news:
            self._news.notify_all()

    def hear(self, topic: str, *, into: list[bytes]) -> None:
        """Subscribe, and return when the broker has agreed or refused."""

        def keep(_client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
            with self._news:
                into.append(bytes(message.payload))
                self._news.notify_all()

        def agreed(*_: object) -> None:
            with self._news:
                self._subscribed = True
                self._news.notify_all()

        self._client.on_message = keep
        self._client.on_subscribe = agreed
        self._client.subscribe(topic, qos=1)
        self.wait_for(lambda: self._subscribed)

    def say(self, topic: str, text: bytes) -> None:
        """Publish, and return when the broker has acknowledged."""
        self._client.publish(topic, text, qos=1).wait_for_publish(START_S)

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        """Wait for a state that news bring about; tell whether it came."""
        with self._news:
            return self._news.wait_for(condition, timeout=_ANSWER_S)


def in_order(found: Mapping[str, Service]) -> list[str]:
    """Return the services, each behind those that it waits for."""
    order: list[str] = []
    while len(order) < len(found):
        order += [
            name
            for name, one in found.items()
            if name not in order and set(one.waits_for) <= set(order)
        ]
    return order


class Stack:
    """The services that run here, started as compose would."""

    def __init__(self, root: Path) -> None:
        make_secrets(root)
        self.root = root
        self.secrets = root / "secrets"
        self.volumes = root / "volumes"
        found = services(read_env(root / ".env"))
        ports = Ports()
        self.local = {
            name: Local(found[name], root / name, ports.of(name))
            for name in in_order(found)
            if name not in NOT_HERE
        }

    def start(self, *names: str) -> None:
        """Start these, or all, each when those it waits for are healthy or have finished."""
        for name in names or self.local:
            local = self.local[name]
            local.mount(secrets=self.secrets, volumes=self.volumes)
            local.start()
            if name == "setup":
                self.finish(local)
            else:
                local.wait(partial(self.healthy, local), timeout_s=START_S)

    def finish(self, local: Local) -> None:
        """Wait for the end of what runs once."""
        assert local.process is not None
        code = local.process.wait(timeout=START_S)
        assert code == 0, local.log.read_text()

    def healthy(self, local: Local) -> bool:
        """Probe as compose.yaml says; broker and store by the same question of a local client."""
        if local.service.ours:
            return local.probe()
        test = local.service.said["healthcheck"]["test"]
        if local.service.name == "mosquitto":
            return self.hears("probe", test[test.index("-t") + 1])
        return ping(local.ports[8086])

    def hears(self, user: str, topic: str) -> bool:
        """Tell whether the broker says anything under a topic to a user, within a few seconds."""
        heard: list[bytes] = []
        try:
            with self.client(user) as client:
                client.hear(topic, into=heard)
                return client.wait_for(lambda: bool(heard))
        except OSError:
            return False

    def client(self, user: str) -> "Client":
        """Return a client with a user's name and password, to be entered."""
        password = (self.secrets / f"mqtt-{user}").read_text().strip()
        return Client(user, password, port=self.local["mosquitto"].ports[1883])

    def stop(self) -> None:
        """Stop all, the last first."""
        for local in reversed(self.local.values()):
            local.stop()


def ping(port: int) -> bool:
    """Ask what `influx ping` asks."""
    try:
        return httpx.get(f"http://{LOOPBACK}:{port}/ping", trust_env=False).status_code == 204
    except httpx.HTTPError:
        return False
