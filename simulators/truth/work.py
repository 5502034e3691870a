"""Base quantities beside leaves and counts: orders, failures, maintenance, people, inspection.

Stretches and counts of the story enter; additive fields of each unit and window leave.
"""

from collections.abc import Mapping

from simulators.journal import Inspection, JournalEvent, Pieces
from simulators.trade_words import TradeWords
from simulators.truth.story import Doing, Listener
from simulators.truth.tally import Tally
from simulators.truth.unit import Window

__all__ = ["WORK_FIELDS", "WorkSums", "with_work"]

WORK_FIELDS = (
    "order_execution_time_s",
    "failure_count",
    "repair_count",
    "corrective_maintenance_time_s",
    "preventive_maintenance_time_s",
    "attended_time_s",
    "attended_work_time_s",
    "inspected_quantity",
    "first_pass_quantity",
    "defect_quantity",
)
_ORDER, _FAILURES, _REPAIRS, _CORRECTIVE, _PREVENTIVE, _ATTENDED, _WORKED, _INSPECTED, _PASSED = (
    WORK_FIELDS[:9]
)
_DEFECTS = WORK_FIELDS[9]
_STOPS = frozenset({"setup", "delay", "down"})
_BUSY = _STOPS | {"production"}
_WORK = frozenset({"production", "setup"})


class WorkSums(Listener):
    """Counts for each unit.

    - Order execution: an order is active, whatever the leaf, breaks included.
    - Failure: the unit's cause becomes one of the trade's breakdowns and was none right before, so
      that waiting for the mechanic and his repair are one; counted in the window it begins in.
      Repair: it is none any more; counted in the window of that instant. A pause of the calendar
      in which the machine stays broken neither ends nor begins a failure.
    - Corrective maintenance: time with such a cause in the leaves setup, delay and down.
    - Preventive maintenance: any other time outside production with a cause of planned or
      preventive maintenance, or in maintenance.
    - Attended: a badge is in, inside planned busy time; one badge at k units counts 1/k at each.
      Of it, work is in production and setup.
    - Inspected: pieces with a recorded result where the unit records them, else the pieces it
      judged where it tells good from bad. First pass: those less scrap and rework.
    - Defects: where the unit counts them.
    """

    hears = frozenset({Inspection, Pieces})

    def __init__(self, words: TradeWords) -> None:
        self._words = words
        self._sums: Tally[tuple[str, str, int]] = Tally()
        """By unit, field and the units that share the badge."""

    def spend(self, unit: str, ms: int, doing: Doing) -> None:
        """Share time out to the fields it counts in."""
        leaf = doing.leaf
        if doing.order:
            self._sums.add((unit, _ORDER, 1), ms)
        if leaf != "production":
            if doing.cause in self._words.breakdowns:
                if leaf in _STOPS:
                    self._sums.add((unit, _CORRECTIVE, 1), ms)
            elif doing.cause in self._words.preventive or doing.activity == "maintenance":
                self._sums.add((unit, _PREVENTIVE, 1), ms)
        if doing.operator and leaf in _BUSY:
            self._sums.add((unit, _ATTENDED, doing.shared_by), ms)
            if leaf in _WORK:
                self._sums.add((unit, _WORKED, doing.shared_by), ms)

    def turn(self, unit: str, t: int, before: Doing, after: Doing) -> None:  # noqa: ARG002  # the cell knows t
        """Count failures and repairs."""
        was, is_broken = (state.cause in self._words.breakdowns for state in (before, after))
        if is_broken and not was:
            self._sums.add((unit, _FAILURES, 1), 1)
        elif was and not is_broken:
            self._sums.add((unit, _REPAIRS, 1), 1)

    def take(self, event: JournalEvent, doing: Doing) -> None:  # noqa: ARG002  # counts need no state
        """Count inspected pieces and defects."""
        unit = event.unit
        if isinstance(event, Inspection) and unit in self._words.records:
            self._sums.add((unit, _INSPECTED, 1), event.count)
            self._sums.add((unit, _PASSED, 1), event.count)
        elif isinstance(event, Pieces):
            if unit in self._words.records:
                self._sums.add((unit, _PASSED, 1), -event.scrap - event.rework)
            elif unit in self._words.judges:
                self._sums.add((unit, _INSPECTED, 1), event.good + event.scrap + event.rework)
                self._sums.add((unit, _PASSED, 1), event.good)
            if unit in self._words.counts_defects:
                self._sums.add((unit, _DEFECTS, 1), event.defects)

    def fold(self, windows: list[Window]) -> None:
        """End the slot."""
        self._sums.fold(windows)

    def values(self, now: list[Window]) -> dict[tuple[str, Window], dict[str, float]]:
        """Return the fields by unit and window; a field that is 0 is left out."""
        found: dict[tuple[str, Window], dict[str, float]] = {}
        for window, sums in self._sums.over(now).items():
            for (unit, field, shared_by), amount in sums.items():
                mine = found.setdefault((unit, window), {})
                mine[field] = mine.get(field, 0.0) + amount / shared_by
        for values in found.values():
            for field in values:
                if field.endswith("_s"):
                    values[field] /= 1000
        return found


def with_work(values: dict[str, float], work: Mapping[str, float]) -> dict[str, float]:
    """Add every field of this module to a row's values."""
    return values | {field: work.get(field, 0.0) for field in WORK_FIELDS}
