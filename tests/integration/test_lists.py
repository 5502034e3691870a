"""Every list of a played world: named columns, keys that name a row, equal answers both ways."""

from collections.abc import Iterator

import httpx
import pytest

from analytics.errors import BadQuery
from analytics.export import FORMATS, export
from analytics.listing.dictionary import entries_of
from dashboards.board.listing_queries import (
    AutomationQuery,
    ChangeQuery,
    GreenBy,
    GreenQuery,
    KpisQuery,
    ListingQuery,
    LossesQuery,
    OrdersQuery,
    StopsQuery,
    TradeQuery,
)
from factory.errors import ConfigError
from factory.listings import listed
from tests.integration.served_store import Served, served
from tests.list_queries import LIST_QUERIES

# A world of less than an hour has no control chart with an alarm for certain; all its machines are
# connected; nobody computed an index of it.
MAY_BE_EMPTY = {"spc", "capability", "plan", "index"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Half an hour of the demo plant."""
    with served(tmp_path_factory.mktemp("world"), hours=0.5) as found:
        yield found


@pytest.mark.parametrize("query", LIST_QUERIES, ids=str)
def test_list_is_complete(world: Served, query: ListingQuery) -> None:
    """A list has rows, keys that name each of them, and every column a name in both languages."""
    found = listed(world.store, query)
    assert len(found.rows) or found.listing in MAY_BE_EMPTY
    assert not found.rows.duplicated(list(found.keys)).any()
    entries = entries_of(found.listing, [str(name) for name in found.rows.columns])
    assert [entry.field for entry in entries if not entry.name_zh] == []


@pytest.mark.parametrize("query", LIST_QUERIES, ids=str)
def test_owner_answers_with_the_same_bytes(world: Served, query: ListingQuery) -> None:
    """Asked of a running owner, every format has the bytes that the store itself gives."""
    here, there = listed(world.store, query), world.asked.listed(query)
    for form in FORMATS:
        assert export(there.rows, form, there.listing) == export(here.rows, form, here.listing)


def test_path_may_be_the_end_of_one(world: Served) -> None:
    """A unit's name, a line's, an area's, or the head of a path keep what is at or below it."""
    for path, count in (("filler", 1), ("line-1", 7), ("sewing", 25), ("demo/chongqing", 36)):
        rows = listed(world.store, KpisQuery(by="unit", path=path)).rows
        assert len(rows) == count
        answer = httpx.get(
            f"{world.url}/api/v1/oee", params={"by": "unit", "path": path}, trust_env=False
        )
        assert len(answer.json()) == count
    with pytest.raises(ConfigError, match="no place"):
        listed(world.store, KpisQuery(path="nowhere"))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("oee?path=nowhere", "demo/chongqing/bottling/line-1/filler"),
        ("units/demo/nowhere/timeline?from=2026-03-02T00:00Z&to=2026-03-02T01:00Z", "filler"),
        ("units/line-1/timeline?from=2026-03-02T00:00Z&to=2026-03-02T01:00Z", "is a line"),
    ],
)
def test_unknown_place_is_told(world: Served, address: str, words: str) -> None:
    """A place of which nobody has spoken answers 404 with those there are, and no empty list."""
    answer = httpx.get(f"{world.url}/api/v1/{address}", trust_env=False)
    assert answer.status_code == 404
    assert words in answer.json()["error"]


def test_energy_is_conserved_however_it_is_split(world: Served) -> None:
    """By product, order and shift each line has the same energy, and the site that of its lines."""
    measure = ("energy_kwh_per_item",)
    splits: tuple[GreenBy, ...] = ("product", "order", "shift")
    lines = [
        listed(world.store, GreenQuery(by=by, level="line", measure=measure))
        .rows.groupby("path")["numerator"]
        .sum()
        .round(6)
        .to_dict()
        for by in splits
    ]
    assert len(lines[0]) == 3
    assert lines[0] == lines[1] == lines[2]
    site = listed(world.store, GreenQuery(by="order", level="site", measure=measure)).rows
    assert round(site["numerator"].sum(), 6) == round(sum(lines[0].values()), 6)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (KpisQuery(by="order", window="hour"), "leave window away"),
        (KpisQuery(by="crew", as_of=5), "leave as_of away"),
        (KpisQuery(start=5, end=5), "not after"),
        (LossesQuery(show="waterfall", by=("reason",)), "leave by away"),
        (LossesQuery(show="six_big", window="hour"), "leave window away"),
        (LossesQuery(minor_below_s=5.0), "six big"),
        (LossesQuery(show="six_big", minor_below_s=5.0), "level unit"),
        (StopsQuery(show="microstops"), "shorter_than_s"),
        (TradeQuery(measure=("sunshine",)), "line_efficiency"),
        (OrdersQuery(path="filler"), "leave filler away, as in demo/chongqing/bottling/line-1"),
        (ChangeQuery(start=5), "both from and to"),
        (ChangeQuery(start=5, end=9, window="day"), "leave window and at away"),
        (ChangeQuery(start=5, end=90), "before 1970"),
        (ChangeQuery(path="line-1", at=5), "they begin from 2026-03-01T22:00:00Z"),
        (ChangeQuery(window="week"), "to compare with"),
        (AutomationQuery(path="filler"), "name one of these"),
        (AutomationQuery(level="site", path="line-1"), "leave level or path away"),
        (AutomationQuery(rate=("sunshine",)), "hands_off_yield"),
        (GreenQuery(measure=("sunshine",)), "idle_energy_share"),
        (GreenQuery(by="unit", level="site"), "leave level site away"),
        (GreenQuery(by="order", level="all"), "name it instead of all"),
        (GreenQuery(by="order", measure=("idle_energy_share",)), "there are: energy_kwh_per_item"),
    ],
)
def test_questions_that_contradict_themselves_are_told(
    world: Served, query: ListingQuery, words: str
) -> None:
    """What cannot be answered is refused with a sentence that says what to do."""
    with pytest.raises(BadQuery, match=words):
        listed(world.store, query)
