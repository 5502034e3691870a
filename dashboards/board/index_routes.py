"""The routes of kept indices: lists, and what explains one of them or its change."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboards.board.explanations import explanation_answer
from dashboards.board.index_parameters import (
    IndexCatalogueParameters,
    IndexCompareParameters,
    IndexExplainParameters,
    IndexParameters,
)
from dashboards.board.lists import Lists
from dashboards.board.reader import KpiReader
from dashboards.board.schemas import answers, page_answers
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

    @router.get("/catalogue", responses=page_answers("indicators of the index"))
    def catalogue(
        request: Request, query: Annotated[IndexCatalogueParameters, Query()]
    ) -> Response:
        """Return the 28 indicators: formula, definition, unit, direction, references, roll-up.

        `reference` (national) and `benchmark` come with source, date and status: `published` as it
        stands, or `assumed` for a demonstration; `..._mismatch` names in what a reference is of
        something else than a region's value. `measurement` tells machines from records and
        surveys, `basis` whose formula it is. Which indicators these are is our design, not the
        official list.
        """
        return answer(request, query, query.asked)

    @router.get("/explain", responses=answers("Explanation", text=True))
    def explain(request: Request, query: Annotated[IndexExplainParameters, Query()]) -> Response:
        """Explain a kept index: every node with what it adds, the three strongest and weakest.

        `nodes` have value, status, source, score, weight, reference and benchmark; `contribution`
        is weight times score and adds up to the index (where `adds_up` is false, `why_not` says
        why); `against_national` is points won or lost against the national references. Anchors come
        with the statement of what is comparable.
        """
        found = kpis.explain_index(query.unit, period=query.period)
        return explanation_answer(request, found, query.format)

    @router.get("/compare", responses=answers("Explanation", text=True))
    def compare(request: Request, query: Annotated[IndexCompareParameters, Query()]) -> Response:
        """Explain what changed of a kept index between two periods, and which indicators did it.

        `nodes` have score, growth and place of both; `effect` is in points of the index and adds up
        to its change (where `adds_up` is false, `why_not` says why). For the region `units` and
        `sectors` tell who moved, entered or left.
        """
        found = kpis.compare_index(query.unit, first=query.first, second=query.second)
        return explanation_answer(request, found, query.format)

    return router
