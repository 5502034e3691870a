"""What the reading commands ask for, answered by the store or by the API of its running owner."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import httpx
import pandas as pd

from analytics.assign_reasons import Asked
from analytics.automation.played_records import PlayedRecords
from analytics.errors import BadQuery
from analytics.master.data import MasterData
from analytics.records import records
from contract.kpi import Window
from contract.rates import Period, RateSeries
from dashboards.board.listing_queries import ListingQuery
from dashboards.board.model import Explanation, ReplayReport
from dashboards.board.reader import Listed
from dashboards.report.model import ReportKind
from factory.analytics_service import asking
from factory.analytics_thread import analytics_of, settle
from factory.api_reports import ApiReports
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.influx_place import InfluxPlace
from factory.late_reasons import LateReasons, Row, asking_to_assign
from factory.listings import listed
from factory.open_stores import open_stores
from factory.rate_explanations import explain_rate
from factory.site_report import site_report
from factory.store_reader import StoreReader
from factory.stores import Stores

_TIMEOUT_S = 120.0


class Reports(Protocol):
    """Reading commands see only this."""

    def listed(self, query: ListingQuery) -> Listed:
        """Return the rows of one list."""
        ...

    def explain(
        self,
        path: str,
        *,
        at: int | None,
        window: Window,
        revisions: tuple[int, int] | None = None,
    ) -> Explanation:
        """Explain one window."""
        ...

    def explain_rate(
        self, series: RateSeries, name: str, *, path: str, period: Period, day: date | None
    ) -> Explanation:
        """Explain a rate of the period that holds a production day; None is the newest."""
        ...

    def report(self, site: str, *, kind: ReportKind, at: int | None) -> str:
        """Return the page of a site's shift or day."""
        ...

    def recompute(self, path: str, *, start: int, end: int, analytics_url: str) -> str:
        """Compute a line's KPIs again; return its path and what comes of it, as a sentence."""
        ...

    def assign_reasons(
        self, asked: Sequence[Asked], *, analytics_url: str
    ) -> tuple[list[Row], str]:
        """Keep reasons for stops; return them as kept, and what comes of them, as a sentence."""
        ...

    def audit(self) -> tuple[list[dict[str, object]], bool]:
        """Return conservation rows, and whether nothing is missing."""
        ...

    def dead_letters(self, *, resolved: bool) -> list[dict[str, object]]:
        """Return what was refused."""
        ...

    def replay_dead_letters(self) -> ReplayReport:
        """Try every open dead letter again."""
        ...


class StoreReports:
    """Answers from a store that nobody else has open."""

    def __init__(self, store: StoreReader, stores: Stores) -> None:
        self._store = store
        self._stores = stores

    def listed(self, query: ListingQuery) -> Listed:
        """Return the rows of one list."""
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
        return self._store.explain(path, at=at, window=window, revisions=revisions)

    def explain_rate(
        self, series: RateSeries, name: str, *, path: str, period: Period, day: date | None
    ) -> Explanation:
        """Explain a rate of one period."""
        return explain_rate(self._store, series, name, path=path, period=period, day=day)

    def report(self, site: str, *, kind: ReportKind, at: int | None) -> str:
        """Return the page of a site's shift or day."""
        return site_report(self._store, site=site, kind=kind, at=at)

    def recompute(self, path: str, *, start: int, end: int, analytics_url: str) -> str:
        """Ask the analytics service, or compute here and now where nobody else does."""
        line = self._store.find_line(path)
        if analytics_url:
            asking(analytics_url)(line, start=start, end=end)
            return f"{line} is being computed again by analytics at {analytics_url}"
        in_use = self._stores.in_use()
        if in_use:
            raise ConfigError(in_use)
        loop = analytics_of(self._stores, self._store.masters)
        loop.recompute(line, start=start, end=end)
        settle(loop.done, loop.step)
        return f"{line} is computed again"

    def assign_reasons(
        self, asked: Sequence[Asked], *, analytics_url: str
    ) -> tuple[list[Row], str]:
        """Ask the analytics service, or keep and compute them here where nobody else does."""
        if analytics_url:
            kept = asking_to_assign(analytics_url)(asked)
            return kept, f"the figures follow from analytics at {analytics_url}"
        in_use = self._stores.in_use()
        if in_use:
            raise ConfigError(in_use)
        _, _, books = self._stores.for_analytics()
        kept = LateReasons(self._stores, books.reasons, self._store.find).assign(asked)
        loop = analytics_of(self._stores, self._store.masters)
        settle(loop.done, loop.step)
        return kept, "the figures are computed again"

    def audit(self) -> tuple[list[dict[str, object]], bool]:
        """Return conservation rows, and whether nothing is missing."""
        rows, ok = self._store.audit()
        return _plain(rows), ok

    def dead_letters(self, *, resolved: bool) -> list[dict[str, object]]:
        """Return what was refused."""
        return _plain(self._store.dead_letters(resolved=resolved))

    def replay_dead_letters(self) -> ReplayReport:
        """Try every open dead letter again."""
        return self._store.replay_dead_letters()


@contextlib.contextmanager
def open_reports(
    directory: DataDir,
    *,
    masters: tuple[MasterData, ...],
    place: InfluxPlace | None = None,
    dead_letters: Sequence[Path] = (),
    write: bool = False,
) -> Iterator[Reports]:
    """Ask the running owner of this directory, or open its store when there is none.

    Args:
        directory: a data directory that holds a world.
        masters: master data for what is computed on reading; the owner has its own.
        place: the InfluxDB that is read instead of what the directory remembers.
        dead_letters: files of workers on InfluxDB; empty is the directory's own.
        write: the command changes the store, so nobody else may open it meanwhile.
    """
    for path in dead_letters:
        if not path.is_file():
            raise ConfigError(f"--dead-letters {path}: there is no such file; name a worker's own")
    owner = directory.owner() if place is None else None
    if owner is not None:
        with httpx.Client(base_url=owner.url, timeout=_TIMEOUT_S, trust_env=False) as client:
            yield ApiReports(client)
        return
    if place is None:
        world = directory.remembered()
        place = None if world is None else world.influx
    if place is None and not directory.store.exists():
        raise ConfigError(
            f"{directory.root} holds no store: run `factory demo` first, or give --data-dir, "
            "or --store influx with --url"
        )
    with (
        directory.owned() if write else contextlib.nullcontext(),
        open_stores(directory, place, read_only=not write) as stores,
    ):
        try:
            yield StoreReports(
                StoreReader(
                    stores,
                    masters=masters,
                    dead_letters=dead_letters or _own_letters(directory),
                    writer=stores.for_ingest,
                    records=PlayedRecords(directory.records),
                ),
                stores,
            )
        except BadQuery as error:
            raise ConfigError(str(error)) from error


def _own_letters(directory: DataDir) -> list[Path]:
    """Return the directory's dead letters; one that holds no run has none."""
    return [directory.dead_letters] if directory.dead_letters.exists() else []


def _plain(rows: pd.DataFrame) -> list[dict[str, object]]:
    return [dict(row) for row in records(rows)]
