"""A real InfluxDB stores what we write, gives it back as it was, and its refusals are sorted."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.series import REGISTER, SAMPLE
from influx.answers import Refusal
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.errors import BadInfluxConfig, BadQuery, InfluxAway, InfluxRefused
from influx.line_protocol import encode
from influx.table import types_of

TYPES = types_of(SAMPLE)
# What JSON and CSV can carry; a carriage return is the one mark that CSV readers may change.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=30
).filter(lambda text: text.strip() != "")


@pytest.fixture
def connection(influx_world: InfluxConfig) -> Iterator[Influx]:
    """A connection to empty buckets."""
    with Influx(influx_world) as made:
        yield made


def test_rows_come_back_as_they_were_written(connection: Influx) -> None:
    """Texts of any marks and numbers to the last bit survive the way into the store and back."""
    at = iter(range(1, 1_000_000))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(
                TEXTS,
                st.floats(allow_nan=False, allow_infinity=False),
                st.integers(0, 2**53),
                st.booleans(),
            ),
            min_size=1,
            max_size=20,
        )
    )
    def round_trip(rows: list[tuple[str, float, int, bool]]) -> None:
        times = [next(at) for _ in rows]
        texts, floats, ints, flags = (list(column) for column in zip(*rows, strict=True))
        lines = encode(
            SAMPLE,
            {
                "time": times,
                "work_unit": ["filler"] * len(rows),
                "order": texts,
                "energy_kwh": floats,
                "produced": ints,
                "historical": flags,
            },
        )
        assert connection.write("telemetry", "\n".join(lines).encode()) is None
        select = 'SELECT "order", "energy_kwh", "produced", "historical" FROM "sample"'
        read = connection.query(
            f"{select} WHERE time >= {times[0]}ms AND time <= {times[-1]}ms",
            bucket="telemetry",
            types=TYPES,
        )
        assert read["time"].tolist() == times
        assert read["order"].tolist() == texts
        assert read["energy_kwh"].tolist() == floats
        assert read["produced"].tolist() == ints
        assert read["historical"].tolist() == flags

    round_trip()


def test_tags_of_any_marks_come_back(connection: Influx) -> None:
    """A tag with the marks of the line protocol is read as it was, selected or grouped by."""
    names = ["a,b", "c=d", "e f", 'g"h', "i\\j", "机器"]
    lines = encode(SAMPLE, {"time": range(1, 7), "work_unit": names, "produced": range(6)})
    assert connection.write("telemetry", "\n".join(lines).encode()) is None
    select = 'SELECT "produced", "work_unit" FROM "sample"'
    read = connection.query(select, bucket="telemetry", types=TYPES)
    assert read["work_unit"].tolist() == names
    select = 'SELECT last("produced") AS "produced" FROM "sample" GROUP BY "work_unit"'
    read = connection.query(select, bucket="telemetry", types=TYPES)
    assert sorted(read["work_unit"]) == sorted(names)


def test_write_of_a_conflicting_type_stores_the_others(connection: Influx) -> None:
    """A type conflict is refused in InfluxDB's words, and the other lines of the body are kept."""
    assert connection.write("telemetry", b"sample,work_unit=a produced=1i 1") is None
    refusal = connection.write("telemetry", b"sample produced=1.5 2\nsample produced=7i 3")
    assert isinstance(refusal, Refusal)
    assert refusal.others_stored
    assert "field type conflict" in refusal.words
    read = connection.query('SELECT "produced" FROM "sample"', bucket="telemetry", types=TYPES)
    assert read["produced"].tolist() == [1.0, 7.0]


def test_write_of_a_malformed_line_stores_nothing(connection: Influx) -> None:
    """A line that is none is refused in InfluxDB's words, and nothing of the body is kept."""
    refusal = connection.write("telemetry", b"sample produced= 2\nsample produced=7i 3")
    assert refusal == Refusal(
        "unable to parse 'sample produced= 2': missing field value", others_stored=False
    )
    read = connection.query('SELECT "produced" FROM "sample"', bucket="telemetry", types=TYPES)
    assert read.empty


