"""Who starved or blocked whom: the root of a chain of waiting machines, over time.

What each unit of a line does enters as steps; for each stage the unit at the far end of its chain
leaves, upstream and downstream. A chain that passes a silent unit has an unknown root, never
another machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.oee.counters import Ints, edges_of

# What a unit does, as far as its neighbours care. Standing is for a reason of its own.
PRODUCING, STANDING, STARVED, BLOCKED, UNSEEN = range(5)
# Codes of roots; units follow.
OUTSIDE: Final = 0
UNKNOWN_ROOT: Final = 1
_FIRST_UNIT: Final = 2
_FURTHER: Final = -1


@dataclass(frozen=True, slots=True)
class Steps:
    """A value from each start (ms UTC, rising) to the next one."""

    start: Ints
    value: Ints

    @classmethod
    def of(cls, start: Ints, value: Ints) -> "Steps":
        """Join equal neighbours."""
        keep = np.append(True, value[1:] != value[:-1])[: len(value)]
        return cls(start[keep], value[keep])

    def at(self, instants: Ints) -> Ints:
        """Return the value in force at instants, none of which lies before the first start."""
        return self.value[np.searchsorted(self.start, instants, side="right") - 1]


@dataclass(frozen=True, slots=True)
class Chains:
    """Roots of a line over one range.

    Args:
        names: what a code of a root is called: a unit, "unknown", or "" outside the line.
        upstream: per stage, the root of its starved units.
        downstream: per stage, the root of its blocked units.
    """

    names: tuple[str, ...]
    stage_of: Mapping[str, int]
    upstream: tuple[Steps, ...]
    downstream: tuple[Steps, ...]

    def code(self, unit: str) -> int:
        """Return the code of a unit as a root."""
        return self.names.index(unit, _FIRST_UNIT)

    def roots(self, unit: str, status: int) -> Steps | None:
        """Return who starves or blocks a unit; None where no stage holds it."""
        stage = self.stage_of.get(unit)
        if stage is None:
            return None
        return (self.upstream if status == STARVED else self.downstream)[stage]


def chains_of(stages: Sequence[Sequence[str]], doing: Mapping[str, Steps], *, start: int) -> Chains:
    """Follow the chains of a line; each unit's steps begin at `start`."""
    names = ("", "unknown", *(unit for units in stages for unit in units))
    code_of = {unit: number for number, unit in enumerate(names[_FIRST_UNIT:], _FIRST_UNIT)}
    nothing = Steps(np.array([start], np.int64), np.array([OUTSIDE], np.int64))

    def along(order: Sequence[int], status: int) -> dict[int, Steps]:
        found: dict[int, Steps] = {}
        behind = nothing
        for stage in order:
            found[stage] = behind
            units = stages[stage]
            codes = np.array([code_of[unit] for unit in units], np.int64)
            behind = _through(_seen_from_next([doing[u] for u in units], codes, status), behind)
        return found

    numbers = range(len(stages))
    upstream = along(numbers, STARVED)
    downstream = along(numbers[::-1], BLOCKED)
    return Chains(
        names,
        {unit: number for number, units in enumerate(stages) for unit in units},
        tuple(upstream[number] for number in numbers),
        tuple(downstream[number] for number in numbers),
    )


def _seen_from_next(units: Sequence[Steps], codes: Ints, waiting: int) -> Steps:
    """Return the root that a stage's units are for the stage that waits for them."""
    if len(units) == 1:
        # As below, without laying units over each other.
        table = np.full(UNSEEN + 1, codes[0])
        table[waiting], table[UNSEEN] = _FURTHER, UNKNOWN_ROOT
        return Steps.of(units[0].start, table[units[0].value])
    start = edges_of(*(steps.start for steps in units))
    doing = np.stack([steps.at(start) for steps in units])
    standing = doing == STANDING
    # Units that produce, or wait for the other side, give too little: the first stands for them.
    root = np.where((doing == waiting).any(axis=0), _FURTHER, codes[0])
    root = np.where(standing.any(axis=0), codes[standing.argmax(axis=0)], root)
    root = np.where((doing == UNSEEN).any(axis=0), UNKNOWN_ROOT, root)
    return Steps.of(start, root)


def _through(nearer: Steps, further: Steps) -> Steps:
    """Look behind a stage where it waits itself."""
    if not (nearer.value == _FURTHER).any():
        return nearer
    inside = further.start[nearer.at(further.start) == _FURTHER]
    start = edges_of(nearer.start, inside)
    value = nearer.at(start)
    return Steps.of(start, np.where(value == _FURTHER, further.at(start), value))
