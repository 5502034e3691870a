"""The seams to whatever holds the data; the wiring implements them over a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from contract.kpi import Window
from contract.rates import Period, RateSeries
from dashboards.board.listing_queries import ListingQuery
from dashboards.board.model import (
    AssignedReasons,
    Explanation,
    GivenReason,
    Health,
    OeeQuery,
    Plant,
    ReplayReport,
    Timeline,
)
from dashboards.report.model import ReportKind


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of one list in a stable order; `keys` are the columns that name a row."""

    listing: str
    keys: tuple[str, ...]
    rows: pd.DataFrame


class KpiReader(Protocol):
    """KPIs and what is behind them."""

    def oee(self, query: OeeQuery) -> pd.DataFrame:
        """Return KPI rows: level, path, window, window_start, window_end, then every KPI field."""
        ...

    def listed(self, query: ListingQuery) -> Listed:
        """Return the rows of one list."""
        ...

    def explain(
        self,
        path: str,
        *,
        at: int | None,
        window: Window,
        revisions: tuple[int, int] | None = None,
    ) -> Explanation:
        """Explain the window around `at` (ms UTC; None is the newest); unknown paths are told.

        With `revisions` say what differs between those two of this window instead.
        """
        ...

    def explain_rate(
        self, series: RateSeries, name: str, *, path: str, period: Period, day: date | None
    ) -> Explanation:
        """Explain a rate of the period that holds a production day; None is the newest."""
        ...

    def explain_index(self, unit: str, *, period: str | None) -> Explanation:
        """Explain a kept index of a unit, sector or region; without `period` the newest."""
        ...

    def compare_index(self, unit: str, *, first: str, second: str) -> Explanation:
        """Explain what changed of a kept index between two periods."""
        ...

    def report(self, site: str, *, kind: ReportKind, at: int | None) -> str:
        """Return the page of a site's shift or day as HTML; without `at` the newest."""
        ...

    def recompute(self, path: str, *, start: int, end: int) -> str:
        """Ask for a line's KPIs from start to end again, however old; return the line's path."""
        ...

    def assign_reasons(self, given: Sequence[GivenReason]) -> AssignedReasons:
        """Keep reasons that people give later, all or none; figures follow by themselves."""
        ...


class DeliveryReader(Protocol):
    """What was sent, stored and refused."""

    def audit(self) -> tuple[pd.DataFrame, bool]:
        """Return conservation per agent and boot, and whether nothing is missing."""
        ...

    def dead_letters(self, *, resolved: bool) -> pd.DataFrame:
        """Return what was refused; with `resolved` also what a replay has stored since."""
        ...

    def replay_dead_letters(self) -> ReplayReport:
        """Try every open dead letter again."""
        ...


class PlantReader(Protocol):
    """The plant now."""

    def plant(self) -> Plant:
        """Return the picture of this moment."""
        ...

    def timeline(self, path: str, *, start: int, end: int) -> Timeline:
        """Return what one work unit did from start to end (ms UTC)."""
        ...

    def health(self) -> Health:
        """Return whether data flows and is stored."""
        ...
