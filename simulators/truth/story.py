"""Tells a line's journal as stretches: what each unit was doing, from when to when.

Journal events enter one by one; listeners get the time of each stretch, the changes between
stretches and the counts within them. Changes of one ms are applied together, once that ms is over,
so that nobody sees a state that lasted no time; counts of a ms belong to the stretch it ends.
"""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from simulators.journal import (
    Activity,
    ActivityChange,
    Attendance,
    Attribution,
    JournalEvent,
    OrderChange,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import LineConfig
from simulators.trade_words import TradeWords
from simulators.truth.chain import Chain, Standing
from simulators.truth.line import LineRates
from simulators.truth.unit import Leaf, Window, leaf_of, windows_of

__all__ = ["Doing", "Listener", "Story"]

_CHANGES = (ActivityChange, OrderChange, Attendance)


class Doing(NamedTuple):
    """What a unit does over a stretch."""

    leaf: Leaf
    activity: Activity
    cause: str
    """Empty while it produces."""
    attribution: Attribution
    order: str
    product: str
    operator: str
    """Whose badge is in; empty when nobody's is."""
    shared_by: int
    """Units of the line at which that badge is in; 1 without one."""
    root: str
    """Unit that starved or blocked it; empty when it stands for no neighbour."""


class Listener:
    """What a sum over the story may want to hear; each method does nothing by default."""

    hears: ClassVar[frozenset[type[JournalEvent]]] = frozenset()
    """Kinds of events that `take` wants; empty for all."""

    def spend(self, unit: str, ms: int, doing: Doing) -> None:
        """Take time that a unit spent so, inside one slot of the calendar."""

    def turn(self, unit: str, t: int, before: Doing, after: Doing) -> None:
        """Take note that a unit did something else from t on."""

    def take(self, event: JournalEvent, doing: Doing) -> None:
        """Take any event that changes no state, with what its unit was doing up to it."""

    def fold(self, windows: list[Window]) -> None:
        """Move the sums of the slot that ends into its windows."""


class _Unit:
    """Latest state of one unit as the journal gave it."""

    __slots__ = (
        "activity",
        "attribution",
        "cause",
        "doing",
        "operator",
        "order",
        "product",
        "since",
    )

    def __init__(self, start: int, leaf: Leaf) -> None:
        self.activity: Activity = "off"
        self.cause = ""
        self.attribution: Attribution = "own"
        self.order = ""
        self.product = ""
        self.operator = ""
        self.since = start
        self.doing = Doing(leaf, "off", "", "own", "", "", "", 1, "")


class Story:
    """Follows one line; `listen` before the first event."""

    def __init__(
        self, config: LineConfig, calendar: PlantCalendar, *, start: int, words: TradeWords
    ) -> None:
        self.config = config
        self.words = words
        self.start = start
        self.rates = LineRates(config)
        self.product = config.orders[0].product
        """Product by which the line's constraint is chosen now."""
        self._calendar = calendar
        self._slot = calendar.slot_at(start)
        self._t = start
        self._pending: list[ActivityChange | OrderChange | Attendance] = []
        leaf = leaf_of("off", self._slot, has_order=False)
        self._units = {unit.id: _Unit(start, leaf) for unit in config.units}
        self._chain = Chain(self.rates.stage_units)
        self._listeners: list[Listener] = []
        self._takers: dict[type[JournalEvent], list[Callable[[JournalEvent, Doing], None]]] = {}

    def listen(self, *listeners: Listener) -> None:
        """Let these hear the story from now on."""
        self._listeners.extend(listeners)

    @property
    def members(self) -> tuple[str, ...]:
        """Units of the running constraint stage; the line follows the first of them."""
        return self.rates.stage_units[self.rates.constraint[self.product]]

    def doing(self, unit: str) -> Doing:
        """Return what a unit is doing."""
        return self._units[unit].doing

    def windows(self) -> list[Window]:
        """Return the windows of the open slot, none when it has not begun."""
        return windows_of(self._slot) if self._t > self._slot.start else []

    def write(self, event: JournalEvent, /) -> None:
        """Take one event of the line."""
        if event.t > self._t:
            self._reach(event.t)
        if isinstance(event, _CHANGES):
            self._pending.append(event)
            return
        kind = type(event)
        takers = self._takers.get(kind)
        if takers is None:
            takers = self._takers[kind] = [
                listener.take
                for listener in self._listeners
                if type(listener).take is not Listener.take
                and (not listener.hears or kind in listener.hears)
            ]
        if takers:
            doing = self._units[event.unit].doing
            for take in takers:
                take(event, doing)

    def bring_to(self, end: int) -> None:
        """Tell everything up to `end`; no event of that ms will come."""
        if end > self._t:
            self._reach(end)
        self._apply()
        if end == self._slot.end:
            self._next_slot()
            self._restate(end, self._units)
        self._spend_all(end)

    def _reach(self, t: int) -> None:
        """Finish the ms before and every slot that ends before t."""
        if self._pending:
            self._apply()
        while t > self._slot.end:
            self._t = self._slot.end
            self._next_slot()
            self._restate(self._t, self._units)
        self._t = t

    def _apply(self) -> None:
        """Let the changes of the ms that is over take effect."""
        if not self._pending:
            return
        t = self._t
        changed: dict[str, _Unit] | None = {}
        if t == self._slot.end:
            self._next_slot()
            changed = None
        for event in self._pending:
            unit = self._units[event.unit]
            if changed is not None:
                changed[event.unit] = unit
            match event:
                case ActivityChange():
                    unit.activity = event.activity
                    unit.cause = event.cause
                    unit.attribution = event.attribution
                case Attendance():
                    changed = None
                    unit.operator = event.operator
                case OrderChange():
                    unit.order, unit.product = event.order, event.product
                    if event.order and event.unit == self.members[0]:
                        self._spend_all(t)
                        self.product = event.product
        self._pending.clear()
        self._restate(t, self._units if changed is None else changed)

    def _restate(self, t: int, changed: dict[str, _Unit]) -> None:
        """Find what every unit does from t on: those that changed, then those that wait."""
        stands = {name: self._standing(unit) for name, unit in self._units.items()}
        for name, unit in self._units.items():
            waits = stands[name] in {"starved", "blocked"}
            if not waits and name not in changed:
                continue
            producing = unit.activity == "producing"
            after = Doing(
                self._leaf(unit),
                unit.activity,
                "" if producing else unit.cause,
                unit.attribution,
                unit.order,
                unit.product,
                unit.operator,
                self._shared_by(unit.operator),
                self._chain.root(name, stands) if waits else "",
            )
            before = unit.doing
            if after == before:
                continue
            self._spend(name, unit, t)
            unit.doing = after
            for listener in self._listeners:
                listener.turn(name, t, before, after)

    def _leaf(self, unit: _Unit) -> Leaf:
        return leaf_of(unit.activity, self._slot, has_order=bool(unit.order))

    def _standing(self, unit: _Unit) -> Standing:
        leaf = self._leaf(unit)
        if leaf == "production":
            return "producing"
        if leaf in {"delay", "down"}:
            if unit.cause in self.words.starved:
                return "starved"
            if unit.cause in self.words.blocked:
                return "blocked"
        return "own"

    def _shared_by(self, operator: str) -> int:
        if not operator:
            return 1
        return sum(unit.operator == operator for unit in self._units.values())

    def _spend(self, name: str, unit: _Unit, t: int) -> None:
        ms = t - unit.since
        if ms:
            unit.since = t
            for listener in self._listeners:
                listener.spend(name, ms, unit.doing)

    def _spend_all(self, t: int) -> None:
        for name, unit in self._units.items():
            self._spend(name, unit, t)

    def _next_slot(self) -> None:
        """Close the slot; the caller restates the units in the next one."""
        self._spend_all(self._slot.end)
        windows = windows_of(self._slot)
        for listener in self._listeners:
            listener.fold(windows)
        self._slot = self._calendar.slot_at(self._slot.end)
