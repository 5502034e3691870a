"""What a list is asked for, one struct per list.

Start and end are ms UTC; a path keeps what is at or below it. The tag is the name of the route,
`listing` that of the columns of the answer.
"""

from datetime import date
from typing import Literal

import msgspec

from contract.kpi import KpiLevel, Window
from contract.rates import Period, RateLevel

KpisBy = Literal["unit", "line", "site", "all", "order", "product", "crew"]
View = Literal["iso", "teep", "smrp", "tpm"]
LossKey = Literal[
    "leaf", "loss_group", "attribution", "reason", "root_unit", "order", "product", "shift"
]
LossShow = Literal["sums", "pareto_duration", "pareto_count", "waterfall", "six_big"]
StopShow = Literal["stops", "microstops"]
TradeBy = Literal["shift", "order", "product"]
SpcShow = Literal["points", "alarms", "capability"]
OrderShow = Literal["orders", "summary"]
ChangeWindow = Literal["shift", "day", "week"]
RatesOf = RateLevel | Literal["all"]
GreenBy = Literal["leaf", "product", "order", "unit", "shift"]


class _Ranged(msgspec.Struct, frozen=True, kw_only=True):
    start: int | None = None
    end: int | None = None
    path: str | None = None


class KpisQuery(_Ranged, frozen=True, kw_only=True, tag="kpi"):
    """KPIs per window of a level, or of orders, products or crews over the whole range.

    Args:
        by: a level, `all` of them, or what segments are summed by.
        window: of a level; None is a shift.
        as_of: what was known then, ms of the wall clock; None is the latest.
        view: whose KPIs stand beside those of ISO 22400-2.
    """

    by: KpisBy = "line"
    window: Window | None = None
    as_of: int | None = None
    view: View = "iso"

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "kpi"


class LossesQuery(_Ranged, frozen=True, kw_only=True, tag="losses"):
    """Where time went: sums, a Pareto, the waterfall or the six big losses.

    Args:
        level: whose losses.
        by: what they are split by; empty is the loss group, of a Pareto the reason.
        window: per window of this kind; None is the whole range.
        show: in which form.
        minor_below_s: of the six big losses: shorter delays are minor stops.
    """

    level: KpiLevel = "line"
    by: tuple[LossKey, ...] = ()
    window: Window | None = None
    show: LossShow = "sums"
    minor_below_s: float | None = None

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return {"sums": "losses", "waterfall": "waterfall", "six_big": "six_big"}.get(
            self.show, "pareto"
        )


class StopsQuery(_Ranged, frozen=True, kw_only=True, tag="stops"):
    """Stops that meet the range, or the microstops of each unit.

    Args:
        shorter_than_s: only delays shorter than this; microstops need it.
        show: each stop, or microstops counted per unit.
    """

    shorter_than_s: float | None = None
    show: StopShow = "stops"

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return self.show


class TradeQuery(_Ranged, frozen=True, kw_only=True, tag="trade"):
    """Measures of the trades.

    Args:
        measure: ids of the catalogue; empty is all.
        level: of units or of lines; None is both.
        by: what splits them beside their parts.
        window: per window of this kind; None is the whole range.
    """

    measure: tuple[str, ...] = ()
    level: Literal["unit", "line"] | None = None
    by: TradeBy | None = None
    window: Window | None = None

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "trade"


class SpcQuery(_Ranged, frozen=True, kw_only=True, tag="spc"):
    """Control charts: points, those that broke a rule, or what a process can hold.

    Args:
        characteristic: what is charted; None is all.
        product: None is all.
        show: what of the charts.
    """

    characteristic: str | None = None
    product: str | None = None
    show: SpcShow = "points"

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "capability" if self.show == "capability" else "spc"


class OrdersQuery(_Ranged, frozen=True, kw_only=True, tag="orders"):
    """Orders of lines that were due in the range or worked on in it.

    Args:
        show: each order, or schedule adherence and produced against plan per line.
    """

    show: OrderShow = "orders"

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "adherence" if self.show == "summary" else "orders"


class ChangeQuery(_Ranged, frozen=True, kw_only=True, tag="change"):
    """A period of a place against the last; without a path, of every line.

    With start and end it is that range against the equally long one before, else a window.

    Args:
        window: against the one of its kind before; None is a shift.
        at: an instant in the window, ms UTC; None is the newest window that is closed.
    """

    window: ChangeWindow | None = None
    at: int | None = None

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "change"


class AutomationQuery(_Ranged, frozen=True, kw_only=True, tag="automation"):
    """Rates of automation of the periods that meet the range.

    Args:
        level: of a row; None is that of the path, a site without one.
        period: kind of period.
        rate: ids of the catalogue; empty is all.
    """

    level: RatesOf | None = None
    period: Period = "day"
    rate: tuple[str, ...] = ()

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "automation"


class GreenQuery(_Ranged, frozen=True, kw_only=True, tag="green"):
    """Green measures of the periods that meet the range, or split over the whole of it.

    Args:
        level: of a row; None is that of the path, a site without one.
        period: kind of period.
        measure: ids of the catalogue; empty is all.
        by: parts instead of wholes: time leaves or units of a period, or what segments of the whole
            range are summed by.
    """

    level: RatesOf | None = None
    period: Period = "day"
    measure: tuple[str, ...] = ()
    by: GreenBy | None = None

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "green"


class PlanQuery(msgspec.Struct, frozen=True, kw_only=True, tag="automation/plan"):
    """Which machines of a place to connect next, by the rates of one period.

    Args:
        path: a line, site or enterprise.
        period: kind of period.
        day: a production day in it; None is the newest.
    """

    path: str
    period: Period = "day"
    day: date | None = None

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "plan"


IndexLevel = Literal["unit", "sector", "region"]
IndexWindow = Literal["month", "quarter", "year"]


class IndexQuery(msgspec.Struct, frozen=True, kw_only=True, tag="index/values"):
    """Which rows of kept indices.

    Args:
        level: None is every one.
        window: kind of period.
        period: None is every one of the kind.
        node: indicators, dimensions and `index`; empty is all.
        unit: empty is all.
    """

    level: IndexLevel | None = None
    window: IndexWindow = "quarter"
    period: str | None = None
    node: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "index"


class IndexCatalogueQuery(msgspec.Struct, frozen=True, tag="index/catalogue"):
    """What the indicators of the index are."""

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "index_catalogue"


class DictionaryQuery(msgspec.Struct, frozen=True, tag="dictionary"):
    """What every column of every list means."""

    @property
    def listing(self) -> str:
        """Which columns answer it."""
        return "dictionary"


ListingQuery = (
    KpisQuery
    | LossesQuery
    | StopsQuery
    | TradeQuery
    | SpcQuery
    | OrdersQuery
    | ChangeQuery
    | AutomationQuery
    | GreenQuery
    | PlanQuery
    | IndexQuery
    | IndexCatalogueQuery
    | DictionaryQuery
)
