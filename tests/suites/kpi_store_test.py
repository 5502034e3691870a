"""The promises of KpiStore, run by every implementation."""

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest

from analytics.errors import StoreUnavailable
from analytics.history import Feed
from analytics.kpi_store import (
    TABLES,
    KpiBatch,
    KpiQuery,
    KpiStore,
    Recomputed,
    columns_of,
    empty,
)
from analytics.progress import Stretch
from analytics.stores.duckdb_kpi_store import DuckdbKpiStore
from contract.duckdb_tables import create_statements
from tests.suites.kpi_stores import LINE, OTHER, SITE, opened_kpis, rows, segment
from tests.suites.three_stores import STORES

INDEX_ROW = {
    "time": 0,
    "level": "unit",
    "window": "month",
    "unit": "demo/chongqing",
    "node": "DF1",
    "period": "2026-03",
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[KpiStore]:
    """Give each implementation empty."""
    with opened_kpis(request) as empty_store:
        yield empty_store


def test_empty_store_reads_typed_columns(store: KpiStore) -> None:
    """A table without rows still has every column of the contract."""
    for table in TABLES:
        frame = store.read(KpiQuery(table))
        assert list(frame.columns) == columns_of(table)
        assert frame.empty
    assert store.cursor() == {}


def test_segments_of_a_recomputed_range_are_replaced(store: KpiStore) -> None:
    """Rows that a recomputation no longer has are gone, and others stay."""
    old = rows("segment", LINE.unit("a"), segment(0, 9), segment(10, 15), segment(15, 20))
    other = rows("segment", OTHER.unit("a"), segment(10, 20))
    store.write(KpiBatch(base={"segment": pd.concat([old, other])}))
    new = rows("segment", LINE.unit("a"), segment(10, 20, good_quantity=3.0, order="A"))
    store.write(KpiBatch(recomputed=(Recomputed(LINE, 10, 20),), base={"segment": new}))
    frame = store.read(KpiQuery("segment"))
    assert list(zip(frame["work_center"], frame["time"], frame["end"], strict=True)) == [
        ("line-1", 0, 9),
        ("line-1", 10, 20),
        ("line-2", 10, 20),
    ]
    assert list(frame["good_quantity"]) == [0.0, 3.0, 0.0]
    assert list(frame["order"]) == ["", "A", ""]


def test_losses_of_one_segment_are_told_apart(store: KpiStore) -> None:
    """A segment has a row per loss; a recomputation without one of them takes only that away."""
    speed, jam = ({"time": 10, "end": 20, "reason": reason} for reason in ("", "cap_jam"))
    store.write(KpiBatch(base={"loss": rows("loss", LINE.unit("a"), speed, jam)}))
    assert list(store.read(KpiQuery("loss"))["reason"]) == ["", "cap_jam"]
    store.write(
        KpiBatch(
            recomputed=(Recomputed(LINE, 10, 20),),
            base={"loss": rows("loss", LINE.unit("a"), jam)},
        )
    )
    assert list(store.read(KpiQuery("loss"))["reason"]) == ["cap_jam"]


def test_table_that_a_recomputation_leaves_out_is_emptied(store: KpiStore) -> None:
    """Every base table of the recomputed range is replaced, also by nothing."""
    store.write(KpiBatch(base={"spc": rows("spc", LINE.unit("a"), {"time": 5}, {"time": 30})}))
    store.write(KpiBatch(recomputed=(Recomputed(LINE, 0, 20),)))
    assert list(store.read(KpiQuery("spc"))["time"]) == [30]


def test_rows_written_again_stay(store: KpiStore) -> None:
    """A recomputation that has the same rows, of a line or its units, takes none of them away."""
    for path in (LINE, LINE.unit("a")):
        batch = KpiBatch(
            recomputed=(Recomputed(LINE, 0, 100),),
            base={
                "segment": rows("segment", path, segment(0, 9), segment(10, 15)),
                "stop": rows("stop", path, {"time": 3}),
            },
        )
        for _ in range(2):
            store.write(batch)
        assert list(store.read(KpiQuery("segment"))["time"]) == [0, 10]
        assert list(store.read(KpiQuery("stop"))["time"]) == [3]


def test_writing_twice_is_harmless(store: KpiStore) -> None:
    """The same batch written twice leaves the same rows."""
    batch = KpiBatch(
        recomputed=(Recomputed(LINE, 0, 100),),
        base={
            "segment": rows("segment", LINE.unit("a"), segment(0, 9), segment(10, 15)),
            "stop": rows("stop", LINE.unit("a"), {"time": 3, "duration_s": 0.004}),
            "loss": rows("loss", LINE.unit("a"), {"time": 0, "loss_group": "setup"}),
        },
        kpi_revisions=rows("kpi_revision", LINE, {"time": 1, "level": "line", "window": "hour"}),
        kpis=rows("kpi", LINE, {"time": 0, "end": 20, "level": "line", "window": "hour"}),
        rates={"automation": rows("automation", LINE, {"time": 0, "rate": "a", "window": "day"})},
        cursor={Feed("w1", LINE): 7},
    )
    store.write(batch)
    first = [store.read(KpiQuery(table)) for table in TABLES]
    store.write(batch)
    second = [store.read(KpiQuery(table)) for table in TABLES]
    for a, b in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(a, b)
    assert store.cursor() == {Feed("w1", LINE): 7}


def test_kpi_keeps_the_latest_and_revisions_keep_all(store: KpiStore) -> None:
    """A window has one KPI row, the latest written; each revision has its own row."""
    for revision in (1, 2):
        row = {"level": "line", "window": "hour", "revision": revision, "oee_index": revision / 4}
        store.write(
            KpiBatch(
                kpis=rows("kpi", LINE, {"time": 100, **row}),
                kpi_revisions=rows(
                    "kpi_revision", LINE, {"time": 100 + revision, "window_start": 100, **row}
                ),
            )
        )
    assert list(store.read(KpiQuery("kpi"))["oee_index"]) == [0.5]
    assert list(store.read(KpiQuery("kpi_revision"))["oee_index"]) == [0.25, 0.5]


def test_kpi_row_is_taken_away_and_its_revisions_stay(store: KpiStore) -> None:
    """A row whose window there is no more is gone; others, and what was known of it, are not."""
    first, second = (
        rows("kpi", LINE, {"time": time, "end": time + 10, "level": "line", "window": "shift"})
        for time in (0, 10)
    )
    revision = rows("kpi_revision", LINE, {"time": 1, "level": "line", "window": "shift"})
    store.write(KpiBatch(kpis=pd.concat([first, second]), kpi_revisions=revision))
    store.write(KpiBatch(gone=first))
    assert list(store.read(KpiQuery("kpi"))["time"]) == [10]
    assert list(store.read(KpiQuery("kpi_revision"))["time"]) == [1]
    store.write(KpiBatch(kpis=first, gone=second))
    assert list(store.read(KpiQuery("kpi"))["time"]) == [0]


def test_rows_are_found_by_place_level_and_window(store: KpiStore) -> None:
    """A query keeps to its place and what is below, its levels, its windows and its time."""
    parts = [
        rows("kpi", LINE, {"time": 10, "level": "line", "window": "hour"}),
        rows("kpi", LINE, {"time": 10, "level": "line", "window": "shift"}),
        rows("kpi", LINE.unit("a"), {"time": 10, "level": "unit", "window": "hour"}),
        rows("kpi", OTHER, {"time": 10, "level": "line", "window": "hour"}),
        rows("kpi", SITE, {"time": 20, "level": "site", "window": "hour"}),
    ]
    store.write(KpiBatch(kpis=pd.concat(parts)))
    assert len(store.read(KpiQuery("kpi", below=LINE))) == 3
    assert len(store.read(KpiQuery("kpi", below=LINE, levels=("line",)))) == 2
    assert len(store.read(KpiQuery("kpi", below=SITE, windows=("hour",)))) == 4
    assert len(store.read(KpiQuery("kpi", levels=("site", "unit"), windows=("hour",)))) == 2
    assert len(store.read(KpiQuery("kpi", start=10, end=20))) == 4


def test_segments_of_lines_and_of_units_are_told_apart(store: KpiStore) -> None:
    """Segments and stops have no level tag: those of a line are the ones without a work unit."""
    parts = [rows("segment", LINE, segment(0, 1)), rows("segment", LINE.unit("a"), segment(0, 1))]
    store.write(KpiBatch(base={"segment": pd.concat(parts)}))
    assert list(store.read(KpiQuery("segment", levels=("line",)))["work_unit"]) == [""]
    assert list(store.read(KpiQuery("segment", levels=("unit",)))["work_unit"]) == ["a"]
    assert len(store.read(KpiQuery("segment", levels=("unit", "line")))) == 2


def test_rows_that_reach_into_a_range(store: KpiStore) -> None:
    """Reaching back finds windows that end inside, and stops that touch the range's start."""
    store.write(
        KpiBatch(
            kpis=rows("kpi", LINE, {"time": 0, "end": 100}, {"time": 100, "end": 200}),
            base={
                "stop": rows(
                    "stop",
                    LINE.unit("a"),
                    {"time": 10, "duration_s": 0.080},
                    {"time": 20, "duration_s": 0.090},
                ),
                "loss": rows("loss", LINE, segment(10, 90), segment(20, 110)),
                "spc": rows("spc", LINE.unit("a"), {"time": 90}, {"time": 110}),
            },
        )
    )
    windows = store.read(KpiQuery("kpi", start=100, end=300, reaching_back=True))
    assert list(windows["time"]) == [100]
    windows = store.read(KpiQuery("kpi", start=50, end=300, reaching_back=True))
    assert list(windows["time"]) == [0, 100]
    stops = store.read(KpiQuery("stop", start=100, end=300, reaching_back=True))
    assert list(stops["time"]) == [20]
    losses = store.read(KpiQuery("loss", start=100, end=300, reaching_back=True))
    assert list(losses["time"]) == [20]
    points = store.read(KpiQuery("spc", start=100, end=300, reaching_back=True))
    assert list(points["time"]) == [110]


def test_rows_come_sorted(store: KpiStore) -> None:
    """Rows come back in the order of their tags and time, whatever order they came in."""
    given = [segment(20, 30), segment(0, 10), segment(10, 20)]
    store.write(KpiBatch(base={"segment": rows("segment", OTHER.unit("a"), *given)}))
    store.write(KpiBatch(base={"segment": rows("segment", LINE.unit("a"), *given)}))
    frame = store.read(KpiQuery("segment"))
    assert list(frame["time"]) == [0, 10, 20, 0, 10, 20]
    assert list(frame["work_center"]) == ["line-1"] * 3 + ["line-2"] * 3


def test_cursor_moves_by_feed(store: KpiStore) -> None:
    """A batch moves the cursor of the feeds it names and leaves the others."""
    store.write(KpiBatch(cursor={Feed("w1", LINE): 7, Feed("w2", OTHER): 8}))
    store.write(KpiBatch(cursor={Feed("w1", LINE): 9}))
    assert store.cursor() == {Feed("w1", LINE): 9, Feed("w2", OTHER): 8}


def test_unfinished_is_remembered_until_it_is_done(store: KpiStore) -> None:
    """What a line has in work is kept, replaced, and forgotten when it is done."""
    assert store.unfinished() == {}
    store.write(KpiBatch(unfinished={LINE: Stretch(10, 20), OTHER: Stretch(0, 5)}))
    store.write(KpiBatch(unfinished={LINE: Stretch(15, 30)}))
    assert store.unfinished() == {LINE: Stretch(15, 30), OTHER: Stretch(0, 5)}
    store.write(KpiBatch(unfinished={LINE: None}))
    assert store.unfinished() == {OTHER: Stretch(0, 5)}


def test_types_are_those_of_an_empty_table(store: KpiStore) -> None:
    """Rows read back have the types of a table without rows."""
    store.write(
        KpiBatch(
            base={
                "segment": rows("segment", LINE, segment(0, 9)),
                "stop": rows("stop", LINE.unit("a"), {"time": 3}),
                "loss": rows("loss", LINE, segment(0, 9)),
                "line_trade": rows("line_trade", LINE, segment(0, 9)),
                "spc": rows("spc", LINE.unit("a"), {"time": 3}),
                "evidence": rows("evidence", LINE.unit("a"), segment(0, 9)),
                "automatic_run": rows("automatic_run", LINE.unit("a"), segment(0, 9)),
            },
            kpis=rows("kpi", SITE, {"time": 0, "level": "site", "window": "day"}),
            kpi_revisions=rows("kpi_revision", LINE, {"time": 1, "level": "line"}),
            rates={
                "automation": rows("automation", SITE, {"time": 0, "level": "site"}),
                "green": rows("green", LINE.unit("a"), {"time": 0, "level": "unit"}),
                "index": rows("index", SITE, INDEX_ROW),
            },
        )
    )
    for table in TABLES:
        found = store.read(KpiQuery(table))
        assert len(found) == 1
        assert found.dtypes.to_dict() == empty(table).dtypes.to_dict()


def test_duckdb_batch_is_one_transaction() -> None:
    """When a batch fails half way nothing of it is kept, and the refusal is named."""
    with duckdb.connect(":memory:") as connection:
        for statement in create_statements():
            connection.execute(statement)
        store = DuckdbKpiStore(connection)
        connection.execute("DROP TABLE cursor")
        batch = KpiBatch(
            base={"segment": rows("segment", LINE.unit("a"), segment(0, 9))},
            cursor={Feed("w1", LINE): 7},
        )
        with pytest.raises(StoreUnavailable):
            store.write(batch)
        assert store.read(KpiQuery("segment")).empty
