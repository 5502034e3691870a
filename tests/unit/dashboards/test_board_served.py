"""What the application serves beside the API: its page, and none that loads from elsewhere."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from analytics.export import export
from dashboards.board.app import create_app
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import SHIFT_START


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the board over a made plant."""
    made = MadePlant(wall=lambda: SHIFT_START)
    app = create_app(made, made, made, export=export)
    with TestClient(app, base_url="http://127.0.0.1:8420") as opened:
        yield opened


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_that_load_from_elsewhere_are_off(client: TestClient, path: str) -> None:
    """FastAPI's own documentation pages, which load scripts from the internet, do not exist."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api", "/static/main.js", "/static/plotly.min.js"])
def test_page_and_chart_library_are_served(client: TestClient, path: str) -> None:
    """The page, its modules and plotly.js of the installed package come from this server."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
