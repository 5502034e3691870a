"""What people told analytics, in memory: the reference that passes the suite of the books."""

from collections.abc import Collection, Sequence

from analytics.books import Books, LateReason, MasterUse
from analytics.index.digital.observation import Observation
from analytics.index.digital.observations import in_order, news
from contract.path import EquipmentPath


class MemoryReasonBook:
    """Implements `ReasonBook`."""

    def __init__(self) -> None:
        self._entries: dict[tuple[EquipmentPath, int], LateReason] = {}

    def put(self, entries: Sequence[LateReason]) -> None:
        """Add entries; the same ones again change nothing."""
        self._entries.update({(one.unit, one.given_at): one for one in entries})

    def of(self, line: EquipmentPath, *, start: int, end: int) -> tuple[LateReason, ...]:
        """Return the entries of a line that meet [start, end) of event time, oldest first."""
        return tuple(
            one
            for one in self.given_since(0)
            if one.unit.line == line and one.start < end and start < one.end
        )

    def given_since(self, time: int) -> tuple[LateReason, ...]:
        """Return the entries of every line that were given at `time` (wall ms) or later."""
        found = [one for one in self._entries.values() if one.given_at >= time]
        return tuple(sorted(found, key=lambda one: (one.given_at, one.unit)))


class MemoryMasterBook:
    """Implements `MasterBook`."""

    def __init__(self) -> None:
        self._uses: dict[tuple[EquipmentPath, int], MasterUse] = {}

    def put(self, use: MasterUse) -> None:
        """Add a use, or replace the one of this site that began at the same time."""
        self._uses[use.site, use.since] = use

    def of(self, site: EquipmentPath) -> tuple[MasterUse, ...]:
        """Return every use of a site, oldest first."""
        found = [use for use in self._uses.values() if use.site == site]
        return tuple(sorted(found, key=lambda use: use.since))


class MemoryObservationBook:
    """Implements `ObservationBook`."""

    def __init__(self) -> None:
        self._all: list[Observation] = []

    def put(self, told: Sequence[Observation]) -> tuple[Observation, ...]:
        """Add what says something new of its cell, and return that; the same again adds nothing."""
        added = news(self._all, told)
        self._all += added
        return added

    def of(
        self, periods: Collection[str] = (), *, as_of: int | None = None
    ) -> tuple[Observation, ...]:
        """Return the observations of periods, oldest first, known at `as_of` (wall ms)."""
        return in_order(
            one
            for one in self._all
            if (not periods or one.period in periods) and (as_of is None or one.vintage <= as_of)
        )


def memory_books() -> Books:
    """Return empty books."""
    return Books(MemoryReasonBook(), MemoryMasterBook(), MemoryObservationBook())
