"""What the demo city promises: who is in it, and values that could have been observed."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import BadQuery
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.city import QUARTERS, City, demo_city, quarters_until
from analytics.index.digital.observation import CELL_STATUSES, SCORED
from analytics.index.digital.scoring import cell_table, index_config, score

MEASURED = "2025-Q4"


@pytest.fixture(scope="module")
def city() -> City:
    """Return the shipped city."""
    return demo_city(shipped(), measured=MEASURED)


def test_the_city_is_large_and_mixed(city: City) -> None:
    """Each quarter has forty enterprises or more, of every sector, size and kind of process."""
    for units in city.members.values():
        facts = [city.facts[unit] for unit in units]
        assert len(units) >= 40
        assert {one.sector for one in facts} == {"apparel", "beverage", "liquor", "furniture"}
        assert {one.size for one in facts} == {"large", "medium", "small", "micro"}
        assert {one.process for one in facts} == {"discrete", "process", "mixed"}


def test_measured_plants_have_a_place_and_nothing_generated(city: City) -> None:
    """Three plants are members of the measured quarter, and no observation of theirs is drawn."""
    plants = {"demo-bottling", "demo-sewing", "demo-furniture"}
    assert {unit for unit, facts in city.facts.items() if facts.measured} == plants
    assert [plants <= set(units) for units in city.members.values()] == [False] * 7 + [True]
    assert not plants & {one.unit for one in city.observations}


def test_enterprises_enter_and_leave(city: City) -> None:
    """Among eight quarters some generated enterprise is new and some is gone."""
    assert tuple(city.members) == quarters_until(MEASURED, QUARTERS)
    first, last = (set(city.members[period]) for period in (city.periods[0], city.periods[-2]))
    assert last - first
    assert first - last


def test_every_status_occurs(city: City) -> None:
    """The shipped city shows each status that a cell can have."""
    assert {one.status for one in city.observations} == set(CELL_STATUSES)


def test_sizes_and_sectors_differ_in_level(city: City) -> None:
    """Larger enterprises stand higher on the whole, and beverages above apparel."""
    found = score(
        cell_table(city.observations, shipped(), units=city.members[MEASURED][3:], period=MEASURED),
        index_config(shipped()),
    ).index
    of_size = found.groupby({unit: one.size for unit, one in city.facts.items()}).mean()
    of_sector = found.groupby({unit: one.sector for unit, one in city.facts.items()}).mean()
    assert of_size["large"] > of_size["medium"] > of_size["small"] > of_size["micro"]
    assert of_sector["beverage"] > of_sector["apparel"]


def test_generated_names_are_neutral(city: City) -> None:
    """A generated enterprise is called by its sector and a number, in both languages."""
    one = city.facts["apparel-07"]
    assert (one.name_en, one.name_zh) == ("apparel 07", "服装07")


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_any_seed_gives_observations_that_could_be(seed: int) -> None:
    """Values are plausible, on their rungs, between their bounds, of members, and `generated`."""
    catalogue = shipped()
    records = catalogue.by_id()
    city = demo_city(catalogue, measured=MEASURED, quarters=3, seed=seed)
    for one in city.observations:
        record = records[one.indicator]
        assert one.source == "generated"
        assert one.definition == record.definition
        assert one.unit in city.members[one.period]
        assert (one.value is not None) == (one.status in SCORED)
        if one.value is None:
            continue
        assert record.plausible[0] <= one.value <= record.plausible[1]
        if record.answer in {"ticks", "ladder"}:
            assert one.value / record.factor == pytest.approx(round(one.value / record.factor))
        if one.low is not None and one.high is not None:
            assert one.low <= one.value <= one.high
    cells = Counter(
        (one.unit, one.period, one.indicator) for one in city.observations if not one.note
    )
    assert set(cells.values()) == {1}
    assert len(cells) == 28 * sum(
        len(set(units) - {one.unit for one in city.facts.values() if one.measured})
        for units in city.members.values()
    )


@given(seed=st.integers(0, 2**31))
@settings(max_examples=5, deadline=None)
def test_the_same_seed_draws_the_same_city(seed: int) -> None:
    """Nothing but the seed, the catalogue and the measured quarter decides."""
    first, second = (demo_city(shipped(), measured="2025-Q1", quarters=2, seed=seed) for _ in "ab")
    assert first == second


@pytest.mark.parametrize("measured", ["2025", "2025-Q5", "2025-03", ""])
def test_what_is_no_quarter_is_refused(measured: str) -> None:
    """The message says how a quarter is written."""
    with pytest.raises(BadQuery, match="Q"):
        demo_city(shipped(), measured=measured)
