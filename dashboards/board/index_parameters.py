"""The query string of kept indices, and the query that it asks."""

from typing import Annotated, Literal

from pydantic import Field

from dashboards.board.listing_parameters import PageParameters
from dashboards.board.listing_queries import (
    IndexCatalogueQuery,
    IndexLevel,
    IndexQuery,
    IndexWindow,
)
from dashboards.board.parameters import Parameters

_Word = Annotated[str, Field(min_length=1, max_length=256)]
_Period = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-(Q[1-4]|0[1-9]|1[0-2]))?$",
        description="2026-03, 2026-Q1 or 2026; without it all of the kind",
        examples=["2026-Q1"],
    ),
]
_OnePeriod = Annotated[
    str,
    Field(
        pattern=r"^20[0-9]{2}(-(Q[1-4]|0[1-9]|1[0-2]))?$",
        description="2026-03, 2026-Q1 or 2026",
        examples=["2026-Q1"],
    ),
]
_Unit = Annotated[
    str,
    Field(
        min_length=1,
        max_length=256,
        description="a unit, sector or `region`; of a path its beginning will do",
        examples=["region"],
    ),
]


class IndexParameters(PageParameters):
    """Which rows of an index (`node` and `unit` may be given again)."""

    level: IndexLevel | None = None
    window: IndexWindow = "quarter"
    period: _Period | None = None
    node: Annotated[list[_Word], Field(max_length=40, default_factory=list)]
    unit: Annotated[list[_Word], Field(max_length=100, default_factory=list)]

    @property
    def asked(self) -> IndexQuery:
        """The query."""
        return IndexQuery(
            level=self.level,
            window=self.window,
            period=self.period,
            node=tuple(self.node),
            unit=tuple(self.unit),
        )


class IndexCatalogueParameters(PageParameters):
    """In which format the indicators are told."""

    @property
    def asked(self) -> IndexCatalogueQuery:
        """The query."""
        return IndexCatalogueQuery()


class _OfOneParameters(Parameters):
    """Whose index, and in which form."""

    unit: _Unit = "region"
    format: Literal["json", "text"] | None = None


class IndexExplainParameters(_OfOneParameters):
    """Whose index of which period; without `period` the newest that is kept."""

    period: _OnePeriod | None = None


class IndexCompareParameters(_OfOneParameters):
    """Whose index, from which period to which."""

    first: Annotated[_OnePeriod, Field(alias="from")]
    second: Annotated[_OnePeriod, Field(alias="to")]
