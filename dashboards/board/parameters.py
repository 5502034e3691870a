"""The query strings of the API, checked once at the border; an unknown parameter is refused."""

import re
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from contract.kpi import KpiLevel, Window
from dashboards.board.times import Instant, spell_time
from dashboards.report.model import ReportKind

TableFormat = Literal["json", "csv", "parquet", "xlsx"]
_Path = Annotated[
    str,
    Field(
        min_length=1,
        max_length=400,
        description="enterprise/site/area/line/unit, or the end of one",
    ),
]


class Parameters(BaseModel):
    """Root of all parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class RangeParameters(Parameters):
    """A range of time; without `from` it begins with the data, without `to` it ends now."""

    start: Annotated[Instant | None, Field(alias="from")] = None
    end: Annotated[Instant | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(
                f"to={spell_time(self.end)} must lie after from={spell_time(self.start)}"
            )
        return self


class OeeParameters(RangeParameters):
    """Which KPI rows, and in which format (the Accept header is asked when it is absent)."""

    by: KpiLevel = "line"
    window: Window = "shift"
    path: _Path | None = None
    format: TableFormat | None = None


class TimelineParameters(RangeParameters):
    """Which part of a unit's timeline; at most 31 days."""

    start: Annotated[Instant, Field(alias="from")]
    end: Annotated[Instant, Field(alias="to")]

    @model_validator(mode="after")
    def _not_too_long(self) -> Self:
        if self.end - self.start > 31 * 86_400_000:
            raise ValueError("from and to lie more than 31 days apart; ask for less at a time")
        return self


class RecomputeParameters(RangeParameters):
    """Which event times of a line are computed again."""

    path: _Path
    start: Annotated[Instant, Field(alias="from")]
    end: Annotated[Instant, Field(alias="to")]


_TWO_REVISIONS = r"^[1-9][0-9]{0,4},[1-9][0-9]{0,4}$"


def _two_revisions(text: str) -> str:
    if re.fullmatch(_TWO_REVISIONS, text) is None:
        raise ValueError(f"{text!r}: write two numbers of closed revisions, such as 1,2")
    return text


Revisions = Annotated[
    str,
    AfterValidator(_two_revisions),
    WithJsonSchema({"type": "string", "pattern": _TWO_REVISIONS, "examples": ["1,2"]}),
]


class ExplainParameters(Parameters):
    """Which KPI set is explained; without `at` the newest one. `revisions` compares two of it."""

    path: _Path
    at: Instant | None = None
    window: Window = "shift"
    revisions: Revisions | None = None
    format: Literal["json", "text"] | None = None

    @property
    def two_revisions(self) -> tuple[int, int] | None:
        """The two numbers of `revisions`."""
        if self.revisions is None:
            return None
        old, new = self.revisions.split(",")
        return int(old), int(new)


class ReportParameters(Parameters):
    """Which window of a site a report is of; without `at` the newest one."""

    site: _Path
    window: ReportKind = "shift"
    at: Instant | None = None


class ReasonBody(Parameters):
    """A reason that somebody gives later for the stops of a unit.

    Without `end` it is for the one stop that holds `start`. An empty reason gives the word back to
    the machine; `force` replaces a reason of the machine's own, too.
    """

    path: _Path
    start: Instant
    end: Instant | None = None
    reason: Annotated[str, Field(max_length=64, examples=["bottle_jam"])]
    by: Annotated[str, Field(max_length=64, description="a pseudonym, no name")] = ""
    force: bool = False


class AuditParameters(Parameters):
    """In which format conservation is told."""

    format: TableFormat | None = None


class DeadLetterParameters(Parameters):
    """Which dead letters, and in which format."""

    resolved: bool = False
    format: TableFormat | None = None
