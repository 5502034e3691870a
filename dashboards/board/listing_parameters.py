"""The query strings of lists, checked once at the border, and the queries they ask."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from contract.kpi import KpiLevel, Window
from contract.trade_measures import TRADE_MEASURES
from dashboards.board.listing_queries import (
    ChangeQuery,
    ChangeWindow,
    DictionaryQuery,
    KpisBy,
    KpisQuery,
    LossesQuery,
    LossKey,
    LossShow,
    OrderShow,
    OrdersQuery,
    SpcQuery,
    SpcShow,
    StopShow,
    StopsQuery,
    TradeBy,
    TradeQuery,
    View,
)
from dashboards.board.parameters import Parameters, RangeParameters, TableFormat
from dashboards.board.times import Instant

MOST_ROWS = 10_000
_DEFAULT_ROWS = 1_000
PlacePath = Annotated[
    str,
    Field(
        min_length=1,
        max_length=400,
        description="enterprise/site/area/line/unit, a shorter one, or the end of one",
        examples=["filler"],
    ),
]

_Seconds = Annotated[
    float, Field(gt=0, le=86_400, description="delays shorter than this are minor")
]
_Word = Annotated[str, Field(min_length=1, max_length=256)]


def _known_measure(name: str) -> str:
    if name not in TRADE_MEASURES:
        raise ValueError(f"{name!r} must be one of {', '.join(TRADE_MEASURES)}")
    return name


Measure = Annotated[
    str, AfterValidator(_known_measure), WithJsonSchema({"enum": list(TRADE_MEASURES)})
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

    path: PlacePath | None = None


class KpiParameters(ListParameters):
    """Which KPIs: per window of a level, or of orders, products or crews over the range."""

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


class LossParameters(ListParameters):
    """Which losses: of a level, split by keys (`by` may be given again), in one of five forms."""

    level: KpiLevel = "line"
    by: Annotated[list[LossKey], Field(max_length=8, default_factory=list)]
    window: Window | None = None
    show: LossShow = "sums"
    minor_below_s: _Seconds | None = None

    @property
    def asked(self) -> LossesQuery:
        """The query."""
        return LossesQuery(
            level=self.level,
            by=tuple(dict.fromkeys(self.by)),
            window=self.window,
            show=self.show,
            minor_below_s=self.minor_below_s,
            path=self.path,
            start=self.start,
            end=self.end,
        )


class StopParameters(ListParameters):
    """Which stops; microstops need `shorter_than_s`."""

    shorter_than_s: _Seconds | None = None
    show: StopShow = "stops"

    @property
    def asked(self) -> StopsQuery:
        """The query."""
        return StopsQuery(
            shorter_than_s=self.shorter_than_s,
            show=self.show,
            path=self.path,
            start=self.start,
            end=self.end,
        )


class TradeParameters(ListParameters):
    """Which measures of the trades (`measure` may be given again); GET /dictionary lists them."""

    measure: Annotated[list[Measure], Field(max_length=40, default_factory=list)]
    level: Literal["unit", "line"] | None = None
    by: TradeBy | None = None
    window: Window | None = None

    @property
    def asked(self) -> TradeQuery:
        """The query."""
        return TradeQuery(
            measure=tuple(self.measure),
            level=self.level,
            by=self.by,
            window=self.window,
            path=self.path,
            start=self.start,
            end=self.end,
        )


class SpcParameters(ListParameters):
    """Which control charts, and what of them."""

    characteristic: _Word | None = None
    product: _Word | None = None
    show: SpcShow = "points"

    @property
    def asked(self) -> SpcQuery:
        """The query."""
        return SpcQuery(
            characteristic=self.characteristic,
            product=self.product,
            show=self.show,
            path=self.path,
            start=self.start,
            end=self.end,
        )


class OrderParameters(ListParameters):
    """Which orders, or their sums per line."""

    show: OrderShow = "orders"

    @property
    def asked(self) -> OrdersQuery:
        """The query."""
        return OrdersQuery(show=self.show, path=self.path, start=self.start, end=self.end)


class ChangeParameters(ListParameters):
    """Which period of a unit, line or site: a window, or from and to; without path, every line."""

    window: ChangeWindow | None = None
    at: Instant | None = None

    @property
    def asked(self) -> ChangeQuery:
        """The query."""
        return ChangeQuery(
            window=self.window, at=self.at, path=self.path, start=self.start, end=self.end
        )


class DictionaryParameters(PageParameters):
    """The dictionary of all columns."""

    @property
    def asked(self) -> DictionaryQuery:
        """The query."""
        return DictionaryQuery()