def test_wrong_token_is_named(connection: Influx, influx_world: InfluxConfig) -> None:
    """A token that InfluxDB does not know is named by its file, never shown, on both ways."""
    del connection
    file = influx_world.token_file.with_name("wrong.token")
    file.write_text("nobody-knows-me\n")
    with Influx(influx_world.model_copy(update={"token_file": file})) as wrong:
        with pytest.raises(InfluxRefused, match=r"wrong\.token") as writing:
            wrong.write("kpi", b"kpi a=1 1")
        with pytest.raises(InfluxRefused, match=r"wrong\.token") as reading:
            wrong.query("SHOW DATABASES", bucket="kpi", types={})
    for said in (writing, reading):
        assert "nobody-knows-me" not in str(said.value)


def test_missing_bucket_is_named(influx_world: InfluxConfig) -> None:
    """A bucket that does not exist is named with the command that makes it."""
    with Influx(influx_world.model_copy(update={"world": "never-made"})) as nowhere:
        with pytest.raises(InfluxRefused, match=r"never-made-kpi.*factory influx setup"):
            nowhere.write("kpi", b"kpi a=1 1")
        with pytest.raises(InfluxRefused, match="never-made-kpi"):
            nowhere.query('SELECT "oee_index" FROM "kpi"', bucket="kpi", types={})


def test_question_that_makes_no_sense_is_quoted(connection: Influx) -> None:
    """A query that InfluxDB does not understand fails by its words instead of giving no rows."""
    with pytest.raises(BadQuery, match="SELEC"):
        connection.query("SELEC x", bucket="kpi", types={})
    with pytest.raises(BadQuery, match=r"derivative|invalid|unsupported|expected"):
        connection.query(
            'SELECT derivative("state") FROM "sample" GROUP BY nonsense(1m)',
            bucket="telemetry",
            types={},
        )


def test_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    """A refused connection means trying again, on both ways."""
    file = tmp_path / "some.token"
    file.write_text("token\n")
    with Influx(InfluxConfig(url="http://127.0.0.1:9", token_file=file)) as nobody:
        with pytest.raises(InfluxAway, match=r"127\.0\.0\.1:9"):
            nobody.write("kpi", b"kpi a=1 1")
        with pytest.raises(InfluxAway, match=r"127\.0\.0\.1:9"):
            nobody.query("SHOW DATABASES", bucket="kpi", types={})


def test_token_file_without_a_token_refuses_to_start(tmp_path: Path) -> None:
    """A missing or empty token file is told before anything connects."""
    config = InfluxConfig(token_file=tmp_path / "absent.token")
    with pytest.raises(BadInfluxConfig, match=r"absent\.token.*factory influx setup"):
        Influx(config)
    (tmp_path / "absent.token").write_text("\n")
    with pytest.raises(BadInfluxConfig, match="holds no token"):
        Influx(config)


def test_register_has_no_process_values(connection: Influx) -> None:
    """Fields of one series are not written into another."""
    lines = encode(REGISTER, {"time": [1], "work_unit": ["a"], "vendor": ["v"], "order": ["x"]})
    assert connection.write("register", lines[0].encode()) is None
    read = connection.query('SELECT * FROM "register"', bucket="register", types={})
    assert set(read.columns) == {"time", "vendor", "work_unit"}


def test_page_that_answers_everything_is_no_influxdb(tmp_path: Path) -> None:
    """Another server at the address, such as Grafana's, is told as what it is."""
    file = tmp_path / "some.token"
    file.write_text("token\n")
    with page_server() as url, Influx(InfluxConfig(url=url, token_file=file)) as stranger:
        with pytest.raises(InfluxRefused, match="is no InfluxDB"):
            stranger.keeps_ms("telemetry")
        with pytest.raises(InfluxRefused, match="is no InfluxDB"):
            stranger.query("SHOW DATABASES", bucket="kpi", types={})


@contextlib.contextmanager
def page_server() -> Iterator[str]:
    """Serve a page for whatever is asked."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", "8")
            self.end_headers()
            self.wfile.write(b"<html/>\n")

        do_POST = do_GET  # noqa: N815  inherited

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  inherited
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
