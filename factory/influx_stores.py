"""InfluxDB as a store of the wiring: one connection for each role, each with its own token."""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from analytics.account import SERVICE, Account
from analytics.books import Books
from analytics.history import History
from analytics.kpi_store import KpiStore
from analytics.stores.influx_account import InfluxAccount
from analytics.stores.influx_books import influx_books
from analytics.stores.influx_history import InfluxHistory
from analytics.stores.influx_kpi_store import InfluxKpiStore
from contract.path import EquipmentPath
from contract.series import CHANGE, LINE_TAGS, PIPELINE, REGISTER
from dashboards.board.model import Counters
from factory.influx_place import InfluxPlace, Role
from factory.when import wall_ms
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.influxql import columns, instant
from influx.table import types_of
from ingest.audit import AuditRow
from ingest.dead_letters import DeadLetter
from ingest.influx_audit import read_audit
from ingest.influx_store import InfluxStore
from ingest.store import Store

# Six accounts of ten seconds: by then a service that lives has written one.
ACCOUNTS_MS = 60_000


class InfluxReading:
    """Implements `Reading` with a token that reads all three buckets."""

    def __init__(self, connection: Influx) -> None:
        self._connection = connection
        self.history: History = InfluxHistory(connection)
        self.kpis: KpiStore = InfluxKpiStore(connection)
        self.books: Books = influx_books(connection)

    def lines(self) -> tuple[EquipmentPath, ...]:
        """Return every work center the store has heard of, by path."""
        register = self._connection.query(
            f'SELECT last("name_en") AS "name_en" FROM "register" GROUP BY {columns(LINE_TAGS)}',
            bucket="register",
            types=types_of(REGISTER),
        )
        change = self._connection.query(
            f'SELECT last("last") AS "last" FROM "change" GROUP BY {columns(LINE_TAGS)}',
            bucket="telemetry",
            types=types_of(CHANGE),
        )
        return tuple(sorted({*_paths(register), *_paths(change)}))

    def newest_boots(self) -> dict[EquipmentPath, int]:
        """Return the newest boot of each line's agent that the store has heard of."""
        found = self._connection.query(
            'SELECT max("boot") AS "boot" FROM "pipeline" '
            f"""WHERE "kind" = 'birth' GROUP BY {columns(LINE_TAGS)}""",
            bucket="telemetry",
            types=types_of(PIPELINE),
        )
        boots = (int(boot) for boot in found["boot"]) if len(found) else ()
        return dict(zip(_paths(found), boots, strict=True))

    def services(self, since: int) -> tuple[Counters, ...]:
        """Return the newest account of each service that wrote one since then (ms, wall)."""
        found = self._connection.query(
            'SELECT last("received") AS "received", "stored", "rejected", "retried" '
            f"""FROM "pipeline" WHERE "kind" = 'counters' AND time >= {instant(since)} """
            'GROUP BY "service", "instance"',
            bucket="telemetry",
            types=types_of(PIPELINE),
        )
        if found.empty:
            return ()
        counted = found[["received", "stored", "rejected", "retried"]].fillna(0).astype("int64")
        return tuple(
            Counters(
                service=str(service),
                instance=str(instance),
                received=received,
                stored=stored,
                rejected=rejected,
                retried=retried,
            )
            for service, instance, (received, stored, rejected, retried) in zip(
                found["service"], found["instance"], counted.to_numpy().tolist(), strict=True
            )
        )

    def audit(self, letters: Iterable[DeadLetter]) -> tuple[AuditRow, ...]:
        """Return conservation per agent and boot."""
        keeps_ms = self._connection.keeps_ms("telemetry")
        kept_from = 0 if keeps_ms is None else wall_ms() - keeps_ms
        return read_audit(self._connection, letters, kept_from=kept_from)


class InfluxStores(InfluxReading):
    """Implements `Stores`: ingest and analytics write with tokens of their own.

    Args:
        reading: connection of who only reads.
        connect: opens the connection of a role that writes, which who only reads has no token of.
    """

    def __init__(self, reading: Influx, *, connect: Callable[[Role], Influx]) -> None:
        super().__init__(reading)
        self._connect = connect

    def for_ingest(self) -> Store:
        """Return a new writer for one worker, which closes it."""
        return InfluxStore(self._connect("ingest"), wall_ms=wall_ms)

    def in_use(self) -> str:
        """Say which service of a live plant has written its account in the last minute.

        A played world ends, and is played by one process that owns its directory.
        """
        if self._connection.buckets.world:
            return ""
        running = {one.service for one in self.services(wall_ms() - ACCOUNTS_MS)}
        if SERVICE in running:
            return (
                "an analytics service computes this store or did so a minute ago, and two writers "
                "would undo each other: name it by --analytics-url, or stop it and wait a minute"
            )
        if "ingest" in running:
            return (
                "ingest stores into this store or did so a minute ago, and what arrives would have "
                "to be computed without end: start analytics and name it by --analytics-url, or "
                "stop ingest and wait a minute"
            )
        return ""

    def account(self) -> Account | None:
        """Return where others see that analytics of the live plant runs."""
        if self._connection.buckets.world:
            return None
        return InfluxAccount(self._connect("analytics"))

    def for_analytics(self) -> tuple[History, KpiStore, Books]:
        """Return what the one analytics of this store reads and writes."""
        connection = self._connect("analytics")
        return InfluxHistory(connection), InfluxKpiStore(connection), influx_books(connection)


@contextlib.contextmanager
def open_reading(config: InfluxConfig) -> Iterator[InfluxReading]:
    """Connect to read, with a token that may read."""
    with Influx(config) as connection:
        yield InfluxReading(connection)


@contextlib.contextmanager
def open_influx(place: InfluxPlace) -> Iterator[InfluxStores]:
    """Connect to read at once, and with the token of a role that writes when it is asked for."""
    with contextlib.ExitStack() as stack:
        reading = stack.enter_context(Influx(place.config("board")))

        @functools.cache
        def connect(role: Role) -> Influx:
            return stack.enter_context(Influx(place.config(role)))

        yield InfluxStores(reading, connect=connect)


def _paths(rows: pd.DataFrame) -> list[EquipmentPath]:
    if rows.empty:
        return []
    return [EquipmentPath(*tags) for tags in rows[list(LINE_TAGS)].itertuples(index=False)]
