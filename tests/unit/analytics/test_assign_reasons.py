"""Stops that no reason can be given to: those about to expire, and those that last."""

import pytest

from analytics.assign_reasons import Asked
from analytics.errors import BadQuery
from tests.suites.loop_plant import HOUR, LINE, START, Plant, working
from tests.unit.analytics.test_late_reasons import MINUTE, check


def test_time_that_is_about_to_expire_keeps_its_reasons() -> None:
    """Behind the oldest samples that are left two hours are refused, for no pass computes them."""
    plant = Plant()
    rows = working(START, START + 3 * HOUR)
    stands = (rows["time"] >= START + 20 * MINUTE) & (rows["time"] < START + 30 * MINUTE)
    rows.loc[stands & (rows["work_unit"] == "filler"), "state"] = "not_executing"
    edge = START + 10 * MINUTE
    for part in (rows[rows["time"] < edge], rows[rows["time"] >= edge]):
        plant.commit(part)
        plant.settle()
    check(plant, Asked("filler", START + 25 * MINUTE, None, "cap_jam"))
    plant.forget_samples_before(edge)
    with pytest.raises(BadQuery, match="have expired, or are about to"):
        check(plant, Asked("filler", START + 25 * MINUTE, None, "cap_jam"))
    plant.loop.recompute(LINE, start=START, end=START + 3 * HOUR)
    plant.wall += 10_000
    told = plant.loop.step().refused
    assert len(told) == 1
    assert "asked for before 2026-03-02T00:10:00Z stays as it is" in told[0]


def test_stop_that_lasts_needs_an_end() -> None:
    """A reason for a stop that is not over would be for its beginning only, so that is said."""
    plant = Plant()
    rows = working(START, START + 30 * MINUTE)
    stands = (rows["time"] >= START + 20 * MINUTE) & (rows["work_unit"] == "filler")
    rows.loc[stands, "state"] = "not_executing"
    plant.commit(rows)
    plant.settle()
    at = START + 25 * MINUTE
    with pytest.raises(BadQuery, match="has stood still since 2026-03-01T22:20:00Z: give"):
        check(plant, Asked("filler", at, None, "cap_jam"))
    assert check(plant, Asked("filler", at, START + HOUR, "cap_jam"))[0].end == START + HOUR
    plant.say(ended=START + 30 * MINUTE)
    plant.settle()
    assert check(plant, Asked("filler", at, None, "cap_jam"))[0].end == START + 30 * MINUTE
