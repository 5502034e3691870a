"""History over a real InfluxDB gives to the last bit what DuckDB gives, in pages and after loss."""

import random
from collections.abc import Callable, Iterator

import duckdb
import pandas as pd
import pytest

from analytics.errors import StoreUnavailable
from analytics.history import Change, Cursor, Feed
from analytics.stores.duckdb_history import DuckdbHistory
from analytics.stores.influx_facts import InfluxFacts
from analytics.stores.influx_history import InfluxHistory
from analytics.stores.influx_reader import InfluxReader
from contract.duckdb_tables import create_statements
from influx.config import InfluxConfig
from influx.connection import Influx
from tests.influxd import Influxd, Server
from tests.suites.history_test import DuckdbRows, change, of, sample, status
from tests.suites.influx_rows import InfluxRows
from tests.suites.loop_plant import HOUR, LINE, START, story, tagged

DAY = 24 * HOUR
BOOT = START


@pytest.fixture
def connection(influx_world: InfluxConfig) -> Iterator[Influx]:
    """A connection to empty buckets."""
    with Influx(influx_world) as made:
        yield made


def said_by_sensors(seed: int) -> pd.DataFrame:
    """Take words and counters out of a story here and there, some of them said unavailable."""
    draw = random.Random(seed)
    rows = story(seed, minutes=150).astype(object)
    rows["unavailable"] = None
    for place in rows.index:
        gone = [n for n in ("order", "reason", "good", "energy_kwh") if draw.random() < 0.1]
        for name in gone:
            rows.loc[place, name] = None
        if draw.random() < 0.5:
            rows.loc[place, "unavailable"] = " ".join(gone) or None
    return rows


def test_slices_equal_those_of_duckdb(connection: Influx) -> None:
    """Every slice has the same rows, values, nulls, empty texts and types, whatever the pages."""
    rows = tagged(said_by_sensors(3), LINE)
    InfluxRows(connection)("sample", rows)
    influx = InfluxHistory(connection, page_rows=100)
    with duckdb.connect(":memory:") as embedded:
        for statement in create_statements():
            embedded.execute(statement)
        DuckdbRows(embedded)("sample", rows)
        wanted = DuckdbHistory(embedded)
        for start, end in ((0, HOUR), (HOUR, HOUR + 7), (HOUR, 2 * HOUR), (-9 * DAY, 9 * DAY)):
            got, same = (
                history.samples(LINE, start=START + start, end=START + end)
                for history in (influx, wanted)
            )
            # Words are texts on one side and coded on the other; null is null on both.
            words = dict.fromkeys(same.select_dtypes("category").columns, object)
            same = same.astype(words).where(same.notna(), None).astype(got.dtypes.to_dict())
            pd.testing.assert_frame_equal(got, same)


def test_backlog_is_read_in_pages(connection: Influx) -> None:
    """A feed longer than a page is told whole, coarsely behind and exactly in front."""
    count = 20_500
    commits = [change(n * 1_000, first=n * 10, last=n * 10 + 9) for n in range(1, count + 1)]
    InfluxRows(connection)("change", of(LINE, commits))
    told = InfluxHistory(connection).changed_since(Cursor())
    assert told.changes[0] == Change(LINE, 10, 200_009)
    assert told.changes[-1] == Change(LINE, count * 10, count * 10 + 9)
    assert len(told.changes) == 501
    assert told.cursor.positions == {Feed("w1", LINE): count * 1_000}


def test_extent_grows_and_forgets_what_retention_took(
    influx: Server, influx_world: InfluxConfig, connection: Influx
) -> None:
    """First and newest time follow the feed, also when its oldest commits are taken away."""
    history, rows = InfluxHistory(connection), InfluxRows(connection)
    rows("change", of(LINE, [change(1_000, first=40, last=70)]))
    assert extent(history) == (40, 70)
    rows("change", of(LINE, [change(2_000, first=30, last=90)]))
    assert extent(history) == (30, 90)
    rows("change", of(LINE, [change(HOUR, first=80, last=100)]))
    assert extent(history) == (30, 100)
    bucket = {"org": influx_world.org, "bucket": influx_world.buckets.name("telemetry")}
    span = {"start": "1970-01-01T00:00:00Z", "stop": "1970-01-01T00:30:00Z"}
    with influx.client() as api:
        api.post("/api/v2/delete", params=bucket, json=span).raise_for_status()
    rows("change", of(LINE, [change(2 * HOUR, first=85, last=110)]))
    assert extent(history) == (80, 110)


def extent(history: InfluxHistory) -> tuple[int | None, int | None]:
    """Return first and newest event time of the line."""
    facts = history.facts(LINE)
    return facts.first_time, facts.newest_time


class LiveReader(InfluxReader):
    """Reads a test's buckets as if retention took rows from them."""

    keeps_for_ever = False


@pytest.mark.parametrize(("said_at", "clock"), [(BOOT + HOUR, "played"), (BOOT + 2 * DAY, "wall")])
def test_birth_taken_by_retention_said_wall(connection: Influx, said_at: int, clock: str) -> None:
    """An agent that speaks long after a birth that is gone goes by the wall clock."""
    rows = InfluxRows(connection)
    rows("register", of(LINE, [{"work_unit": "a", "time": BOOT, "model": "only"}]))
    rows("pipeline", of(LINE, [status(said_at, boot=BOOT, samples=5, ended=None)]))
    facts = InfluxFacts(LiveReader(connection), overlap_ms=10_000).of(LINE)
    assert facts.clock == clock
    assert InfluxHistory(connection).facts(LINE).clock == "played"


def test_newest_boot_counts_though_its_clock_was_set_back(connection: Influx) -> None:
    """A status of the newest boot counts before later ones of an older boot."""
    rows = InfluxRows(connection)
    rows("register", of(LINE, [{"work_unit": "a", "time": 9, "model": "m"}]))
    rows("pipeline", of(LINE, [status(500, boot=8, samples=5, ended=7)]))
    rows("pipeline", of(LINE, [status(400, boot=9, samples=5, ended=None)]))
    assert InfluxHistory(connection).facts(LINE).ended is None


def test_store_that_is_away_is_tried_again(
    influxd_server: Callable[[], Influxd],
) -> None:
    """A killed InfluxDB is unavailable, and answers on the same connection once it is back."""
    server = influxd_server()
    with Influx(server.onboard().new_world()) as connection:
        history = InfluxHistory(connection)
        InfluxRows(connection)("sample", of(LINE, [sample("a", START)]))
        server.kill()
        for ask in (
            lambda: history.changed_since(Cursor()),
            lambda: history.samples(LINE, start=0, end=START),
            lambda: history.facts(LINE),
        ):
            with pytest.raises(StoreUnavailable):
                ask()
        server.start()
        assert len(history.samples(LINE, start=START, end=START)) == 1
