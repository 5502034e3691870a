"""What a trade sees of a stretch: segments as places, losses, rates, and what units said.

A stretch enters; only process values are read anew, with the tellings before it that still hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.history import HELD_MS, PROCESS_VALUES
from analytics.oee.rates import LineRates
from analytics.oee.timeline import unseen_intervals
from analytics.stretched import Stretched
from analytics.trade.process_values import Told, UnitSaid, told_values
from analytics.trade.rows import Places, Segments, no_places, places_of

# How long a cumulative value is remembered that does not rise.
FOLLOWED_MS = 7 * HELD_MS


@dataclass(frozen=True, slots=True)
class Seen:
    """One line over one stretch; `segments` are those of all units.

    `line` has none where master data names no stages.
    """

    stretch: Stretched
    rates: LineRates
    line: Places
    units: Mapping[str, Places]
    segments: Segments

    @classmethod
    def of(cls, stretch: Stretched) -> "Seen":
        """Take the segments of a stretch as places."""
        own, segments = (
            Segments(rows) for rows in (stretch.result.line_segments, stretch.result.unit_segments)
        )
        return cls(
            stretch,
            LineRates(stretch.master, stretch.register),
            places_of(own).get("", no_places(own)),
            places_of(segments),
            segments,
        )

    def said(self, names: Sequence[str], *, cumulative: bool = False) -> dict[str, UnitSaid]:
        """Return what each unit said of these process values, in the stretch and held into it.

        Of cumulative ones also what was told up to a week before, where the first rise of the
        stretch needs it: over a weekend nothing rises, and nothing is told.
        """
        stretch, line = self.stretch, self.stretch.result.columns
        told = self.told_since(stretch.start, names)
        if cumulative and self._rises_from_nothing(told):
            told = self.told_since(stretch.start - FOLLOWED_MS, names)
        silence_ms, now = stretch.master.settings.silence_ms, stretch.run.now
        return {
            columns.unit: UnitSaid(
                columns,
                line.orders,
                unseen_intervals(columns, silence_ms=silence_ms, now=now),
                np.append(columns.t[1:], max(now, int(columns.t[-1]))),
                told.get(columns.unit, {}),
            )
            for columns in line.units
        }

    def _rises_from_nothing(self, told: Mapping[str, Mapping[str, Told]]) -> bool:
        """Tell whether a first telling of the stretch may have one before that was not read."""
        start = self.stretch.start
        if start - HELD_MS <= self.stretch.run.start:
            return False
        return any(one.t[0] >= start for values in told.values() for one in values.values())

    def told_since(
        self, start: int, names: Sequence[str], *, until: int | None = None
    ) -> dict[str, dict[str, Told]]:
        """Return what units told since an instant (ms UTC), and what they had told last by then.

        Without `until` it is what they told in the stretch.
        """
        stretch = self.stretch
        samples = stretch.history.samples(
            stretch.line,
            start=start,
            end=stretch.end if until is None else until,
            fields=(PROCESS_VALUES,),
            told=tuple(names),
        )
        # What was said before the run holds nothing in it.
        return told_values(samples[samples["time"] >= stretch.run.start], names)
