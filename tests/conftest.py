"""Real servers for tests: brokers and InfluxDBs that can be killed and started again."""

import os
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
import structlog

from factory.mosquitto import Mosquitto, find_mosquitto
from influx.config import InfluxConfig
from tests.influxd import Influxd, Server, find_influxd, server_of_environment


def missing(what: str) -> NoReturn:
    """Skip loudly where a real server is absent, or fail when REQUIRE_ALL=1."""
    sentence = f"{what} is not installed; this test needs the real one"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(autouse=True)
def logging_as_found() -> Iterator[None]:
    """Commands run inside a test set logging up for a terminal that is gone after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def mosquitto_broker(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Mosquitto]]:
    """Return a function that starts a fresh broker; all of them end with the test run."""
    binary = find_mosquitto()
    if binary is None:
        missing("mosquitto")
    brokers: list[Mosquitto] = []

    def start() -> Mosquitto:
        broker = Mosquitto(binary, tmp_path_factory.mktemp("mosquitto"))
        brokers.append(broker)
        broker.start()
        return broker

    yield start
    for broker in brokers:
        broker.kill()


@pytest.fixture(scope="session")
def shared_mosquitto(mosquitto_broker: Callable[[], Mosquitto]) -> Mosquitto:
    """One broker for the tests that do not kill it; each uses topics of its own."""
    return mosquitto_broker()


@pytest.fixture
def mosquitto(mosquitto_broker: Callable[[], Mosquitto]) -> Iterator[Mosquitto]:
    """One broker of this test's own, free to be killed and started again."""
    broker = mosquitto_broker()
    yield broker
    broker.kill()


@pytest.fixture(scope="session")
def influxd_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Influxd]]:
    """Return a function that starts a fresh influxd; all of them end with the test run."""
    binary = find_influxd()
    if binary is None:
        missing("influxd (put it on PATH, or `make influxd` builds it)")
    servers: list[Influxd] = []

    def start() -> Influxd:
        server = Influxd(binary, tmp_path_factory.mktemp("influxd"))
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.kill()


@pytest.fixture(scope="session")
def influx(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """One InfluxDB for the tests that do not kill it: the environment's, or one of our own."""
    given = server_of_environment(tmp_path_factory.mktemp("influx"))
    if given is not None:
        return given
    start: Callable[[], Influxd] = request.getfixturevalue("influxd_server")
    return start().onboard()


@pytest.fixture
def influx_world(influx: Server) -> InfluxConfig:
    """Empty buckets of this test's own, with a token that may do everything with them."""
    return influx.new_world()
