"""The routes of rates of automation and green measures: lists, and what explains one of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contract.rates import RateSeries
from dashboards.board.explanations import explanation_answer
from dashboards.board.lists import Lists
from dashboards.board.rate_parameters import (
    AutomationParameters,
    GreenParameters,
    Measure,
    PlanParameters,
    Rate,
    RateExplainParameters,
)
from dashboards.board.reader import KpiReader
from dashboards.board.schemas import answers, page_answers
from dashboards.board.table_answers import Export


def rate_routes(kpis: KpiReader, export: Export) -> APIRouter:
    """Return the routes of rates."""
    router = APIRouter(prefix="/api/v1", tags=["Rates"])
    answer = Lists(kpis, export).answer

    @router.get("/automation", responses=page_answers("rates of automation"))
    def automation(request: Request, query: Annotated[AutomationParameters, Query()]) -> Response:
        """Return rates of automation per period: observed beside declared, with bounds and status.

        Without `level` those of the place that `path` names, or of every site.
        """
        return answer(request, query, query.asked)

    @router.get("/green", responses=page_answers("green measures"))
    def green(request: Request, query: Annotated[GreenParameters, Query()]) -> Response:
        """Return energy, water, emissions and material per good item and period, with bounds.

        `by` splits them by time leaf or unit, or the whole range by product, order or shift.
        """
        return answer(request, query, query.asked)

    @router.get("/automation/plan", responses=page_answers("machines to connect"))
    def plan(request: Request, query: Annotated[PlanParameters, Query()]) -> Response:
        """Return which machines to connect next, the best gain first, and what each needs."""
        return answer(request, query, query.asked)

    def explained(
        request: Request, series: RateSeries, name: str, query: RateExplainParameters
    ) -> Response:
        found = kpis.explain_rate(series, name, path=query.path, period=query.period, day=query.day)
        return explanation_answer(request, found, query.format)

    @router.get("/automation/explain/{rate}", responses=answers("Explanation", text=True))
    def automation_explained(
        request: Request, rate: Rate, query: Annotated[RateExplainParameters, Query()]
    ) -> Response:
        """Explain a rate of a line, site or enterprise: what each machine and order adds to it."""
        return explained(request, "automation", rate, query)

    @router.get("/green/explain/{measure}", responses=answers("Explanation", text=True))
    def green_explained(
        request: Request, measure: Measure, query: Annotated[RateExplainParameters, Query()]
    ) -> Response:
        """Explain a green measure: what each machine adds to it."""
        return explained(request, "green", measure, query)

    return router
