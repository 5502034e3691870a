"""The data directory of a run: one world, one owner process at a time, and where each file lies."""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from factory.errors import ConfigError, DirectoryBusy, WorldMismatch
from factory.influx_place import InfluxPlace
from factory.mosquitto import end_leftover

DEFAULT_DATA_DIR = Path(".factory")


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What a data directory holds the history of; equal worlds may be continued.

    `start` is ms UTC; `ends` tells a run of fixed length from one that goes on live.
    """

    kind: Literal["demo", "once", "replay", "services"]
    scenario: str
    seed: int = 0
    start: int | None = None
    hours: float | None = None
    # Where it is kept when that is not the DuckDB file of this directory.
    influx: InfluxPlace | None = None
    # Paths of the master data in use; another file for the same world is no other world.
    master_data: tuple[str, ...] = ()

    def is_like(self, other: "World") -> bool:
        """Tell whether the other is the same world, whatever master data it was last read with."""
        return msgspec.structs.replace(self, master_data=()) == msgspec.structs.replace(
            other, master_data=()
        )

    def __str__(self) -> str:
        """Say what this world is, in words for an error message."""
        parts = [f"{self.kind} of {self.scenario}"]
        if self.kind in {"demo", "once"}:
            parts.append(f"seed {self.seed}")
        if self.start is not None:
            parts.append(f"start {datetime.fromtimestamp(self.start / 1000, UTC).isoformat()}")
        if self.hours is not None:
            parts.append(f"{self.hours:g} h")
        if self.influx is not None:
            parts.append(f"kept in {self.influx}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that has the store open, and where its API answers."""

    pid: int
    url: str


@dataclass(frozen=True, slots=True)
class DataDir:
    """Names of the files in one data directory."""

    root: Path

    @property
    def store(self) -> Path:
        """The DuckDB file."""
        return self.root / "store.duckdb"

    @property
    def dead_letters(self) -> Path:
        """The SQLite file of what was refused."""
        return self.root / "dead-letters.sqlite"

    @property
    def broker(self) -> Path:
        """The folder of a broker started by us."""
        return self.root / "broker"

    @property
    def records(self) -> Path:
        """The folder of what the plant's own ERP exports."""
        return self.root / "records"

    def spool(self, work_center: str) -> Path:
        """Return the SQLite spool of one agent."""
        return self.root / "spool" / f"{work_center}.sqlite"

    @property
    def _world(self) -> Path:
        return self.root / "world.json"

    @property
    def _owner(self) -> Path:
        return self.root / "owner.json"

    def remembered(self) -> World | None:
        """Return the world this directory holds, or None when it is new."""
        try:
            text = self._world.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return msgspec.json.decode(text, type=World)
        except msgspec.DecodeError as error:
            raise ConfigError(f"{self._world}: {error}; start with --fresh to empty it") from error

    def claim(self, world: World) -> None:
        """Remember this world, or refuse when another one lies here."""
        self.refuse_another(world)
        self.root.mkdir(parents=True, exist_ok=True)
        part = self._world.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(world))
        part.replace(self._world)  # whole or not at all: a torn one would cost the directory

    def refuse_another(self, world: World) -> None:
        """Raise WorldMismatch when another world lies here."""
        before = self.remembered()
        if before is not None and not before.is_like(world):
            raise WorldMismatch(
                f"{self.root} holds the {before}, not the {world}; "
                f"choose another --data-dir, or empty this one with --fresh"
            )

    def empty(self) -> None:
        """Remove everything a run left here; refuse a folder that is none of ours."""
        if not self.root.exists():
            return
        if not self._world.exists() and any(self.root.iterdir()):
            raise ConfigError(f"{self.root} holds no world.json, so it is not emptied by --fresh")
        with self.owned():
            # It would go on writing into the folder of the broker that comes after it.
            end_leftover(self.broker)
            for entry in self.root.iterdir():
                if entry.name == "lock":
                    continue
                if entry.is_dir():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()

    @contextlib.contextmanager
    def owned(self) -> Iterator[None]:
        """Hold the directory alone; a second process is refused with the owner's name."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                owner = self.owner()
                who = f"process {owner.pid} at {owner.url}" if owner else "another process"
                raise DirectoryBusy(
                    f"{self.root} is in use by {who}; stop it, or choose another --data-dir"
                ) from error
            try:
                yield
            finally:
                self._owner.unlink(missing_ok=True)

    def announce(self, url: str) -> None:
        """Write where this process, which owns the directory, answers."""
        part = self._owner.with_suffix(".part")
        part.write_text(json.dumps({"pid": os.getpid(), "url": url}))
        part.replace(self._owner)

    def owner(self) -> Owner | None:
        """Return the announced owner while it still holds the directory, else None."""
        try:
            said = json.loads(self._owner.read_text())
            owner = Owner(pid=int(said["pid"]), url=str(said["url"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        return owner if self._held() else None

    def _held(self) -> bool:
        try:
            with (self.root / "lock").open("a+") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except OSError:
                    return True
                fcntl.flock(lock, fcntl.LOCK_UN)
        except FileNotFoundError:
            return False
        return False


def check_writable(path: Path | None, *, option: str) -> None:
    """Refuse a file that could not be written at the end of a long run."""
    if path is not None and (path.is_dir() or not os.access(path.parent, os.W_OK)):
        raise ConfigError(
            f"{option} {path}: cannot be written; name a file in a folder that exists"
        )
