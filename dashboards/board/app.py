"""Builds the web application: the API over the readers, and the static page.

browser, curl ──▶ Guard ──▶ /api/v1/... ──▶ readers ──▶ export
                    │  └──▶ / and static files, plotly.min.js of the installed package
                    └ refuses foreign hosts and cross-site writes, adds security headers
"""

import threading
import time
from collections.abc import Callable, Collection
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import Scope

from contract.errors import ContractError
from dashboards.board.api import (
    Sources,
    delivery_routes,
    kpi_routes,
    plant_routes,
)
from dashboards.board.errors import BadRequest, NotReady, UnknownPath
from dashboards.board.guard import Guard
from dashboards.board.index_routes import index_routes
from dashboards.board.listing_routes import listing_routes
from dashboards.board.rate_routes import rate_routes
from dashboards.board.reader import DeliveryReader, KpiReader, PlantReader
from dashboards.board.report_routes import report_routes
from dashboards.board.schemas import component_schemas
from dashboards.board.snapshot import SharedPicture
from dashboards.board.table_answers import Export

_FASTAPI_ERRORS = frozenset({"HTTPValidationError", "ValidationError"})  # of its own 422
_STATIC = Path(__file__).with_name("static")
_STATUS: dict[type[Exception], int] = {
    BadRequest: 400,
    ContractError: 400,
    UnknownPath: 404,
    NotReady: 503,
}


def create_app(
    kpis: KpiReader,
    delivery: DeliveryReader,
    plant: PlantReader,
    *,
    export: Export,
    metrics: Callable[[], str] | None = None,
    hosts: Collection[str] = (),
    away: Collection[type[Exception]] = (),
    monotonic: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """Return the application.

    Args:
        kpis: KPIs and what is behind them.
        delivery: what was sent, stored and refused.
        plant: the plant now.
        export: a table as bytes in the format "json", "csv", "parquet" or "xlsx".
        metrics: Prometheus text; None answers 404.
        hosts: names beside the loopback ones under which the page may be asked, "*" for any.
        away: what readers raise while their store does not answer; told as 503.
        monotonic: seconds, for the age of the shared picture.
    """
    # The interactive pages of FastAPI load scripts from the internet; ours is static/api.html.
    app = FastAPI(
        title="Smart factory board",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.closing = threading.Event()
    sources = Sources(
        kpis=kpis,
        delivery=delivery,
        plant=plant,
        export=export,
        metrics=metrics,
        picture=SharedPicture(plant, monotonic=monotonic),
        closing=app.state.closing,
    )
    for routes in (kpi_routes, delivery_routes, plant_routes):
        app.include_router(routes(sources))
    app.include_router(listing_routes(kpis, export))
    app.include_router(rate_routes(kpis, export))
    app.include_router(index_routes(kpis, export))
    app.include_router(report_routes(kpis))
    _add_pages(app)
    for kind, status in (_STATUS | dict.fromkeys(away, 503)).items():
        app.add_exception_handler(kind, _answer(status))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_middleware(Guard, hosts=tuple(hosts))
    app.openapi = lambda: _document(app)  # type: ignore[method-assign] # FastAPI's documented hook
    return app


def _add_pages(app: FastAPI) -> None:
    plotly = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"

    @app.get("/", include_in_schema=False)
    async def index() -> FileResponse:
        return FileResponse(_STATIC / "index.html", headers=_REVALIDATED)

    @app.get("/api", include_in_schema=False)
    async def endpoints() -> FileResponse:
        return FileResponse(_STATIC / "api.html", headers=_REVALIDATED)

    @app.get("/static/plotly.min.js", include_in_schema=False)
    async def charts() -> FileResponse:
        return FileResponse(plotly, media_type="text/javascript", headers=_REVALIDATED)

    app.mount("/static", _Revalidated(directory=_STATIC), name="static")


_REVALIDATED = {"cache-control": "no-cache"}  # kept, but asked for again: an update shows at once


class _Revalidated(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_REVALIDATED)
        return response


def _answer(status: int) -> Callable[[Request, Exception], JSONResponse]:
    def answer(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status)

    return answer


def _no_route(request: Request, error: Exception) -> JSONResponse:
    """Say that nothing answers here, or not to this method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type alone
    address = request.url.path
    said = {
        404: f"there is no {address}; GET /api lists what there is",
        405: f"{address} does not answer {request.method}; GET /api says how to ask",
    }
    return JSONResponse(
        {"error": said.get(error.status_code, error.detail)}, error.status_code, error.headers
    )


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Say in one sentence which parameters cannot be used and why."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type alone
    said = []
    for one in error.errors():
        where = ".".join(str(part) for part in one["loc"][1:]) or "the query"
        message = str(one["msg"]).removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            message = "is not a parameter here; GET /api lists them"
        said.append(f"{where}: {message}")
    return JSONResponse({"error": "; ".join(said)}, 400)


def _document(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        own = document.setdefault("components", {}).get("schemas", {})
        bodies = {name: own[name] for name in own if name not in _FASTAPI_ERRORS}
        document["components"]["schemas"] = bodies | component_schemas()
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("422", None)  # FastAPI's own; `_invalid` answers 400
        app.openapi_schema = document
    return app.openapi_schema
