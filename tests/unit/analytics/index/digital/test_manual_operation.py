"""From evidence to the index: an operation done by hand raises neither it nor what it follows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from math import isnan
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.automation.rate import PeriodOf
from analytics.automation.rate_frames import frame
from analytics.automation.rates import rates_of
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import Observation
from analytics.index.digital.observations_measured import measured_observations
from analytics.index.digital.scoring import cell_table, index_config, score
from contract.automation_rates import AUTOMATION_RATE
from tests.unit.analytics.automation.by_hand import assisted, automatic_operations, by_hand
from tests.unit.analytics.automation.rate_plant import HOURS, PLACE, Plant, made_plant, plants
from tests.unit.analytics.automation.unseen import hidden

PERIOD = "2026-Q1"
UNIT = str(PLACE)
_FIRST, _LAST = (datetime(2026, month, 1, tzinfo=ZoneInfo("UTC")) for month in (1, 4))
QUARTER = PeriodOf("quarter", round(_FIRST.timestamp() * 1000), round(_LAST.timestamp() * 1000))
FOLLOWING = ("DP1", "DP2", "DP5", "DP6", "DF1")
_CLOSE = 1e-9
# What DP5 and DP6 would be without work by hand in them.
_RATIOS = {"DP5": "unattended_share", "DP6": "mean_time_between_assists"}


class Shown(NamedTuple):
    """What a plant shows: rates and scores that follow from automation, and its index."""

    rates: Mapping[str, float | None]
    scores: Mapping[str, float]
    whole: float


def shown(plant: Plant, catalogue: Catalogue) -> Shown:
    """Return rates, scores and the weighted mean of a plant that is average in all else."""
    rates = [replace(rate, period=QUARTER) for rate in rates_of(plant.sums())]
    rows = frame(rates, "automation")
    cells = measured_observations({"automation": rows}, catalogue, PERIOD, vintage=0)
    followed = {one.indicator: one for one in cells if one.indicator in FOLLOWING}
    told = [followed.get(one.id, _average(one)) for one in catalogue.indicators]
    table = cell_table(told, catalogue, units=[UNIT], period=PERIOD)
    found = score(table, index_config(catalogue))
    values = {rate.definition.id: rate.value for rate in rates}
    return Shown(
        {name: values[catalogue.by_id()[name].rate] for name in FOLLOWING},
        {name: float(found.scores[name][UNIT]) for name in FOLLOWING},
        float(found.index[UNIT]),
    )


def _average(one: IndicatorRecord) -> Observation:
    return Observation(
        unit=UNIT,
        indicator=one.id,
        period=PERIOD,
        vintage=0,
        status="observed",
        source="survey",
        definition=one.definition,
        value=one.national.value,
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data(), assists=st.floats(0, 1), assists_stay=st.booleans())
def test_an_operation_by_hand_raises_no_indicator_and_no_index(
    data: st.DataObject, assists: float, *, assists_stay: bool
) -> None:
    """DP1, DP2, DP5, DP6, DF1 and the weighted mean never rise, wherever nobody looked.

    An operation that turns manual may keep its assists or lose all, as many as there can be.
    """
    plant = data.draw(plants().filter(lambda one: bool(automatic_operations(one))))
    one = data.draw(st.sampled_from(automatic_operations(plant)))
    hours = st.tuples(st.sampled_from(sorted(plant.evidence)), st.integers(0, HOURS - 1))
    plant = hidden(assisted(plant, one, assists), data.draw(st.lists(hours, max_size=3)))
    before = shown(plant, shipped())
    after = shown(by_hand(plant, one, assists_stay=assists_stay), shipped())
    for name in FOLLOWING:
        was, now = before.rates[name], after.rates[name]
        # What did not apply, or was hardly seen, is 0 where nothing automatic is left.
        assert was is None or (now is not None and now <= was + _CLOSE), name
        assert not after.scores[name] > before.scores[name] + _CLOSE, name
    assert isnan(before.whole) or after.whole <= before.whole + _CLOSE


@pytest.mark.parametrize("indicator", _RATIOS)
def test_a_ratio_of_automatic_time_alone_would_rise(indicator: str) -> None:
    """A5 as DP5 or A4 as DP6 rewards some plant for a machine that turns manual."""
    rate = AUTOMATION_RATE[_RATIOS[indicator]]
    ratio = msgspec.structs.replace(
        shipped().by_id()[indicator], rate=rate.id, definition=rate.definition
    )
    indicators = tuple(ratio if one.id == indicator else one for one in shipped().indicators)
    catalogue = msgspec.structs.replace(shipped(), indicators=indicators)
    assert any(
        shown(by_hand(plant, one, assists_stay=False), catalogue).whole
        > shown(plant, catalogue).whole + _CLOSE
        for plant in map(made_plant, map(Random, range(60)))
        for one in automatic_operations(plant)[:1]
    )
