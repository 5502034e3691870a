"""The promises of History, run by every implementation."""

from collections.abc import Iterator
from typing import Protocol

import duckdb
import numpy as np
import pandas as pd
import pytest

from analytics.history import Change, Cursor, Feed, History
from analytics.stores.duckdb_history import DuckdbHistory
from analytics.stores.influx_history import InfluxHistory
from analytics.stores.memory_history import MemoryHistory
from contract.duckdb_tables import ARRIVAL_COLUMN, columns, create_statements, quote
from contract.path import EquipmentPath
from contract.series import MEASUREMENTS
from influx.config import InfluxConfig
from influx.connection import Influx
from tests.suites.influx_rows import InfluxRows

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
OTHER = EquipmentPath("demo", "chongqing", "sewing", "line-2")
TABLES = {measurement.name: measurement for measurement in MEASUREMENTS}
HOUR = 3_600_000


class Append(Protocol):
    """Commits rows of a measurement as ingest would."""

    def __call__(self, measurement: str, rows: pd.DataFrame, /) -> None:
        """Append in order of arrival."""


class DuckdbRows:
    """Appends to a real DuckDB with the insert counter that ingest keeps."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._arrival = 0

    def __call__(self, measurement: str, rows: pd.DataFrame, /) -> None:
        """Append in order of arrival."""
        rows = rows.copy()
        if (ARRIVAL_COLUMN, "BIGINT") in columns(TABLES[measurement]):
            rows[ARRIVAL_COLUMN] = range(self._arrival, self._arrival + len(rows))
            self._arrival += len(rows)
        self._connection.register("incoming", rows)
        self._connection.execute(
            f"INSERT INTO {quote(measurement)} BY NAME SELECT * FROM incoming"  # noqa: S608 - names of the contract
        )
        self._connection.unregister("incoming")


@pytest.fixture(params=["memory", "duckdb", "influx"])
def store(request: pytest.FixtureRequest) -> Iterator[tuple[History, Append]]:
    """Give each implementation empty, with a way to commit rows to it."""
    if request.param == "memory":
        memory = MemoryHistory()
        yield memory, memory.append
        return
    if request.param == "influx":
        config: InfluxConfig = request.getfixturevalue("influx_world")
        with Influx(config) as influx:
            yield InfluxHistory(influx), InfluxRows(influx)
        return
    with duckdb.connect(":memory:") as connection:
        for statement in create_statements():
            connection.execute(statement)
        yield DuckdbHistory(connection), DuckdbRows(connection)


def of(line: EquipmentPath, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Give rows the tags of a line."""
    frame = pd.DataFrame(rows)
    for tag in ("enterprise", "site", "area", "work_center"):
        frame[tag] = getattr(line, tag)
    return frame


def sample(unit: str, time: int, **fields: object) -> dict[str, object]:
    """Spell one sample; fields not given were not provided."""
    return {"work_unit": unit, "time": time, "state": "executing", **fields}


def change(time: int, *, first: int, last: int, worker: str = "w1") -> dict[str, object]:
    """Spell one row of the change feed."""
    return {"worker": worker, "time": time, "first": first, "last": last}


def times(frame: pd.DataFrame) -> list[tuple[str, int]]:
    """List the identities of a slice."""
    return list(zip(frame["work_unit"], frame["time"], strict=True))


def test_changes_are_told_once(store: tuple[History, Append]) -> None:
    """A commit is told once, with its line and range, and the cursor moves behind it."""
    history, append = store
    append("change", of(LINE, [change(1_000, first=5, last=9)]))
    first = history.changed_since(Cursor())
    assert first.changes == (Change(LINE, 5, 9),)
    assert first.cursor.positions == {Feed("w1", LINE): 1_000}
    assert history.changed_since(first.cursor).changes == ()


def test_changes_visible_late_are_told(store: tuple[History, Append]) -> None:
    """A commit that shows itself behind a newer one, within a write time-out, is still told."""
    history, append = store
    append("change", of(LINE, [change(20_000, first=50, last=90)]))
    cursor = history.changed_since(Cursor()).cursor
    append("change", of(LINE, [change(15_000, first=5, last=9)]))
    late = history.changed_since(cursor)
    assert late.changes == (Change(LINE, 5, 9),)
    assert late.cursor.positions == {Feed("w1", LINE): 20_000}
    assert history.changed_since(late.cursor).changes == ()


