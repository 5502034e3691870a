"""Reading commands answered by the API of whoever owns the store."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

import httpx

from analytics.assign_reasons import Asked
from analytics.listing.listings import listing_of
from analytics.queries import iso
from contract.kpi import Window
from contract.rates import Period, RateSeries
from dashboards.board.listing_queries import ListingQuery
from dashboards.board.model import Explanation, ReplayReport
from dashboards.board.reader import Listed
from dashboards.report.model import ReportKind
from factory.errors import ConfigError, FactoryError
from factory.late_reasons import Row, as_rows
from factory.listing_requests import from_parquet, parameters_of


class OwnerRefused(FactoryError):
    """The running owner answered with an error."""


class ApiReports:
    """Answers from the owner's API."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def listed(self, query: ListingQuery) -> Listed:
        """Return the rows of one list; Parquet keeps their types, and is whole."""
        name, parameters = parameters_of(query)
        answer = self._get(f"/api/v1/{name}", {**parameters, "format": "parquet"})
        rows = from_parquet(answer.content)
        return Listed(query.listing, tuple(listing_of(query.listing).keys_of(rows)), rows)

    def explain(
        self,
        path: str,
        *,
        at: int | None,
        window: Window,
        revisions: tuple[int, int] | None = None,
    ) -> Explanation:
        """Explain one window."""
        params: dict[str, str] = {"path": path, "window": window}
        if at is not None:
            params["at"] = iso(at)
        if revisions is not None:
            params["revisions"] = f"{revisions[0]},{revisions[1]}"
        said = self._get("/api/v1/explain", params).json()
        return Explanation(text=said["text"], data=said["data"])

    def explain_rate(
        self, series: RateSeries, name: str, *, path: str, period: Period, day: date | None
    ) -> Explanation:
        """Explain a rate of one period."""
        params = {"path": path, "period": period}
        if day is not None:
            params["date"] = day.isoformat()
        said = self._get(f"/api/v1/{series}/explain/{quote(name, safe='')}", params).json()
        return Explanation(text=said["text"], data=said["data"])

    def report(self, site: str, *, kind: ReportKind, at: int | None) -> str:
        """Ask the owner for the page."""
        params = {"site": site, "window": kind} | ({} if at is None else {"at": iso(at)})
        return self._get("/api/v1/report", params).text

    def recompute(self, path: str, *, start: int, end: int, analytics_url: str) -> str:
        """Ask the owner, whose next passes compute it."""
        if analytics_url:
            raise ConfigError("--analytics-url is for InfluxDB: here a running owner computes")
        params = {"path": path, "from": iso(start), "to": iso(end)}
        said = self._answer(self._client.post("/api/v1/recompute", params=params)).json()
        return f"{said['line']} is being computed again by the running owner"

    def assign_reasons(
        self, asked: Sequence[Asked], *, analytics_url: str
    ) -> tuple[list[Row], str]:
        """Ask the owner, whose next passes compute the figures."""
        if analytics_url:
            raise ConfigError("--analytics-url is for InfluxDB: here a running owner computes")
        said = self._answer(self._client.post("/api/v1/stops/reasons", json=as_rows(asked))).json()
        return list(said["assigned"]), "the figures follow from the running owner"

    def audit(self) -> tuple[list[dict[str, object]], bool]:
        """Return conservation rows, and whether nothing is missing."""
        said = self._get("/api/v1/audit", {}).json()
        return list(said["rows"]), bool(said["ok"])

    def dead_letters(self, *, resolved: bool) -> list[dict[str, object]]:
        """Return what was refused."""
        params = {"resolved": "true" if resolved else "false"}
        return list(self._get("/api/v1/dead-letters", params).json())

    def replay_dead_letters(self) -> ReplayReport:
        """Try every open dead letter again."""
        said = self._answer(self._client.post("/api/v1/dead-letters/replay")).json()
        return ReplayReport(**said)

    def _get(self, path: str, params: Mapping[str, str | list[str]]) -> httpx.Response:
        return self._answer(self._client.get(path, params=params))

    @staticmethod
    def _answer(answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        try:
            sentence = answer.json()["error"]
        except (ValueError, KeyError, TypeError):
            sentence = answer.text[:300]
        raise OwnerRefused(f"{answer.url}: {sentence}")
