"""Writes the journal and the readings of a world as JSON lines, one object per event or reading."""

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from simulators.journal import JournalEvent
from simulators.plc import Reading, TagValue

__all__ = ["JournalWriter", "ReadingWriter"]


class _JournalLine(msgspec.Struct, frozen=True, gc=False):
    line: str
    entry: JournalEvent


class _ReadingLine(msgspec.Struct, frozen=True, gc=False):
    line: str
    unit: str
    source_ms: int
    arrival_ms: int
    tags: dict[str, TagValue]


class JournalWriter:
    """A journal sink on an open binary file; the file is the caller's to close."""

    def __init__(self, out: BinaryIO, *, line: str) -> None:
        self._write = out.write
        self._line = line
        self._encode = msgspec.json.Encoder().encode

    def write(self, event: JournalEvent, /) -> None:
        """Write one event."""
        self._write(self._encode(_JournalLine(self._line, event)) + b"\n")


class ReadingWriter:
    """Writes readings to an open binary file; the file is the caller's to close."""

    def __init__(self, out: BinaryIO, *, line: str) -> None:
        self._write = out.write
        self._line = line
        self._encode = msgspec.json.Encoder().encode

    def write(self, readings: Iterable[Reading]) -> None:
        """Write readings in the order they arrived."""
        for unit, source_ms, arrival_ms, tags in readings:
            row = _ReadingLine(self._line, unit, source_ms, arrival_ms, dict(tags))
            self._write(self._encode(row) + b"\n")
