"""The promises of the book of observations, run by every implementation."""

import duckdb
import msgspec
import pytest

from analytics.books import Books
from analytics.errors import RowsRefused
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import Observation
from analytics.index.digital.scoring import cell_table
from analytics.stores.duckdb_books import duckdb_books
from tests.suites import books_test

# The fixture of the suite it belongs to.
books = books_test.books

T = books_test.T
UNIT = "demo/chongqing"
PERIOD = "2026-Q1"


def cell(**other: object) -> Observation:
    """Spell an observation of DP2."""
    one = Observation(
        unit=UNIT,
        indicator="DP2",
        period=PERIOD,
        vintage=T,
        status="observed",
        source="telemetry",
        definition="automatic_execution_share.v1",
        value=45.5,
        low=40.1,
        high=0.1 + 0.2,
        note='declared 60 %; "two" machines, 重庆 \\',
    )
    return msgspec.structs.replace(one, **other)


def test_empty_book_has_nothing(books: Books) -> None:
    """Before anything was told there is no cell, and telling nothing changes that."""
    assert books.observations.put([]) == ()
    assert books.observations.of() == ()


def test_observations_come_back_whole(books: Books) -> None:
    """Numbers come back to the last bit, absent ones as absent and not as 0; oldest first."""
    told = [
        cell(vintage=T + 2, value=None, low=None, high=None, status="missing", note=""),
        cell(value=0.0, low=0.0, high=None),
        cell(unit="fashion one, 重庆", indicator="DF4", source="survey"),
    ]
    assert set(books.observations.put(told)) == set(told)
    assert books.observations.of() == (told[1], told[2], told[0])


def test_same_values_make_no_new_vintage(books: Books) -> None:
    """What is told twice, a second time with a later vintage, is known once."""
    told = [cell(), cell(indicator="DP3", value=None, status="insufficient")]
    assert books.observations.put(told) == tuple(told)
    again = [msgspec.structs.replace(one, vintage=T + 1_000) for one in told]
    assert books.observations.put(told) == ()
    assert books.observations.put(again) == ()
    assert books.observations.of() == tuple(told)


def test_correction_is_a_later_vintage(books: Books) -> None:
    """A corrected value stands beside the old one; who asks as of before gets the old one."""
    first, second = cell(), cell(vintage=T + 1_000, value=50.0)
    books.observations.put([first])
    assert books.observations.put([second]) == (second,)
    assert books.observations.of(as_of=T + 999) == (first,)
    assert books.observations.of(as_of=T - 1) == ()
    known = books.observations.of([PERIOD])
    assert known == (first, second)
    for as_of, value in ((None, 50.0), (T + 1_000, 50.0), (T + 999, 45.5)):
        table = cell_table(known, shipped(), units=[UNIT], period=PERIOD, as_of=as_of)
        assert table.value.at[UNIT, "DP2"] == value


def test_whatever_differs_is_news(books: Books) -> None:
    """A new vintage may differ in anything, also in nothing but a bound or the note."""
    told = [cell()]
    for change in (
        {"low": 41.0},
        {"high": 1.0},
        {"high": None},
        {"note": ""},
        {"source": "records"},
        {"status": "censored"},
        {"definition": "automatic_execution_share.v2"},
    ):
        told.append(msgspec.structs.replace(told[-1], vintage=told[-1].vintage + 1, **change))
    for one in told:
        assert books.observations.put([one]) == (one,)


def test_value_that_comes_back_is_news(books: Books) -> None:
    """A value that was corrected and then restored has three vintages."""
    told = [cell(), cell(vintage=T + 1, value=50.0), cell(vintage=T + 2)]
    for one in told:
        assert books.observations.put([one]) == (one,)
    assert books.observations.of() == tuple(told)


def test_older_vintage_told_later_leaves_newer_ones(books: Books) -> None:
    """What was known earlier may be told later, and is compared with what was known then."""
    newer, older = cell(vintage=T + 10), cell(vintage=T + 5, value=1.0)
    books.observations.put([newer])
    assert books.observations.put([older]) == (older,)
    between = cell(vintage=T + 7)
    assert books.observations.put([cell(vintage=T + 6, value=1.0)]) == ()
    assert books.observations.put([between]) == (between,)
    assert books.observations.of() == (older, between, newer)


def test_known_vintage_is_never_written_over(books: Books) -> None:
    """Another value for a known vintage is refused, and what came with it is not added."""
    books.observations.put([cell()])
    with pytest.raises(RowsRefused, match="DP2"):
        books.observations.put([cell(indicator="DP3"), cell(value=46.0)])
    assert books.observations.of() == (cell(),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": ""},
        {"unit": "a\nb"},
        {"unit": "a\\"},
        {"unit": "region"},
        {"unit": "apparel"},
        {"value": float("nan")},
        {"high": 1e999},
    ],
    ids=str,
)
def test_what_a_store_could_not_carry_is_refused(wrong: dict[str, object], books: Books) -> None:
    """Names and numbers that a store could not give back, or tell apart, are refused by all."""
    with pytest.raises(RowsRefused):
        books.observations.put([cell(**wrong)])
    assert books.observations.of() == ()


def test_periods_are_read_apart(books: Books) -> None:
    """Only the periods that are asked for come."""
    told = [cell(period=period) for period in ("2026", "2026-03", "2026-Q1")]
    books.observations.put(told)
    assert books.observations.of(["2026-03"]) == (told[1],)
    assert set(books.observations.of({"2026", "2026-Q1"})) == {told[0], told[2]}


def test_file_without_table_has_no_observations() -> None:
    """A file that was written before there was an index reads as if nothing had been observed."""
    with duckdb.connect(":memory:") as connection:
        assert duckdb_books(connection).observations.of() == ()
