"""One line of an MTConnect adapter (SHDR) enters, the tags it tells of leave; no I/O.

`time|key|value|key|value...`, conditions as `time|key|level|code|severity|qualifier|text`, keys
of several devices as `device:key`. Assets are skipped, UNAVAILABLE is None.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from edge_agent.source import Scalar

UNAVAILABLE = "UNAVAILABLE"
_MULTILINE = "--multiline--"
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?(?:@[\d.]+)?")
_PIPE = re.compile(r"(?<!\\)\|")
_SHOWN = 80
_CONDITION_PARTS = 5  # level, native code, native severity, qualifier, text


@dataclass(frozen=True, slots=True)
class ShdrLine:
    """What one line says of one device at one ms of the adapter's clock."""

    device: str  # empty when the line names none
    source_ms: int
    tags: dict[str, Scalar]


class BadLine(ValueError):
    """A line that is no SHDR; `reason` is a stable word for counting.

    It goes to the log, and what is no SHDR may hold a badge anywhere: it shows the shape alone.
    """

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {_shape(text)}")
        self.reason = reason


@dataclass(slots=True)
class ShdrParser:
    """Remembers what one line cannot say: that a multi-line asset is still open."""

    conditions: Collection[str] = ()
    bad_lines: dict[str, int] = field(default_factory=dict)
    _closing: str | None = None
    _second: str = ""
    _second_ms: int = 0

    def parse(self, line: str) -> list[ShdrLine]:
        """Return what the line says, one entry per device; nothing for assets and comments.

        Raises BadLine, after counting it, for a line that is no SHDR.
        """
        line = line.rstrip("\r\n")
        if self._closing is not None:
            if line.strip() == self._closing:
                self._closing = None
            return []
        if not line or line.startswith("*"):
            return []
        try:
            return self._data(line)
        except BadLine as bad:
            self.bad_lines[bad.reason] = self.bad_lines.get(bad.reason, 0) + 1
            raise

    def _data(self, line: str) -> list[ShdrLine]:
        parts = _PIPE.split(line) if "\\|" in line else line.split("|")
        source_ms = self._time(parts[0])
        if len(parts) < 2:
            raise BadLine("no_value", line)
        if parts[1].startswith("@"):
            if parts[-1].startswith(_MULTILINE):
                self._closing = parts[-1].strip()
            return []
        if len(parts) < 3:
            raise BadLine("no_value", line)
        said: dict[str, dict[str, Scalar]] = {}
        place = 1
        while place < len(parts):
            device, _, key = parts[place].rpartition(":")
            tags = said.setdefault(device, {})
            if place + 1 == len(parts):
                raise BadLine("key_without_value", line)
            if key in self.conditions:
                self._condition(tags, key, parts[place + 1 : place + 1 + _CONDITION_PARTS])
                place += 1 + _CONDITION_PARTS
                continue
            if key:
                tags[key] = _value(parts[place + 1])
            place += 2
        return [ShdrLine(device, source_ms, tags) for device, tags in said.items() if tags]

    def _condition(self, tags: dict[str, Scalar], key: str, parts: list[str]) -> None:
        level, code, _, _, text = (*parts, "", "", "", "")[:_CONDITION_PARTS]
        tags[key] = _value(level)
        tags[f"{key}.code"] = _value(code)
        tags[f"{key}.text"] = _value(text)

    def _time(self, text: str) -> int:
        found = _TIME.fullmatch(text.strip())
        if found is None:
            raise BadLine("bad_time", text)
        second, fraction, zone = found.groups()
        name = f"{second}{zone or 'Z'}"
        if name != self._second:
            try:
                at = datetime.fromisoformat(name)
            except ValueError as error:
                raise BadLine("bad_time", text) from error
            self._second = name
            self._second_ms = int(at.astimezone(UTC).timestamp()) * 1000
        return self._second_ms + (int(f"{fraction}000"[:3]) if fraction else 0)


def _shape(text: str) -> str:
    """Show digits as 0 and letters as a: 2022-08-08|id|X7 is 0000-00-00|aa|a0."""
    return "".join(
        "0" if sign.isnumeric() else "a" if sign.isalpha() else sign for sign in text[:_SHOWN]
    )


def _value(text: str) -> Scalar:
    text = text.strip()
    if text == UNAVAILABLE:
        return None
    if "\\|" in text:
        text = text.replace("\\|", "|")
        if len(text) >= 2 and text[0] == text[-1] == '"':
            text = text[1:-1]
    return text
