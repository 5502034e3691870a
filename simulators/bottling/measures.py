"""What truly holds of a bottling line beside its KPIs: figures after DIN 8743, buffers, media."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from simulators.bottling.section import BottlingSection
from simulators.journal import JournalEvent, RegisterGain
from simulators.truth.stops import STOP_LEAVES
from simulators.truth.story import Doing, Story
from simulators.truth.trade import Fraction, TradeMeasures, WindowFacts
from simulators.truth.unit import LEAVES

__all__ = ["INFEED_TIME", "BottlingMeasures"]

INFEED_TIME = "infeed_item_ms"
"""Register of a machine: items on its infeed times ms."""
_MEDIA: Mapping[str, str] = {
    "energy_per_1000_bottles": "energy_kwh",
    "water_per_1000_bottles": "water_l",
    "process_co2_per_1000_bottles": "process_co2_kg",
}


class BottlingMeasures(TradeMeasures):
    """Sums buffers itself; the rest follows from the line's rows and losses."""

    def __init__(self, story: Story, section: BottlingSection) -> None:
        super().__init__(story)
        units = [unit.id for unit in story.config.units]
        behind = dict(pairwise(units))
        self._capacity = {behind[c.after]: c.capacity for c in section.conveyors}

    def spend(self, unit: str, ms: int, doing: Doing) -> None:  # noqa: ARG002  # whatever it does
        """Count time against which a buffer's fill is meant."""
        if unit in self._capacity:
            self.add(ms, "time", unit)

    def take(self, event: JournalEvent, doing: Doing) -> None:  # noqa: ARG002  # likewise
        """Sum the fill of infeeds."""
        if isinstance(event, RegisterGain) and event.register == INFEED_TIME:
            self.add(event.amount / self._capacity[event.unit], "fill", event.unit)

    def fractions(self, facts: WindowFacts) -> Iterable[Fraction]:
        """Return the line's figures, then each buffer's.

        After DIN 8743: the general figure is worth of good bottles by planned busy time; the
        technical one takes the stops (setup too) off that the constraint did not cause itself.
        Media are those of all machines, split by each machine's own leaf.
        """
        line, sums = facts.line, facts.sums
        worth, busy = line["planned_run_time_good_s"], line["planned_busy_time_s"]
        foreign = sum(
            loss.duration_s
            for loss in facts.losses
            if loss.leaf in STOP_LEAVES and loss.attribution != "own"
        )
        yield Fraction("din8743_general", worth, busy)
        yield Fraction("din8743_technical", worth, busy - foreign)
        thousands = line["good_quantity"] / 1000
        for measure, kind in _MEDIA.items():
            for leaf in LEAVES:
                yield Fraction(measure, line[f"{kind}_{leaf}"], thousands, part=leaf)
        for unit in self._capacity:
            fill, time = sums.get(("fill", unit), 0.0), sums.get(("time", unit), 0.0)
            yield Fraction("buffer_fill", fill / 1000, time / 1000, unit=unit)
