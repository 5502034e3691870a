"""One alert rule, as a row: a query of the live world, a limit, and words in both languages."""

from dataclasses import dataclass
from typing import Literal

from dashboards.grafana.influxql import Select
from dashboards.grafana.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: fires when `reducer` of `select` is beyond `limit` for `lasting`.

    `nothing` is the state when the query finds no series, `broken` when it cannot be asked.
    `page` and `given` make the link; label names in braces are filled in from the series.
    """

    uid: str
    title: Text
    summary: Text
    select: Select
    reducer: Literal["last", "max", "sum"]
    beyond: Literal["gt", "lt"]
    limit: float
    lasting: str
    severity: Literal["warning", "critical"]
    page: str
    given: tuple[tuple[str, str], ...] = ()
    nothing: Literal["OK", "Alerting"] = "OK"
    broken: Literal["Error", "Alerting"] = "Error"
    look_back_s: int = 3600