def test_changes_of_each_feed_have_their_own_cursor(store: tuple[History, Append]) -> None:
    """A slow worker's commits are told though another worker's clock is far ahead."""
    history, append = store
    append("change", of(LINE, [change(900_000, first=1, last=2)]))
    cursor = history.changed_since(Cursor()).cursor
    append("change", of(LINE, [change(1_000, first=3, last=4, worker="w2")]))
    append("change", of(OTHER, [change(2_000, first=5, last=6)]))
    told = history.changed_since(cursor)
    assert set(told.changes) == {Change(LINE, 3, 4), Change(OTHER, 5, 6)}
    assert len(told.cursor.positions) == 3


def test_changes_of_feeds_apart_are_told_once(store: tuple[History, Append]) -> None:
    """Feeds whose newest commits lie some time apart are each read from their own overlap on."""
    history, append = store
    append("change", of(LINE, [change(1_000, first=1, last=2)]))
    ahead = [change(time, first=3, last=4) for time in (2_000, 15_000, 31_000)]
    append("change", of(OTHER, ahead))
    told = history.changed_since(Cursor())
    assert len(told.changes) == 4
    assert history.changed_since(told.cursor).changes == ()
    # After a restart only the overlap of each feed is told again.
    forgotten = history.changed_since(Cursor(told.cursor.positions))
    assert len(forgotten.changes) == 2


def test_samples_of_an_empty_store(store: tuple[History, Append]) -> None:
    """A line that never spoke has no samples, and the columns are there."""
    history, _ = store
    frame = history.samples(LINE, start=0, end=HOUR, fields=("state", "good"))
    assert frame.empty
    assert list(frame.columns) == ["work_unit", "time", "state", "good", "unavailable"]


def test_samples_include_both_ends_and_the_neighbours(store: tuple[History, Append]) -> None:
    """A slice has the samples at its edges, and each unit's last before and first after it."""
    history, append = store
    rows = [sample("a", t) for t in (10, 20, 30, 40, 50, 60)]
    rows += [sample("b", t) for t in (5, 25, 70, 80)]
    append("sample", of(LINE, rows))
    append("sample", of(OTHER, [sample("a", 33)]))
    frame = history.samples(LINE, start=30, end=40)
    assert times(frame) == [("a", 20), ("a", 30), ("a", 40), ("a", 50), ("b", 25), ("b", 70)]


