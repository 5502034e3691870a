"""One question of each kind for every list, for tests that go through all of them."""

from dashboards.board.listing_queries import (
    DictionaryQuery,
    KpisQuery,
    ListingQuery,
    LossesQuery,
    SpcQuery,
    StopsQuery,
    TradeQuery,
)

LIST_QUERIES: tuple[ListingQuery, ...] = (
    KpisQuery(by="all"),
    KpisQuery(by="unit", window="hour", view="smrp", path="filler"),
    KpisQuery(by="line", window="day", view="tpm"),
    KpisQuery(by="site", as_of=2**42, view="teep"),
    KpisQuery(by="order"),
    KpisQuery(by="product", path="bottling/line-1"),
    KpisQuery(by="crew"),
    LossesQuery(),
    LossesQuery(level="unit", by=("attribution", "root_unit", "order"), window="hour"),
    LossesQuery(level="site", show="pareto_duration"),
    LossesQuery(level="unit", show="pareto_count", window="shift"),
    LossesQuery(show="waterfall"),
    LossesQuery(level="unit", show="six_big", minor_below_s=60.0),
    StopsQuery(),
    StopsQuery(shorter_than_s=60.0, show="microstops"),
    TradeQuery(),
    TradeQuery(by="product", window="hour"),
    SpcQuery(),
    SpcQuery(show="capability"),
    DictionaryQuery(),
)
