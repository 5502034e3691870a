"""Laws of the way from rates to observations: nothing is lost, changed in order, or invented."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.automation.rate import PeriodOf, RateValue
from analytics.automation.rate_frames import frame
from analytics.automation.rate_places import RateFunctions
from analytics.errors import BadConfig, BadQuery
from analytics.index.digital.catalogue import IndicatorRecord
from analytics.index.digital.catalogue_file import rate_of, shipped
from analytics.index.digital.observation import CELL_STATUSES, SCORED, Observation
from analytics.index.digital.observations_measured import measured_observations
from contract.automation_rates import AUTOMATION_RATE
from contract.path import EquipmentPath
from contract.rates import RateSeries, Status
from tests.suites.loop_plant import HOUR, LINE, START, Plant, working

SITE = EquipmentPath("e", "s")
QUARTER = "2026-Q1"
VINTAGE = 1_774_000_000_000
TOLD = [one for one in shipped().indicators if one.series]
SHANGHAI = "Asia/Shanghai"


def quarter(zone: str = SHANGHAI) -> PeriodOf:
    """Return the first quarter of 2026, which begins with an early shift."""
    first, last = (datetime(2026, month, 1, 6, tzinfo=ZoneInfo(zone)) for month in (1, 4))
    return PeriodOf("quarter", int(first.timestamp() * 1000), int(last.timestamp() * 1000))


def rate(one: IndicatorRecord, value: float | None, status: Status = "observed") -> RateValue:
    """Spell the rate of an indicator, bounded and declared."""
    definition = rate_of(one)
    assert definition is not None
    return RateValue(
        definition,
        "site",
        SITE,
        quarter(),
        status,
        1.0,
        2.0,
        value,
        declared=0.75,
        lower=None if value is None else value * 0.9,
        upper=None if value is None else value * 1.1,
    )


def observed(*rates: RateValue, period: str = QUARTER) -> list[Observation]:
    """Observe a period of rates."""
    green = {one.rate for one in TOLD if one.series == "green"}
    rows: dict[RateSeries, pd.DataFrame] = {
        "automation": frame([one for one in rates if one.definition.id not in green], "automation"),
        "green": frame([one for one in rates if one.definition.id in green], "green"),
    }
    return measured_observations(rows, shipped(), period, vintage=VINTAGE)


@given(
    one=st.sampled_from(TOLD),
    values=st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=2).map(sorted),
)
def test_greater_rates_are_greater_values(one: IndicatorRecord, values: list[float]) -> None:
    """Order stays, bounds stay around the value, and the rate can be had back."""
    (less,), (more,) = (observed(rate(one, value)) for value in values)
    assert less.value is not None
    assert more.value is not None
    assert less.value <= more.value
    assert less.value / one.factor == pytest.approx(values[0], rel=1e-15)
    assert less.low is not None
    assert less.high is not None
    assert less.low <= less.value <= less.high


@given(
    status=st.sampled_from(CELL_STATUSES),
    told=st.lists(st.sampled_from(TOLD), unique_by=lambda one: one.id),
)
def test_every_rate_is_one_observation(status: Status, told: list[IndicatorRecord]) -> None:
    """Each status stays what it is; only those that have a value bring one."""
    value = 0.5 if status in SCORED else None
    found = observed(*(rate(one, value, status) for one in told))
    assert {one.indicator for one in found} == {one.id for one in told}
    assert len(found) == len(told)
    for one in found:
        assert (one.unit, one.period, one.vintage, one.status) == ("e/s", QUARTER, VINTAGE, status)
        assert (one.value is not None) == (status in SCORED)
        assert one.definition == shipped().by_id()[one.indicator].definition


def test_all_told_indicators_come_from_what_is_computed() -> None:
    """The 18 indicators that are not asked for are rates that the loop computes and stores."""
    plant = Plant(rates=RateFunctions())
    plant.commit(working(START, START + 6 * HOUR))
    plant.say(ended=START + 6 * HOUR)
    plant.settle()
    rows: dict[RateSeries, pd.DataFrame] = {
        "automation": plant.read("automation"),
        "green": plant.read("green"),
    }
    found = measured_observations(rows, shipped(), QUARTER, vintage=VINTAGE)
    sources = {one.indicator: one.source for one in found}
    assert [one.unit for one in found] == [str(LINE.at_site)] * 18
    assert list(sources) == sorted(one.id for one in TOLD)
    classes = {"telemetry": "telemetry", "telemetry_with_records": "records"}
    for one in TOLD:
        assert sources[one.id] == classes.get(one.measurement, "register")


def test_nothing_automatic_stands_at_the_floor_of_a_logarithmic_scale() -> None:
    """A mean of 0 h between assists, which has no logarithm, is the floor; bounds follow."""
    one = shipped().by_id()["DP6"]
    (none,) = observed(rate(one, 0.0, "none_automatic"))
    assert (none.value, none.low, none.high) == (one.floor, one.floor, one.floor)
    (seen,) = observed(replace(rate(one, 0.01), lower=0.0, upper=None))
    assert (seen.value, seen.low, seen.high) == (0.01, one.plausible[0], None)


def test_declared_twin_stands_in_the_note() -> None:
    """What the register says is told beside the value, and what nobody believes is marked."""
    (one,) = observed(replace(rate(shipped().by_id()["DP4"], 1.3), machines=3, evidence_hours=40.5))
    assert one.note == "declared 75 %; 3 machines, 40.5 h; outside the plausible 0 to 120"
    (two,) = observed(replace(rate(shipped().by_id()["DP1"], 0.5), declared=None))
    assert two.note == "0 machines, 0 h"


@pytest.mark.parametrize("zone", [SHANGHAI, "Pacific/Kiritimati", "America/Los_Angeles"])
def test_period_is_that_of_the_calendar_there(zone: str) -> None:
    """Wherever a site's day begins, its quarter is the one of that name."""
    one = replace(rate(TOLD[0], 0.5), period=quarter(zone))
    assert len(observed(one)) == 1
    assert observed(one, period="2025-Q4") == observed(one, period="2026-Q2") == []


def test_other_rows_are_left_out() -> None:
    """Lines, enterprises, other windows, parts and rates of no indicator are not observed."""
    one = rate(shipped().by_id()["DP2"], 0.5)
    unfed = replace(one, definition=AUTOMATION_RATE["closed_loop_parameter_share"])
    others = [
        replace(one, level="line", path=EquipmentPath("e", "s", "a", "l")),
        replace(one, level="enterprise", path=EquipmentPath("e")),
        replace(one, period=replace(quarter(), period="month")),
        replace(rate(shipped().by_id()["GC5"], 0.5), part="setup"),
        unfed,
    ]
    assert observed(*others) == []
    assert observed(one, period="2026") == []


def test_rate_of_another_definition_is_refused() -> None:
    """A number counted in another way never becomes this indicator."""
    one = rate(shipped().by_id()["DP2"], 0.5)
    with pytest.raises(BadConfig, match=r"DP2 is automatic_execution_share\.v1"):
        observed(replace(one, definition=replace(one.definition, version=2)))


@pytest.mark.parametrize("period", ["", "2026-Q5", "2026-13", "2026-3", "26-Q1", "2026-W10"])
def test_period_that_is_none_is_refused(period: str) -> None:
    """A name that is no month, quarter or year is told with examples."""
    with pytest.raises(BadQuery, match="2026-Q1"):
        observed(period=period)
