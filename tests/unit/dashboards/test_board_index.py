"""Kept indices in the API: parameters, paging, and what a store answers."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from analytics.export import export
from analytics.index.digital.index_rows import index_rows
from analytics.kpi_store import KpiBatch
from analytics.listing.index import kept_index
from analytics.stores.memory_kpi_store import MemoryKpiStore
from dashboards.board.app import create_app
from dashboards.board.index_parameters import IndexParameters
from dashboards.board.listing_queries import IndexCatalogueQuery, IndexQuery
from factory.listing_requests import parameters_of
from tests.unit.analytics.index.digital.made_runs import PERIOD, city_run
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import HOUR_MS, SHIFT_START


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


def test_parameters_are_the_query(made: MadePlant, client: TestClient) -> None:
    """Level, period, nodes and units reach the reader as they were asked for."""
    url = "/api/v1/index/values?level=unit&period=2026-Q1&node=index&node=DP&unit=a%2Fb"
    assert client.get(url).status_code == 200
    query = IndexQuery(level="unit", period="2026-Q1", node=("index", "DP"), unit=("a/b",))
    assert made.lists == [query]
    route, said = parameters_of(query)
    assert route == "index/values"
    assert IndexParameters.model_validate(said).asked == query


def test_the_catalogue_is_a_list(made: MadePlant, client: TestClient) -> None:
    """It is asked for as every list is, in pages or as a file."""
    page = client.get("/api/v1/index/catalogue?limit=1")
    assert page.status_code == 200
    assert "/api/v1/index/catalogue?limit=1&after=" in page.headers["link"]
    assert client.get("/api/v1/index/catalogue?format=csv").text.startswith("field")
    assert made.lists[0] == IndexCatalogueQuery()
    assert parameters_of(IndexCatalogueQuery()) == ("index/catalogue", {})


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ("explain", {"period": None}),
        ("explain?unit=region&period=2026-Q1", {"period": "2026-Q1"}),
        (
            "compare?from=2025-Q1&to=2026-Q1&unit=apparel",
            {"unit": "apparel", "from": "2025-Q1", "to": "2026-Q1"},
        ),
    ],
)
def test_explanations_are_of_what_was_asked(
    client: TestClient, said: str, data: dict[str, object]
) -> None:
    """Unit and periods reach the reader; without a unit it is the region."""
    answer = client.get(f"/api/v1/index/{said}")
    assert answer.status_code == 200
    assert answer.json()["data"] == data


def test_explanations_are_told_as_text_too(client: TestClient) -> None:
    """`format=text` or the Accept header asks for the text."""
    url = "/api/v1/index/compare?from=2025&to=2026"
    for answer in (
        client.get(f"{url}&format=text"),
        client.get(url, headers={"accept": "text/plain"}),
    ):
        assert answer.text == "region from 2025 to 2026\n"
        assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("explain?unit=nobody", 404),
        ("explain?period=2026-Q5", 400),
        ("explain?period=1026-Q1", 400),
        ("explain?level=unit", 400),
        ("compare?from=2025-Q1", 400),
        ("compare?from=2025-Q1&to=next", 400),
        ("catalogue?indicator=DF1", 400),
    ],
)
def test_what_cannot_be_explained_is_told(client: TestClient, said: str, status: int) -> None:
    """Nobody's index is not found; what is no period or parameter is refused."""
    answer = client.get(f"/api/v1/index/{said}")
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize("said", ["window=day", "period=2026-Q5", "level=line", "node="])
def test_what_is_no_index_is_refused(client: TestClient, said: str) -> None:
    """A wrong word is told, not ignored."""
    assert client.get(f"/api/v1/index/values?{said}").status_code == 400


def test_the_route_stands_in_the_description(client: TestClient) -> None:
    """OpenAPI names the routes, their parameters and what is comparable."""
    paths = client.get("/api/openapi.json").json()["paths"]
    for name, words in (
        ("catalogue", "28 indicators"),
        ("explain", "adds up to the index"),
        ("compare", "adds up\nto its change"),
    ):
        assert words in paths[f"/api/v1/index/{name}"]["get"]["description"]
    described = paths["/api/v1/index/values"]["get"]
    assert {one["name"] for one in described["parameters"]} >= {"level", "window", "node", "after"}
    assert "not comparable with the published 125.8" in described["description"]


def test_kept_rows_are_found_by_level_period_and_node() -> None:
    """Rows are those of the question, absent numbers absent."""
    store = MemoryKpiStore()
    store.write(KpiBatch(rates={"index": index_rows(city_run())}))
    found = kept_index(store, window="quarter", level="unit", period=PERIOD, nodes=("index",))
    run = city_run()
    assert len(found) == len(run.facts)
    known = found.set_index("unit")["score"].dropna()
    assert known.to_dict() == pytest.approx(run.own.index.dropna().to_dict())
    assert kept_index(store, window="month").empty
    assert len(kept_index(store, window="quarter", units=("region",))) == len(run.own.tree.nodes)
