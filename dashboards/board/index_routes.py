"""The routes of kept indices."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboards.board.index_parameters import IndexParameters
from dashboards.board.lists import Lists
from dashboards.board.reader import KpiReader
from dashboards.board.schemas import page_answers
from dashboards.board.table_answers import Export


def index_routes(kpis: KpiReader, export: Export) -> APIRouter:
    """Return the routes of indices."""
    router = APIRouter(prefix="/api/v1/index", tags=["Index"])
    answer = Lists(kpis, export).answer

    @router.get("/values", responses=page_answers("values of an index"))
    def values(request: Request, query: Annotated[IndexParameters, Query()]) -> Response:
        """Return kept indices: values and scores of nodes, with bands, places and what is measured.

        The anchors 103.8 and 177.4 are official numbers, the position between them is ours; scores
        are not comparable with the published 125.8 except by construction at the anchors.
        """
        return answer(request, query, query.asked)

    return router
