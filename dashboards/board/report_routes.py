"""The route of reports: one page per shift or day of a site."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboards.board.parameters import ReportParameters
from dashboards.board.reader import KpiReader
from dashboards.board.schemas import refusals


def report_routes(kpis: KpiReader) -> APIRouter:
    """Return the route of reports."""
    router = APIRouter(prefix="/api/v1", tags=["Lists"])
    page = {"description": "a self-contained page", "content": {"text/html": {}}}

    @router.get("/report", response_class=HTMLResponse, responses={200: page, **refusals()})
    def report(query: Annotated[ReportParameters, Query()]) -> HTMLResponse:
        """Return the report of a site's shift or day, in English and Chinese, ready to print."""
        return HTMLResponse(kpis.report(query.site, kind=query.window, at=query.at))

    return router
