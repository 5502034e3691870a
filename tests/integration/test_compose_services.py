"""compose.yaml on this machine: each service's command line and environment as a local process.

Only Grafana's image has no program here; the broker and the store run the system's own.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from factory.mosquitto import LOOPBACK, find_mosquitto
from factory.when import parse_instant, wall_ms
from tests.compose_file import read_env
from tests.compose_stack import START_S, Stack
from tests.conftest import missing
from tests.influxd import find_influxd

LINES = ("line-1", "line-2", "cell-3")
HOUR_MS = 3_600_000
CLOSE_AFTER_MS = 900_000  # deploy/factory/analytics.toml keeps the default
# The plant plays two to ten hours before it is live, on cores that everything shares.
FIGURES_S = 420.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole stack, healthy."""
    if find_mosquitto() is None:
        missing("mosquitto")
    if find_influxd() is None:
        missing("influxd")
    stack = Stack(tmp_path_factory.mktemp("stack"))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


OEE_OF_HOURS = (
    'SELECT "oee_index", "oee_index_null", "revision" FROM "kpi" WHERE "window" = \'hour\''
    ' AND "work_unit" = \'\' AND "work_center" != \'\' AND "void" = false GROUP BY "work_center"'
)


def hours(stack: Stack) -> dict[str, list[tuple[float | None, int]]]:
    """Return OEE and revision of each line's hours, read with the token that Grafana gets."""
    token = (stack.volumes / "tokens" / "grafana.token").read_text().strip()
    answer = httpx.get(
        f"http://{LOOPBACK}:{stack.local['influxdb'].ports[8086]}/query",
        params={"db": "kpi", "q": OEE_OF_HOURS},
        headers={"Authorization": f"Token {token}", "Accept": "application/json"},
        trust_env=False,
        timeout=30,
    ).raise_for_status()
    (result,) = answer.json()["results"]
    return {
        series["tags"]["work_center"]: [
            (None if null else oee, revision) for _, oee, null, revision in series["values"]
        ]
        for series in result.get("series", [])
    }


@pytest.mark.slow
def test_kpis_of_all_lines_reach_the_bucket(stack: Stack) -> None:
    """Simulated machines become OEE per line in InfluxDB, by nothing but compose.yaml's words.

    Every hour that is over is closed, so analytics has gone on until the lines were live.
    """
    began = parse_instant(read_env(stack.root / ".env")["PLANT_START"], option="PLANT_START")
    over = (wall_ms() - CLOSE_AFTER_MS - began) // HOUR_MS
    assert over >= 1

    def all_closed() -> bool:
        found = hours(stack)
        closed = [[revision for _, revision in found.get(one, []) if revision] for one in LINES]
        return all(len(revisions) >= over for revisions in closed)

    stack.local["analytics"].wait(all_closed, timeout_s=FIGURES_S)
    for line, rows in hours(stack).items():
        values = [oee for oee, _ in rows if oee is not None]
        assert line in LINES
        assert all(0 <= oee <= 2 for oee in values)
        assert max(values) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ingest-1", "ingest-2"])
def test_nothing_is_rejected(stack: Stack, name: str) -> None:
    """Both workers stored samples and refused none."""
    url = f"http://{LOOPBACK}:{stack.local[name].ports[9101]}/metrics"
    said = httpx.get(url, trust_env=False).text
    counted = dict(re.findall(r"^ingest_(stored|rejected)_total{.+} (\S+)$", said, re.MULTILINE))
    assert float(counted["stored"]) > 0
    assert float(counted["rejected"]) == 0


@pytest.mark.slow
def test_every_service_is_healthy_while_it_works(stack: Stack) -> None:
    """Health checks stay green under load, not only at the start."""
    for name, local in stack.local.items():
        if name != "setup":
            local.wait(partial(stack.healthy, local), timeout_s=START_S)


@pytest.mark.slow
def test_board_shows_the_lines(stack: Stack) -> None:
    """The published page answers with figures of all three lines."""
    board = stack.local["board"]
    url = f"http://{LOOPBACK}:{board.ports[8420]}/api/v1/oee"
    answer = httpx.get(url, params={"window": "hour"}, trust_env=False, timeout=60)
    assert answer.status_code == 200
    assert all(line in answer.text for line in LINES)


@pytest.mark.slow
def test_broker_saves_what_it_holds(stack: Stack) -> None:
    """Persistence is written into the volume while the broker runs (contract 4.9)."""
    saved = stack.volumes / "mosquitto-data" / "mosquitto.db"
    stack.local["mosquitto"].wait(saved.exists, timeout_s=START_S)


@pytest.mark.slow
def test_set_up_again_changes_no_token(stack: Stack) -> None:
    """`docker compose up` runs the set-up each time; services keep the tokens that they read."""
    folder = stack.volumes / "tokens"
    before = {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}
    again = stack.local["setup"].run()
    assert again.returncode == 0, again.stderr
    assert {path.name: path.read_text() for path in folder.iterdir() if path.is_file()} == before
    assert {"ingest.token", "analytics.token", "board.token", "grafana.header"} <= set(before)


@pytest.mark.slow
def test_no_secret_is_logged(stack: Stack) -> None:
    """No log of any service holds a password or a token."""
    files = [*stack.secrets.iterdir(), *(stack.volumes / "tokens").glob("*.token")]
    secrets = {word for path in files for word in re.findall(r"[\w=$+/-]{16,}", path.read_text())}
    assert len(secrets) > len(files) / 2
    for local in stack.local.values():
        said = local.log.read_text(errors="replace")
        assert [word for word in secrets if word in said] == []


def test_agent_speaks_for_its_own_line_only(tmp_path: Path) -> None:
    """What one line's agent says in another's name reaches nobody; what it says in its own does."""
    if find_mosquitto() is None:
        missing("mosquitto")
    stack = Stack(tmp_path)
    stack.start("mosquitto")
    try:
        heard = conversation(stack)
    finally:
        stack.stop()
    assert heard == [b"line-2 of itself"]


def conversation(stack: Stack) -> list[bytes]:
    """Let line-1 speak for line-2, then for itself, then line-2; return what ingest-2 hears."""
    own = {
        "line-1": "sf/v1/demo/chongqing/bottling/line-1/data",
        "line-2": "sf/v1/demo/chongqing/sewing/line-2/data",
    }
    broker = stack.local["mosquitto"]
    heard: dict[str, list[bytes]] = {"ingest-1": [], "ingest-2": []}
    with stack.client("ingest-1") as first, stack.client("ingest-2") as second:
        first.hear("sf/v1/demo/chongqing/bottling/+/data", into=heard["ingest-1"])
        second.hear("sf/v1/demo/chongqing/sewing/+/data", into=heard["ingest-2"])
        # One connection each: with unbounded queues Mosquitto throws out who says what it may not.
        for user, topic, text in (
            ("line-1", own["line-2"], b"line-1 as line-2"),
            ("line-1", own["line-1"], b"line-1 of itself"),
            ("line-2", own["line-2"], b"line-2 of itself"),
        ):
            with stack.client(user) as client:
                client.say(topic, text)
        broker.wait(lambda: all(heard.values()), timeout_s=START_S)
    return heard["ingest-2"]
