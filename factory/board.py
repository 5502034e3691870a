"""The live page and the API over the owner's store, served by a thread of the same process."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Protocol

import msgspec
import pandas as pd
from fastapi import FastAPI

from analytics.assign_reasons import Asked
from analytics.errors import BadQuery, NotKept, StoreUnavailable
from analytics.export import export
from contract.kpi import Window
from contract.path import EquipmentPath
from contract.rates import Period, RateSeries
from dashboards.board.app import create_app
from dashboards.board.errors import BadRequest, UnknownPath
from dashboards.board.listing_queries import ListingQuery
from dashboards.board.model import (
    AssignedReason,
    AssignedReasons,
    Counters,
    Explanation,
    GivenReason,
    Health,
    OeeQuery,
    ReplayReport,
)
from dashboards.board.reader import Listed
from dashboards.board.server import serve
from dashboards.report.model import ReportKind
from edge_agent.agent import Agent
from factory.errors import ConfigError
from factory.index_explanations import compare_index, explain_index
from factory.late_reasons import Assign, LateReasons
from factory.listings import listed
from factory.owner import Owner
from factory.plant_reader import StorePlantReader
from factory.rate_explanations import explain_rate
from factory.site_report import site_report
from factory.store_reader import StoreReader
from factory.when import wall_ms
from influx.errors import InfluxAway, InfluxRefused
from ingest.config import IngestConfig

LOOPBACK = "127.0.0.1"


class Recompute(Protocol):
    """Asks analytics, wherever it runs, to compute a line again."""

    def __call__(self, line: EquipmentPath, *, start: int, end: int) -> None:
        """Ask for event times (ms UTC) of this line."""


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """Say what a reader refuses with the board's own errors."""
    try:
        yield
    except (ConfigError, NotKept) as error:
        raise UnknownPath(str(error)) from error
    except BadQuery as error:
        raise BadRequest(str(error)) from error


class BoardKpis:
    """The store's KPI reader with the board's own errors."""

    def __init__(self, store: StoreReader, recompute: Recompute, assign: Assign) -> None:
        self._store = store
        self._recompute = recompute
        self._assign = assign

    def oee(self, query: OeeQuery) -> pd.DataFrame:
        """Return KPI rows."""
        with _said():
            return self._store.oee(query)

    def listed(self, query: ListingQuery) -> Listed:
        """Return the rows of one list."""
        with _said():
            return listed(self._store, query)

    def explain(
        self,
        path: str,
        *,
        at: int | None,
        window: Window,
        revisions: tuple[int, int] | None = None,
    ) -> Explanation:
        """Explain one window."""
        with _said():
            return self._store.explain(path, at=at, window=window, revisions=revisions)

    def explain_rate(
        self, series: RateSeries, name: str, *, path: str, period: Period, day: date | None
    ) -> Explanation:
        """Explain a rate of one period."""
        with _said():
            return explain_rate(self._store, series, name, path=path, period=period, day=day)

    def explain_index(self, unit: str, *, period: str | None) -> Explanation:
        """Explain a kept index."""
        with _said():
            return explain_index(self._store.kpis, unit, period=period)

    def compare_index(self, unit: str, *, first: str, second: str) -> Explanation:
        """Explain what changed of a kept index between two periods."""
        with _said():
            return compare_index(self._store.kpis, unit, first=first, second=second)

    def report(self, site: str, *, kind: ReportKind, at: int | None) -> str:
        """Return the page of a site's shift or day."""
        try:
            return site_report(self._store, site=site, kind=kind, at=at)
        except ConfigError as error:
            raise UnknownPath(str(error)) from error

    def recompute(self, path: str, *, start: int, end: int) -> str:
        """Ask analytics for a line again; the rows follow within its next passes."""
        try:
            line = self._store.find_line(path)
        except ConfigError as error:
            raise UnknownPath(str(error)) from error
        try:
            self._recompute(line, start=start, end=end)
        except ConfigError as error:
            raise BadRequest(str(error)) from error
        return str(line)

    def assign_reasons(self, given: Sequence[GivenReason]) -> AssignedReasons:
        """Keep reasons for stops; the rows follow within the next passes of analytics."""
        asked = [
            Asked(one.path, one.start, one.end, one.reason, one.by, one.force) for one in given
        ]
        try:
            kept = self._assign(asked)
        except (BadQuery, ConfigError) as error:
            raise BadRequest(str(error)) from error
        return AssignedReasons(tuple(msgspec.convert(row, AssignedReason) for row in kept))


