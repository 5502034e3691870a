"""The public report of a region tells no figure from which that of one enterprise follows."""

from collections.abc import Sequence

import msgspec
import pytest

from analytics.index.digital.compare import compare
from analytics.index.digital.editions import stand
from analytics.index.digital.observation import Observation
from analytics.index.uncertainty_config import FIXED_SCALES
from dashboards.index_report.brief import brief_page
from dashboards.index_report.model import IndexReport
from dashboards.index_report.page import index_page
from dashboards.index_report.texts import NOT_SHOWN, WORDS
from factory.index_report import region_report
from tests.unit.analytics.index.digital.city_editions import edition_of, generated, small_city
from tests.unit.analytics.index.digital.made_runs import PERIOD, run_config, run_of

FIRST = small_city().periods[0]
TOLD = small_city().observations
FACTS = small_city().facts
# By output, so that neighbours are alike.
STABLE = sorted(
    set(generated(FIRST)) & set(generated(PERIOD)),
    key=lambda unit: (FACTS[unit].output_value or 0.0, unit),
)
MEMBERSHIP = {WORDS["left"], WORDS["entered"], WORDS["membership"]}


def public_report(
    before: Sequence[str], after: Sequence[str], told: Sequence[Observation] = TOLD
) -> IndexReport:
    """Return the public report of a region with these members in two periods."""
    edition = edition_of(members={FIRST: before, PERIOD: after})
    stands = stand(edition, told, FIRST), stand(edition, told, PERIOD)
    config = run_config()
    fixed = msgspec.structs.replace(config.study.uncertainty, scales=FIXED_SCALES)
    study = msgspec.structs.replace(config.study, uncertainty=fixed)
    run = run_of(msgspec.structs.replace(config, study=study), told, members=after)
    return region_report(run, stands, compare(stands[0], stands[1], told), public=True)


def test_one_unit_that_entered_has_no_part_of_the_change() -> None:
    """Its index would follow from that part; the reader is told that it is inside the others."""
    report = public_report(STABLE[1:], STABLE)
    assert not {name for name, _ in report.change} & MEMBERSHIP
    assert NOT_SHOWN["membership"] in report.withheld
    assert NOT_SHOWN["membership"].en in index_page(report)


def test_units_that_left_and_entered_are_one_part() -> None:
    """Of enough of them what they did is told, entry and exit together."""
    report = public_report(STABLE[:4] + STABLE[8:], STABLE[4:])
    assert {name for name, _ in report.change} & MEMBERSHIP == {WORDS["membership"]}
    before, after = report.trend[0].index, report.trend[-1].index
    assert before is not None
    assert after is not None
    assert sum(value for _, value in report.change) == pytest.approx(after - before)


def test_a_region_of_two_units_has_no_figures() -> None:
    """What is withheld of a region stands neither in its page nor in its brief, but the reason."""
    report = public_report(STABLE, STABLE[:2])
    assert (report.index, report.mean, report.low, report.high) == (None,) * 4
    assert report.growth is None
    assert [report.change, report.steps, report.what_if, report.shares] == [(), (), (), {}]
    assert all(one.score is None for one in (*report.dimensions, *report.sectors))
    for one in report.indicators:
        assert (one.value, one.score, one.lower, one.upper, one.points) == (None,) * 5
    assert report.trend[0].index is not None
    assert (report.trend[-1].index, report.trend[-1].mean) == (None, None)
    assert not report.trend[-1].dimensions
    for page in (index_page(report), brief_page(report)):
        assert "填报单位少于三家" in page


def test_a_period_of_two_units_is_a_gap_of_the_trend() -> None:
    """Neither the trend nor the growth tells a period whose region is withheld."""
    report = public_report(STABLE[:2], STABLE)
    assert report.index is not None
    assert (report.trend[0].index, report.trend[0].mean) == (None, None)
    assert report.growth is None
    assert NOT_SHOWN["change"] in report.withheld


def test_a_sector_counts_the_units_that_are_rolled_up_in_it() -> None:
    """A unit without an index of its own still makes its sector's."""
    silent = next(unit for unit in STABLE if FACTS[unit].sector == "apparel")
    told = [one for one in TOLD if one.unit != silent or not one.indicator.startswith("DM")]
    report = public_report(STABLE, STABLE, told)
    apparel = next(one for one in report.sectors if one.id == "apparel")
    members = sum(FACTS[unit].sector == "apparel" for unit in STABLE)
    assert (apparel.units, apparel.with_index) == (members, members - 1)
