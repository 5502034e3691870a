"""Sums a line's journal, as it is written, to the truth about its units and itself.

Journal events enter one by one; rows per hour, shift and production day leave on request. Nothing
here is shared with the analytics that must reach the same figures from samples.
"""

from simulators.journal import (
    ActivityChange,
    JournalEvent,
    MeterAmount,
    OrderChange,
    Pieces,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import LineConfig
from simulators.trade_words import TradeWords
from simulators.truth.automation import AutomationSums
from simulators.truth.line import LineSums, LineTruth
from simulators.truth.loss import ConstraintTruth, LossSums, LossTruth
from simulators.truth.row import Level, TruthRow, line_values, unit_values, with_ratios
from simulators.truth.slots import Lost
from simulators.truth.stops import StopSums, StopTruth
from simulators.truth.story import Story
from simulators.truth.trade import MeasuresOf, TradeMeasures, TradeTruth
from simulators.truth.unit import Sums, UnitTruth, Window, windows_of
from simulators.truth.work import WorkSums, with_work

__all__ = ["TruthSums"]


class TruthSums:
    """A journal sink; time belongs to [start, end), pieces and amounts to start < t <= end."""

    def __init__(
        self,
        config: LineConfig,
        calendar: PlantCalendar,
        *,
        start: int,
        words: TradeWords | None = None,
        measures: MeasuresOf = TradeMeasures,
        lost: Lost | None = None,
    ) -> None:
        self._path = config.path
        self._calendar = calendar
        self._start = start
        self._slot = calendar.slot_at(start)
        self._cell_end = self._slot.end
        self._units = {unit.id: UnitTruth(self._slot, start=start) for unit in config.units}
        self._line = LineTruth(config)
        self._members = frozenset(self._line.members)
        words = words or TradeWords()
        self._story = Story(config, calendar, start=start, words=words)
        self._work = WorkSums(words)
        self._losses = LossSums(self._story)
        self._stops = StopSums(config.path)
        self._measures = measures(self._story)
        self._story.listen(self._work, self._losses, self._stops, self._measures)
        self._automation = AutomationSums(self._story, lost=lost)

    def write(self, event: JournalEvent, /) -> None:
        """Take one event of the line."""
        self._story.write(event)
        if event.t > self._cell_end:
            self._roll(event.t)
        unit = self._units[event.unit]
        match event:
            case Pieces():
                unit.count(event)
                self._line.count(event)
            case MeterAmount():
                unit.consume(event.kind, event.amount)
            case ActivityChange():
                self._advance(event.unit, unit, event.t)
                unit.change_activity(event.activity)
            case OrderChange():
                self._advance(event.unit, unit, event.t)
                unit.change_order(event.order, event.product)
                if event.order and event.unit == self._line.leader:
                    self._pass_to(event.product, event.t)
            case _:
                pass

    def rows(self, end: int) -> list[TruthRow]:
        """Return every row of the run from its start to `end`, units first, then the line."""
        if end > self._cell_end:
            self._roll(end)
        self._advance_all(end)
        if end == self._cell_end:
            self._next_cell()
        now = windows_of(self._slot)
        self._story.bring_to(end)
        work = self._work.values(self._story.windows())
        rates = self._line.rates
        rows: list[TruthRow] = []
        sums_of: dict[Window, list[Sums]] = {}
        for name, unit in self._units.items():
            for window, sums in _with_cell(unit, now, open_cell=end > self._slot.start).items():
                values = unit_values(sums, name, rates)
                values = with_work(values, work.get((name, window), {}))
                rows.append(self._row("unit", f"{self._path}/{name}", window, values, end))
                sums_of.setdefault(window, []).append(sums)
        line_windows = dict(self._line.windows)
        if end > self._slot.start:
            for window in now:
                total = LineSums()
                if window in line_windows:
                    total.add(line_windows[window])
                total.add(self._line.cell)
                line_windows[window] = total
        for window, line_sums in line_windows.items():
            values = line_values(line_sums, sums_of[window], rates)
            values = with_work(values, {})
            rows.append(self._row("line", self._path, window, values, end))
        return rows

    def losses(self, end: int) -> list[LossTruth]:
        """Return where the time of units and line went, from the run's start to `end`."""
        self._story.bring_to(end)
        return self._losses.rows()

    def constraints(self, end: int) -> list[ConstraintTruth]:
        """Return the line's momentary constraint per window, up to `end`."""
        self._story.bring_to(end)
        return self._losses.constraints()

    def stops(self, end: int) -> list[StopTruth]:
        """Return the units' stops that began before `end`."""
        self._story.bring_to(end)
        return self._stops.rows(end)

    def automation(self, end: int) -> AutomationSums:
        """Return evidence of automation, orders and use of energy, brought to `end`."""
        self._story.bring_to(end)
        return self._automation

    def trades(self, end: int) -> list[TradeTruth]:
        """Return the measures of the trade per window, up to `end`."""
        values = {
            (
                "" if row.level == "line" else row.path.rpartition("/")[2],
                Window(row.window, row.window_start, row.window_end),
            ): row.values
            for row in self.rows(end)
        }
        return self._measures.rows(values, self.losses(end), self.constraints(end))

    def _row(
        self, level: Level, path: str, window: Window, values: dict[str, float], end: int
    ) -> TruthRow:
        partial = window.start < self._start or window.end > end
        return TruthRow(level, path, *window, partial, with_ratios(values))

    def _advance(self, name: str, unit: UnitTruth, t: int) -> None:
        leaf = unit.leaf
        ms = unit.advance(t)
        if ms and name in self._members:
            self._line.share(name, leaf, ms)

    def _advance_all(self, t: int) -> None:
        for name, unit in self._units.items():
            self._advance(name, unit, t)

    def _pass_to(self, product: str, t: int) -> None:
        """Pass the line to the next order's constraint; members before and after stand at t."""
        self._advance_all(t)
        self._line.pass_to(product)
        self._members = frozenset(self._line.members)

    def _roll(self, t: int) -> None:
        while t > self._cell_end:
            self._advance_all(self._cell_end)
            self._next_cell()

    def _next_cell(self) -> None:
        windows = windows_of(self._slot)
        self._slot = self._calendar.slot_at(self._cell_end)
        self._cell_end = self._slot.end
        for unit in self._units.values():
            unit.fold(windows, self._slot)
        self._line.fold(windows)


def _with_cell(unit: UnitTruth, now: list[Window], *, open_cell: bool) -> dict[Window, Sums]:
    """Return the unit's windows with the open cell added, leaving the unit as it is."""
    windows = dict(unit.windows)
    if open_cell:
        for window in now:
            total = Sums()
            if window in windows:
                total.add(windows[window])
            total.add(unit.cell)
            windows[window] = total
    return windows
