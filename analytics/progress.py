"""How far one line is computed: what changed, up to when it is done, which windows are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analytics.history import Feed, LineFacts
from analytics.master.data import LineMaster
from analytics.oee.start_up import Started
from contract.kpi import Window
from contract.path import EquipmentPath

Names = Mapping[str, Sequence[str]]
"""Of each unit, the process values that its birth promises."""
Held = Mapping[tuple[str, str], tuple[int, bool]]
"""Of unit and process value: when it was told last, and whether as unavailable."""


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Event times from `first` to `last`, both included, whose rows must be computed anew."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class StoredWork:
    """Windows of [first, last) to sum anew from stored segments.

    Args:
        rates: also apply the rates of now to the segments.
        old: what they rest on; None where that is not known for certain.
    """

    first: int
    last: int
    rates: bool = False
    old: LineMaster | None = None


@dataclass(frozen=True, slots=True, order=True)
class OpenWindow:
    """A window of a line or a site that has rows and is not closed yet, [start, end) in ms."""

    kind: Window
    start: int
    end: int


@dataclass(slots=True)
class LineProgress:
    """The memory of the loop for one line; lost at a restart and found again in the store.

    Args:
        line: the work center.
        computed_to: now(line) of the last computation; its rows assume silence behind it.
        run_start: first sample of the run, also when retention has taken that sample away.
        pending: what changed and is not computed yet, in order, without overlap.
        open: windows that will close by the passing of time.
        long_due: windows whose rows are older than their segments: weeks and months, and those of
            which some is still owed.
        long_computed_at: wall ms at which weeks and months were computed last.
        long_computed_to: now(line) of that computation.
        positions: cursor of the feeds of this line, to be kept once nothing is pending.
        units: every work unit seen, sorted, so that a unit fallen silent is not forgotten.
        had_register: whether a birth was known at the last pass; None before the first.
        unfinished: event times noted in the store, to be computed again after a restart.
        facts, now: what was known at the last look.
        started: what orders hand on to a start, of the last pass: nothing before it changed since.
        held: start (ms), process values asked for and those held there, of the last pass.
        stored: what is to be done with stored segments, in order.
        refused: sentences about what stays as it was, until they are told.
        whys: reasons of the revisions that the pending stretches may lead to.
        moved_from: from when on (ms) stored windows may be none of a changed calendar.
    """

    line: EquipmentPath
    computed_to: int | None = None
    run_start: int | None = None
    pending: list[Stretch] = field(default_factory=list)
    open: set[OpenWindow] = field(default_factory=set)
    long_due: set[OpenWindow] = field(default_factory=set)
    long_computed_at: int = 0
    long_computed_to: int = 0
    positions: dict[Feed, int] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    had_register: bool | None = None
    unfinished: Stretch | None = None
    facts: LineFacts | None = None
    now: "Now | None" = None
    started: tuple[int, Started] | None = None
    held: tuple[int, Names, Held] | None = None
    stored: list[StoredWork] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    whys: set[str] = field(default_factory=set)
    moved_from: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left to compute but what the passing of time brings."""
        return not self.pending and not self.stored

    def owes(self, window: OpenWindow) -> bool:
        """Tell whether some of a window is still to be computed."""
        owed = [(one.first, one.last) for one in self.pending]
        owed += [(work.first, work.last) for work in self.stored]
        return any(first < window.end and window.start <= last for first, last in owed)

    def add(self, first: int, last: int) -> None:
        """Remember that [first, last] changed; stretches that overlap become one."""
        merged: list[Stretch] = []
        for stretch in sorted([*self.pending, Stretch(first, last)]):
            if merged and stretch.first <= merged[-1].last + 1:
                merged[-1] = Stretch(merged[-1].first, max(merged[-1].last, stretch.last))
            else:
                merged.append(stretch)
        self.pending = merged

    def ask(self, first: int, last: int, *, why: str) -> None:
        """Remember that [first, last] must be computed anew for a reason that people read."""
        self.add(first, last)
        self.whys.add(why)

    def tell(self) -> tuple[str, ...]:
        """Return what is refused, once."""
        told, self.refused = tuple(self.refused), []
        return told

    def redo(self, stretch: Stretch) -> None:
        """Compute again what was being written when the process ended."""
        self.unfinished = stretch
        self.add(stretch.first, stretch.last)

    def see(self, units: list[str]) -> None:
        """Remember units that were not seen before."""
        self.units = tuple(sorted({*self.units, *units}))


@dataclass(frozen=True, slots=True)
class Now:
    """now(work center) (contract 2.5): event time in ms, and whether its run is over."""

    time: int
    ended: bool


def now_of(facts: LineFacts, *, wall: int, patience_ms: int) -> Now | None:
    """Return now(work center), or None while it has no samples.

    A run that says it ended is over once its samples are in the ledger, or `patience_ms` of wall
    time later: then what is missing is lost, and `factory audit` names it.
    """
    if facts.newest_time is None:
        return None
    if facts.ended is not None and (
        facts.ended_complete or wall - (facts.ended_said_at or 0) >= patience_ms
    ):
        return Now(facts.ended, ended=True)
    if facts.clock == "wall":
        return Now(max(facts.newest_time, wall), ended=False)
    return Now(facts.newest_time, ended=False)
