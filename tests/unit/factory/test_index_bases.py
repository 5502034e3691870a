"""A value against a base inside its own period is shown with a note that says so."""

import msgspec
import pytest

from analytics.index.digital.catalogue_file import shipped
from analytics.master.data import MasterData
from dashboards.index_report.page import index_page
from factory.index_bases import base_notes, bases_inside
from factory.index_report import plant_report
from tests.unit.analytics.index.digital.made_runs import city_run

UNIT = "works/plant"
# 2026-03-01 to 2026-04-01 UTC.
MARCH = (1_772_323_200_000, 1_775_001_600_000)


def master(base: str) -> MasterData:
    """Return a site with a base period."""
    file = MasterData.bare(enterprise="works", site="plant").file
    return MasterData.of(msgspec.structs.replace(file, green_base_period=base))


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("2026-03-02/2026-03-02", {UNIT: "2026-03-02"}),
        ("2026-03-02/2026-03-06", {UNIT: "2026-03-02 – 2026-03-06"}),
        ("2026-03", {UNIT: "2026-03"}),
        ("2026-02", {}),
        ("2026-02-27/2026-03-02", {}),
        ("", {}),
    ],
)
def test_only_a_base_inside_the_period_is_told(base: str, told: dict[str, str]) -> None:
    """A base before the period is what such an indicator asks for."""
    assert bases_inside([master(base)], [UNIT], MARCH) == told
    assert bases_inside([master(base)], [], MARCH) == {}


def test_the_note_is_on_the_two_indicators_that_compare_with_a_base() -> None:
    """GC2 and GC4 say it, in both languages, and of how many units in a region."""
    notes = base_notes(shipped(), {UNIT: "2026-03-02"}, units=47)
    assert set(notes) == {"GC2", "GC4"}
    assert notes["GC2"].en.startswith("of 1 of 47 units: the base period 2026-03-02 lies inside")
    assert "2026-03-02" in notes["GC2"].zh
    assert not base_notes(shipped(), {}, units=47)


def test_the_page_shows_the_note_where_it_shows_the_value() -> None:
    """It stands in the rows of both indicators and in no other."""
    unit = next(iter(city_run().facts))
    page = index_page(plant_report(city_run(), unit, None, bases={unit: "2026-03-02"}))
    assert page.count("the base period 2026-03-02 lies inside this period") == 2
    plain = index_page(plant_report(city_run(), unit, None))
    assert "lies inside this period" not in plain
