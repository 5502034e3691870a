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
from dashboards.board.listing_queries import IndexQuery
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


@pytest.mark.parametrize("said", ["window=day", "period=2026-Q5", "level=line", "node="])
def test_what_is_no_index_is_refused(client: TestClient, said: str) -> None:
    """A wrong word is told, not ignored."""
    assert client.get(f"/api/v1/index/values?{said}").status_code == 400


def test_the_route_stands_in_the_description(client: TestClient) -> None:
    """OpenAPI names the route, its parameters and what is comparable."""
    described = client.get("/api/openapi.json").json()["paths"]["/api/v1/index/values"]["get"]
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
