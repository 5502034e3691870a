"""The seams to what was told: late reasons of stops, master data in use, observations of an index.

Nothing in them is ever removed; a later entry goes before an earlier one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.index.digital.observation import Observation
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class LateReason:
    """A reason that somebody gave later for what a unit did in [start, end), ms of event time.

    Args:
        reason: a code of the catalogue; empty gives the word back to the machine.
        given_at: wall ms, different for each entry of a unit.
        given_by: pseudonym.
        force: it counts where the machine gave a reason of its own, too.
    """

    unit: EquipmentPath
    start: int
    end: int
    reason: str
    given_at: int
    given_by: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class MasterUse:
    """Master data that analytics began to use for a site.

    Args:
        since: wall ms.
        content: JSON of the site's file.
        applied: wall ms by which every stored row rested on it; 0 before.
    """

    site: EquipmentPath
    since: int
    hash: str
    content: str
    applied: int = 0


class ReasonBook(Protocol):
    """Late reasons; any thread may write and read them."""

    def put(self, entries: Sequence[LateReason]) -> None:
        """Add entries; the same ones again change nothing."""
        ...

    def of(self, line: EquipmentPath, *, start: int, end: int) -> tuple[LateReason, ...]:
        """Return the entries of a line that meet [start, end) of event time, oldest first."""
        ...

    def given_since(self, time: int) -> tuple[LateReason, ...]:
        """Return the entries of every line that were given at `time` (wall ms) or later."""
        ...


class MasterBook(Protocol):
    """Which master data were used since when."""

    def put(self, use: MasterUse) -> None:
        """Add a use, or replace the one of this site that began at the same time."""
        ...

    def of(self, site: EquipmentPath) -> tuple[MasterUse, ...]:
        """Return every use of a site, oldest first."""
        ...


class ObservationBook(Protocol):
    """Every vintage of every cell of an index."""

    def put(self, told: Sequence[Observation]) -> tuple[Observation, ...]:
        """Add what says something new of its cell, and return that; the same again adds nothing.

        Raises RowsRefused, having added none, where one of a known vintage says something else.
        """
        ...

    def of(
        self, periods: Collection[str] = (), *, as_of: int | None = None
    ) -> tuple[Observation, ...]:
        """Return the observations of periods, oldest first, known at `as_of` (wall ms).

        Without periods those of all, without `as_of` every vintage.
        """
        ...


@dataclass(frozen=True, slots=True)
class Books:
    """All of them, kept where the KPIs are."""

    reasons: ReasonBook
    masters: MasterBook
    observations: ObservationBook


# A text of InfluxDB holds 64 KiB, and a character takes up to four bytes.
_PART = 15_000


def parts_of(content: str) -> list[tuple[str, str]]:
    """Divide a text into numbered parts that any store takes."""
    return [
        (f"{place // _PART:03d}", content[place : place + _PART])
        for place in range(0, max(len(content), 1), _PART)
    ]
