"""The analytics service takes late reasons over HTTP, for whoever may only read the store."""

from collections.abc import Iterator

import httpx
import pytest
import structlog

from analytics.assign_reasons import Asked
from analytics.health import Health
from analytics.loop import Analytics
from analytics.stores.influx_books import influx_books
from analytics.stores.influx_history import InfluxHistory
from analytics.stores.influx_kpi_store import InfluxKpiStore
from dashboards.board.server import serve
from factory.analytics_thread import AnalyticsThread
from factory.errors import ConfigError
from factory.influx_services import analytics_app
from factory.influx_stores import InfluxReading
from factory.late_reasons import LateReasons, asking_to_assign
from factory.store_reader import StoreReader
from factory.when import wall_ms
from influx.config import InfluxConfig
from influx.connection import Influx
from tests.suites.influx_rows import InfluxRows
from tests.suites.loop_plant import HOUR, LINE, START, Plant, working

MINUTE = 60_000


@pytest.fixture
def service(influx_world: InfluxConfig) -> Iterator[tuple[str, Plant]]:
    """The HTTP side of an analytics service over a line whose filler stood for ten minutes."""
    with Influx(influx_world) as connection:
        plant = Plant(
            history=InfluxHistory(connection),
            store=InfluxKpiStore(connection),
            append=InfluxRows(connection),
            books=influx_books(connection),
        )
        rows = working(START, START + 2 * HOUR)
        stands = (rows["time"] >= START + 20 * MINUTE) & (rows["time"] < START + 30 * MINUTE)
        rows.loc[stands & (rows["work_unit"] == "filler"), "state"] = "not_executing"
        plant.register(LINE, {"filler": "{}"})
        plant.commit(rows)
        plant.settle()
        reading = InfluxReading(connection)
        find = StoreReader(reading, masters=[plant.master], dead_letters=[]).find
        health = Health()
        thread = AnalyticsThread(
            lambda: Analytics(
                plant.history,
                plant.store,
                [plant.master],
                wall_ms=wall_ms,
                logger=structlog.get_logger(),
                books=plant.books,
            ),
            health,
        )
        assign = LateReasons(reading, plant.books.reasons, find).assign
        with serve(analytics_app(thread, health, assign), host="127.0.0.1", port=0) as url:
            yield url, plant


def test_service_keeps_a_reason_and_its_loop_finds_it(service: tuple[str, Plant]) -> None:
    """Who asks by HTTP gets what was kept; the loop corrects the stop without being told."""
    url, plant = service
    at = START + 25 * MINUTE
    (kept,) = asking_to_assign(url)([Asked("filler", at, None, "bottle_jam", by="op-7")])
    assert kept["path"] == str(LINE.unit("filler"))
    assert (kept["start"], kept["end"]) == (START + 20 * MINUTE, START + 30 * MINUTE)
    plant.settle()
    stops = plant.read("stop", below=LINE.unit("filler"))
    assert list(stops["reason"]) == ["bottle_jam"]


def test_service_refuses_with_a_sentence(service: tuple[str, Plant]) -> None:
    """Wrong codes, places and forms are told; nothing is kept."""
    url, plant = service
    at = START + 25 * MINUTE
    for asked, sentence in (
        (Asked("filler", at, None, "bottle_jamm"), "did you mean bottle_jam"),
        (Asked("nobody", at, None, "bottle_jam"), "is no place in this store"),
        (Asked("filler", at + HOUR, None, "bottle_jam"), "did not stop there"),
    ):
        with pytest.raises(ConfigError, match=sentence):
            asking_to_assign(url)([asked])
    text = httpx.post(
        f"{url}/reasons", content="[]", headers={"content-type": "text/plain"}, trust_env=False
    )
    assert text.status_code in {415, 422}
    odd = httpx.post(f"{url}/reasons", json=[{"path": "filler", "cause": "x"}], trust_env=False)
    assert odd.status_code == 400
    assert "row 1: 'cause' is no column" in odd.text
    assert plant.books.reasons.given_since(0) == ()


def test_board_without_the_address_says_so() -> None:
    """A board that may only read names what to set."""
    with pytest.raises(ConfigError, match="analytics_url"):
        asking_to_assign("")([Asked("filler", START, None, "cap_jam")])
