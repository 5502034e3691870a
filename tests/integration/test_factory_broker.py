"""The broker of a run: Mosquitto as a child or amqtt in the process, with generated users."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from factory import broker as broker_module
from factory.broker import BrokerAddress, parse_broker_url, run_broker
from factory.data_dir import DataDir, World
from factory.errors import ConfigError
from factory.mosquitto import Mosquitto


def connect(address: BrokerAddress, *, password: str) -> str:
    """Connect once and return the broker's answer."""
    answered = threading.Event()
    answer: list[str] = []
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(address.username, password)

    def on_connect(*args: object) -> None:
        answer.append(str(args[3]))
        answered.set()

    client.on_connect = on_connect
    client.connect(address.host, address.port)
    client.loop_start()
    try:
        assert answered.wait(10), "the broker gave no answer"
    finally:
        client.loop_stop()
        client.disconnect()
    return answer[0]


def test_amqtt_serves_where_no_mosquitto_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without mosquitto the embedded broker takes the generated user and refuses others."""
    monkeypatch.setattr(broker_module, "find_mosquitto", lambda: None)
    with run_broker(None, folder=tmp_path, batch_messages=50) as address:
        assert address.kind == "embedded"
        assert connect(address, password=address.password) == "Success"
        assert connect(address, password="wrong") == "Not authorized"


@pytest.mark.usefixtures("mosquitto_broker")  # skips where none is installed
def test_mosquitto_that_is_killed_comes_back_on_the_same_port(tmp_path: Path) -> None:
    """A killed child is started again with the same port and users, so clients reconnect."""
    with run_broker(None, folder=tmp_path, batch_messages=50) as address:
        assert address.kind == "mosquitto"
        assert address.pid is not None
        assert connect(address, password="wrong") == "Not authorized"
        os.kill(address.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # the watch may have seen it first
            os.waitid(os.P_PID, address.pid, os.WEXITED | os.WNOWAIT)
        retry_until(lambda: connect(address, password=address.password) == "Success")


def retry_until(ready: Callable[[], bool]) -> None:
    """Repeat until ready; the connection may be refused meanwhile."""
    pause = threading.Event()
    for _ in range(200):
        try:
            if ready():
                return
        except OSError:
            pass
        pause.wait(0.05)
    pytest.fail("the broker did not come back")


def test_mosquitto_saves_into_its_folder(mosquitto: Mosquitto) -> None:
    """The broker can write where it persists; started as root a wrong user could not."""
    mosquitto.stop()
    assert (mosquitto.folder / "mosquitto.db").stat().st_size > 0


def test_a_broker_url_that_means_nothing_is_refused() -> None:
    """Only mqtt:// with a host is a broker."""
    given = parse_broker_url("mqtt://me:p%40ss@127.0.0.1")
    assert (given.host, given.port, given.username, given.password) == (
        "127.0.0.1",
        1883,
        "me",
        "p@ss",
    )
    for url in ("127.0.0.1:1883", "http://x", "mqtt://", "mqtt://x:port"):
        with pytest.raises(ConfigError, match="mqtt://"):
            parse_broker_url(url)


def test_a_broker_left_behind_by_a_killed_owner_is_ended_first(mosquitto: Mosquitto) -> None:
    """Two brokers never write one folder: the new one ends the one it finds there."""
    before = mosquitto.pid
    assert before is not None
    heir = Mosquitto(mosquitto.binary, mosquitto.folder)
    heir.start()
    try:
        assert not mosquitto.running
        assert heir.running
    finally:
        heir.kill()


def test_fresh_ends_a_broker_that_a_killed_owner_left_behind(
    mosquitto_broker: Callable[[], Mosquitto], tmp_path: Path
) -> None:
    """A folder is emptied of its broker too, or that one would go on writing into the new one."""
    directory = DataDir(tmp_path / "data")
    directory.claim(World(kind="demo", scenario="demo-plant"))
    left = Mosquitto(mosquitto_broker().binary, directory.broker)
    left.start()
    try:
        directory.empty()
        assert not left.running
        assert not directory.broker.exists()
    finally:
        left.kill()
