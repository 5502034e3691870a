"""Frames of wide rows hold what they were given; edges of runs are merged."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.framed import framed
from analytics.oee.counters import edges_of

RUNS = st.lists(st.lists(st.integers(-(2**62), 2**62)).map(sorted), min_size=1, max_size=4)


def test_framed_columns_keep_order_and_types() -> None:
    """Columns come in the order given, numbers as numbers and words as objects."""
    rows = framed(
        {
            "word": np.array(["a", ""], object),
            "number": np.array([0.5, np.nan]),
            "count": np.array([2**62, 1]),
            "flag": np.array([True, False]),
            "other": np.array([1.0, 2.0]),
        }
    )
    assert list(rows) == ["word", "number", "count", "flag", "other"]
    assert [kind.kind for kind in rows.dtypes] == ["O", "f", "i", "b", "f"]
    assert rows["count"].tolist() == [2**62, 1]
    assert rows["word"].tolist() == ["a", ""]


def test_framed_columns_without_rows_keep_their_types() -> None:
    """A table that holds nothing has its columns all the same."""
    rows = framed({"word": np.zeros(0, object), "count": np.zeros(0, np.int64)})
    assert len(rows) == 0
    assert [kind.kind for kind in rows.dtypes] == ["O", "i"]


@given(runs=RUNS)
def test_edges_of_runs_are_their_distinct_instants(runs: list[list[int]]) -> None:
    """Every instant stands once, in order, however runs overlap."""
    found = edges_of(*(np.array(run, np.int64) for run in runs))
    assert found.tolist() == sorted({instant for run in runs for instant in run})
