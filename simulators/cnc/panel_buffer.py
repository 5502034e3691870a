"""Panels between two stages: a bounded buffer whose panels belong to jobs, first in first out."""

from collections import deque

import simpy

from simulators.buffer import BoundedBuffer
from simulators.cnc.job import Job

__all__ = ["PanelBuffer"]


class PanelBuffer(BoundedBuffer):
    """A bounded buffer that remembers whose panels it holds."""

    __slots__ = ("_lots",)

    def __init__(self, env: simpy.Environment, *, name: str, capacity: int) -> None:
        super().__init__(env, name=name, capacity=capacity)
        self._lots: deque[list[int]] = deque()
        """[job number, panels] in order of arrival."""

    def bring(self, job: Job, panels: int) -> None:
        """Put panels of a job; the caller has made sure of the space."""
        if not panels:
            return
        if self._lots and self._lots[-1][0] == job.number:
            self._lots[-1][1] += panels
        else:
            self._lots.append([job.number, panels])
        self.put(panels)

    def holds(self, job: Job) -> bool:
        """Say whether the next panel belongs to this job."""
        return bool(self._lots) and self._lots[0][0] == job.number

    def fetch(self) -> None:
        """Take the next panel out; the caller has asked `holds`."""
        lot = self._lots[0]
        lot[1] -= 1
        if not lot[1]:
            self._lots.popleft()
        self.take(1)
