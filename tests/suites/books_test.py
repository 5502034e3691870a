"""The promises of the books of what people told, run by every implementation."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from analytics.books import Books, LateReason, MasterUse
from analytics.stores.duckdb_books import duckdb_books
from analytics.stores.influx_books import influx_books
from analytics.stores.memory_books import memory_books
from contract.path import EquipmentPath
from tests.suites.three_stores import STORES, opened

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
OTHER = EquipmentPath("demo", "chongqing", "sewing", "line-2")
SITE = LINE.at_site
T = 1_772_402_400_000


@pytest.fixture(params=STORES)
def books(request: pytest.FixtureRequest) -> Iterator[Books]:
    """Give each implementation empty."""
    with opened(
        request, memory=memory_books, on_duckdb=duckdb_books, on_influx=influx_books
    ) as found:
        yield found


def entry(start: int, end: int, **other: object) -> LateReason:
    """Spell an entry of the filler."""
    given = LateReason(LINE.unit("filler"), T + start, T + end, "cap_jam", T, "op-1", force=True)
    return replace(given, **other)  # type: ignore[arg-type]  # keywords as given


def test_empty_books_have_nothing(books: Books) -> None:
    """Who asks before anybody told anything gets nothing."""
    assert books.reasons.of(LINE, start=0, end=2**62) == ()
    assert books.reasons.given_since(0) == ()
    assert books.masters.of(SITE) == ()
    books.reasons.put([])


def test_entries_are_found_by_line_and_event_time(books: Books) -> None:
    """An entry is found where it meets a range, whole as it was put, and only on its line."""
    one = entry(10, 20)
    far = entry(10, 20, unit=OTHER.unit("filler"), given_at=T + 1, reason="", force=False)
    books.reasons.put([one, far])
    assert books.reasons.of(LINE, start=T + 19, end=T + 30) == (one,)
    assert books.reasons.of(LINE, start=T, end=T + 11) == (one,)
    assert books.reasons.of(LINE, start=T + 20, end=T + 30) == ()
    assert books.reasons.of(LINE, start=T, end=T + 10) == ()
    assert books.reasons.of(OTHER, start=0, end=2**61) == (far,)


def test_entries_of_one_stretch_are_all_kept(books: Books) -> None:
    """A later entry for the same stretch takes nothing away; the oldest comes first."""
    first, second = entry(10, 20), entry(10, 20, reason="", given_at=T + 5, given_by="")
    books.reasons.put([second])
    books.reasons.put([first])
    books.reasons.put([first])
    assert books.reasons.of(LINE, start=T, end=T + 100) == (first, second)
    assert books.reasons.given_since(T + 1) == (second,)


def test_use_of_master_data_is_kept_whole(books: Books) -> None:
    """Long contents come back to the letter, in order of their begin."""
    long = '{"name": "重庆 \\"one\\" \\\\"}\n' * 4_000
    uses = [MasterUse(SITE, T + n, f"h{n}", text) for n, text in enumerate((long, "{}", long))]
    for use in reversed(uses):
        books.masters.put(use)
    assert books.masters.of(SITE) == tuple(uses)
    assert books.masters.of(EquipmentPath("demo", "elsewhere")) == ()


def test_use_is_marked_applied(books: Books) -> None:
    """Putting a use again with the time by which it was applied replaces it."""
    use = MasterUse(SITE, T, "h", "x" * 40_000)
    books.masters.put(use)
    books.masters.put(replace(use, applied=T + 9))
    assert books.masters.of(SITE) == (replace(use, applied=T + 9),)


def test_file_without_tables_has_empty_books() -> None:
    """A file that was written before there were books reads as if nobody had told anything."""
    with duckdb.connect(":memory:") as connection:
        books = duckdb_books(connection)
        assert books.reasons.given_since(0) == ()
        assert books.masters.of(SITE) == ()
