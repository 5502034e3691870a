"""What a persistent session is subscribed to, remembered beside the dead letters.

The broker does not tell: a filter taken out of the configuration would go on delivering for ever.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec


class FiltersFile:
    """One small JSON file per client id; a file that cannot be read remembers nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> frozenset[str]:
        """Return the filters that the session may have."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=frozenset[str])
        except (OSError, msgspec.DecodeError):
            return frozenset()

    def write(self, filters: Iterable[str]) -> None:
        """Remember these, whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(sorted(filters)))
        part.replace(self._path)
