"""The query strings of rates of automation and green measures, and the queries they ask."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from contract.automation_rates import AUTOMATION_RATE
from contract.green_measures import GREEN_MEASURE
from contract.rates import Period, RateDefinition
from dashboards.board.listing_parameters import ListParameters, PageParameters, PlacePath
from dashboards.board.listing_queries import (
    AutomationQuery,
    GreenBy,
    GreenQuery,
    PlanQuery,
    RatesOf,
)
from dashboards.board.parameters import Parameters


def _known(catalogue: Mapping[str, RateDefinition]) -> Callable[[str], str]:
    def known(name: str) -> str:
        if name not in catalogue:
            raise ValueError(f"{name!r} must be one of {', '.join(catalogue)}")
        return name

    return known


Rate = Annotated[
    str, AfterValidator(_known(AUTOMATION_RATE)), WithJsonSchema({"enum": list(AUTOMATION_RATE)})
]
Measure = Annotated[
    str, AfterValidator(_known(GREEN_MEASURE)), WithJsonSchema({"enum": list(GREEN_MEASURE)})
]


class AutomationParameters(ListParameters):
    """Which rates of automation (`rate` may be given again); GET /dictionary lists them."""

    level: RatesOf | None = None
    period: Period = "day"
    rate: Annotated[list[Rate], Field(max_length=40, default_factory=list)]

    @property
    def asked(self) -> AutomationQuery:
        """The query."""
        return AutomationQuery(
            level=self.level,
            period=self.period,
            rate=tuple(self.rate),
            path=self.path,
            start=self.start,
            end=self.end,
        )


class GreenParameters(ListParameters):
    """Which green measures (`measure` may be given again), and by what they are split."""

    level: RatesOf | None = None
    period: Period = "day"
    measure: Annotated[list[Measure], Field(max_length=40, default_factory=list)]
    by: GreenBy | None = None

    @property
    def asked(self) -> GreenQuery:
        """The query."""
        return GreenQuery(
            level=self.level,
            period=self.period,
            measure=tuple(self.measure),
            by=self.by,
            path=self.path,
            start=self.start,
            end=self.end,
        )


class OnePeriodParameters(Parameters):
    """Which place and period; without `date` the newest."""

    path: PlacePath
    period: Period = "day"
    day: Annotated[
        date | None,
        Field(alias="date", description="a production day in the period", examples=["2026-03-02"]),
    ] = None


class PlanParameters(OnePeriodParameters, PageParameters):
    """Of which place a plan is, and by the rates of which period."""

    @property
    def asked(self) -> PlanQuery:
        """The query."""
        return PlanQuery(path=self.path, period=self.period, day=self.day)


class RateExplainParameters(OnePeriodParameters):
    """Which place and period of a rate is explained; without `date` the newest."""

    format: Literal["json", "text"] | None = None
