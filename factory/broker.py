"""The broker a run uses: the given URL, else Mosquitto as a child, else amqtt in this process.

Enter it as a context manager; it yields where to connect and with which generated password.
"""

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from factory.errors import BrokerUnavailable, ConfigError
from factory.mosquitto import (
    LOOPBACK,
    Mosquitto,
    Watch,
    find_mosquitto,
    free_port,
    write_secret,
)

BrokerKind = Literal["given", "mosquitto", "embedded"]

_START_S = 15.0
_REACH_S = 5.0


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
        given = parse_broker_url(url)
        _check_reachable(given)
        yield given
        return
    folder.mkdir(parents=True, exist_ok=True)
    program = find_mosquitto()
    if program is None:
        with _embedded(folder) as address:
            yield address
        return
    broker = Mosquitto(program, folder, max_inflight=max(100, 2 * batch_messages))
    broker.start()
    watch = Watch(broker)
    watch.start()
    try:
        yield BrokerAddress(
            kind="mosquitto",
            host=broker.host,
            port=broker.port,
            username=broker.username,
            password=broker.password,
            max_inflight=16,
            pid=broker.pid,
        )
    finally:
        watch.stop()
        broker.stop()


def _check_reachable(address: BrokerAddress) -> None:
    """Refuse a broker where nobody listens: a run that has not begun needs no patience."""
    try:
        socket.create_connection((address.host, address.port), timeout=_REACH_S).close()
    except OSError as error:
        raise BrokerUnavailable(
            f"no broker listens at {address.host}:{address.port} ({error}); "
            f"start it, correct --broker, or leave the option out"
        ) from error


@contextlib.contextmanager
def _embedded(folder: Path) -> Iterator[BrokerAddress]:
    """Run amqtt on an event loop of its own thread; nothing of it survives the process."""
    from pwdlib import PasswordHash  # heavy, and only this branch needs it
    from pwdlib.hashers.argon2 import Argon2Hasher

    username, password = "factory", secrets.token_urlsafe(24)
    passwords = folder / "passwords"
    write_secret(passwords, f"{username}:{PasswordHash((Argon2Hasher(),)).hash(password)}\n")
    port = free_port()
    server = _AmqttThread(port=port, passwords=passwords)
    server.start()
    server.wait_started()
    try:
        yield BrokerAddress(
            kind="embedded",
            host=LOOPBACK,
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
            "listeners": {"default": {"type": "tcp", "bind": f"{LOOPBACK}:{port}"}},
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
