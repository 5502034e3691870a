"""Why a unit waits: the root of a chain of starved or blocked machines, by the rules of the line.

What every unit stands for enters; the one that truly gives too little, or takes too little, leaves.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

__all__ = ["Chain", "Standing"]

Standing = Literal["producing", "starved", "blocked", "own"]
"""What a unit stands for at an instant; `own` is any stop or pause that no neighbour caused."""


class Chain:
    """Walks a line's stages, in order of flow."""

    def __init__(self, stages: Sequence[Sequence[str]]) -> None:
        self._stages = stages
        self._stage_of = {unit: n for n, units in enumerate(stages) for unit in units}

    def root(self, unit: str, stands: Mapping[str, Standing]) -> str:
        """Return the root of a unit's wait; empty when it lies outside the line.

        A starved unit looks upstream, a blocked one downstream. The first unit of the next stage
        that stands for a reason of its own is the root. Where none does, those that wait in the
        same direction pass the question on; where none waits either, the stage works but is too
        slow (or waits for the other side), and its first unit is the root.
        """
        waiting = stands[unit]
        step = -1 if waiting == "starved" else 1
        stage = self._stage_of[unit] + step
        while 0 <= stage < len(self._stages):
            units = self._stages[stage]
            for other in units:
                if stands[other] == "own":
                    return other
            if not any(stands[other] == waiting for other in units):
                return units[0]
            stage += step
        return ""
