"""Places of messages in their boots go in; how many samples are announced and not here comes out.

A live account of what `first` of later messages promises (contract 3); the audit proves the rest.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from contract.path import EquipmentPath

# Beyond so many gaps in one boot the oldest is counted for good, whoever fills it later.
MOST_GAPS = 1_000


@dataclass(slots=True)
class _Boot:
    """The open gaps of one boot between its first message seen and its newest, in samples.

    `starts` and `ends` are sorted and of one length; gap i holds samples starts[i] to ends[i] - 1.
    """

    begin: int
    end: int
    given_up: int = 0
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return self.given_up + sum(self.ends) - sum(self.starts)

    def take(self, first: int, end: int) -> None:
        """Take a message of samples `first` to end - 1."""
        if first > self.end:
            self.starts.append(self.end)
            self.ends.append(first)
            if len(self.starts) > MOST_GAPS:
                self.given_up += self.ends.pop(0) - self.starts.pop(0)
        elif first < self.end and self.starts:
            self._fill(first, end)
        self.end = max(self.end, end)

    def _fill(self, first: int, end: int) -> None:
        """Take what has come out of the gaps it lies in."""
        low, high = bisect_right(self.ends, first), bisect_left(self.starts, end)
        if low >= high:
            return
        left = [
            (start, stop)
            for start, stop in ((self.starts[low], first), (end, self.ends[high - 1]))
            if start < stop
        ]
        self.starts[low:high] = [start for start, _ in left]
        self.ends[low:high] = [stop for _, stop in left]


class Gaps:
    """All boots heard of; a boot counts from the first of its messages that this worker saw."""

    def __init__(self) -> None:
        self._boots: dict[tuple[EquipmentPath, int], _Boot] = {}
        self._newest: dict[EquipmentPath, int] = {}
        self.missing = 0

    def take(self, line: EquipmentPath, *, boot: int, first: int, samples: int) -> None:
        """Take the place of one data message: it holds `samples`, and `first` were sent before.

        A message sent again changes nothing, an older one fills its gap.
        """
        end = first + samples
        held = self._boots.get((line, boot))
        if held is None:
            self._boots[line, boot] = _Boot(first, end)
            self._forget(line, boot)
            return
        if end <= held.begin:
            return  # from before the first message seen
        before = held.missing
        held.take(first, end)
        self.missing += held.missing - before

    def _forget(self, line: EquipmentPath, boot: int) -> None:
        """Drop the boot before this one where it has no gap to be filled."""
        newest = self._newest.get(line, boot)
        self._newest[line] = max(boot, newest)
        if newest < boot and not self._boots[line, newest].missing:
            del self._boots[line, newest]
