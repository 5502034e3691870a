"""Which limits judge a point: found, frozen by people, or carried from stored points."""

from dataclasses import replace

import msgspec
import numpy as np
import pandas as pd

from analytics.kpi_store import empty
from analytics.spc.config import CharacteristicEntry
from analytics.spc.points import judged
from analytics.spc.subgroups import Subgroups

SECOND = 1000


def entry(**more: object) -> CharacteristicEntry:
    """Return a chart of means of five."""
    base = {"unit": "m", "name": "level", "chart": "xbar_r", "subgroup": 5}
    return msgspec.convert(base | more, CharacteristicEntry)


def subgroups(
    means: "np.ndarray[tuple[int], np.dtype[np.float64]]", *, begin: int = 0
) -> Subgroups:
    """Return a point per second with these means and a range of 4."""
    count = len(means)
    times = (np.arange(begin, begin + count, dtype=np.int64) + 1) * SECOND
    none = Subgroups.none()
    return replace(
        none,
        time=times,
        first=times,
        shift=np.full(count, "early", object),
        order=np.full(count, "O1", object),
        product=np.full(count, "A", object),
        size=np.full(count, 5),
        mean=means,
        spread=np.full(count, 4.0),
        minimum=means - 2,
        maximum=means + 2,
        sum_of_squares=np.full(count, 10.0),
    )


def means(count: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Draw means that are off at times."""
    return 500 + np.random.default_rng(11).normal(0, 1.0, count)


def test_points_judged_in_parts_are_those_judged_at_once() -> None:
    """Stored points carry the limits, the rules' memory and the average to the last bit."""
    drawn = means(80)
    at_once = judged(entry(), empty("spc"), subgroups(drawn))
    stored = empty("spc")
    for begin, end in ((0, 3), (3, 25), (25, 26), (26, 51), (51, 80)):
        part = judged(entry(), stored, subgroups(drawn[begin:end], begin=begin))
        stored = part if stored.empty else pd.concat([stored, part], ignore_index=True)
    pd.testing.assert_frame_equal(stored, at_once, check_exact=True)
    assert set(at_once["phase"]) == {1, 2}


def test_limits_that_people_froze_hold_from_their_date() -> None:
    """Before the date the chart finds its own; from then on theirs judge, from a fresh start."""
    frozen = {"frozen_at": "1970-01-01T00:00:41Z", "centre": 499.0, "sigma": 1.0}
    rows = judged(entry(products={"A": {"frozen": [frozen]}}), empty("spc"), subgroups(means(60)))
    assert rows["phase"].tolist() == [1] * 25 + [2] * 35
    assert rows["frozen_at"].tolist() == [0] * 25 + [25 * SECOND] * 15 + [41 * SECOND] * 20
    assert rows["centre"].iloc[40] == 499.0
    assert rows["ewma"].iloc[40] == 0.2 * rows["mean"].iloc[40] + 0.8 * 499.0


def test_later_limits_replace_earlier_ones() -> None:
    """Each set of frozen limits holds until the date of the next."""
    frozen = [
        {"frozen_at": "1970-01-01T00:00:00Z", "centre": 499.0, "sigma": 1.0},
        {"frozen_at": "1970-01-01T00:00:11Z", "centre": 501.0, "sigma": 2.0},
    ]
    rows = judged(entry(products={"*": {"frozen": frozen}}), empty("spc"), subgroups(means(20)))
    assert rows["centre"].tolist() == [499.0] * 10 + [501.0] * 10
    assert rows["limits_known"].all()


def test_specification_limits_ride_with_every_point() -> None:
    """A limit that a product does not have is null, which the store writes as 0."""
    rows = judged(entry(products={"A": {"upper_spec": 510.0}}), empty("spc"), subgroups(means(2)))
    assert rows["upper_spec"].tolist() == [510.0, 510.0]
    assert not rows["upper_spec_null"].any()
    assert rows["lower_spec"].tolist() == [0.0, 0.0]
    assert rows["lower_spec_null"].all()


def test_only_the_rules_asked_for_raise_an_alarm() -> None:
    """Master data may ask for fewer rules than the chart usually has."""
    drawn = np.concatenate([means(25), np.full(10, 505.0)])
    every = judged(entry(), empty("spc"), subgroups(drawn))
    only = judged(entry(rules=["4"]), empty("spc"), subgroups(drawn))
    assert every["rules"].iloc[-1] == "1 2 3 4 ewma"
    assert only["rules"].iloc[-1] == "4"
    assert int(only["alarm"].sum()) < int(every["alarm"].sum())
