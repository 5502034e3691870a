"""The query strings of lists, checked once at the border, and the queries they ask."""

from typing import Annotated

from pydantic import Field

from contract.kpi import Window
from dashboards.board.listing_queries import (
    DictionaryQuery,
    KpisBy,
    KpisQuery,
    View,
)
from dashboards.board.parameters import Parameters, RangeParameters, TableFormat
from dashboards.board.times import Instant

MOST_ROWS = 10_000
_DEFAULT_ROWS = 1_000
_Path = Annotated[
    str,
    Field(
        min_length=1,
        max_length=400,
        description="enterprise/site/area/line/unit, a shorter one, or the end of one",
        examples=["filler"],
    ),
]


class PageParameters(Parameters):
    """In which format, and which page; JSON comes in pages, a file is whole unless limited."""

    format: TableFormat | None = None
    limit: Annotated[int | None, Field(ge=1, le=MOST_ROWS, description="rows of a page")] = None
    after: Annotated[
        str | None,
        Field(min_length=1, max_length=2000, description="mark of the last row before the page"),
    ] = None

    def rows_of(self, form: TableFormat) -> int | None:
        """Return how many rows an answer in this format has at most, None for all."""
        return self.limit or (_DEFAULT_ROWS if form == "json" else None)


class ListParameters(PageParameters, RangeParameters):
    """What every list but the dictionary can be asked for."""

    path: _Path | None = None


class KpiParameters(ListParameters):
    """Which KPIs: per window of a level, or of orders or products over the range."""

    by: KpisBy = "line"
    window: Window | None = None
    as_of: Instant | None = None
    view: View = "iso"

    @property
    def asked(self) -> KpisQuery:
        """The query."""
        return KpisQuery(
            by=self.by,
            window=self.window,
            as_of=self.as_of,
            view=self.view,
            path=self.path,
            start=self.start,
            end=self.end,
        )


class DictionaryParameters(PageParameters):
    """The dictionary of all columns."""

    @property
    def asked(self) -> DictionaryQuery:
        """The query."""
        return DictionaryQuery()
