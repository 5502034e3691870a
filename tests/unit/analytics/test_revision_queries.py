"""What was known at an instant, and what changed between two revisions."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import BadQuery
from analytics.explain.difference import difference_text, explain_difference
from analytics.kpi_store import KpiBatch, KpiQuery, empty
from analytics.queries import OEE_COLUMNS, oee_rows
from analytics.revision_queries import oee_rows_as_of
from analytics.revisions import revise
from analytics.stores.memory_kpi_store import MemoryKpiStore
from tests.suites.loop_plant import HOUR, LINE, START, Plant, working

FILLER = LINE.unit("filler")


def computed(values: dict[int, float]) -> pd.DataFrame:
    """Spell rows of hours, by their number, with one base quantity."""
    types = empty("kpi").dtypes
    nothing = {"int64": 0, "float64": 0.0, "bool": False, "object": ""}
    blank = {str(name): nothing[str(kind)] for name, kind in types.items()}
    tags = ("enterprise", "site", "area", "work_center")
    blank |= {tag: getattr(LINE, tag) for tag in tags} | {"level": "line", "window": "hour"}
    rows = [
        {
            **blank,
            "time": START + hour * HOUR,
            "end": START + (hour + 1) * HOUR,
            "good_quantity": value,
            "inputs_hash": str(value),
        }
        for hour, value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(blank)).astype(
        {name: kind for name, kind in types.items() if str(kind) != "object"}
    )


def commit(store: MemoryKpiStore, rows: pd.DataFrame, *, at: int, closed: int) -> None:
    """Revise these rows at a wall time; hours before the one numbered `closed` are closed."""
    revised = revise(
        store.read(KpiQuery("kpi")),
        rows,
        is_closed=lambda end: end <= START + closed * HOUR,
        committed_at=at,
        why="late data",
    )
    store.write(KpiBatch(kpis=revised.kpis, kpi_revisions=revised.kpi_revisions))


commits = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 3), st.sampled_from([1.0, 2.0, 3.0]), max_size=4),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=40)
@given(commits)
def test_later_revisions_never_change_what_was_known(
    steps: list[tuple[dict[int, float], int]],
) -> None:
    """The answer as of an instant is the same however much is committed after it."""
    store = MemoryKpiStore()
    answers: list[pd.DataFrame] = []
    closed = 0
    for at, (values, now) in enumerate(steps):
        closed = max(closed, now)
        commit(store, computed(values), at=at, closed=closed)
        answers.append(oee_rows_as_of(store, as_of=at))
    for at, answer in enumerate(answers):
        pd.testing.assert_frame_equal(oee_rows_as_of(store, as_of=at), answer)
    latest = oee_rows(store)
    closed_rows = latest[latest["revision"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(answers[-1], closed_rows, check_dtype=False)


def test_window_that_closed_later_was_not_known() -> None:
    """A provisional window has no row, and one closed after the instant has none either."""
    store = MemoryKpiStore()
    commit(store, computed({0: 1.0, 1: 1.0}), at=10, closed=1)
    commit(store, computed({1: 1.0}), at=20, closed=2)
    assert list(oee_rows_as_of(store, as_of=9)["revision"]) == []
    assert list(oee_rows_as_of(store, as_of=10)["window_start"]) == ["2026-03-01T22:00:00Z"]
    assert len(oee_rows_as_of(store, as_of=20)) == 2
    assert tuple(oee_rows_as_of(store, as_of=20).columns) == OEE_COLUMNS


def test_range_is_that_of_the_windows() -> None:
    """Rows are found by their windows, not by where their revisions stand."""
    store = MemoryKpiStore()
    commit(store, computed({0: 1.0, 1: 1.0}), at=10, closed=2)
    found = oee_rows_as_of(store, as_of=10, start=START + HOUR, end=START + HOUR + 1)
    assert list(found["window_start"]) == ["2026-03-01T23:00:00Z"]
    assert oee_rows_as_of(store, as_of=10, end=START).empty


@pytest.fixture(scope="module")
def revised() -> Plant:
    """A line whose first hour has a hole that late data fill."""
    plant = Plant()
    rows = working(START, START + 3 * HOUR)
    hole = (rows["time"] > START + 600_000) & (rows["time"] < START + 900_000)
    plant.commit(rows[~hole])
    plant.settle()
    plant.commit(rows[hole])
    plant.settle()
    return plant


def test_difference_lists_what_changed_and_why(revised: Plant) -> None:
    """Base quantities stand before ratios; what did not change is not listed."""
    found = explain_difference(
        revised.store, FILLER, window="hour", at=START + 60_000, revisions=(1, 2)
    )
    assert (found.old.why, found.new.why) == ("closed", "late data")
    assert found.old.committed_at < found.new.committed_at
    changed = {one.field: (one.old, one.new, one.delta) for one in found.numbers}
    assert changed["unknown_time_s"] == (300.0, 0.0, -300.0)
    assert changed["actual_production_time_s"] == (3_300.0, 3_600.0, 300.0)
    assert "scrap_quantity" not in changed
    kinds = [one.kind for one in found.numbers]
    assert kinds == sorted(kinds)
    text = difference_text(found)
    assert "revision 2: late data" in text
    assert text.index("unknown_time_s") < text.index("availability_low")


def test_difference_to_itself_is_nothing(revised: Plant) -> None:
    """A revision does not differ from itself, and that is said."""
    found = explain_difference(revised.store, LINE, window="hour", at=START, revisions=(2, 2))
    assert (found.numbers, found.words) == ((), ())
    assert "Nothing changed" in difference_text(found)


def test_difference_of_the_newest_window(revised: Plant) -> None:
    """Without an instant the newest closed window is compared."""
    found = explain_difference(revised.store, LINE, window="hour", at=None, revisions=(1, 1))
    assert found.window_start == "2026-03-01T23:00:00Z"


def test_revision_that_is_not_there_is_named(revised: Plant) -> None:
    """Who asks for another revision, or for a window that never closed, is told what there is."""
    with pytest.raises(BadQuery, match=r"there is no revision 3 .*; there is: 1, 2"):
        explain_difference(revised.store, LINE, window="hour", at=START, revisions=(1, 3))
    with pytest.raises(BadQuery, match="no closed revision"):
        explain_difference(
            revised.store, LINE, window="hour", at=START + 50 * HOUR, revisions=(1, 2)
        )
