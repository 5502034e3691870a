"""Rates of automation and green measures in the API: parameters, explanations, refusals."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from analytics.export import export
from dashboards.board.app import create_app
from dashboards.board.listing_queries import (
    AutomationQuery,
    GreenQuery,
    ListingQuery,
    PlanQuery,
)
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import HOUR_MS, SHIFT_START, SITE


@pytest.fixture
def made() -> MadePlant:
    """A plant five hours into its early shift."""
    return MadePlant(wall=lambda: SHIFT_START + 5 * HOUR_MS)


@pytest.fixture
def client(made: MadePlant) -> Iterator[TestClient]:
    """A client of the board over it."""
    app = create_app(made, made, made, export=export)
    with TestClient(app, base_url="http://127.0.0.1:8420") as opened:
        yield opened


@pytest.mark.parametrize(
    ("url", "query"),
    [
        (
            "/automation?level=all&period=quarter&rate=hands_off_yield&rate=evidenced_nc_rate",
            AutomationQuery(
                level="all", period="quarter", rate=("hands_off_yield", "evidenced_nc_rate")
            ),
        ),
        (
            "/automation?path=line-1&from=1970-01-01T00:00:07Z",
            AutomationQuery(path="line-1", start=7_000),
        ),
        (
            "/green?by=leaf&measure=energy_by_leaf&period=week",
            GreenQuery(by="leaf", measure=("energy_by_leaf",), period="week"),
        ),
        (
            "/automation/plan?path=chongqing&period=month&date=2026-03-02",
            PlanQuery(path="chongqing", period="month", day=date(2026, 3, 2)),
        ),
    ],
)
def test_each_list_has_its_query(
    made: MadePlant, client: TestClient, url: str, query: ListingQuery
) -> None:
    """What a route is asked for arrives at the reader as one query."""
    assert client.get(f"/api/v1{url}").status_code == 200
    assert made.lists == [query]


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/automation?period=hour", 400, ("period", "quarter")),
        ("/automation?level=unit&period=decade", 400, ("period", "week")),
        ("/automation?rate=sunshine", 400, ("rate", "hands_off_yield")),
        ("/green?measure=sunshine", 400, ("measure", "idle_energy_share")),
        ("/green?by=machine", 400, ("by", "product")),
        ("/green?window=day", 400, ("window", "not a parameter")),
        ("/automation/plan", 400, ("path",)),
        ("/automation/plan?path=a&from=1970-01-01T00:00:07Z", 400, ("from", "not a parameter")),
        ("/automation/explain/sunshine?path=a", 400, ("rate", "hands_off_yield")),
        ("/automation/explain/hands_off_yield", 400, ("path",)),
        ("/green/explain/waste_kg_per_item?path=a&date=soon", 400, ("date",)),
        ("/green/explain/waste_kg_per_item?path=nowhere", 404, ("nowhere",)),
    ],
)
def test_what_cannot_be_answered_is_told(
    client: TestClient, url: str, status: int, words: tuple[str, ...]
) -> None:
    """A parameter that cannot be used answers 4xx and says what is allowed."""
    answer = client.get(f"/api/v1{url}")
    assert answer.status_code == status
    assert all(word in answer.json()["error"] for word in words), answer.json()


def test_a_rate_is_explained_as_text_and_as_data(client: TestClient) -> None:
    """The rate, place, period and day arrive; the answer is JSON, or the text of it."""
    url = "/api/v1/automation/explain/hands_off_yield"
    asked = {"path": SITE, "period": "month", "date": "2026-03-02"}
    said = client.get(url, params=asked).json()
    wanted = {
        "series": "automation",
        "name": "hands_off_yield",
        "path": SITE,
        "period": "month",
        "date": "2026-03-02",
    }
    assert said["data"].items() >= wanted.items()
    assert client.get(url, params={**asked, "format": "text"}).text == said["text"]


def test_document_tells_of_the_routes(client: TestClient) -> None:
    """The OpenAPI document has every route of rates with the ids that it takes."""
    document = client.get("/api/openapi.json").json()
    explained = ("/automation/explain/{rate}", "/green/explain/{measure}")
    for path in ("/automation", "/green", "/automation/plan", *explained):
        assert f"/api/v1{path}" in document["paths"]
    assert "hands_off_yield" in str(document["paths"]["/api/v1/automation"])
