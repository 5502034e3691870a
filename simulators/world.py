"""A whole plant: one line per line scenario, each on its own clock, from one seed and start."""

from collections.abc import Callable, Iterable, Mapping

from simulators.errors import ScenarioError
from simulators.faults import Fault
from simulators.journal import JournalSink
from simulators.line import KEEP_ALIVE_MS, Line
from simulators.scenario import Scenario
from simulators.trade import find_trade
from simulators.truth.automation import AutomationSums
from simulators.truth.evidence import EvidenceTruth
from simulators.truth.green import GreenTruth
from simulators.truth.loss import ConstraintTruth, LossTruth
from simulators.truth.orders import OrderTruth
from simulators.truth.places import daily_rates, greens, period_rates, standby
from simulators.truth.rates import RateTruth
from simulators.truth.row import TruthRow, site_rows
from simulators.truth.stops import StopTruth
from simulators.truth.trade import TradeTruth
from simulators.truth.unit import WindowKind

__all__ = ["World"]

SinksOf = Callable[[str], Iterable[JournalSink]]
"""Work-center id to that line's journal sinks, besides the truth every line sums itself."""


class World:
    """Builds every line; the same scenario, seed and start give the same world to the byte."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        start: int,
        faults: Iterable[Fault] = (),
        sinks: SinksOf = lambda _path: (),
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.start = start
        if start % KEEP_ALIVE_MS:
            raise ScenarioError(f"start {start} is not on whole 10 s: choose a shift's start")
        self._lines: dict[str, Line] = {}
        all_faults = (*scenario.faults, *faults)
        for line_scenario in scenario.lines:
            config = line_scenario.config
            trade = find_trade(config.trade)
            line = Line(
                config,
                seed=seed,
                start=start,
                sinks=sinks(config.path),
                faults=all_faults,
                words=trade.words(config, line_scenario.section),
                measures=trade.measures(line_scenario.section),
            )
            trade.build(line, line_scenario.section)
            line.begin()
            self._lines[config.path] = line
        for fault in all_faults:
            if fault.line not in self._lines:
                raise ScenarioError(f"fault on unknown line {fault.line!r}: use {[*self._lines]}")

    @property
    def lines(self) -> Mapping[str, Line]:
        """Lines by work-center id."""
        return self._lines

    def finish(self) -> None:
        """Book every meter up to where its line has come: the run is over, or is to be summed."""
        for line in self._lines.values():
            line.book_meters()

    def truth_rows(self, end: int) -> list[TruthRow]:
        """Return every row of truth from start to end: units, lines, sites.

        Every line has been run to exactly `end`.
        """
        rows = [row for line in self._lines.values() for row in line.truth.rows(end)]
        return [*rows, *site_rows(rows)]

    def truth_losses(self, end: int) -> list[LossTruth]:
        """Return where the time of every unit and line went; lines have been run to `end`."""
        return [row for line in self._lines.values() for row in line.truth.losses(end)]

    def truth_stops(self, end: int) -> list[StopTruth]:
        """Return every stop that began before `end`; lines have been run to `end`."""
        return [stop for line in self._lines.values() for stop in line.truth.stops(end)]

    def truth_constraints(self, end: int) -> list[ConstraintTruth]:
        """Return every line's momentary constraint; lines have been run to `end`."""
        return [row for line in self._lines.values() for row in line.truth.constraints(end)]

    def truth_trades(self, end: int) -> list[TradeTruth]:
        """Return the measures of every line's trade; lines have been run to `end`."""
        return [row for line in self._lines.values() for row in line.truth.trades(end)]

    def truth_evidence(self, end: int) -> list[EvidenceTruth]:
        """Return the evidence of automation of every unit; lines have been run to `end`."""
        return [row for sums in self._automation(end).values() for row in sums.evidence()]

    def truth_orders(self, end: int) -> list[OrderTruth]:
        """Return how every order went; lines have been run to `end`."""
        return [row for sums in self._automation(end).values() for row in sums.orders()]

    def truth_rates(self, end: int, *, period: tuple[int, int] | None = None) -> list[RateTruth]:
        """Return the rates of lines and sites of every production day; lines have run to `end`.

        With a period [start, end) they are those of the days that begin in it, taken together.
        """
        lines, rows = self._automation(end), self.truth_rows(end)
        if period is None:
            return daily_rates(lines, rows)
        return period_rates(lines, rows, start=period[0], end=period[1])

    def truth_green(self, end: int, *, window: WindowKind = "day") -> list[GreenTruth]:
        """Return what energy and material went into; lines have been run to `end`."""
        return greens(self._automation(end), self.truth_rows(end), window)

    def truth_standby(self, end: int, *, window: WindowKind = "day") -> list[GreenTruth]:
        """Return what standby outside production costs; lines have been run to `end`."""
        return standby(self._automation(end), self.truth_rows(end), window)

    def _automation(self, end: int) -> dict[str, AutomationSums]:
        return {path: line.truth.automation(end) for path, line in self._lines.items()}
