"""Ingest and analytics over one store, in one process: what the demo and a DuckDB file need.

On DuckDB this process is the only one that has the file open; on InfluxDB it is one of many.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import structlog

from analytics.automation.rate_places import RateFunctions, RecordsOf
from analytics.automation.sheets_watch import SheetsWatch
from analytics.books import Books
from analytics.config import AnalyticsConfig
from analytics.health import Health as AnalyticsHealth
from analytics.loop import Analytics
from analytics.master.data import MasterData
from contract.path import EquipmentPath
from factory.analytics_thread import AnalyticsThread
from factory.errors import FactoryError
from factory.stores import Stores
from factory.when import wall_ms
from ingest.config import IngestConfig
from ingest.dead_letters import DeadLetters
from ingest.service import Ingest


class NotSettled(FactoryError):
    """What was sent did not get its fate in time."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Everything that shares one store."""

    stores: Stores
    dead_letters: DeadLetters
    masters: tuple[MasterData, ...]
    ingest: Ingest
    analytics: AnalyticsThread
    analytics_health: AnalyticsHealth
    books: Books
    records: RecordsOf

    def raise_failure(self) -> None:
        """Raise what ended a thread: a bug of ours must not be quiet."""
        self.ingest.raise_failure()
        self.analytics.raise_failure()

    def wait_ended(self, lines: Sequence[EquipmentPath], *, timeout_s: float) -> None:
        """Return when all that these ended lines sent has its fate and every window is computed.

        Raises NotSettled after `timeout_s` without an end, and what made a thread fail.
        """

        def all_ended() -> bool:
            ended = self.ingest.ended_lines()
            return all(line in ended for line in lines) and self.ingest.idle()

        if not self.ingest.wait_until(all_ended, timeout_s=timeout_s):
            self.ingest.raise_failure()
            missing = [str(line) for line in lines if line not in self.ingest.ended_lines()]
            raise NotSettled(
                f"ingest did not finish within {timeout_s:.0f} s; not ended: "
                f"{', '.join(missing) or 'none'}; "
                f"{self.ingest.health.healthz(wall_ms=wall_ms()).reason}"
            )
        self.analytics.settle()


@contextlib.contextmanager
def run_owner(
    stores: Stores,
    config: IngestConfig,
    *,
    masters: Sequence[MasterData],
    analytics: AnalyticsConfig | None = None,
    played: Sequence[EquipmentPath] = (),
    records: RecordsOf = attrgetter("records"),
) -> Iterator[Owner]:
    """Run ingest and analytics on an open store for as long as the context lasts.

    Args:
        stores: the open store.
        config: of ingest.
        masters: master data, one per site.
        analytics: limits and intervals.
        played: lines whose agents start with this owner. Their last birth may say that they go by
            the wall clock, though nobody played them since: analytics waits for their new births.
        records: what stands in the records of a site now.
    """
    logger = structlog.get_logger
    with (
        contextlib.closing(stores.for_ingest()) as store,
        contextlib.closing(DeadLetters.open(config.dead_letters)) as dead_letters,
    ):
        ingest = Ingest(config, store, dead_letters, wall_ms=wall_ms, logger=logger("ingest"))
        before = stores.newest_boots()
        history, kpis, books = stores.for_analytics()
        health = AnalyticsHealth()
        thread = AnalyticsThread(
            lambda: Analytics(
                history,
                kpis,
                masters,
                wall_ms=wall_ms,
                logger=logger("analytics"),
                config=analytics,
                books=books,
                rates=RateFunctions(records=records),
            ),
            health,
            may_begin=lambda: all(ingest.boot(line) > before.get(line, -1) for line in played),
            account=stores.account(),
            watches=[SheetsWatch(master) for master in masters],
        )
        ingest.start()
        thread.start()
        try:
            yield Owner(
                stores=stores,
                dead_letters=dead_letters,
                masters=tuple(masters),
                ingest=ingest,
                analytics=thread,
                analytics_health=health,
                books=books,
                records=records,
            )
        finally:
            try:
                ingest.stop()
            finally:
                thread.stop()