@pytest.mark.parametrize("gap", [HOUR // 2, 20 * HOUR, 300 * HOUR])
def test_neighbours_are_found_across_a_long_silence(
    store: tuple[History, Append], gap: int
) -> None:
    """The last sample before a slice and the first after it are found however far they lie."""
    history, append = store
    middle = 1_000 * HOUR
    append("sample", of(LINE, [sample("a", middle - gap), sample("a", middle + HOUR + gap)]))
    append("sample", of(LINE, [sample("b", middle + 1)]))
    frame = history.samples(LINE, start=middle, end=middle + HOUR)
    assert times(frame) == [("a", middle - gap), ("a", middle + HOUR + gap), ("b", middle + 1)]


def test_later_arrival_wins_field_by_field(store: tuple[History, Append]) -> None:
    """Of two samples of one identity the later one's fields win, and what it lacks stays."""
    history, append = store
    append("sample", of(LINE, [sample("a", 10, good=1, scrap=7, order="A")]))
    append("sample", of(LINE, [sample("a", 10, good=2, order="B"), sample("a", 20, good=3)]))
    frame = history.samples(LINE, start=0, end=100, fields=("state", "order", "good", "scrap"))
    assert times(frame) == [("a", 10), ("a", 20)]
    assert frame["order"][0] == "B"
    assert frame["order"].isna().tolist() == [False, True]
    assert list(frame["good"]) == [2.0, 3.0]
    assert frame["scrap"][0] == 7.0
    assert np.isnan(frame["scrap"][1])


def test_later_unavailable_withdraws_a_value(store: tuple[History, Append]) -> None:
    """A later sample of one identity that calls a field unavailable takes its value away."""
    history, append = store
    append("sample", of(LINE, [sample("a", 10, good=1, scrap=7, unavailable="scrap")]))
    append("sample", of(LINE, [sample("a", 10, scrap=9, unavailable="good")]))
    frame = history.samples(LINE, start=0, end=100, fields=("good", "scrap"))
    assert np.isnan(frame["good"][0])
    assert frame["scrap"][0] == 9.0


def test_counter_unavailable_before_a_slice(store: tuple[History, Append]) -> None:
    """Where the last sample before a slice lacks a counter, the last one that has it comes too."""
    history, append = store
    rows = [
        sample("a", 10, good=5, scrap=1),
        sample("a", 20, scrap=1),
        sample("a", 30, scrap=2, unavailable="good"),
        sample("a", 100, good=9, scrap=2),
    ]
    append("sample", of(LINE, rows))
    frame = history.samples(LINE, start=50, end=200)
    assert times(frame) == [("a", 10), ("a", 30), ("a", 100)]


def test_facts_of_an_unknown_line(store: tuple[History, Append]) -> None:
    """A line that never spoke has no run, and its clock counts as played."""
    history, _ = store
    facts = history.facts(LINE)
    assert (facts.first_time, facts.newest_time, facts.ended) == (None, None, None)
    assert facts.clock == "played"
    assert facts.register.empty


def test_facts_take_the_newest_register_and_birth(store: tuple[History, Append]) -> None:
    """The newest boot's register row of each unit and the newest birth's clock count."""
    history, append = store
    append(
        "register",
        of(
            LINE,
            [
                {"work_unit": "a", "time": 200, "model": "new"},
                {"work_unit": "a", "time": 100, "model": "old"},
                {"work_unit": "b", "time": 100, "model": "only"},
            ],
        ),
    )
    births = [
        {"kind": "birth", "time": 5, "boot": 100, "session": 1, "clock": "wall"},
        {"kind": "birth", "time": 6, "boot": 200, "session": 1, "clock": "played"},
        {"kind": "birth", "time": 7, "boot": 200, "session": 2, "clock": "wall"},
    ]
    append("pipeline", of(LINE, births))
    append("change", of(LINE, [change(1, first=50, last=70), change(2, first=40, last=60)]))
    facts = history.facts(LINE)
    assert facts.clock == "wall"
    assert dict(zip(facts.register["work_unit"], facts.register["model"], strict=True)) == {
        "a": "new",
        "b": "only",
    }
    assert (facts.first_time, facts.newest_time) == (40, 70)


def status(time: int, *, boot: int, samples: int, ended: int | None) -> dict[str, object]:
    """Spell one status row."""
    sources = '[{"name":"plc","state":"connected","clock_offset_ms":-12000}]'
    return {
        "kind": "status",
        "time": time,
        "boot": boot,
        "samples": samples,
        "ended": ended,
        "sources": sources,
    }


def test_facts_of_an_ended_run(store: tuple[History, Append]) -> None:
    """A run is over when the newest boot says so, complete when its samples are in the ledger."""
    history, append = store
    append("pipeline", of(LINE, [status(10, boot=1, samples=30, ended=9_000)]))
    append("delivery", of(LINE, [{"time": 1, "boot": 1, "seq": 0, "first": 0, "samples": 20}]))
    facts = history.facts(LINE)
    assert (facts.ended, facts.ended_said_at, facts.ended_complete) == (9_000, 10, False)
    assert facts.clock_offset_ms == 12_000
    append("delivery", of(LINE, [{"time": 2, "boot": 1, "seq": 1, "first": 20, "samples": 10}]))
    assert history.facts(LINE).ended_complete
    append("pipeline", of(LINE, [status(20, boot=2, samples=0, ended=None)]))
    assert history.facts(LINE).ended is None


def test_unknown_field_is_refused(store: tuple[History, Append]) -> None:
    """Asking for a field that samples do not have fails by name."""
    history, _ = store
    with pytest.raises(ValueError, match="god"):
        history.samples(LINE, start=0, end=1, fields=("god",))
