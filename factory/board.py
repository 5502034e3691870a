"""The live page and the API over the owner's store, served by a thread of the same process."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from analytics.errors import BadQuery
from analytics.export import export
from contract.kpi import Window
from contract.path import EquipmentPath
from dashboards.board.app import create_app
from dashboards.board.errors import BadRequest, UnknownPath
from dashboards.board.model import Counters, Explanation, Health, OeeQuery, ReplayReport
from dashboards.board.server import serve
from factory.errors import ConfigError
from factory.owner import Owner
from factory.plant_reader import StorePlantReader
from factory.store_reader import StoreReader
from factory.when import wall_ms
from ingest.config import IngestConfig

LOOPBACK = "127.0.0.1"


class BoardKpis:
    """The store's KPI reader with the board's own errors."""

    def __init__(self, store: StoreReader) -> None:
        self._store = store

    def oee(self, query: OeeQuery) -> pd.DataFrame:
        """Return KPI rows."""
        try:
            return self._store.oee(query)
        except BadQuery as error:
            raise BadRequest(str(error)) from error

    def explain(self, path: str, *, at: int | None, window: Window) -> Explanation:
        """Explain one window."""
        try:
            return self._store.explain(path, at=at, window=window)
        except ConfigError as error:
            raise UnknownPath(str(error)) from error
        except BadQuery as error:
            raise BadRequest(str(error)) from error


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
        return self._store.replay_dead_letters()


def owner_health(owner: Owner) -> Callable[[], Health]:
    """Return what `/healthz` asks: ingest's verdict, and whether analytics still runs."""

    def health() -> Health:
        verdict = owner.ingest.health.healthz(wall_ms=wall_ms())
        counters = owner.ingest.counters
        failure = owner.thread.failure
        return Health(
            ok=verdict.ok and failure is None,
            reason=verdict.reason if failure is None else f"analytics stopped: {failure}",
            services=(
                Counters(
                    service="ingest",
                    instance="ingest-1",
                    received=counters.received,
                    stored=counters.stored,
                    rejected=counters.rejected,
                    retried=counters.retried,
                ),
            ),
            lag_ms=counters.lag_ms(),
        )

    return health


@contextlib.contextmanager
def serve_board(
    owner: Owner,
    config: IngestConfig,
    *,
    lines: Sequence[EquipmentPath] = (),
    host: str = LOOPBACK,
    port: int,
    hosts: Sequence[str] = (),
) -> Iterator[str]:
    """Serve the page while the context lasts; yield its address."""
    store = StoreReader(
        owner.connection,
        masters=owner.masters,
        dead_letters=config.dead_letters,
        retention_ms=config.retention_ms,
    )
    app = create_app(
        BoardKpis(store),
        BoardDelivery(store),
        StorePlantReader(store, health=owner_health(owner), lines=lines),
        export=export,
        metrics=lambda: owner.ingest.health.metrics().decode(),
        hosts=(host, *hosts),
    )
    with serve(app, host=host, port=port) as url:
        yield url
