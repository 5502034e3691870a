"""Evidence of automation as it truly was: how each unit worked on each operation and order.

Stretches and counts of the story enter; additive fields per unit, operation, order and window
leave. Mode, program and operation are followed here, so the story's own stretches stay as they are.
"""

import msgspec

from simulators.journal import (
    CycleEnd,
    Dispatch,
    Inspection,
    JournalEvent,
    ModeChange,
    OperationChange,
    OperatorEvent,
    ParameterChange,
    ProgramChange,
)
from simulators.truth.runs import Run, RunSums
from simulators.truth.slots import Lost, heartbeats
from simulators.truth.story import Doing, Listener, Story
from simulators.truth.tally import Tally
from simulators.truth.unit import Leaf, Window, WindowKind

__all__ = ["EVIDENCE_FIELDS", "EvidenceSums", "EvidenceTruth"]

EVIDENCE_FIELDS = (
    "scheduled_time_s",
    "unknown_time_s",
    "production_time_s",
    "automatic_time_s",
    "cycles",
    "program_cycles",
    "unknown_cycles",
    "assists",
    "unknown_assists",
    "manual_touches",
    "parameter_changes_system",
    "parameter_changes_hand",
    "dispatched_system",
    "dispatched_hand",
    "confirmed_system",
    "confirmed_hand",
    "inspected_automatically",
    "expected_slots",
    "seen_slots",
    "expected_values",
    "good_values",
)
"""As a pipeline stores them; nothing is unknown to the truth, so those fields stay 0."""
_SCHEDULED: frozenset[Leaf] = frozenset({"production", "setup", "delay", "down", "unknown"})
_ASSIST_S = 30


class EvidenceTruth(msgspec.Struct, frozen=True):
    """Evidence of one unit in one window, split by what it worked on."""

    path: str
    """Of the unit."""
    window: WindowKind
    window_start: int
    window_end: int
    operation: str
    order: str
    product: str
    values: dict[str, float]
    """Every field of `EVIDENCE_FIELDS`."""

    @property
    def unit(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]


_Key = tuple[str, str, str, str, str]
"""Unit, operation, order, product and field."""


class _Track:
    """What one unit's controller says, and up to when its time is given away."""

    __slots__ = ("assisted_s", "at", "mode", "operation", "program", "told")

    def __init__(self, start: int) -> None:
        self.mode = ""
        self.program = ""
        self.operation = ""
        self.at = start
        self.told = start
        """Up to when the story has told its time."""
        self.assisted_s = -_ASSIST_S - 1
        """Second of the newest rise that was, or belonged to, an assist."""


