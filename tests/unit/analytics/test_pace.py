"""Passes of the loop keep to their share of a core, and live figures still follow."""

from dataclasses import replace
from typing import Literal

import pytest

from analytics.config import AnalyticsConfig
from analytics.history import LineFacts
from analytics.pace import Pace
from tests.suites.loop_plant import LINE, Plant

Clock = Literal["played", "wall"]
CONFIG = AnalyticsConfig(step_interval_s=2.0, duty=0.1, live_duty=0.05)


def facts(clock: Clock) -> LineFacts:
    """Return the facts of a line that goes by this clock."""
    return replace(Plant().history.facts(LINE), clock=clock)


@pytest.mark.parametrize(
    ("clock", "spent", "rest"),
    [
        ("wall", 10, 2_000),
        ("wall", 500, 10_000),
        ("wall", 90_000, 60_000),
        ("played", 10, 2_000),
        ("played", 500, 5_000),
        ("played", 90_000, 60_000),
    ],
)
def test_pace_after_a_pass_rests_its_share(clock: Clock, spent: int, rest: int) -> None:
    """A line is due again after the pause that its share asks for, within a minute at most."""
    pace = Pace(CONFIG)
    pace.passed(1_000, 1_000 + spent, live=False)
    assert not pace.due(facts(clock), wall=1_000 + rest - 1)
    assert pace.due(facts(clock), wall=1_000 + rest)


def test_pace_of_live_lines_alone_looks_when_they_are_due() -> None:
    """Where every line goes by the wall clock nothing is asked of the store before."""
    pace = Pace(CONFIG)
    pace.looked(1_000)
    pace.passed(1_000, 1_500, live=True)
    assert pace.look_at == 11_000


def test_pace_beside_a_played_line_looks_at_every_interval() -> None:
    """A played line may end at any time, and is not left waiting for live ones."""
    pace = Pace(CONFIG)
    pace.looked(1_000)
    pace.passed(1_000, 1_500, live=False)
    assert pace.look_at == 3_000
