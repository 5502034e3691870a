"""A service of compose.yaml enters; a local process that runs it leaves.

A table, the one place where a container differs from a process, replaces host names, ports, mount
points, and user and group. Everything else is what compose.yaml and the files it mounts say.
"""

import getpass
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from factory.mosquitto import LOOPBACK, free_port
from tests.compose_file import ROOT, Service

BIN = Path(sys.executable).parent
PROGRAMS = os.pathsep.join([str(BIN), str(ROOT / ".cache" / "bin"), os.defpath, "/usr/sbin"])
HOSTS = ("mosquitto", "influxdb", "0.0.0.0")  # noqa: S104  what stands in the files
SECRETS = PurePosixPath("/run/secrets")
_POLL_S = 0.1


def entry_point() -> list[str]:
    """Return what the image of our services starts, before the command."""
    found = re.search(r"^ENTRYPOINT \[(.+)\]$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert found is not None
    return [word.strip().strip('"') for word in found[1].split(",")]


@dataclass(frozen=True)
class Ports:
    """The local port of each port that something listens on; a worker's own is its alone."""

    shared: Mapping[int, int] = field(
        default_factory=lambda: {port: free_port() for port in (1883, 8086)}
    )
    own: Mapping[str, Mapping[int, int]] = field(
        default_factory=lambda: {
            "ingest-1": {9101: free_port()},
            "ingest-2": {9101: free_port()},
            "analytics": {9102: free_port()},
            "board": {8420: free_port()},
        }
    )

    def of(self, service: str) -> Mapping[int, int]:
        """Return the ports that this service's texts may name."""
        return {**self.shared, **self.own.get(service, {})}


@dataclass
class Local:
    """One service as a process, in a folder that stands for its container's file system."""

    service: Service
    folder: Path
    ports: Mapping[int, int]
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the process said."""
        return self.folder / "log"

    def path(self, inside: PurePosixPath | str) -> Path:
        """Return where a path of the container is."""
        return self.folder / str(inside).removeprefix("/")

    def mount(self, *, secrets: Path, volumes: Path) -> None:
        """Lay out what the service mounts: volumes and secrets linked, files rewritten."""
        for mount in self.service.mounts:
            place = self.path(mount.target)
            place.parent.mkdir(parents=True, exist_ok=True)
            if mount.is_volume:
                (volumes / mount.source).mkdir(parents=True, exist_ok=True)
                place.symlink_to(volumes / mount.source)
            elif (ROOT / mount.source).is_dir():
                place.symlink_to(ROOT / mount.source)
            else:
                text = (ROOT / mount.source).read_text(encoding="utf-8")
                place.write_text(self.replaced(text), encoding="utf-8")
        for target, source in self.service.secrets.items():
            place = self.path(SECRETS / target)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(secrets / Path(source).name)

    def table(self) -> list[tuple[str, str]]:
        """Return all that differs between container and process: patterns, what they become."""
        mounts = sorted({str(mount.target) for mount in self.service.mounts} | {str(SECRETS)})
        return [
            (r"(?m)^user mosquitto$", f"user {getpass.getuser()}"),
            (r"^10003$", str(os.getgid())),
            *(
                (rf'(?m)(^|[ "]|//){re.escape(host)}(?=$|[":])', rf"\g<1>{LOOPBACK}")
                for host in HOSTS
            ),
            *((rf"(?<![\w.-]){port}(?![\w.-])", str(here)) for port, here in self.ports.items()),
            *((rf"(?<![\w.]){path}(?![\w.-])", str(self.path(path))) for path in mounts),
        ]

    def replaced(self, text: str) -> str:
        """Apply the table to a text."""
        for pattern, here in self.table():
            text = re.sub(pattern, here, text)
        return text

    def command(self, extra: Sequence[str] = ()) -> list[str]:
        """Return the command line."""
        program, *words = (entry_point() if self.service.ours else []) + self.service.said[
            "command"
        ]
        return [program, *(self.replaced(word) for word in words), *extra]

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment: what compose.yaml says, and where programs are."""
        said = {name: self.replaced(text) for name, text in self.service.environment.items()}
        return {"PATH": PROGRAMS, **said}

    def run(self, extra: Sequence[str] = ()) -> "subprocess.CompletedProcess[str]":
        """Run the command to its end."""
        return self._call(self.command(extra))

    def start(self) -> None:
        """Start the command and leave it running."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                _found(self.command()),
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def probe(self) -> bool:
        """Run the health check as written."""
        _, *words = self.service.said["healthcheck"]["test"]
        return self._call([self.replaced(word) for word in words]).returncode == 0

    def wait(self, condition: Callable[[], bool], *, timeout_s: float) -> None:
        """Wait for a state; fail with the process's last words when it ends or time is up."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            ended = self.process is not None and self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                said = self.log.read_text(errors="replace")[-3000:]
                why = "ended" if ended else f"is not ready after {timeout_s:g} s"
                raise AssertionError(f"{self.service.name} {why}:\n{said}")
            time.sleep(_POLL_S)

    def stop(self) -> None:
        """End it as an engine does: SIGTERM, then SIGKILL after the grace period."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=float(self.service.said["stop_grace_period"].rstrip("s")))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _call(self, words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            _found(words),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


def _found(words: Sequence[str]) -> list[str]:
    """Return the command with its program's path: ours are looked up beside this Python."""
    return [shutil.which(words[0], path=PROGRAMS) or words[0], *words[1:]]
