"""Readings of one unit in time order enter; the samples worth sending leave (by exception).

A sample is due when a cause field changed, when a process value that causes samples left its
deadband, or when the source answers in a heartbeat slot that has no sample yet.
"""

from collections.abc import Callable, Mapping
from operator import itemgetter

from contract.sample import Sample
from edge_agent.mapping import FieldValue, UnitMapper
from edge_agent.mapping_config import ValueFrom
from edge_agent.source import Scalar

_Causes = Callable[[Mapping[str, FieldValue]], "tuple[FieldValue, ...] | FieldValue"]


class UnitReport:
    """What one unit said last on the wire, and whether what it says now is news."""

    __slots__ = (
        "_cause_values",
        "_changed",
        "_deadbands",
        "_heartbeat_ms",
        "_last_causes",
        "_last_slot",
        "_mapper",
        "_sent_values",
        "_unit",
        "last_ms",
    )

    def __init__(
        self,
        unit: str,
        *,
        mapper: UnitMapper,
        values: Mapping[str, ValueFrom],
        heartbeat_ms: int,
    ) -> None:
        self._unit = unit
        self._mapper = mapper
        self._heartbeat_ms = heartbeat_ms
        self._deadbands = {
            name: (origin.deadband, origin.causes_sample) for name, origin in values.items()
        }
        self._cause_values: _Causes = itemgetter(*mapper.causes)
        self._last_causes: tuple[FieldValue, ...] | FieldValue = None
        self._last_slot = -1
        self._changed = False
        self._sent_values: dict[str, FieldValue] = {}
        self.last_ms = -1

    def take(self, tags: Mapping[str, Scalar]) -> None:
        """Take the tags of one reading; several of one ms come before their one `flush`."""
        if self._mapper.apply(tags):
            self._changed = True

    def flush(self, t: int) -> Sample | None:
        """Return the unit's sample at `t` (source ms) if one is due.

        A time before the last sample's (a source clock that was set back) gives none.
        """
        if t < self.last_ms:
            return None
        due = False
        causes: tuple[FieldValue, ...] | FieldValue = self._last_causes
        if self._changed:
            self._changed = False
            causes = self._cause_values(self._mapper.fields)
            due = causes != self._last_causes
        if self.last_ms < 0:
            due = True
            causes = self._cause_values(self._mapper.fields)
        slot = t // self._heartbeat_ms
        if slot != self._last_slot:
            due = True
        moved, news = self._moved()
        if not (due or news):
            return None
        self._last_causes = causes
        self._last_slot = slot
        self.last_ms = t
        if not moved:
            return Sample(unit=self._unit, t=t, **self._mapper.fields)  # type: ignore[arg-type]  # converters keep the types
        self._sent_values.update(moved)
        self._mapper.touched.clear()
        return Sample(unit=self._unit, t=t, values=moved, **self._mapper.fields)  # type: ignore[arg-type]  # converters keep the types

    def _moved(self) -> tuple[dict[str, FieldValue], bool]:
        """Return the process values outside their deadband, and whether one causes a sample."""
        touched = self._mapper.touched
        if not touched:
            return {}, False
        moved: dict[str, FieldValue] = {}
        news = False
        values = self._mapper.values
        for name in touched:
            now = values[name]
            deadband, causes_sample = self._deadbands[name]
            if name in self._sent_values and not _moved(self._sent_values[name], now, deadband):
                continue
            moved[name] = now
            news = news or causes_sample
        if len(moved) != len(touched):
            touched.intersection_update(moved)
        return moved, news


def _moved(before: FieldValue, now: FieldValue, deadband: float) -> bool:
    if before == now:
        return False
    if isinstance(before, int | float) and isinstance(now, int | float):
        return abs(now - before) > deadband
    return True
