"""What a trade sees of a stretch: segments as places, losses, rates, and what units said.

A stretch enters; samples with process values are read as far back as values may still hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.history import PROCESS_VALUES
from analytics.oee.rates import LineRates
from analytics.stretched import Stretched
from analytics.trade.process_values import DAY_MS, UnitSaid, units_said
from analytics.trade.rows import Places, no_places, places_of

# A running line tells most of its values within the hour.
_HOUR_MS = 3_600_000
# What process values need to be seen or not: states, and the order for the leaf.
_FIELDS = ("state", "operation_mode", "order", "product", "reason", PROCESS_VALUES)


@dataclass(frozen=True, slots=True)
class Seen:
    """One line over one stretch; `line` has no segments where master data names no stages."""

    stretch: Stretched
    rates: LineRates
    line: Places
    units: Mapping[str, Places]

    @classmethod
    def of(cls, stretch: Stretched) -> "Seen":
        """Take the segments of a stretch as places."""
        own = places_of(stretch.result.line_segments)
        return cls(
            stretch,
            LineRates(stretch.master, stretch.register),
            own[""] if own else no_places(stretch.result.line_segments),
            places_of(stretch.result.unit_segments),
        )

    def said(self, names: Sequence[str]) -> dict[str, UnitSaid]:
        """Return what each unit said of these process values, as far back as they may hold."""
        said = self.said_since(self.stretch.start - _HOUR_MS, names)
        more = self.stretch.run.start < self.stretch.start - _HOUR_MS
        if more and any(self._lacking(said, names)):
            return self.said_since(self.stretch.start - DAY_MS, names)
        return said

    def said_since(self, start: int, names: Sequence[str]) -> dict[str, UnitSaid]:
        """Return what each unit said of these process values since an instant, ms UTC."""
        stretch = self.stretch
        samples = stretch.history.samples(
            stretch.line, start=start, end=stretch.end, fields=_FIELDS
        )
        silence_ms = stretch.master.settings.silence_ms
        return units_said(samples, names, run=stretch.run, silence_ms=silence_ms)

    def _lacking(self, said: Mapping[str, UnitSaid], names: Sequence[str]) -> Iterator[str]:
        """Yield values that a unit tells and that nobody told before the stretch."""
        for unit, register in self.stretch.register.items():
            for name in register.metrics.intersection(names):
                told = said[unit].told.get(name) if unit in said else None
                if told is None or not len(told.t) or told.t[0] > self.stretch.start:
                    yield name