class BoardDelivery:
    """The store's delivery reader; a replay makes analytics look again by the change feed."""

    def __init__(self, store: StoreReader) -> None:
        self._store = store

    def audit(self) -> tuple[pd.DataFrame, bool]:
        """Return conservation per agent and boot."""
        return self._store.audit()

    def dead_letters(self, *, resolved: bool) -> pd.DataFrame:
        """Return what was refused."""
        return self._store.dead_letters(resolved=resolved)

    def replay_dead_letters(self) -> ReplayReport:
        """Try every open dead letter again."""
        try:
            return self._store.replay_dead_letters()
        except ConfigError as error:
            raise BadRequest(str(error)) from error


def owner_health(
    owner: Owner, config: IngestConfig, agents: Sequence[Agent]
) -> Callable[[], Health]:
    """Return what `/healthz` asks: ingest's verdict, and whether analytics still runs."""

    def health() -> Health:
        now = wall_ms()
        ingest = owner.ingest.health.healthz(wall_ms=now)
        analytics = owner.analytics_health.healthz(wall_ms=now)
        wrong = [one.reason for one in (ingest, analytics) if not one.ok]
        if owner.analytics.failure is not None:
            wrong.append(f"analytics stopped: {owner.analytics.failure}")
        return Health(
            ok=not wrong,
            reason="; ".join(wrong) or ingest.reason,
            services=(
                _counters("ingest", config.client_id, owner.ingest.counters),
                *(_counters("edge_agent", str(one.line), one.counters) for one in agents),
            ),
            lag_ms=owner.ingest.counters.lag_ms(),
        )

    return health


class _Counted(Protocol):
    """The four counters that every service has under the same names."""

    received: int
    stored: int
    rejected: int
    retried: int


def _counters(service: str, instance: str, counted: _Counted) -> Counters:
    return Counters(
        service=service,
        instance=instance,
        received=counted.received,
        stored=counted.stored,
        rejected=counted.rejected,
        retried=counted.retried,
    )


@contextlib.contextmanager
def serve_board(
    owner: Owner,
    config: IngestConfig,
    *,
    lines: Sequence[EquipmentPath] = (),
    agents: Sequence[Agent] = (),
    host: str = LOOPBACK,
    port: int,
    hosts: Sequence[str] = (),
) -> Iterator[str]:
    """Serve the page while the context lasts; yield its address."""
    store = StoreReader(
        owner.stores,
        masters=owner.masters,
        dead_letters=[config.dead_letters],
        retention_ms=config.retention_ms,
        writer=owner.stores.for_ingest,
        records=owner.records,
    )

    def metrics() -> str:
        return (owner.ingest.health.metrics() + owner.analytics_health.metrics()).decode()

    app = board_app(
        store,
        recompute=owner.analytics.recompute,
        assign=LateReasons(owner.stores, owner.books.reasons, store.find).assign,
        health=owner_health(owner, config, agents),
        lines=lines,
        metrics=metrics,
        hosts=(host, *hosts),
    )
    with serve(app, host=host, port=port) as url:
        yield url


def board_app(
    store: StoreReader,
    *,
    recompute: Recompute,
    assign: Assign,
    health: Callable[[], Health],
    lines: Sequence[EquipmentPath] = (),
    metrics: Callable[[], str] | None = None,
    hosts: Sequence[str] = (),
) -> FastAPI:
    """Return page and API over an open store, whichever it is."""
    return create_app(
        BoardKpis(store, recompute, assign),
        BoardDelivery(store),
        StorePlantReader(store, health=health, lines=lines),
        export=export,
        metrics=metrics,
        hosts=hosts,
        away=(StoreUnavailable, InfluxAway, InfluxRefused),
    )
