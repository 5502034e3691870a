"""InfluxDB as a store of the wiring: one connection for each role, each with its own token."""

import contextlib
from collections.abc import Iterable, Iterator

import pandas as pd

from analytics.history import History
from analytics.influx_history import InfluxHistory
from analytics.influx_kpi_store import InfluxKpiStore
from analytics.kpi_store import KpiStore
from contract.path import EquipmentPath
from contract.series import CHANGE, LINE_TAGS, PIPELINE, REGISTER
from dashboards.board.model import Counters
from factory.influx_place import InfluxPlace
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
    """Implements `Stores`: ingest and analytics write with tokens of their own."""

    def __init__(self, reading: Influx, *, ingest: Influx, analytics: Influx) -> None:
        super().__init__(reading)
        self._ingest = ingest
        self._analytics = analytics

    def for_ingest(self) -> Store:
        """Return a new writer for one worker, which closes it."""
        return InfluxStore(self._ingest, wall_ms=wall_ms)

    def analytics_runs(self) -> bool:
        """Tell whether an analytics service has written its account in the last minute."""
        return any(one.service == "analytics" for one in self.services(wall_ms() - ACCOUNTS_MS))

    def for_analytics(self) -> tuple[History, KpiStore]:
        """Return what the one analytics of this store reads and writes."""
        return InfluxHistory(self._analytics), InfluxKpiStore(self._analytics)


@contextlib.contextmanager
def open_reading(config: InfluxConfig) -> Iterator[InfluxReading]:
    """Connect to read, with a token that may read."""
    with Influx(config) as connection:
        yield InfluxReading(connection)


@contextlib.contextmanager
def open_influx(place: InfluxPlace) -> Iterator[InfluxStores]:
    """Connect with the tokens of all three roles."""
    with (
        Influx(place.config("board")) as reading,
        Influx(place.config("ingest")) as ingest,
        Influx(place.config("analytics")) as analytics,
    ):
        yield InfluxStores(reading, ingest=ingest, analytics=analytics)


def _paths(rows: pd.DataFrame) -> list[EquipmentPath]:
    if rows.empty:
        return []
    return [EquipmentPath(*tags) for tags in rows[list(LINE_TAGS)].itertuples(index=False)]
