"""The routes under /api/v1, and /healthz and /metrics: parameters in, readers asked, bytes out.

Handlers that ask a reader are plain functions, so that they run on worker threads.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec
from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import Response, StreamingResponse

from dashboards.board.catalogue import catalogue
from dashboards.board.errors import UnknownPath
from dashboards.board.events import plant_events
from dashboards.board.explanations import explanation_answer
from dashboards.board.formats import choose_format
from dashboards.board.model import GivenReason, OeeQuery, Recomputation
from dashboards.board.parameters import (
    AuditParameters,
    DeadLetterParameters,
    ExplainParameters,
    OeeParameters,
    ReasonBody,
    RecomputeParameters,
    TimelineParameters,
)
from dashboards.board.reader import DeliveryReader, KpiReader, PlantReader
from dashboards.board.schemas import answers, refusals, table_answers
from dashboards.board.snapshot import SharedPicture
from dashboards.board.table_answers import Export, table_answer


@dataclass(frozen=True, slots=True)
class Sources:
    """What the routes ask."""

    kpis: KpiReader
    delivery: DeliveryReader
    plant: PlantReader
    export: Export
    metrics: Callable[[], str] | None
    picture: SharedPicture
    closing: threading.Event


def kpi_routes(sources: Sources) -> APIRouter:
    """Return the routes of KPIs."""
    router = APIRouter(prefix="/api/v1", tags=["KPIs"])

    @router.get("/oee", responses=table_answers("KPI rows"))
    def oee(request: Request, query: Annotated[OeeParameters, Query()]) -> Response:
        """Return KPI rows per unit, line or site and window (ISO 22400-2)."""
        form = choose_format(query.format, request.headers.get("accept", ""))
        rows = sources.kpis.oee(
            OeeQuery(
                level=query.by,
                window=query.window,
                start=query.start,
                end=query.end,
                path=query.path,
            )
        )
        return table_answer(
            sources.export(rows, form, "kpi"), form, f"oee-{query.by}-{query.window}"
        )

    @router.get("/explain", responses=answers("Explanation", text=True))
    def explain(request: Request, query: Annotated[ExplainParameters, Query()]) -> Response:
        """Explain the KPIs of one unit, line or site: formulas, leaves, quantities, coverage.

        With `revisions` it says what differs between those two revisions of the window.
        """
        found = sources.kpis.explain(
            query.path, at=query.at, window=query.window, revisions=query.two_revisions
        )
        return explanation_answer(request, found, query.format)

    @router.get("/catalogue", responses=answers("Catalogue"))
    def codes() -> Response:
        """Return what reasons, loss groups, attributions and measures are called and mean."""
        return _json(catalogue())

    @router.post("/recompute", responses=answers("Recomputation"))
    def recompute(query: Annotated[RecomputeParameters, Query()]) -> Response:
        """Compute a line's KPIs again, however old the data; refused for pages of other sites."""
        line = sources.kpis.recompute(query.path, start=query.start, end=query.end)
        return _json(Recomputation(line, query.start, query.end))

    @router.post("/stops/reasons", responses=answers("AssignedReasons"))
    def assign_reasons(
        rows: Annotated[list[ReasonBody], Body(min_length=1, max_length=1000)],
    ) -> Response:
        """Give stops their reasons later, all of the list or none; refused for pages elsewhere.

        Codes are those of the stop-reason catalogue. Closed windows whose figures change get
        their next revision, why: late reason.
        """
        given = [GivenReason(**row.model_dump()) for row in rows]
        return _json(sources.kpis.assign_reasons(given))

    return router


def delivery_routes(sources: Sources) -> APIRouter:
    """Return the routes of what was sent, stored and refused."""
    router = APIRouter(prefix="/api/v1", tags=["Delivery"])

    @router.get("/audit", responses=table_answers("conservation per agent and boot", json="Audit"))
    def audit(request: Request, query: Annotated[AuditParameters, Query()]) -> Response:
        """Return conservation per agent and boot, in samples; JSON says also whether all is ok."""
        form = choose_format(query.format, request.headers.get("accept", ""))
        rows, ok = sources.delivery.audit()
        body = sources.export(rows, form, "")
        if form != "json":
            return table_answer(body, form, "audit")
        return _json({"ok": ok, "rows": msgspec.Raw(body)})

    @router.get("/dead-letters", responses=table_answers("dead letters"))
    def dead_letters(request: Request, query: Annotated[DeadLetterParameters, Query()]) -> Response:
        """Return what was refused and why; `resolved` adds what a replay has stored since."""
        form = choose_format(query.format, request.headers.get("accept", ""))
        rows = sources.delivery.dead_letters(resolved=query.resolved)
        return table_answer(sources.export(rows, form, ""), form, "dead-letters")

    @router.post("/dead-letters/replay", responses=answers("ReplayReport"))
    def replay() -> Response:
        """Try every open dead letter again; refused for pages of other web sites."""
        return _json(sources.delivery.replay_dead_letters())

    return router


def plant_routes(sources: Sources) -> APIRouter:
    """Return the routes of the plant now."""
    router = APIRouter(tags=["Plant"])

    @router.get("/api/v1/plant", responses=answers("Plant"))
    def plant() -> Response:
        """Return the plant now: lines with the shift that runs, machines with their states."""
        return Response(sources.picture.get().body, media_type="application/json")

    @router.get("/api/v1/units/{path:path}/timeline", responses=answers("Timeline"))
    def timeline(path: str, query: Annotated[TimelineParameters, Query()]) -> Response:
        """Return what one work unit did, and how many pieces it counted, over a range of time."""
        return _json(sources.plant.timeline(path, start=query.start, end=query.end))

    @router.get(
        "/api/v1/events",
        responses={200: {"content": {"text/event-stream": {}}, "description": "a stream"}},
    )
    async def events() -> StreamingResponse:
        """Stream the plant whenever it changed, at most once per second (server-sent events)."""
        return StreamingResponse(
            plant_events(sources.picture, sources.closing),
            media_type="text/event-stream",
            headers={"x-accel-buffering": "no"},
        )

    @router.get("/healthz", responses=answers("Health"))
    def healthz() -> Response:
        """Return whether data flows and is stored: 200, or 503 with the reason."""
        health = sources.plant.health()
        return _json(health, status=200 if health.ok else 503)

    @router.get(
        "/metrics",
        responses={200: {"content": {"text/plain": {}}, "description": "Prometheus"}, **refusals()},
    )
    def metrics() -> Response:
        """Return the metrics of this process as Prometheus text."""
        if sources.metrics is None:
            raise UnknownPath("this process offers no metrics; ask the ingest service's own port")
        return Response(sources.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def _json(value: object, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
