"""What was known stays known, on every store: late data, a late reason, a changed rate.

Each makes the next revision of a closed hour with its reason, and `--as-of` an instant between
two of them gives the answer of that time.
"""

import copy
from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd
import pytest

from analytics.assign_reasons import Asked, check_reasons
from analytics.explain.difference import explain_difference
from analytics.master.data import master_data_of
from analytics.queries import oee_rows
from analytics.revision_queries import oee_rows_as_of
from analytics.stores.duckdb_books import duckdb_books
from analytics.stores.duckdb_history import DuckdbHistory
from analytics.stores.duckdb_kpi_store import DuckdbKpiStore
from analytics.stores.influx_books import influx_books
from analytics.stores.influx_history import InfluxHistory
from analytics.stores.influx_kpi_store import InfluxKpiStore
from contract.duckdb_tables import create_statements
from influx.config import InfluxConfig
from influx.connection import Influx
from tests.suites.history_test import DuckdbRows
from tests.suites.influx_rows import InfluxRows
from tests.suites.loop_plant import HOUR, LINE, SITE, START, Plant, working

FILLER = LINE.unit("filler")
MINUTE = 60_000


@pytest.fixture(params=["memory", "duckdb", "influx"])
def plant(request: pytest.FixtureRequest) -> Iterator[Plant]:
    """A plant over each store."""
    if request.param == "memory":
        yield Plant()
        return
    if request.param == "influx":
        config: InfluxConfig = request.getfixturevalue("influx_world")
        with Influx(config) as there:
            yield Plant(
                history=InfluxHistory(there),
                store=InfluxKpiStore(there),
                append=InfluxRows(there),
                books=influx_books(there),
            )
        return
    with duckdb.connect(":memory:") as connection:
        for statement in create_statements():
            connection.execute(statement)
        yield Plant(
            history=DuckdbHistory(connection),
            store=DuckdbKpiStore(connection),
            append=DuckdbRows(connection),
            books=duckdb_books(connection),
        )


def first_hour(plant: Plant) -> pd.DataFrame:
    """Return the revisions of the filler's first hour."""
    rows = plant.read("kpi_revision", below=FILLER, windows=("hour",))
    return rows[rows["window_start"] == START]


def test_each_cause_makes_a_revision_and_leaves_what_was_known(plant: Plant) -> None:
    """Revisions name their reason; as of an instant between two of them nothing has changed."""
    rows = working(START, START + 7 * HOUR)
    stands = (rows["time"] >= START + 20 * MINUTE) & (rows["time"] < START + 30 * MINUTE)
    rows.loc[stands & (rows["work_unit"] == "filler"), "state"] = "not_executing"
    hole = (rows["time"] > START + 5 * MINUTE) & (rows["time"] < START + 10 * MINUTE)
    known: list[tuple[int, pd.DataFrame]] = []

    def remember() -> None:
        plant.settle()
        plant.wall += 1_000
        known.append((plant.wall, oee_rows_as_of(plant.store, as_of=plant.wall)))

    plant.commit(rows[~hole])
    remember()
    # It is now six hours later by the clock of the line.
    plant.commit(rows[hole])
    remember()
    entries = check_reasons(
        [Asked("filler", START + 25 * MINUTE, None, "breakdown_drive", by="op-7")],
        kpi_store=plant.store,
        history=plant.history,
        book=plant.books.reasons,
        find=lambda _path: FILLER,
        wall_ms=plant.wall,
    )
    plant.books.reasons.put(entries)
    remember()
    table: Any = copy.deepcopy(SITE)
    table["lines"][0]["units"]["filler"]["planned_run_time_s"] = {"*": 2.0, "B": 4.0}
    plant.master = master_data_of(table, where="test")
    plant.restart()
    remember()

    revisions = first_hour(plant)
    assert list(revisions["revision"]) == [1, 2, 3, 4]
    assert list(revisions["why"]) == [
        "closed",
        "late data",
        "late reason",
        "changed master data: planned run times of filler",
    ]
    assert list(revisions["unknown_time_s"]) == [300.0, 0.0, 0.0, 0.0]
    assert list(revisions["corrective_maintenance_time_s"]) == [0.0, 0.0, 600.0, 600.0]
    assert revisions["planned_run_time_good_s"].iloc[3] == pytest.approx(
        0.8 * revisions["planned_run_time_good_s"].iloc[2]
    )
    for as_of, answer in known:
        pd.testing.assert_frame_equal(oee_rows_as_of(plant.store, as_of=as_of), answer)
    hour = {"below": FILLER, "window": "hour", "end": START + MINUTE}
    shown = [
        oee_rows_as_of(plant.store, as_of=as_of, **hour)["revision"].tolist()  # type: ignore[arg-type]  # keywords as given
        for as_of, _ in known
    ]
    assert shown == [[1], [2], [3], [4]]
    latest = oee_rows(plant.store, **hour)  # type: ignore[arg-type]  # keywords as given
    assert latest["revision"].tolist() == [4]


def test_difference_names_the_cause(plant: Plant) -> None:
    """The reason of the later revision and what it changed are told from every store."""
    rows = working(START, START + 3 * HOUR)
    hole = (rows["time"] > START + 5 * MINUTE) & (rows["time"] < START + 10 * MINUTE)
    plant.commit(rows[~hole])
    plant.settle()
    plant.commit(rows[hole])
    plant.settle()
    found = explain_difference(plant.store, FILLER, window="hour", at=START, revisions=(1, 2))
    assert found.new.why == "late data"
    assert {one.field for one in found.numbers} >= {"unknown_time_s", "coverage"}
