"""The report of an index: whom it names, what it says of 125.8, and that it stands alone."""

import re
from dataclasses import replace
from functools import cache

import pytest

from analytics.index.digital.compare import compare
from analytics.index.digital.editions import stand
from dashboards.index_report.brief import brief_page
from dashboards.index_report.figures import bars
from dashboards.index_report.model import IndexReport
from dashboards.index_report.page import index_page
from factory.index_report import plant_report, region_report
from tests.unit.analytics.index.digital.city_editions import edition_of, small_city
from tests.unit.analytics.index.digital.made_runs import city_run

UNIT = "apparel-01"


@cache
def of_region(*, public: bool = False) -> IndexReport:
    """Return the report of the generated city, compared with its first quarter."""
    city, edition = small_city(), edition_of()
    stands = [stand(edition, city.observations, period) for period in city.periods]
    change = compare(stands[0], stands[-1], city.observations)
    return region_report(city_run(), stands, change, public=public)


@cache
def page(name: str) -> str:
    """Return a page without the library that draws."""
    made = {
        "region": lambda: index_page(of_region()),
        "public": lambda: index_page(of_region(public=True)),
        "plant": lambda: index_page(plant_report(city_run(), UNIT, None)),
    }
    return _without_library(made[name]())


def _without_library(content: str) -> str:
    return re.sub(r"<script>.*?</script>", "", content, count=1, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["region", "plant"])
def test_equal_reports_are_equal_pages(name: str) -> None:
    """Charts have ids of their own, so a page is the same every time."""
    again = of_region() if name == "region" else plant_report(city_run(), UNIT, None)
    assert _without_library(index_page(again)) == page(name)


@pytest.mark.parametrize("name", ["region", "public", "plant"])
def test_every_page_says_what_is_comparable_in_both_languages(name: str) -> None:
    """The published 125.8 never stands without what it can be compared with."""
    assert "not comparable with the published 125.8" in page(name)
    assert "与公布的125.8不可比" in page(name)


@pytest.mark.parametrize("name", ["region", "public", "plant"])
def test_no_request_leaves_a_page(name: str) -> None:
    """Nothing is loaded from anywhere."""
    assert not re.search(r'(src|href)="(https?:)?//', page(name))


def test_the_page_of_a_region_has_every_chart_once() -> None:
    """Weights, radar, indicators, decomposition, trend, bands and ranks have fixed ids."""
    found = re.findall(r'<div id="(chart-[a-z_]+)"', page("region"))
    charts = ("weights", "radar", "bars", "decomposition", "trend", "index_bands", "rank_intervals")
    assert found == [f"chart-{name}" for name in charts]


def test_a_public_page_names_no_enterprise() -> None:
    """Units stand in the office's own page, and in no public one."""
    named = small_city().facts[UNIT].name_en
    assert named in page("region")
    assert named not in page("public")


def test_sectors_that_may_not_be_shown_have_no_figures() -> None:
    """Whoever is withheld has neither index nor rank; none has a rank then."""
    sectors = of_region().sectors
    if any(one.score is None for one in sectors):
        assert all(one.rank is None for one in sectors)
    else:
        assert sorted(one.rank or 0 for one in sectors) == [1, 2, 3, 4]


def test_decomposition_and_change_add_up() -> None:
    """Points of indicators lead from 103.8 to the index; parts of the change are all of it."""
    report = of_region()
    points = sum(one.points or 0.0 for one in report.indicators)
    assert report.index == pytest.approx(report.anchors.national + points)
    before, after = report.trend[0].index, report.trend[-1].index
    assert before is not None
    assert after is not None
    assert sum(value for _, value in report.change) == pytest.approx(after - before)


def test_a_mismatch_is_told_of_what_the_report_is_of() -> None:
    """A plant's rate and an assumed plant reference match; a region's and that one do not."""
    plant = {one.id: one for one in plant_report(city_run(), UNIT, None).indicators}
    region = {one.id: one for one in of_region().indicators}
    assert plant["DF1"].mismatch == ()
    assert region["DF1"].mismatch == ("level",)
    assert "definition" in plant["DM5"].mismatch


def test_the_mismatches_that_matter_are_seen() -> None:
    """Published figures of something else stand out; demonstration values are called so."""
    section = page("region").split('<section id="references">')[1].split("</section>")[0]
    published = [
        one.id
        for one in of_region().indicators
        if one.mismatch and one.national_status == "published"
    ]
    assert section.count("<td><b>") == len(published)
    assert f"set in bold: {', '.join(published)}." in section
    assert section.count('<td><span class="note">') == 28 - len(published)
    assert "in grey, are demonstration values" in section


def test_the_brief_is_two_pages_in_chinese_without_scripts() -> None:
    """Level, growth, rates, the weakest three and what is measured stand on two pages."""
    brief = brief_page(of_region())
    assert brief.count('<div class="page">') == 2
    assert "<script" not in brief
    for words in ("水平", "增长", "官方率值", "最弱三项", "实测", "125.8"):
        assert words in brief


def test_a_step_is_a_row_of_an_indicator_with_every_mark() -> None:
    """No indicator stands in the steps twice: its marks are columns."""
    section = page("plant").split('<section id="raise">')[1].split("</section>")[0]
    told = re.findall(r"<tr><td>(\w+) ", section)
    assert told
    assert len(told) == len(set(told))
    for head in ("To national", "To upper quartile of peers", "To benchmark"):
        assert head in section


def test_units_that_are_words_stand_in_both_languages() -> None:
    """A base of 100 is said in Chinese, too, and in the brief in nothing else."""
    assert "base period = 100" in page("region")
    assert "基期 = 100" in page("region")
    assert "= 100" not in re.sub(r"（.. = 100）", "", brief_page(of_region()))


def test_published_references_are_told_with_their_source() -> None:
    """Whoever reads a national value can look it up."""
    published = [one for one in of_region().indicators if one.national_status == "published"]
    assert published
    assert all(one.national_source in page("region") for one in published)


def test_a_bound_that_is_the_score_draws_no_band() -> None:
    """Only what was left unseen widens a score of a plant."""
    report = plant_report(city_run(), UNIT, None)
    flat = [replace(one, lower=one.score, upper=one.score) for one in report.indicators]
    drawn = bars(flat, report.anchors)
    assert [len(one.y) for one in drawn.data] == [len(flat), 0]


def test_a_plant_without_an_index_is_told_why() -> None:
    """The dimension without a score and the cells that block it stand where the index would."""
    whole = plant_report(city_run(), UNIT, None)
    indicators = tuple(
        replace(one, points=None, status="insufficient" if one.id == "DP4" else one.status)
        for one in whole.indicators
    )
    dimensions = tuple(
        replace(one, score=None) if one.id == "DP" else one for one in whole.dimensions
    )
    none = replace(
        whole, index=None, low=None, high=None, indicators=indicators, dimensions=dimensions
    )
    content = _without_library(index_page(none))
    assert "No index" in content
    assert "DP4)" in content
    assert "chart-decomposition" not in content
    assert "最弱三项" not in brief_page(none)
