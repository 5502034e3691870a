"""The broker a run uses: the given URL, else Mosquitto as a child, else amqtt in this process.

Enter it as a context manager; it yields where to connect and with which generated password.
"""

import asyncio
import base64
import contextlib
import getpass
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from factory.errors import BrokerUnavailable, ConfigError

BrokerKind = Literal["given", "mosquitto", "embedded"]

_START_S = 15.0
_LOOPBACK = "127.0.0.1"

# The settings of contract 4.9: at least two ingest batches in flight, no silent queue limit,
# saved every five seconds, and a session that outlives a long week-end.
_MOSQUITTO_CONF = """\
listener {port} {host}
allow_anonymous false
password_file {passwords}
user {user}
persistence true
persistence_location {folder}/
persistence_file mosquitto.db
autosave_interval 5
max_inflight_messages {max_inflight}
max_queued_messages 0
max_queued_bytes 0
persistent_client_expiration 14d
log_dest file {log}
log_type error
log_type warning
log_type notice
connection_messages false
"""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where to connect; `max_inflight` is how many unacknowledged publishes it takes gracefully."""

    kind: BrokerKind
    host: str
    port: int
    username: str
    password: str
    max_inflight: int
    pid: int | None = None

    def __str__(self) -> str:
        """Return a sentence for the terminal, without the password."""
        names = {
            "given": "the given broker",
            "mosquitto": "Mosquitto as a child process",
            "embedded": "amqtt in this process (no mosquitto on PATH)",
        }
        return f"{names[self.kind]} at {self.host}:{self.port}"


def parse_broker_url(url: str) -> BrokerAddress:
    """Read mqtt://[user[:password]@]host[:port]."""
    parts = urlsplit(url)
    if parts.scheme != "mqtt" or not parts.hostname:
        raise ConfigError(f"--broker {url!r}: write mqtt://[user[:password]@]host[:port]")
    try:
        port = parts.port or 1883
    except ValueError as error:
        raise ConfigError(f"--broker {url!r}: {error}") from error
    return BrokerAddress(
        kind="given",
        host=parts.hostname,
        port=port,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        max_inflight=16,
    )


@contextlib.contextmanager
def run_broker(url: str | None, *, folder: Path, batch_messages: int) -> Iterator[BrokerAddress]:
    """Give a broker for as long as the context lasts.

    Args:
        url: a running broker, or None to start one on a free port of the loopback.
        folder: where a started Mosquitto keeps its files; sessions survive in it.
        batch_messages: messages in one ingest batch; twice that may be in flight.
    """
    if url is not None:
        yield parse_broker_url(url)
        return
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("mosquitto") or shutil.which(
        "mosquitto", path="/usr/sbin:/usr/local/sbin"
    )
    if program is None:
        with _embedded(folder) as address:
            yield address
    else:
        with _mosquitto(program, folder, batch_messages=batch_messages) as address:
            yield address


def free_port() -> int:
    """Return a port of the loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def password_line(username: str, password: str) -> str:
    """Return a line of a Mosquitto password file: $7$, PBKDF2 with SHA-512, 101 rounds."""
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 101)
    encoded = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"{username}:$7$101${'$'.join(encoded)}\n"


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


@contextlib.contextmanager
def _mosquitto(program: str, folder: Path, *, batch_messages: int) -> Iterator[BrokerAddress]:
    folder = folder.resolve()
    username, password = "factory", secrets.token_urlsafe(24)
    passwords, log = folder / "passwords", folder / "mosquitto.log"
    _write_secret(passwords, password_line(username, password))
    port = free_port()
    conf = folder / "mosquitto.conf"
    conf.write_text(
        _MOSQUITTO_CONF.format(
            host=_LOOPBACK,
            port=port,
            passwords=passwords,
            user=getpass.getuser(),
            folder=folder,
            max_inflight=max(100, 2 * batch_messages),
            log=log,
        )
    )
    child = subprocess.Popen(  # noqa: S603  the program found on PATH, arguments are ours
        [program, "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for_listener(port, child=child, log=log)
        yield BrokerAddress(
            kind="mosquitto",
            host=_LOOPBACK,
            port=port,
            username=username,
            password=password,
            max_inflight=16,
            pid=child.pid,
        )
    finally:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for_listener(port: int, *, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if child.poll() is not None:
            said = log.read_text()[-500:] if log.exists() else ""
            raise BrokerUnavailable(f"mosquitto ended with code {child.returncode}: {said}")
        with contextlib.suppress(OSError), socket.create_connection((_LOOPBACK, port), timeout=1):
            return
        time.sleep(0.02)
    raise BrokerUnavailable(f"mosquitto did not listen on port {port} within {_START_S:.0f} s")


@contextlib.contextmanager
def _embedded(folder: Path) -> Iterator[BrokerAddress]:
    """Run amqtt on an event loop of its own thread; nothing of it survives the process."""
    from pwdlib import PasswordHash  # heavy, and only this branch needs it
    from pwdlib.hashers.argon2 import Argon2Hasher

    username, password = "factory", secrets.token_urlsafe(24)
    passwords = folder / "passwords"
    _write_secret(passwords, f"{username}:{PasswordHash((Argon2Hasher(),)).hash(password)}\n")
    port = free_port()
    server = _AmqttThread(port=port, passwords=passwords)
    server.start()
    server.wait_started()
    try:
        yield BrokerAddress(
            kind="embedded",
            host=_LOOPBACK,
            port=port,
            username=username,
            password=password,
            # amqtt stalls when several PUBLISH packets arrive in one TCP segment: one at a time.
            max_inflight=1,
        )
    finally:
        server.stop()


class _AmqttThread(threading.Thread):
    def __init__(self, *, port: int, passwords: Path) -> None:
        super().__init__(name="amqtt", daemon=True)
        self._config = {
            "listeners": {"default": {"type": "tcp", "bind": f"{_LOOPBACK}:{port}"}},
            "plugins": {
                "amqtt.plugins.authentication.FileAuthPlugin": {"password_file": str(passwords)}
            },
        }
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stopping = asyncio.Event()
        self._error: Exception | None = None

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        from amqtt.broker import Broker  # heavy, and only this branch needs it

        broker = Broker(self._config)
        try:
            await broker.start()
        except Exception as error:  # noqa: BLE001  whatever it was is told by wait_started
            self._error = error
            return
        finally:
            self._ready.set()
        await self._stopping.wait()
        await broker.shutdown()

    def wait_started(self) -> None:
        if not self._ready.wait(_START_S):
            raise BrokerUnavailable(f"amqtt did not start within {_START_S:.0f} s")
        if self._error is not None:
            raise BrokerUnavailable(f"amqtt did not start: {self._error}") from self._error

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self.join(timeout=10)
