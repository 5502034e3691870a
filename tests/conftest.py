"""Real servers for tests: a Mosquitto broker that can be killed and started again."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

START_LIMIT_S = 10.0


def missing(what: str) -> None:
    """Skip loudly where a real server is absent, or fail when REQUIRE_ALL=1."""
    sentence = f"{what} is not installed; this test needs the real one"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Mosquitto:
    """A broker child process with its own folder, user and settings (contract 4.9)."""

    binary: str
    folder: Path
    host: str = "127.0.0.1"
    port: int = 0
    username: str = "pipeline"
    password: str = field(default_factory=lambda: secrets.token_hex(12))
    _child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The broker's address as one text."""
        return f"mqtt://{self.username}:{self.password}@{self.host}:{self.port}"

    @property
    def running(self) -> bool:
        """Tell whether the child process lives."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start the broker on its port with what its folder remembers; wait until it listens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        config = self._write_config()
        with (self.folder / "mosquitto.log").open("ab") as log:
            self._child = subprocess.Popen(  # the real broker, found on PATH
                [self.binary, "-c", str(config)], stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            if self._child.poll() is not None:
                break
            try:
                socket.create_connection((self.host, self.port), timeout=0.2).close()
            except OSError:
                time.sleep(0.02)  # a poll for the listening state, not a wait for luck
            else:
                return
        text = (self.folder / "mosquitto.log").read_text(errors="replace")
        self.kill()
        raise RuntimeError(f"mosquitto did not listen on port {self.port}:\n{text[-2000:]}")

    def kill(self) -> None:
        """Kill the broker without notice (SIGKILL)."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask the broker to save and end (SIGTERM)."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._child is None:
            return
        self._child.send_signal(how)
        self._child.wait(timeout=10)
        self._child = None

    def _write_config(self) -> Path:
        passwords = self.folder / "passwords"
        if not passwords.exists():
            tool = shutil.which("mosquitto_passwd")
            if tool is None:
                missing("mosquitto_passwd")
            subprocess.run(
                [str(tool), "-b", "-c", str(passwords), self.username, self.password],
                check=True,
                capture_output=True,
            )
            passwords.chmod(0o600)
        lines = [
            f"listener {self.port} {self.host}",
            "allow_anonymous false",
            f"password_file {passwords}",
            "persistence true",
            f"persistence_location {self.folder}/",
            "autosave_interval 5",
            "persistent_client_expiration 14d",
            "max_inflight_messages 1000",
            "max_queued_messages 0",
            "max_queued_bytes 0",
            "log_type error",
            "log_type warning",
            "connection_messages false",
        ]
        if os.geteuid() == 0:
            lines.append("user root")  # else it drops privileges and cannot save
        config = self.folder / "mosquitto.conf"
        config.write_text("\n".join(lines) + "\n")
        return config


@pytest.fixture(scope="session")
def mosquitto_broker(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Mosquitto]]:
    """Return a function that starts a fresh broker; all of them end with the test run."""
    binary = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if binary is None:
        missing("mosquitto")
    brokers: list[Mosquitto] = []

    def start() -> Mosquitto:
        broker = Mosquitto(str(binary), tmp_path_factory.mktemp("mosquitto"))
        brokers.append(broker)
        broker.start()
        return broker

    yield start
    for broker in brokers:
        broker.kill()


@pytest.fixture(scope="session")
def shared_mosquitto(mosquitto_broker: Callable[[], Mosquitto]) -> Mosquitto:
    """One broker for the tests that do not kill it; each uses topics of its own."""
    return mosquitto_broker()


@pytest.fixture
def mosquitto(mosquitto_broker: Callable[[], Mosquitto]) -> Iterator[Mosquitto]:
    """One broker of this test's own, free to be killed and started again."""
    broker = mosquitto_broker()
    yield broker
    broker.kill()
