"""The people at the line: present while the calendar is open, away in its pauses."""

from collections.abc import Generator

import simpy

from simulators.line import Line

__all__ = ["Crew"]


class Crew:
    """Follows the calendar; whoever needs people waits for `changed` and looks again."""

    def __init__(self, line: Line, *, operators: tuple[str, ...]) -> None:
        self._line = line
        self._operators = operators
        self._shift = 0
        self.present = True
        self.purpose = ""
        self.changed = simpy.Event(line.env)
        self._look()
        line.env.process(self._run())

    def badge(self, place: int) -> str:
        """Return the pseudonym of who attends a place now; empty when nobody does."""
        if not self.present:
            return ""
        return self._operators[(place + self._shift * 3) % len(self._operators)]

    def _look(self) -> None:
        slot = self._line.calendar.slot_at(self._line.now)
        self.present = slot.kind == "open"
        self.purpose = slot.purpose
        # Shifts have whole hours, so the hour number of a shift's start tells crews apart.
        self._shift = slot.shift.start // 3_600_000 // 8 if slot.shift else 0

    def _run(self) -> Generator[simpy.Event, None, None]:
        while True:
            before = (self.present, self.purpose, self._shift)
            self._look()
            if before != (self.present, self.purpose, self._shift):
                changed, self.changed = self.changed, simpy.Event(self._line.env)
                changed.succeed()
            yield self._line.wait_until(self._line.calendar.boundary_after(self._line.now))
