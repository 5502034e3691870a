"""Roots of starve and block chains: the vectorised walk against the rule, instant by instant."""

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.oee.chain import (
    BLOCKED,
    PRODUCING,
    STANDING,
    STARVED,
    UNSEEN,
    Chains,
    Steps,
    chains_of,
)

STAGES = (("a",), ("b1", "b2"), ("c",), ("d1", "d2", "d3"))
UNITS = [unit for units in STAGES for unit in units]


def steps(*pairs: tuple[int, int]) -> Steps:
    """Spell what a unit does from each instant on."""
    return Steps(*(np.array(column, np.int64) for column in zip(*pairs, strict=True)))


def root(chains: Chains, unit: str, status: int, t: int) -> str:
    """Return the name of the root at an instant."""
    found = chains.roots(unit, status)
    assert found is not None
    return chains.names[int(found.at(np.array([t]))[0])]


def walked(stages: Sequence[Sequence[str]], doing: Mapping[str, int], stage: int, wait: int) -> str:
    """Walk the rule for one instant: the meaning of the module, in plain words of code."""
    nearer = stage - 1 if wait == STARVED else stage + 1
    if not 0 <= nearer < len(stages):
        return ""
    units = stages[nearer]
    if any(doing[unit] == UNSEEN for unit in units):
        return "unknown"
    for unit in units:
        if doing[unit] == STANDING:
            return unit
    if any(doing[unit] == wait for unit in units):
        return walked(stages, doing, nearer, wait)
    return units[0]


@st.composite
def doings(draw: st.DrawFn) -> dict[str, Steps]:
    """Draw what every unit does over 40 instants."""
    found = {}
    for unit in UNITS:
        starts = draw(st.lists(st.integers(1, 39), unique=True, max_size=8).map(sorted))
        words = st.sampled_from([PRODUCING, STANDING, STARVED, STARVED, BLOCKED, BLOCKED, UNSEEN])
        found[unit] = steps(*((t, draw(words)) for t in (0, *starts)))
    return found


@settings(max_examples=100, deadline=None)
@given(doing=doings())
def test_roots_are_those_of_the_rule_at_every_instant(doing: dict[str, Steps]) -> None:
    """Every stage, direction and instant has the root that the rule gives there."""
    chains = chains_of(STAGES, doing, start=0)
    for t in range(40):
        now = {unit: int(found.at(np.array([t]))[0]) for unit, found in doing.items()}
        for stage, units in enumerate(STAGES):
            for wait in (STARVED, BLOCKED):
                assert root(chains, units[0], wait, t) == walked(STAGES, now, stage, wait)


def test_steps_join_what_is_equal() -> None:
    """Equal neighbours are one step; a value holds from its start on."""
    joined = Steps.of(np.array([0, 5, 9]), np.array([1, 1, 2]))
    assert joined.start.tolist() == [0, 9]
    assert joined.at(np.array([0, 8, 9, 50])).tolist() == [1, 1, 2, 2]


def test_unit_that_no_stage_holds_has_no_chain() -> None:
    """Nobody says who stands before or behind it."""
    chains = chains_of(STAGES, {unit: steps((0, PRODUCING)) for unit in UNITS}, start=0)
    assert chains.roots("elsewhere", STARVED) is None
