"""Passes of the loop keep to their share of a core, and live figures still follow."""

from dataclasses import replace
from typing import Literal

import pytest

from analytics.config import AnalyticsConfig
from analytics.history import LineFacts
from analytics.pace import Pace
from tests.suites.loop_plant import HOUR, LINE, START, Plant, working

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


def test_commits_of_one_hour_are_computed_in_one_pass() -> None:
    """Commits that leave gaps between them are not computed one by one: hours are, whole."""
    plant = Plant()
    plant.commit(working(START, START + 1_800_000))
    plant.settle()
    for minute in (5, 10, 20):
        plant.commit(working(START + minute * 60_000, START + minute * 60_000 + 10_000))
    plant.wall += 60_000
    assert plant.loop.step().changes >= 3
    assert plant.loop.done()


def test_commits_of_hours_apart_are_computed_one_by_one() -> None:
    """What lies between two late hours is not computed for their sake."""
    plant = Plant()
    plant.commit(working(START, START + 6 * HOUR))
    plant.settle()
    for hour in (0, 4):
        plant.commit(working(START + hour * HOUR + 600_000, START + hour * HOUR + 610_000))
    plant.wall += 60_000
    plant.loop.step()
    assert not plant.loop.done()
    plant.settle()
    assert plant.loop.done()
