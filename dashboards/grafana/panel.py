"""What a dashboard is made of, as rows of tables; `grafana_json` turns them into Grafana's JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dashboards.grafana.influxql import Select
from dashboards.grafana.texts import Language, Text, same

Kind = Literal[
    "stat", "bargauge", "timeseries", "state-timeline", "table", "barchart", "piechart", "text"
]
Look = Literal["lines", "bars", "stacked", "steps"]
# Which names a value is shown under: `state` for codes, the others for words.
Names = Literal[
    "state",
    "leaf",
    "reason",
    "cause",
    "attribution",
    "root",
    "waited_for",
    "yes_no",
    "rate",
    "status",
]
WHOLE_WIDTH = 24
# A series is called by its machine unless a query says otherwise.
PER_UNIT = same("$tag_work_unit")
# What Grafana calls the columns of reduced series: name, smallest value, distance to the largest.
FLOATING_NAME, FLOATING_FOOT, FLOATING_LENGTH = "Field", "Min", "Range"
Steps = tuple[tuple[float | None, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another dashboard; time range and variables go along.

    `given` sets variables from the clicked row or series, `span` the time range from two of its
    columns.
    """

    title: Text
    dashboard: str
    given: Mapping[str, str] = field(default_factory=dict)
    span: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query of a panel; `alias` is a legend text and may hold `$tag_` names and `$col`."""

    select: Select
    alias: Text = PER_UNIT
    table: bool = False
    colour: str = ""
    steps: Steps = ()
    unit: str | Text = ""
    decimals: int | None = None
    dashed: bool = False
    points: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How one column of an answer is shown, by its name in the query."""

    name: str
    title: Text
    unit: str = ""
    decimals: int | None = None
    width: int | None = None
    colour: str = ""
    steps: Steps = ()
    names: Names | None = None
    link: Link | None = None
    hidden: bool = False
    # Takes its place and is not seen: what a floating bar stands on.
    invisible: bool = False
    # Shown on pages of this language only.
    only: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel: title, what it says and why, its queries and its look."""

    kind: Kind
    title: Text
    description: Text
    width: int
    height: int
    queries: tuple[Query, ...] = ()
    columns: tuple[Column, ...] = ()
    no_value: Text | None = None
    unit: str | Text = "none"
    decimals: int = 0
    least: float | None = None
    most: float | None = None
    steps: Steps = ()
    names: Names | None = None
    look: Look = "lines"
    axis: Text | None = None
    every: str = ""
    link: Link | None = None
    content: Text | None = None
    # Bars: the column that names them, the column they are sorted by, how many are shown.
    category: str = ""
    sort_by: str = ""
    most_bars: int = 0
    # Each query gives both ends of a bar that floats.
    floating: bool = False
    from_zero: bool = True
    repeat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A headed band of panels, laid from left to right; repeated for each value of a variable."""

    title: Text
    panels: tuple[Panel, ...]
    repeat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A choice at the top of a dashboard; of a query, or of fixed options (value, text)."""

    name: str
    label: Text
    description: Text
    query: str = ""
    regex: str = ""
    options: tuple[tuple[str, Text], ...] = ()
    current: str = ""
    all: bool = False
    multi: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """One page, in the order it is read."""

    key: str
    title: Text
    description: Text
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]
    since: str = "now-12h"
    refresh: str = "30s"

    @property
    def uid(self) -> str:
        """The stable name of the English page; the Chinese one has a suffix."""
        return f"sf-{self.key}"