class EvidenceSums(Listener):
    """Counts for each unit what start < t <= end of a window, as samples would show it.

    What counts at t belongs to what was in force before t. An assist is a person's event (a touch
    is none) more than 30 s behind the one before, in whole seconds rounded up.
    """

    hears = frozenset(
        {
            CycleEnd,
            Dispatch,
            Inspection,
            ModeChange,
            OperationChange,
            OperatorEvent,
            ParameterChange,
            ProgramChange,
        }
    )

    def __init__(self, story: Story, *, lost: Lost | None = None) -> None:
        self._story = story
        self._lost = lost
        units = story.config.units
        self._tags = {unit.id: unit.required_tags for unit in units}
        self._given = {unit.id: unit.required_tags - unit.absent_tags for unit in units}
        self._tracks = {unit.id: _Track(story.start) for unit in units}
        self._sums: Tally[_Key] = Tally()
        self._runs = RunSums()

    def spend(self, unit: str, ms: int, doing: Doing) -> None:
        """Give time away, unless a change of mode or operation has done so before."""
        track = self._tracks[unit]
        track.told += ms
        self._spend_until(unit, track, track.told, doing)

    def take(self, event: JournalEvent, doing: Doing) -> None:
        """Follow the controller and count."""
        unit = event.unit
        track = self._tracks[unit]
        match event:
            case ModeChange():
                self._spend_until(unit, track, event.t, doing)
                track.mode = event.mode
                if event.mode != "automatic":
                    self._runs.end(unit)
            case ProgramChange():
                track.program = event.program
            case OperationChange():
                self._spend_until(unit, track, event.t, doing)
                track.operation = event.operation
            case _ if event.t > self._story.start:
                self._count(event, track, doing)
            case _:
                pass

    def fold(self, windows: list[Window]) -> None:
        """End the slot."""
        self._sums.fold(windows)
        self._runs.fold(windows)

    def rows(self) -> list[EvidenceTruth]:
        """Return what was summed up to where the story has come, in order of unit and window."""
        found: dict[tuple[str, Window, str, str, str], dict[str, float]] = {}
        for window, sums in self._sums.over(self._story.windows()).items():
            for (unit, *worked_on, field), amount in sums.items():
                operation, order, product = worked_on
                place = (unit, window, operation, order, product)
                values = found.setdefault(place, dict.fromkeys(EVIDENCE_FIELDS, 0.0))
                values[field] = amount / 1000 if field.endswith("_s") else float(amount)
        path = self._story.config.path
        return [
            EvidenceTruth(f"{path}/{unit}", *window, operation, order, product, values)
            for (unit, window, operation, order, product), values in sorted(found.items())
        ]

    def runs(self) -> list[Run]:
        """Return every run of the line's units."""
        return self._runs.runs(self._story.windows())

    def _spend_until(self, unit: str, track: _Track, until: int, doing: Doing) -> None:
        """Give the time since the last change to what the unit did in it."""
        begun, ms = track.at, until - track.at
        if ms <= 0:
            return
        track.at = until
        if doing.leaf not in _SCHEDULED:
            return
        self._add(unit, track, doing, "scheduled_time_s", ms)
        if doing.leaf == "production":
            self._add(unit, track, doing, "production_time_s", ms)
            if track.mode == "automatic":
                self._add(unit, track, doing, "automatic_time_s", ms)
                self._runs.spend(unit, ms)
        since = self._story.start
        expected, seen = heartbeats(unit, begun, until, since=since, lost=self._lost)
        if expected:
            self._add(unit, track, doing, "expected_slots", expected)
            self._add(unit, track, doing, "expected_values", expected * self._tags[unit])
            self._add(unit, track, doing, "seen_slots", seen)
            self._add(unit, track, doing, "good_values", seen * self._given[unit])

    def _count(self, event: JournalEvent, track: _Track, doing: Doing) -> None:
        unit = event.unit
        match event:
            case CycleEnd():
                self._add(unit, track, doing, "cycles", 1)
                runs_by_itself = doing.leaf == "production" and track.mode == "automatic"
                if runs_by_itself and track.program:
                    self._add(unit, track, doing, "program_cycles", 1)
            case OperatorEvent(kind=kind):
                self._spend_until(unit, track, event.t, doing)
                self._runs.end(unit)
                if kind == "manual_touch":
                    self._add(unit, track, doing, "manual_touches", 1)
                else:
                    self._assist(event, track, doing)
            case ParameterChange(source=source):
                self._add(unit, track, doing, f"parameter_changes_{source}", 1)
            case Dispatch(step=step, source=source, count=count):
                self._add(unit, track, doing, f"{step}_{source}", count)
            case Inspection(count=count) if doing.order:
                self._add(unit, track, doing, "inspected_automatically", count)
            case _:
                pass

    def _assist(self, event: OperatorEvent, track: _Track, doing: Doing) -> None:
        second = -(-event.t // 1000)
        if second - track.assisted_s > _ASSIST_S:
            self._add(event.unit, track, doing, "assists", 1)
        track.assisted_s = second

    def _add(self, unit: str, track: _Track, doing: Doing, field: str, amount: int) -> None:
        if amount:
            self._sums.add((unit, track.operation, doing.order, doing.product, field), amount)
