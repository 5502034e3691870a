"""Process values told by exception: held while they are known, rises by resets and silences."""

import numpy as np
import pandas as pd
import pytest

from analytics.oee.columns import line_columns
from analytics.oee.timeline import unseen_intervals
from analytics.trade.process_values import Told, UnitSaid, told_values

SECOND = 1000


def said(times: list[int], told: dict[int, float | None], *, now: int) -> UnitSaid:
    """Return what a unit said at these seconds, with the process value x told at some of them."""
    rows = pd.DataFrame(
        {"work_unit": "m", "time": [t * SECOND for t in times], "state": "executing"}
    )
    columns = line_columns(rows).units[0]
    tellings = Told(
        np.array([t * SECOND for t in told], np.int64),
        np.array([np.nan if value is None else value for value in told.values()]),
    )
    unseen = unseen_intervals(columns, silence_ms=30 * SECOND, now=now * SECOND)
    until = np.append(columns.t[1:], now * SECOND)
    return UnitSaid(columns, ("",), unseen, until, {"x": tellings})


def test_integral_holds_what_was_told_last() -> None:
    """5 for 15 s and 7 for 10 s; before the first telling nothing is known."""
    unit = said([0, 10, 20, 25, 35], {10: 5.0, 25: 7.0}, now=35)
    amount, seconds = unit.integral("x", np.array([0, 35 * SECOND]))
    assert (amount.tolist(), seconds.tolist()) == ([145.0], [25.0])


def test_integral_cuts_at_edges() -> None:
    """Edges between samples share out what is held across them."""
    unit = said([0, 10, 20], {0: 2.0}, now=20)
    amount, seconds = unit.integral("x", np.array([0, 4, 13, 20]) * SECOND)
    assert amount.tolist() == pytest.approx([8.0, 18.0, 14.0])
    assert seconds.tolist() == pytest.approx([4.0, 9.0, 7.0])


def test_integral_leaves_out_what_nobody_knows() -> None:
    """A silence, a value called unavailable and one told more than a day ago count for nothing."""
    silent = said([0, 10, 60, 70], {0: 1.0}, now=70)
    assert silent.integral("x", np.array([0, 70 * SECOND]))[1].tolist() == [20.0]
    lost = said([0, 10, 20, 30], {0: 1.0, 10: None, 20: 3.0}, now=30)
    assert lost.integral("x", np.array([0, 30 * SECOND]))[0].tolist() == [40.0]
    day = 24 * 3600
    old = said([0, 20, day, day + 20], {0: 1.0}, now=day + 40)
    assert old.integral("x", np.array([day, day + 40]) * SECOND)[1].tolist() == [20.0]


def test_rise_across_a_silence_is_left_out() -> None:
    """What is told right behind a silence may have come in it; what is told later has not."""
    unit = said([0, 10, 60, 70], {0: 1.0, 60: 5.0, 70: 6.0}, now=70)
    assert unit.rises("x")[1].tolist() == [0.0, 0.0, 1.0]
    quiet = said([0, 10, 60, 70], {0: 1.0, 70: 6.0}, now=70)
    assert quiet.rises("x")[1].tolist() == [0.0, 5.0]


def test_rise_after_an_unavailable_value_is_judged_from_the_value_before() -> None:
    """Without a value at the end of a silence nobody knows whether the rise came in it."""
    unit = said([0, 10, 60, 70], {0: 1.0, 60: None, 70: 6.0}, now=70)
    assert unit.rises("x")[1].tolist() == [0.0, 0.0, 0.0]


def test_reset_counts_from_zero() -> None:
    """A cumulative value that fell was reset: what it shows then has come since."""
    unit = said([0, 10, 20], {0: 10.0, 10: 4.0, 20: 5.0}, now=20)
    assert unit.rises("x")[1].tolist() == [0.0, 4.0, 1.0]


def test_told_values_skip_what_is_not_asked_for() -> None:
    """Other names are skipped; a word and a null have no number; whole numbers are numbers."""
    rows = pd.DataFrame(
        {
            "work_unit": ["a", "a", "a", "b"],
            "time": [1, 2, 3, 4],
            "process_values": ['{"x":1,"y":{"z":[2]}}', None, '{"x":null}', '{"x":"CAL"}'],
        }
    )
    found = told_values(rows, ("x",))
    assert found["a"]["x"].t.tolist() == [1, 3]
    assert np.isnan(found["b"]["x"].value).all()
    assert told_values(rows, ("w",)) == {}
