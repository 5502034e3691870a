"""The routes of lists under /api/v1: parameters in, the reader asked, a page out in any format.

Handlers are plain functions, so that they run on worker threads.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboards.board.listing_parameters import (
    ChangeParameters,
    DictionaryParameters,
    KpiParameters,
    LossParameters,
    OrderParameters,
    SpcParameters,
    StopParameters,
    TradeParameters,
)
from dashboards.board.lists import Lists
from dashboards.board.reader import KpiReader
from dashboards.board.schemas import page_answers
from dashboards.board.table_answers import Export


def listing_routes(kpis: KpiReader, export: Export) -> APIRouter:
    """Return the routes of lists."""
    router = APIRouter(prefix="/api/v1", tags=["Lists"])
    answer = Lists(kpis, export).answer

    @router.get("/kpi", responses=page_answers("KPI rows"))
    def kpi(request: Request, query: Annotated[KpiParameters, Query()]) -> Response:
        """Return KPIs (ISO 22400-2) per window of a level, or of orders, products or crews.

        `as_of` answers with what was known then; `view` adds TEEP, SMRP or TPM to strict ISO.
        """
        return answer(request, query, query.asked)

    @router.get("/losses", responses=page_answers("losses"))
    def losses(request: Request, query: Annotated[LossParameters, Query()]) -> Response:
        """Return where time went: sums by group, attribution or reason, a Pareto, the waterfall.

        The rows of a place add up to its time. Names stand in English and Chinese.
        """
        return answer(request, query, query.asked)

    @router.get("/stops", responses=page_answers("stops"))
    def stops(request: Request, query: Annotated[StopParameters, Query()]) -> Response:
        """Return stops with start, length, reason, order and shift, or the microstops per unit."""
        return answer(request, query, query.asked)

    @router.get("/trade", responses=page_answers("measures of the trades"))
    def trade(request: Request, query: Annotated[TradeParameters, Query()]) -> Response:
        """Return the measures of bottling, sewing and furniture, such as line efficiency."""
        return answer(request, query, query.asked)

    @router.get("/spc", responses=page_answers("points of control charts"))
    def spc(request: Request, query: Annotated[SpcParameters, Query()]) -> Response:
        """Return points of control charts, the alarms among them, or what processes hold."""
        return answer(request, query, query.asked)

    @router.get("/orders", responses=page_answers("orders"))
    def orders(request: Request, query: Annotated[OrderParameters, Query()]) -> Response:
        """Return orders as planned and as they went, or schedule adherence per line.

        `show=summary` adds up the orders that had to end in the range.
        """
        return answer(request, query, query.asked)

    @router.get("/change", responses=page_answers("changes of OEE"))
    def change(request: Request, query: Annotated[ChangeParameters, Query()]) -> Response:
        """Return what OEE changed by against the period before, and what brought it.

        The newest closed window (or that at `at`) against the last, or `from` and `to` against the
        equally long stretch before. The effects of factors, and of losses, add up to the change.
        """
        return answer(request, query, query.asked)

    @router.get("/dictionary", responses=page_answers("columns"))
    def dictionary(request: Request, query: Annotated[DictionaryParameters, Query()]) -> Response:
        """Return what every column of every list means, in English and Chinese, with formulas."""
        return answer(request, query, query.asked)

    return router
