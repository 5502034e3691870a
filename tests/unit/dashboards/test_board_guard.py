"""Foreign web pages cannot reach the board through a visitor's browser."""

import pytest
from fastapi.testclient import TestClient

from analytics.export import export
from dashboards.board.app import create_app
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import SHIFT_START

REPLAY = "/api/v1/dead-letters/replay"


def client(made: MadePlant, *, base_url: str, hosts: tuple[str, ...] = ()) -> TestClient:
    """A client that asks under this name."""
    return TestClient(create_app(made, made, made, export=export, hosts=hosts), base_url=base_url)


@pytest.fixture
def made() -> MadePlant:
    """A plant at the start of its shift."""
    return MadePlant(wall=lambda: SHIFT_START + 1000)


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:8420", "http://localhost:1", "http://[::1]:8420"]
)
def test_loopback_names_are_served(made: MadePlant, base_url: str) -> None:
    """The names of this computer are always served, whatever the port."""
    assert client(made, base_url=base_url).get("/api/v1/plant").status_code == 200


def test_foreign_name_is_refused(made: MadePlant) -> None:
    """A name that is not ours (DNS rebinding) is refused, even for reading."""
    answer = client(made, base_url="http://evil.example").get("/api/v1/plant")
    assert answer.status_code == 403
    assert "hosts" in answer.json()["error"]
    assert made.pictures == 0


@pytest.mark.parametrize("hosts", [("board.plant.local",), ("*",)])
def test_stated_name_is_served(made: MadePlant, hosts: tuple[str, ...]) -> None:
    """A name of the configuration, or any name when it says so, is served."""
    asked = client(made, base_url="http://board.plant.local", hosts=hosts)
    assert asked.get("/api/v1/plant").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_replay_from_another_site_is_refused(made: MadePlant, headers: dict[str, str]) -> None:
    """A POST that another page sends is refused and nothing is tried again."""
    answer = client(made, base_url="http://127.0.0.1:8420").post(REPLAY, headers=headers)
    assert answer.status_code == 403
    assert made.replays == 0


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://127.0.0.1:8420", "sec-fetch-site": "same-origin"}],
)
def test_replay_from_our_page_or_a_command_is_done(
    made: MadePlant, headers: dict[str, str]
) -> None:
    """A POST of a command (no Origin) or of our own page is carried out."""
    answer = client(made, base_url="http://127.0.0.1:8420").post(REPLAY, headers=headers)
    assert answer.json() == {"tried": 3, "resolved": 2, "refused": 1}
    assert made.replays == 1
