"""The controller of one work unit: vendor tags, and which changed since its last reading."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

__all__ = ["Plc", "Reading", "TagValue"]

TagValue: TypeAlias = int | float | str | bool | None


class Reading(NamedTuple):
    """What a controller said at one ms: every tag at first, later the changed tags."""

    unit: str
    """The vendor's name of the unit, e.g. `FIL01`."""
    source_ms: int
    arrival_ms: int
    tags: Mapping[str, TagValue]
    """None = unavailable."""


class Plc:
    """Tags by name with the set of those changed since the last reading."""

    __slots__ = ("_changed", "counters", "name", "values")

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[str, TagValue] = {}
        self.counters: set[str] = set()
        """Tags that count up; the fault `counter_reset` zeroes these."""
        self._changed: dict[str, TagValue] = {}

    def set(self, tag: str, value: TagValue) -> None:
        """Write one tag; an equal value is no change."""
        values = self.values
        if tag not in values or values[tag] != value:
            values[tag] = value
            self._changed[tag] = value

    def count(self, tag: str, n: int = 1) -> None:
        """Raise a counter tag by n; n = 0 declares it."""
        values = self.values
        old = values.get(tag)
        if not isinstance(old, int):
            self.counters.add(tag)
            old = 0
            values[tag] = self._changed[tag] = n
            return
        if n:
            values[tag] = self._changed[tag] = old + n

    def take_changed(self) -> dict[str, TagValue]:
        """Return the changed tags and forget that they changed."""
        changed = self._changed
        self._changed = {}
        return changed

    def forget(self) -> None:
        """Let the next reading carry every tag."""
        self._changed = dict(self.values)
