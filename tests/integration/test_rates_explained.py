"""Explanations of rates over a played world: what they say live is what the pass stored."""

from collections.abc import Iterator
from datetime import date
from typing import cast

import pytest

from analytics.errors import BadQuery
from analytics.rate_queries import rate_rows
from analytics.records import records
from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from contract.rates import RateSeries
from dashboards.board.listing_queries import PlanQuery
from factory.errors import ConfigError
from factory.listings import listed
from factory.rate_explanations import explain_rate
from tests.integration.served_store import Served, served

PLACES = ("demo", "demo/chongqing", "demo/chongqing/bottling/line-1")
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Half an hour of the demo plant."""
    with served(tmp_path_factory.mktemp("rated"), hours=0.5) as found:
        yield found


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("series", ["automation", "green"])
def test_explained_live_is_what_was_stored(world: Served, series: RateSeries, path: str) -> None:
    """Each stored row has the value, bounds, sums and status that its explanation computes."""
    place = world.store.place(path)
    assert place is not None
    rows = [
        row
        for row in records(rate_rows(world.store.kpis, series, period="day", below=place))
        if row["path"] == path
    ]
    names = {str(row.get("rate") or row.get("measure")) for row in rows}
    catalogue = AUTOMATION_RATES if series == "automation" else GREEN_MEASURES
    assert names == {one.id for one in catalogue}
    for name in names:
        found = explain_rate(world.store, series, name, path=path, period="day", day=None)
        stored = {
            row.get("part", ""): row
            for row in rows
            if name in (row.get("rate"), row.get("measure"))
        }
        for part in cast("list[dict[str, object]]", found.data["parts"]):
            row = stored[str(part["part"])]
            for field in part.keys() & row.keys():
                assert part[field] == row[field], (name, field)


def test_items_of_a_site_are_its_machines(world: Served) -> None:
    """The networking rate of the site names all 36 machines, and their sums are the rate's."""
    name = "equipment_networking_rate"
    found = explain_rate(world.store, "automation", name, path="chongqing", period="day", day=DAY)
    items = cast("list[dict[str, float]]", found.data["items"])
    assert len(items) == 36
    (part,) = cast("list[dict[str, float]]", found.data["parts"])
    assert sum(one["numerator"] for one in items) == part["numerator"]
    assert "36 of 36" in found.text


def test_owner_explains_the_same(world: Served) -> None:
    """Asked of a running owner, text and data are those of the store."""
    for series, name in (("automation", "hands_off_yield"), ("green", "energy_by_leaf")):
        known: RateSeries = "automation" if series == "automation" else "green"
        asked = world.asked.explain_rate(known, name, path="line-1", period="week", day=DAY)
        here = explain_rate(world.store, known, name, path="line-1", period="week", day=DAY)
        assert asked.text == here.text
        assert asked.data == here.data


def test_explanation_is_told_in_chinese_too(world: Served) -> None:
    """The same explanation carries a Chinese text, over the owner's API as well."""
    asked = world.asked.explain_rate(
        "automation", "hands_off_yield", path="line-1", period="day", day=DAY
    )
    assert "计算公式" in str(asked.data["text_zh"])


def test_measures_of_a_machine_are_explained(world: Served) -> None:
    """A green measure of one machine is that machine's alone."""
    found = explain_rate(
        world.store, "green", "idle_energy_share", path="filler", period="day", day=None
    )
    (item,) = cast("list[dict[str, object]]", found.data["items"])
    assert str(item["path"]).endswith("/filler")


@pytest.mark.parametrize(
    ("path", "day", "words"),
    [
        ("filler", None, "is no line, site or enterprise"),
        ("line-1", date(1, 1, 1), "beyond what a calendar can say"),
    ],
)
def test_what_cannot_be_explained_is_told(
    world: Served, path: str, day: date | None, words: str
) -> None:
    """A place or day without rates is refused with a sentence."""
    with pytest.raises(BadQuery, match=words):
        explain_rate(world.store, "automation", "hands_off_yield", path=path, period="day", day=day)
    with pytest.raises(BadQuery, match="is no line, site or enterprise"):
        listed(world.store, PlanQuery(path="filler", period="quarter"))
    with pytest.raises(ConfigError, match="no place"):
        explain_rate(
            world.store, "green", "waste_kg_per_item", path="nowhere", period="day", day=None
        )
