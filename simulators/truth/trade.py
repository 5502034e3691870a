"""The measures of a trade as fractions: what they share, and the row they leave as.

The story of a line and its finished rows enter; a numerator and a denominator per line or unit,
window, measure and part leave. Both are additive, so a measure of any union is sum over sum.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec

from simulators.truth.loss import ConstraintTruth, LossTruth
from simulators.truth.row import Values
from simulators.truth.story import Listener, Story
from simulators.truth.tally import Tally
from simulators.truth.unit import Window, WindowKind

__all__ = ["Fraction", "MeasuresOf", "TradeMeasures", "TradeTruth", "WindowFacts"]


class TradeTruth(msgspec.Struct, frozen=True):
    """One measure of one line or unit in one window; its value is numerator by denominator."""

    line: str
    unit: str
    """Empty for the line."""
    window: WindowKind
    window_start: int
    window_end: int
    measure: str
    part: str
    """What splits the measure (operation, leaf, unit, cause); empty where nothing does."""
    numerator: float
    denominator: float


class Fraction(NamedTuple):
    """A row of truth without its line and window."""

    measure: str
    numerator: float
    denominator: float
    unit: str = ""
    part: str = ""


class WindowFacts(NamedTuple):
    """What is known of one window of a line when its measures are asked for."""

    line: Mapping[str, float]
    """KPI fields of the line."""
    units: Mapping[str, Mapping[str, float]]
    """KPI fields by unit."""
    losses: list[LossTruth]
    """Of the line."""
    sums: Mapping[tuple[str, ...], float]
    """What the measures themselves have summed."""


class TradeMeasures(Listener):
    """Base: a trade sums what it needs and says what it makes of it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.config = story.config
        self.rates = story.rates
        self._sums: Tally[tuple[str, ...]] = Tally()

    def add(self, amount: float, *key: str) -> None:
        """Add to a sum of this window."""
        self._sums.add(key, amount)

    def fold(self, windows: list[Window]) -> None:
        """End the slot."""
        self._sums.fold(windows)

    def fractions(self, facts: WindowFacts) -> Iterable[Fraction]:
        """Return the trade's measures of one window."""
        del facts
        return ()

    def rows(
        self,
        values: Mapping[tuple[str, Window], Values],
        losses: list[LossTruth],
        constraints: list[ConstraintTruth],
    ) -> list[TradeTruth]:
        """Return every row; `values` by unit (empty for the line) and window."""
        own = self._sums.over(self.story.windows())
        path = self.config.path
        found: list[TradeTruth] = []
        for window in sorted({window for _, window in values}):
            units = {unit: _plain(row) for (unit, at), row in values.items() if at == window}
            line = units.pop("")
            mine = [row for row in losses if row.level == "line" and _window_of(row) == window]
            facts = WindowFacts(line, units, mine, own.get(window, {}))
            momentary = [row for row in constraints if _window_of(row) == window]
            fractions = [*_momentary(momentary), *self.fractions(facts)]
            found.extend(
                TradeTruth(
                    path,
                    fraction.unit,
                    *window,
                    fraction.measure,
                    fraction.part,
                    fraction.numerator,
                    fraction.denominator,
                )
                for fraction in fractions
                if fraction.numerator or fraction.denominator
            )
        return found


MeasuresOf = Callable[[Story], TradeMeasures]


def _momentary(rows: list[ConstraintTruth]) -> Iterable[Fraction]:
    total = sum(row.duration_s for row in rows)
    for row in rows:
        yield Fraction("momentary_constraint", row.duration_s, total, part=row.unit)


def _window_of(row: LossTruth | ConstraintTruth) -> Window:
    return Window(row.window, row.window_start, row.window_end)


def _plain(values: Values) -> dict[str, float]:
    return {name: value for name, value in values.items() if value is not None}
