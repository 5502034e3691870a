"""Mosquitto as a child process: generated configuration, free port, restarted if it dies."""

import base64
import contextlib
import getpass
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from factory.errors import BrokerUnavailable

LOOPBACK = "127.0.0.1"
_START_S = 15.0
_POLL_S = 0.02
_WATCH_S = 0.2

# The settings of contract 4.9: at least two ingest batches in flight, no silent queue limit,
# saved every five seconds, and a session that outlives a long week-end. Started as root it would
# drop privileges and fail to save, so the user is named.
_CONF = """\
listener {port} {host}
allow_anonymous false
password_file {passwords}
user {user}
persistence true
persistence_location {folder}/
persistence_file mosquitto.db
pid_file {folder}/mosquitto.pid
autosave_interval 5
max_inflight_messages {max_inflight}
max_queued_messages 0
max_queued_bytes 0
persistent_client_expiration 14d
log_dest stderr
log_type error
log_type warning
connection_messages false
"""


def find_mosquitto() -> str | None:
    """Return the program on PATH (Debian puts it into /usr/sbin), or None."""
    return shutil.which("mosquitto")


def free_port() -> int:
    """Return a port of the loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def password_line(username: str, password: str) -> str:
    """Return a line of a Mosquitto password file: $7$, PBKDF2 with SHA-512, 101 rounds."""
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 101)
    encoded = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"{username}:$7$101${'$'.join(encoded)}\n"


def _command_of(pid: int) -> str:
    """Return the command line of a living process, empty when there is none."""
    found = subprocess.run(  # noqa: S603  a number of ours
        ["ps", "-ww", "-o", "args=", "-p", str(pid)],  # noqa: S607  ps of the system
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if "<defunct>" in found.stdout else found.stdout


def end_leftover(folder: Path) -> None:
    """End a broker that a killed owner left behind: two would write one persistence file."""
    try:
        pid = int((folder / "mosquitto.pid").read_text())
    except (FileNotFoundError, ValueError):
        return
    conf = str(folder.resolve() / "mosquitto.conf")
    if conf not in _command_of(pid):
        return
    with contextlib.suppress(ProcessLookupError):  # it ended by itself meanwhile
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _START_S
    while conf in _command_of(pid):
        if time.monotonic() > deadline:
            raise BrokerUnavailable(f"process {pid} still uses {conf}: end it")
        time.sleep(_POLL_S)


@dataclass
class Mosquitto:
    """One broker with a folder of its own; sessions in it survive `kill` and `start`."""

    binary: str
    folder: Path
    max_inflight: int = 1000
    username: str = "factory"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    host: str = LOOPBACK
    port: int = 0
    _child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The broker's address with its user, as one text."""
        return f"mqtt://{self.username}:{self.password}@{self.host}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid if self.running and self._child else None

    @property
    def running(self) -> bool:
        """Whether the child lives."""
        return self._child is not None and self._child.poll() is None

    @property
    def log(self) -> Path:
        """What the broker said."""
        return self.folder / "mosquitto.log"

    def start(self) -> None:
        """Start on the same port as before, with what the folder remembers; wait until it listens.

        Raises BrokerUnavailable with the broker's last words.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        end_leftover(self.folder)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603  the program found on PATH
                [self.binary, "-c", str(self._write_conf())],
                stdout=log,
                stderr=log,
                # Ctrl-C in a terminal reaches the whole group; the broker must outlive us.
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_S
        while self.running and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection((self.host, self.port), timeout=1).close()
                return
            time.sleep(_POLL_S)
        self.kill()
        said = self.log.read_text(errors="replace")[-500:]
        raise BrokerUnavailable(f"mosquitto did not listen on port {self.port}: {said}")

    def kill(self) -> None:
        """Kill it without notice (SIGKILL)."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to save and end (SIGTERM)."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.send_signal(how)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _write_conf(self) -> Path:
        folder = self.folder.resolve()
        passwords = folder / "passwords"
        write_secret(passwords, password_line(self.username, self.password))
        conf = folder / "mosquitto.conf"
        conf.write_text(
            _CONF.format(
                host=self.host,
                port=self.port,
                passwords=passwords,
                user=getpass.getuser(),
                folder=folder,
                max_inflight=self.max_inflight,
            )
        )
        return conf


class Watch(threading.Thread):
    """Starts a broker again when its process has died, until it is told to stop."""

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(name="mosquitto-watch", daemon=True)
        self._broker = broker
        self._done = threading.Event()
        import structlog  # a fifth of a second, which `factory --help` has no use for

        self._log = structlog.get_logger("broker")
        self.restarts = 0

    def run(self) -> None:
        """Look twice a second or more; a broker that cannot start is tried again."""
        while not self._done.wait(_WATCH_S):
            if self._broker.running:
                continue
            self.restarts += 1
            try:
                self._broker.start()
            except BrokerUnavailable as error:
                self._log.error("broker_restart_failed", error=str(error))
            else:
                self._log.warning("broker_restarted", port=self._broker.port)

    def stop(self) -> None:
        """Return when the thread has ended."""
        self._done.set()
        self.join()
