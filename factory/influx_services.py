"""Analytics and the board as processes of their own, on InfluxDB.

Analytics answers `/metrics`, `/healthz`, `POST /recompute` and `POST /reasons`: it is the only
writer of KPIs, so whoever wants them computed again, or gives stops a reason later, asks it.
"""

import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import Annotated

import msgspec
import structlog
from fastapi import FastAPI, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from analytics.automation.sheets_watch import SheetsWatch
from analytics.config import AnalyticsConfig
from analytics.errors import BadQuery, StoreUnavailable
from analytics.health import Health as AnalyticsHealth
from analytics.loop import Analytics
from analytics.master.data import MasterData
from analytics.stores.influx_account import InfluxAccount
from analytics.stores.influx_books import influx_books
from analytics.stores.influx_history import InfluxHistory
from analytics.stores.influx_kpi_store import InfluxKpiStore
from contract.errors import BadName
from contract.path import EquipmentPath
from dashboards.board.config import BoardConfig
from dashboards.board.model import Health
from dashboards.board.server import serve
from factory.analytics_service import asking
from factory.analytics_thread import AnalyticsThread
from factory.board import board_app
from factory.errors import ConfigError
from factory.influx_stores import ACCOUNTS_MS, InfluxReading, open_reading
from factory.late_reasons import Assign, LateReasons, asked_of, asking_to_assign
from factory.store_reader import StoreReader
from factory.until_stopped import wait_for_signal
from factory.when import parse_instant, wall_ms
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.errors import InfluxAway, InfluxRefused


def run_analytics(
    config: AnalyticsConfig, influx: InfluxConfig, *, masters: Sequence[MasterData]
) -> None:
    """Compute until a signal; a token or bucket that is wrong ends it with its sentence."""
    logger = structlog.get_logger("analytics")
    health = AnalyticsHealth()
    with ExitStack() as stack:
        connection = stack.enter_context(Influx(influx))
        history, kpis = InfluxHistory(connection), InfluxKpiStore(connection)
        books = influx_books(connection)
        thread = AnalyticsThread(
            lambda: Analytics(
                history,
                kpis,
                masters,
                wall_ms=wall_ms,
                logger=logger,
                config=config,
                books=books,
            ),
            health,
            account=InfluxAccount(connection, instance=config.instance),
            watches=[SheetsWatch(master) for master in masters],
        )
        reading = InfluxReading(connection)
        find = StoreReader(reading, masters=masters, dead_letters=[]).find
        assign = LateReasons(reading, books.reasons, find).assign
        app = analytics_app(thread, health, assign)
        url = stack.enter_context(serve(app, host=config.http.host, port=config.http.port))
        thread.start()
        stack.callback(thread.stop)
        logger.info("analytics_runs", url=url, store=influx.url)
        wait_for_signal(thread.raise_failure)


def analytics_app(thread: AnalyticsThread, health: AnalyticsHealth, assign: Assign) -> FastAPI:
    """Return what analytics answers over HTTP."""
    app = FastAPI(title="analytics", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.closing = threading.Event()  # `serve` sets it when the server stops

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(health.metrics(), media_type=CONTENT_TYPE_LATEST)

    @app.get("/healthz")
    def healthz() -> Response:
        verdict = health.healthz(wall_ms=wall_ms())
        reason = f"{verdict.reason or 'ok'}\n"
        return Response(reason, status_code=200 if verdict.ok else 503, media_type="text/plain")

    @app.post("/recompute")
    def recompute(
        path: str,
        start: Annotated[str, Query(alias="from")],
        end: Annotated[str, Query(alias="to")],
    ) -> Response:
        try:
            line = EquipmentPath.parse(path)
            first, last = parse_instant(start, option="from"), parse_instant(end, option="to")
        except (BadName, ConfigError) as error:
            return Response(f"{error}\n", status_code=400, media_type="text/plain")
        if line.level != "line" or last <= first:
            sentence = "name a line as enterprise/site/area/work-center, and from before to\n"
            return Response(sentence, status_code=400, media_type="text/plain")
        thread.recompute(line, start=first, end=last)
        return Response(f"{line} is being computed again\n", media_type="text/plain")

    @app.post("/reasons")
    def reasons(request: Request, rows: list[dict[str, str | bool]]) -> Response:
        # A page of another site may send no such content without asking first.
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            sentence = "send a JSON list as application/json\n"
            return Response(sentence, status_code=415, media_type="text/plain")
        try:
            kept = assign([asked_of(row, where=f"row {n}") for n, row in enumerate(rows, start=1)])
        except (BadName, BadQuery, ConfigError) as error:
            return Response(f"{error}\n", status_code=400, media_type="text/plain")
        except StoreUnavailable as error:
            return Response(f"{error}\n", status_code=503, media_type="text/plain")
        return Response(msgspec.json.encode(kept), media_type="application/json")

    return app


def run_board(config: BoardConfig, influx: InfluxConfig, *, masters: Sequence[MasterData]) -> None:
    """Serve the page and the API until a signal, with a token that only reads.

    A token or bucket that is wrong at the start ends it with its sentence.
    """
    with ExitStack() as stack:
        reading = stack.enter_context(open_reading(influx))
        with suppress(InfluxAway, StoreUnavailable):  # it may come later; a wrong token stays wrong
            reading.lines()
            reading.kpis.cursor()
        store = StoreReader(reading, masters=masters, dead_letters=config.dead_letters)
        app = board_app(
            store,
            recompute=asking(config.analytics_url),
            assign=asking_to_assign(config.analytics_url),
            health=lambda: reading_health(reading),
            hosts=(config.host, *config.hosts),
        )
        url = stack.enter_context(serve(app, host=config.host, port=config.port))
        structlog.get_logger("factory").info("board_serves", url=url, store=influx.url)
        wait_for_signal(lambda: None)


def reading_health(reading: InfluxReading) -> Health:
    """Tell whether the store answers and ingest writes its account there."""
    now = wall_ms()
    try:
        services = reading.services(now - ACCOUNTS_MS)
    except (InfluxAway, InfluxRefused) as error:
        return Health(ok=False, reason=str(error))
    ingest = [one for one in services if one.service == "ingest"]
    if not ingest:
        reason = f"no ingest has written its account for {ACCOUNTS_MS // 1000} s"
        return Health(ok=False, reason=reason, services=services)
    return Health(ok=True, reason="ok", services=services)
