"""One question of each kind for every list, for tests that go through all of them."""

from dashboards.board.listing_queries import (
    AutomationQuery,
    ChangeQuery,
    DictionaryQuery,
    GreenQuery,
    IndexQuery,
    KpisQuery,
    ListingQuery,
    LossesQuery,
    OrdersQuery,
    PlanQuery,
    SpcQuery,
    StopsQuery,
    TradeQuery,
)

# The worlds of these tests begin at 2026-03-02 06:00 in Shanghai.
_QUARTER_MS = 900_000
_START = 1_772_402_400_000

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
    OrdersQuery(),
    OrdersQuery(end=_START + 40 * _QUARTER_MS, path="line-1"),
    OrdersQuery(show="summary"),
    ChangeQuery(start=_START + _QUARTER_MS, end=_START + 2 * _QUARTER_MS),
    AutomationQuery(),
    AutomationQuery(level="all", period="month"),
    GreenQuery(),
    GreenQuery(by="unit", period="week"),
    GreenQuery(by="product", level="line"),
    GreenQuery(by="order", path="line-1", measure=("energy_kwh_per_item",)),
    GreenQuery(by="shift", level="enterprise"),
    GreenQuery(by="product", level="unit", path="line-1"),
    PlanQuery(path="chongqing"),
    IndexQuery(),
    DictionaryQuery(),
)
