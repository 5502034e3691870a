"""The process that owns a DuckDB file: ingest writes it, analytics and every reader share it.

DuckDB lets one process open a file that is written, so whatever needs the store lives here.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import structlog

from analytics.config import AnalyticsConfig
from analytics.duckdb_history import DuckdbHistory
from analytics.duckdb_kpi_store import DuckdbKpiStore
from analytics.errors import StoreUnavailable
from analytics.health import Health as AnalyticsHealth
from analytics.loop import Analytics
from analytics.master_data import MasterData
from contract.path import EquipmentPath
from factory.errors import FactoryError
from factory.when import wall_ms
from ingest.config import IngestConfig
from ingest.dead_letters import DeadLetters
from ingest.duckdb_store import DuckdbStore
from ingest.service import Ingest

_STEP_S = 0.25
_LONGEST_REST_S = 10.0
_SETTLE_S = 0.02


class NotSettled(FactoryError):
    """What was sent did not get its fate in time."""


@contextlib.contextmanager
def open_store(
    path: Path, *, memory_limit: str, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the DuckDB file; every thread takes a cursor of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        str(path), read_only=read_only, config={"memory_limit": memory_limit, "threads": 2}
    )
    try:
        yield connection
    finally:
        connection.close()


class AnalyticsThread(threading.Thread):
    """Steps the incremental loop until it is stopped; its failure is raised in the owner.

    While the store does not answer it begins anew from the stored cursor, with growing pauses.

    Args:
        build: makes a loop that goes on from the stored cursor.
        health: counts what the steps did.
        may_begin: asked until it says yes; no step is done before.
    """

    def __init__(
        self,
        build: Callable[[], Analytics],
        health: AnalyticsHealth,
        *,
        may_begin: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(name="analytics", daemon=True)
        self._build = build
        self._health = health
        self._may_begin = may_begin
        self._done = threading.Event()
        self._asked: queue.SimpleQueue[tuple[EquipmentPath, int, int]] = queue.SimpleQueue()
        self.loop = build()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Step, and rest between steps."""
        rest_s = _STEP_S
        try:
            while not self._may_begin():
                if self._done.wait(_STEP_S):
                    return
            while not self._done.wait(rest_s):
                rest_s = _STEP_S if self.step() else min(_LONGEST_REST_S, 2 * rest_s)
        except BaseException as error:  # noqa: BLE001  kept, and raised by `stop` in the owner
            self.failure = error

    def recompute(self, line: EquipmentPath, *, start: int, end: int) -> None:
        """Ask from any thread for event times (ms UTC) to be computed again, however old."""
        self._asked.put((line, start, end))

    def step(self) -> bool:
        """Do one pass; return False when the store did not answer."""
        try:
            while not self._asked.empty():
                line, start, end = self._asked.get()
                self.loop.recompute(line, start=start, end=end)
            result = self.loop.step()
        except StoreUnavailable as error:
            self._health.retried(str(error))
            # What the failed pass had taken is still behind the stored cursor.
            self.loop = self._build()
            return False
        self._health.stepped(result, wall_ms=wall_ms())
        return True

    def stop(self) -> None:
        """End the thread and raise what made it fail."""
        self._done.set()
        self.join()
        if self.failure is not None:
            raise self.failure


@dataclass(frozen=True, slots=True)
class Owner:
    """Everything that shares one store."""

    connection: duckdb.DuckDBPyConnection
    history: DuckdbHistory
    kpis: DuckdbKpiStore
    dead_letters: DeadLetters
    masters: tuple[MasterData, ...]
    ingest: Ingest
    analytics: AnalyticsThread
    analytics_health: AnalyticsHealth

    def raise_failure(self) -> None:
        """Raise what ended a thread: a bug of ours must not be quiet."""
        self.ingest.raise_failure()
        if self.analytics.failure is not None:
            raise self.analytics.failure

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
        self.analytics.stop()
        pause = threading.Event()
        while not self.analytics.loop.settled():
            self.analytics.step()
            pause.wait(_SETTLE_S)


def _newest_boots(connection: duckdb.DuckDBPyConnection) -> dict[EquipmentPath, int]:
    """Return the newest boot of each line's agent that the store has heard of."""
    with contextlib.closing(connection.cursor()) as cursor:
        rows = cursor.execute(
            "SELECT enterprise, site, area, work_center, max(boot) FROM pipeline"
            " WHERE kind = 'birth' GROUP BY ALL"
        ).fetchall()
    return {EquipmentPath(*line): int(boot) for *line, boot in rows}


@contextlib.contextmanager
def run_owner(
    config: IngestConfig,
    *,
    masters: Sequence[MasterData],
    analytics: AnalyticsConfig | None = None,
    played: Sequence[EquipmentPath] = (),
) -> Iterator[Owner]:
    """Open the store and run ingest and analytics on it for as long as the context lasts.

    Args:
        config: of ingest.
        masters: master data, one per site.
        analytics: limits and intervals.
        played: lines whose agents start with this owner. Their last birth may say that they go by
            the wall clock, though nobody played them since: analytics waits for their new births.
    """
    logger = structlog.get_logger
    with (
        open_store(config.store.path, memory_limit=config.store.memory_limit) as connection,
        contextlib.closing(DuckdbStore(connection, wall_ms=wall_ms)) as store,
        contextlib.closing(DeadLetters.open(config.dead_letters)) as dead_letters,
    ):
        ingest = Ingest(config, store, dead_letters, wall_ms=wall_ms, logger=logger("ingest"))
        before = _newest_boots(connection)
        history, kpis = DuckdbHistory(connection), DuckdbKpiStore(connection)
        health = AnalyticsHealth()
        thread = AnalyticsThread(
            lambda: Analytics(
                history,
                kpis,
                masters,
                wall_ms=wall_ms,
                logger=logger("analytics"),
                config=analytics,
            ),
            health,
            may_begin=lambda: all(ingest.boot(line) > before.get(line, -1) for line in played),
        )
        ingest.start()
        thread.start()
        try:
            yield Owner(
                connection=connection,
                history=history,
                kpis=kpis,
                dead_letters=dead_letters,
                masters=tuple(masters),
                ingest=ingest,
                analytics=thread,
                analytics_health=health,
            )
        finally:
            try:
                ingest.stop()
            finally:
                thread.stop()
