"""Pages of a list: every row once, in order, whatever the size of a page."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.board.errors import BadRequest
from dashboards.board.paging import page_of

_KEYS = ("path", "time")


def _rows(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"path": [f"p{n // 3}" for n in range(count)], "time": range(count), "value": 0.5}
    )


@given(count=st.integers(0, 40), limit=st.integers(1, 50))
def test_pages_hold_every_row_once(count: int, limit: int) -> None:
    """Following the marks to the end gives all rows in their order, and then stops."""
    rows, seen, after = _rows(count), [], None
    for _ in range(count + 1):
        page = page_of(rows, _KEYS, limit=limit, after=after)
        seen += list(page.rows["time"])
        after = page.after
        assert len(page.rows) <= limit
        if after is None:
            break
    assert after is None
    assert seen == list(range(count))


def test_rows_that_come_meanwhile_move_no_page() -> None:
    """A row that is stored before the mark is neither shown twice nor hides another."""
    mark = page_of(_rows(6), _KEYS, limit=3, after=None).after
    more = pd.concat([pd.DataFrame({"path": ["a"], "time": [-1], "value": [1.0]}), _rows(6)])
    page = page_of(more.reset_index(drop=True), _KEYS, limit=3, after=mark)
    assert list(page.rows["time"]) == [3, 4, 5]


def test_without_a_limit_the_list_is_whole() -> None:
    """No limit gives all rows and no mark."""
    page = page_of(_rows(5), _KEYS, limit=None, after=None)
    assert len(page.rows) == 5
    assert page.after is None


@pytest.mark.parametrize("mark", ["", "x", "é", "W10", "WyJhIl0", "WzEsMl0", "e30", "WyJwOSIsOV0"])
def test_a_mark_of_nothing_is_told(mark: str) -> None:
    """What no page gave, or a row that is gone, is refused with what to do."""
    with pytest.raises(BadRequest, match="after"):
        page_of(_rows(5), _KEYS, limit=2, after=mark)
