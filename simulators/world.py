"""A whole plant: one line per line scenario, each on its own clock, all from one seed and one start."""

from collections.abc import Callable, Iterable, Mapping

from simulators.faults import Fault
from simulators.journal import JournalSink
from simulators.line import Line
from simulators.scenario import Scenario
from simulators.trade import find_trade
from simulators.scenario_file import FindTrade

__all__ = ["World"]


class World:
    """Builds every line; the same scenario, seed and start give the same world to the byte."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        start: int,
        faults: Iterable[Fault] = (),
        sinks: Callable[[str], Iterable[JournalSink]] = lambda _path: (),
        find: FindTrade = find_trade,
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.start = start
        faults = (*scenario.faults, *faults)
        self._lines: dict[str, Line] = {}
        for line_scenario in scenario.lines:
            config = line_scenario.config
            line = Line(config, seed=seed, start=start, sinks=sinks(config.path), faults=faults)
            find(config.trade).build(line, line_scenario.section)
            line.begin()
            self._lines[config.path] = line

    @property
    def lines(self) -> Mapping[str, Line]:
        """Lines by work-center id."""
        return self._lines
