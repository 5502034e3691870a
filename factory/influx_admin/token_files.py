"""Token files: one bare token each, readable by their owner and, if asked, one group.

They are replaced whole, so that a service never reads half a token.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from factory.errors import ConfigError

_HEADER = "grafana.header"


@dataclass(frozen=True, slots=True)
class TokenFiles:
    """How token files below `root` are written; with a group they are its to read."""

    root: Path
    group: int | None = None

    def read(self, path: Path) -> str | None:
        """Return what stands in a file, None where there is no file."""
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: the token cannot be read ({error})") from error

    def write(self, path: Path, content: str, *, private: bool = False) -> None:
        """Write a file whole, with its mode; a private one is for its owner only."""
        part = path.with_name(f".{path.name}.part")
        try:
            self._make_folder(path.parent)
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(content)
            self._set(part, self._mode(private=private), private=private)
            part.replace(path)
        except OSError as error:
            raise self._refusal(path, error) from error

    def mend(self, path: Path, *, private: bool = False) -> bool:
        """Give a file the mode and group that it should have; return whether it had others."""
        try:
            self._make_folder(path.parent)
            return self._set(path, self._mode(private=private), private=private)
        except OSError as error:
            raise self._refusal(path, error) from error

    def _mode(self, *, private: bool) -> int:
        return 0o600 if private or self.group is None else 0o640

    def _make_folder(self, folder: Path) -> None:
        """Make the folder; one that is there keeps its mode unless it holds our files only."""
        folder.mkdir(parents=True, exist_ok=True)
        for one in dict.fromkeys((self.root, folder)):
            if one.stat().st_uid == os.geteuid() and _is_ours(one):
                self._set(one, 0o700 if self.group is None else 0o750)

    def _set(self, path: Path, mode: int, *, private: bool = False) -> bool:
        found = path.stat()
        changed = False
        if self.group is not None and not private and found.st_gid != self.group:
            os.chown(path, -1, self.group)
            changed = True
        if stat.S_IMODE(found.st_mode) != mode:
            path.chmod(mode)
            changed = True
        return changed

    def _refusal(self, path: Path, error: OSError) -> ConfigError:
        group = f" for group {self.group}, which its writer must be in" if self.group else ""
        return ConfigError(f"{path}: cannot be written{group} ({error.strerror or error})")


def header_file(root: Path) -> Path:
    """Return where Grafana finds the whole header that its datasource sends."""
    return root / _HEADER


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder is empty or holds only what is written here."""
    return all(
        _is_ours(entry) if entry.is_dir() else entry.suffix in {".token", ".header", ".part"}
        for entry in folder.iterdir()
    )
