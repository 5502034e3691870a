"""One picture of the plant for all viewers: computed at most once per second, kept as bytes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from dashboards.board.reader import PlantReader

_AGE_S = 1.0


@dataclass(frozen=True, slots=True)
class Picture:
    """The plant as JSON; `version` rises when something but the wall time changed."""

    body: bytes
    version: int
    at: int


class SharedPicture:
    """Reads the plant for whoever asks, never twice within a second; any thread may call it."""

    def __init__(self, plant: PlantReader, *, monotonic: Callable[[], float]) -> None:
        self._plant = plant
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._taken: float | None = None
        self._content = b""
        self._picture = Picture(b"", 0, 0)

    def get(self) -> Picture:
        """Return the picture, at most a second old."""
        with self._lock:
            now = self._monotonic()
            if self._taken is not None and now - self._taken < _AGE_S:
                return self._picture
            plant = self._plant.plant()
            content = msgspec.json.encode(msgspec.structs.replace(plant, at=0))
            version = self._picture.version + (content != self._content)
            self._content = content
            self._picture = Picture(msgspec.json.encode(plant), version, plant.at)
            self._taken = now
            return self._picture
