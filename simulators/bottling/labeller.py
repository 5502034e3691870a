"""The labeller: a reel that runs out, and labels that sit badly and are put right by hand."""

from simulators.bottling.machine import Machine
from simulators.bottling.packml import Mode, State, Tag
from simulators.bottling.station import Process
from simulators.bottling.status import REEL, Status
from simulators.bottling.stops import uniform_ms

__all__ = ["Labeller"]


class Labeller(Machine):
    """Labels; badly labelled bottles leave the line for rework."""

    cyclic = True
    _used = 0

    def declare_own_tags(self) -> None:
        """Begin with a full reel."""
        self.plc.set(Tag.REEL, 1000)

    def finished(self, n: int, *, scrap: int, good: int) -> None:  # noqa: ARG002  # a label is used either way
        """Use one label a bottle."""
        self._used += n
        left = max(0, 1000 - 1000 * self._used // self.section.labels_per_reel)
        self.plc.set(Tag.REEL, left)

    def own_stop(self) -> Process | None:
        """Ask for a new reel when this one is used up."""
        return self._change_reel() if self._used >= self.section.labels_per_reel else None

    def _change_reel(self) -> Process:
        held = Status("stopped", REEL, "own", Mode.PRODUCTION, State.HELD, self.section.reel_code)
        yield from self.go_down(held, State.HOLDING)
        yield self.line.wait(uniform_ms(self.draw, self.section.reel_change_s))
        self._used = 0
        self.plc.set(Tag.REEL, 1000)
        self.stock("label-reel", quantity=-1.0, source="hand", order=self.order)
        self.operator_did("door", "manual_touch", "reset")
        self.touched_cycle = True
