"""The last stage of a line's readings: applies the faults that were asked for and orders by arrival."""

import heapq
from collections.abc import Iterable

from simulators.faults import Fault
from simulators.plc import Plc, Reading, TagValue
from simulators.scenario import LineConfig

__all__ = ["FaultStage"]


class FaultStage:
    """Stands between the controllers and the reader; holds back what arrives late."""

    @classmethod
    def of(
        cls, config: LineConfig, *, faults: Iterable[Fault], seed: int, start: int
    ) -> "FaultStage | None":
        """Return the stage for the faults of this line, or None when there are none."""
        mine = tuple(fault for fault in faults if fault.line == config.path)
        return cls(mine, seed=seed, start=start) if mine else None

    def __init__(self, faults: tuple[Fault, ...], *, seed: int, start: int) -> None:
        self._faults = faults
        self._seed = seed
        self._start = start
        self._late: list[tuple[int, int, Reading]] = []

    def admit(self, plc: Plc, now: int, tags: dict[str, TagValue], out: list[Reading]) -> None:
        """Take one reading in; what is not delayed goes straight to `out`."""
        out.append(Reading(plc.name, now, now, tags))

    def arrived(self, t: int, out: list[Reading]) -> list[Reading]:
        """Return what has arrived by t, in order of arrival."""
        while self._late and self._late[0][0] <= t:
            out.append(heapq.heappop(self._late)[2])
        return out
