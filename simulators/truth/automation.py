"""Everything the truth knows of one line's automation, orders and use of energy.

The story of the line enters; evidence, orders, green measures and the facts of rates leave.
"""

from collections.abc import Iterable
from typing import TypeVar

from simulators.truth.evidence import EvidenceSums, EvidenceTruth
from simulators.truth.facts import LineFacts
from simulators.truth.green import Amount, GreenSums, LineCells, Made
from simulators.truth.orders import OrderSums, OrderTruth
from simulators.truth.row import TruthRow
from simulators.truth.runs import Run
from simulators.truth.slots import Lost
from simulators.truth.story import Story
from simulators.truth.unit import Window

__all__ = ["AutomationSums"]

K = TypeVar("K", Amount, Made)


class AutomationSums:
    """Listens to the story of a line; ask it when the story has come to the end wanted."""

    def __init__(self, story: Story, *, lost: Lost | None = None) -> None:
        self._story = story
        self._evidence = EvidenceSums(story, lost=lost)
        self._orders = OrderSums(story)
        self._green = GreenSums(story)
        story.listen(self._evidence, self._orders, self._green)

    def evidence(self) -> list[EvidenceTruth]:
        """Return the evidence of every unit and window."""
        return self._evidence.rows()

    def runs(self) -> list[Run]:
        """Return every run without a hand."""
        return self._evidence.runs()

    def orders(self) -> list[OrderTruth]:
        """Return every order of the run."""
        return self._orders.rows()

    def facts(self, line_rows: Iterable[TruthRow]) -> LineFacts:
        """Return what is known of the windows of these rows, the line's own, none overlapping."""
        rows = list(line_rows)
        windows = frozenset(Window(row.window, row.window_start, row.window_end) for row in rows)
        at_work = self._orders.at_work()
        names = frozenset().union(*(at_work.get(window, ()) for window in windows))
        return LineFacts(
            config=self._story.config,
            windows=windows,
            evidence=[row for row in self._evidence.rows() if _window_of(row) in windows],
            runs=[run for run in self._evidence.runs() if windows & run.inside.keys()],
            made=_over(self._green.made(), windows),
            orders=[order for order in self._orders.rows() if order.order in names],
            oee=(
                sum(row.values["planned_run_time_good_s"] or 0.0 for row in rows),
                sum(row.values["planned_busy_time_s"] or 0.0 for row in rows),
            ),
        )

    def windows(self) -> list[Window]:
        """Return every window in which something was used or made."""
        return sorted(self._green.amounts().keys() | self._green.made().keys())

    def cells(self, window: Window) -> LineCells:
        """Return what the line used and made in a window."""
        green = self._green
        return LineCells(
            self._story.config,
            self._story.rates,
            green.amounts().get(window, {}),
            green.made().get(window, {}),
            green.idle_ms().get(window, {}),
        )


def _over(cells: dict[Window, dict[K, float]], windows: Iterable[Window]) -> dict[K, float]:
    found: dict[K, float] = {}
    for window in windows:
        for key, amount in cells.get(window, {}).items():
            found[key] = found.get(key, 0) + amount
    return found


def _window_of(row: EvidenceTruth) -> Window:
    return Window(row.window, row.window_start, row.window_end)
