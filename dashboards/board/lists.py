"""Answers of lists: a page in JSON, or a file, with a link to what comes behind it."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from dashboards.board.formats import choose_format
from dashboards.board.listing_parameters import PageParameters
from dashboards.board.listing_queries import ListingQuery
from dashboards.board.paging import page_of
from dashboards.board.reader import KpiReader
from dashboards.board.table_answers import Export, table_answer


@dataclass(frozen=True, slots=True)
class Lists:
    """The reader of lists, and how their rows become bytes."""

    kpis: KpiReader
    export: Export

    def answer(self, request: Request, page: PageParameters, query: ListingQuery) -> Response:
        """Ask the reader and answer with a page, or with a file."""
        form = choose_format(page.format, request.headers.get("accept", ""))
        listed = self.kpis.listed(query)
        found = page_of(listed.rows, listed.keys, limit=page.rows_of(form), after=page.after)
        link = ""
        if found.after is not None:
            url = request.url.include_query_params(after=found.after)
            link = f"{url.path}?{url.query}"
        body = self.export(found.rows, form, listed.listing)
        return table_answer(body, form, listed.listing, link=link)
