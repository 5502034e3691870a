"""The board on InfluxDB: a wrong token or a bucket that is gone is a sentence."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dashboards.board.config import BoardConfig
from dashboards.board.model import Health
from factory.analytics_service import asking
from factory.board import board_app
from factory.influx_services import run_board
from factory.influx_stores import open_reading
from factory.late_reasons import asking_to_assign
from factory.store_reader import StoreReader
from influx.config import InfluxConfig
from influx.errors import InfluxRefused


def test_board_with_a_wrong_token_does_not_start(
    influx_world: InfluxConfig, tmp_path: Path
) -> None:
    """A token that is wrong at the start stays wrong: the sentence names its file."""
    (tmp_path / "board.token").write_text("of-another-server\n")
    wrong = influx_world.model_copy(update={"token_file": tmp_path / "board.token"})
    with pytest.raises(InfluxRefused, match=r"board\.token"):
        run_board(BoardConfig(port=0), wrong, masters=[])


def test_page_whose_buckets_are_gone_says_so(influx_world: InfluxConfig) -> None:
    """A bucket deleted under a running board is a sentence in its answer, no error of ours."""
    gone = influx_world.model_copy(update={"world": "never-made"})
    with open_reading(gone) as reading:
        store = StoreReader(reading, masters=[], dead_letters=[])
        app = board_app(
            store,
            recompute=asking(""),
            assign=asking_to_assign(""),
            health=lambda: Health(ok=True, reason="ok"),
            hosts=["testserver"],
        )
        with TestClient(app, raise_server_exceptions=False) as page:
            answer = page.get("/api/v1/oee")
    assert answer.status_code == 503
    assert "never-made-kpi" in answer.json()["error"]
