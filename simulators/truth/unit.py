"""What truly happened at one work unit, as integer sums per window: time, pieces, amounts.

The unit adds to a cell, the stretch up to the next boundary of the calendar; there the cell is
folded into the hour, the shift and the production day, so memory grows with windows, not events.
"""

from typing import Literal, NamedTuple, get_args

from simulators.journal import Activity, Pieces
from simulators.plant_calendar import Slot

__all__ = ["LEAVES", "Leaf", "Sums", "UnitTruth", "Window", "WindowKind", "leaf_of", "windows_of"]

Leaf = Literal["unscheduled", "planned_down", "production", "setup", "delay", "down", "unknown"]
LEAVES: tuple[Leaf, ...] = get_args(Leaf)
WindowKind = Literal["hour", "shift", "day"]


class Window(NamedTuple):
    """One window of the calendar."""

    kind: WindowKind
    start: int
    end: int


def windows_of(slot: Slot) -> list[Window]:
    """Return the windows a slot lies in."""
    windows = [Window("hour", slot.hour, slot.hour_end), Window("day", slot.day, slot.day_end)]
    if slot.shift is not None:
        windows.append(Window("shift", slot.shift.start, slot.shift.end))
    return windows


def leaf_of(activity: Activity, slot: Slot, *, has_order: bool) -> Leaf:
    """Return the leaf of an instant; producing wins over the calendar (PBT is extended by it)."""
    if activity == "producing":
        return "production"
    if slot.kind != "open":
        return slot.kind
    if activity == "setup":
        return "setup"
    return "delay" if has_order else "down"


class Sums:
    """Integer sums of one unit over some stretch."""

    __slots__ = ("meters", "ms", "pieces")

    def __init__(self) -> None:
        self.ms: dict[Leaf, int] = {}
        self.pieces: dict[str, list[int]] = {}
        """Product to [good, scrap, rework], in the unit's own count."""
        self.meters: dict[tuple[str, Leaf], int] = {}
        """Kind and leaf to base units of the kind."""

    def add(self, other: "Sums") -> None:
        """Add the sums of another stretch."""
        for leaf, ms in other.ms.items():
            self.ms[leaf] = self.ms.get(leaf, 0) + ms
        for product, counts in other.pieces.items():
            mine = self.pieces.setdefault(product, [0, 0, 0])
            for position, n in enumerate(counts):
                mine[position] += n
        for key, amount in other.meters.items():
            self.meters[key] = self.meters.get(key, 0) + amount


class UnitTruth:
    """Follows one unit's journal within its line's slots."""

    __slots__ = ("_activity", "_slot", "cell", "leaf", "order", "product", "since", "windows")

    def __init__(self, slot: Slot, *, start: int) -> None:
        self._activity: Activity = "off"
        self._slot = slot
        self.order = ""
        self.product = ""
        self.since = start
        self.cell = Sums()
        self.windows: dict[Window, Sums] = {}
        self.leaf: Leaf = leaf_of("off", slot, has_order=False)

    def advance(self, t: int) -> int:
        """Give the time since the last change to its leaf; return how much that was, ms."""
        ms = t - self.since
        if ms:
            self.since = t
            self.cell.ms[self.leaf] = self.cell.ms.get(self.leaf, 0) + ms
        return ms

    def change_activity(self, activity: Activity) -> None:
        """Do this from `since` on."""
        self._activity = activity
        self._update()

    def change_order(self, order: str, product: str) -> None:
        """Work on this from `since` on."""
        self.order = order
        self.product = product
        self._update()

    def count(self, pieces: Pieces) -> None:
        """Take pieces in; they belong to the stretch that ends at their time."""
        mine = self.cell.pieces.get(pieces.product)
        if mine is None:
            mine = self.cell.pieces[pieces.product] = [0, 0, 0]
        mine[0] += pieces.good
        mine[1] += pieces.scrap
        mine[2] += pieces.rework

    def consume(self, kind: str, amount: int) -> None:
        """Take a meter amount in; it belongs to the leaf that ends at its time."""
        key = (kind, self.leaf)
        self.cell.meters[key] = self.cell.meters.get(key, 0) + amount

    def fold(self, windows: list[Window], slot: Slot) -> None:
        """Move the cell into its windows and begin a new one in the next slot."""
        for window in windows:
            sums = self.windows.get(window)
            if sums is None:
                sums = self.windows[window] = Sums()
            sums.add(self.cell)
        self.cell = Sums()
        self._slot = slot
        self._update()

    def _update(self) -> None:
        self.leaf = leaf_of(self._activity, self._slot, has_order=bool(self.order))
