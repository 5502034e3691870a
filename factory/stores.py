"""One store as the wiring sees it, whichever it is: what reads, what ingest and analytics write.

Nothing but this seam tells a run on DuckDB from one on InfluxDB.
"""

from collections.abc import Iterable
from typing import Protocol

from analytics.account import Account
from analytics.books import Books
from analytics.history import History
from analytics.kpi_store import KpiStore
from contract.path import EquipmentPath
from ingest.audit import AuditRow
from ingest.dead_letters import DeadLetter
from ingest.store import Store


class Reading(Protocol):
    """What reports and pages need of a store; any thread may call it."""

    @property
    def history(self) -> History:
        """What machines said."""
        ...

    @property
    def kpis(self) -> KpiStore:
        """What was computed; readers do not write through it."""
        ...

    @property
    def books(self) -> Books:
        """What people told; who only reads gets a refusal where it writes."""
        ...

    def lines(self) -> tuple[EquipmentPath, ...]:
        """Return every work center the store has heard of, by path."""
        ...

    def newest_boots(self) -> dict[EquipmentPath, int]:
        """Return the newest boot of each line's agent that the store has heard of."""
        ...

    def audit(self, letters: Iterable[DeadLetter]) -> tuple[AuditRow, ...]:
        """Return conservation per agent and boot."""
        ...


class Stores(Reading, Protocol):
    """A store that this process may also write; who opened it closes it."""

    def for_ingest(self) -> Store:
        """Return a new writer for one worker, which closes it."""
        ...

    def in_use(self) -> str:
        """Say why this process may not compute the KPIs of this store now; empty where it may."""
        ...

    def account(self) -> Account | None:
        """Return where analytics tells that it runs, None where nobody else could ask."""
        ...

    def for_analytics(self) -> tuple[History, KpiStore, Books]:
        """Return what the one analytics of this store reads and writes."""
        ...
