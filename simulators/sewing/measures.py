"""What truly holds of a sewing line beside KPIs: efficiency, balance, quality, queues."""

from collections.abc import Iterable

from simulators.journal import JournalEvent, Pieces, RegisterGain
from simulators.sewing.words import OFF_STANDARD
from simulators.truth.stops import STOP_LEAVES
from simulators.truth.story import Doing, Story
from simulators.truth.trade import Fraction, TradeMeasures, WindowFacts

__all__ = ["QUEUE_TIME", "SewingMeasures"]

QUEUE_TIME = "queue_piece_ms"
"""Register of a stage's first station: pieces waiting before the operation times ms."""
_BUSY = STOP_LEAVES | {"production"}


class SewingMeasures(TradeMeasures):
    """Sums garments, people, queues and causes; standard minutes are the planned run times."""

    def __init__(self, story: Story) -> None:
        super().__init__(story)
        self._inspections = [u.id for u in story.config.units if u.kind == "inspection"]
        stages = self.rates.stage_units
        self._smv_s = {
            product: [pri[units[0]] for units in stages]
            for product, pri in self.rates.pri_s.items()
        }
        """Product to the standard time of each operation; its stations work in parallel."""
        self._stations = [len(units) for units in stages]

    def spend(self, unit: str, ms: int, doing: Doing) -> None:
        """Share time out to people, causes and the line's running product."""
        self.add(ms, "time", unit)
        if doing.leaf not in _BUSY:
            return
        story = self.story
        if unit in story.members:
            self.add(ms * self.rates.weight[story.product, unit], "busy", story.product)
        if doing.operator:
            attended = ms / doing.shared_by
            self.add(attended, "attended", unit, doing.operator)
            if doing.leaf != "production" and doing.cause in OFF_STANDARD:
                self.add(attended, "off_standard", doing.cause)

    def take(self, event: JournalEvent, doing: Doing) -> None:
        """Count pieces for whoever made them, garments, and the time pieces waited."""
        match event:
            case Pieces():
                made = event.good + event.scrap + event.rework
                earned_s = made * self.rates.pri_s[event.product][event.unit]
                self.add(earned_s, "earned", event.unit, doing.operator)
                if event.unit == self.config.last_counter:
                    garment_s = sum(self._smv_s[event.product])
                    self.add(event.good * garment_s, "garments")
            case RegisterGain(register=name) if name == QUEUE_TIME:
                self.add(event.amount, "queue", event.unit)
            case _:
                pass

    def fractions(self, facts: WindowFacts) -> Iterable[Fraction]:
        """Return the line's measures, then those of people, inspections and queues."""
        sums = facts.sums
        people = {key[1:] for key in sums if key[0] in {"attended", "earned"}}
        attended = {who: sums.get(("attended", *who), 0.0) / 1000 for who in people}
        total = sum(attended[who] for who in sorted(attended))
        yield Fraction("line_efficiency", sums.get(("garments",), 0.0), total)
        yield from self._balance(facts)
        for key, ms in sorted(sums.items()):
            if key[0] == "off_standard":
                yield Fraction("off_standard_time", ms / 1000, total, part=key[1])
        for unit, operator in sorted(people):
            earned = sums.get(("earned", unit, operator), 0.0)
            of_one = attended[unit, operator]
            yield Fraction("operator_efficiency", earned, of_one, unit=unit, part=operator)
        for unit in self._inspections:
            row = facts.units[unit]
            inspected = row["inspected_quantity"]
            bad = row["scrap_quantity"] + row["rework_quantity"]
            first = row["first_pass_quantity"]
            yield Fraction("defects_per_hundred", 100 * row["defect_quantity"], inspected, unit)
            yield Fraction("percent_defective", 100 * bad, inspected, unit)
            yield Fraction("right_first_time", first, inspected, unit)
        for stage in self.config.stages:
            unit = stage.units[0]
            queued, time = sums.get(("queue", unit), 0.0), sums.get(("time", unit), 0.0)
            yield Fraction("wip_pieces", queued / 1000, time / 1000, unit, stage.id)

    def _balance(self, facts: WindowFacts) -> Iterable[Fraction]:
        """Return the balance and the bottleneck operation, by the time of each running product."""
        minutes = ideal = busy = 0.0
        slowest: dict[str, float] = {}
        for product, smv_s in self._smv_s.items():
            time = facts.sums.get(("busy", product), 0.0) / 1000
            loads = [s / n for s, n in zip(smv_s, self._stations, strict=True)]
            stage = self.config.stages[loads.index(max(loads))].id
            minutes += time * sum(smv_s)
            ideal += time * sum(self._stations) * max(loads)
            busy += time
            slowest[stage] = slowest.get(stage, 0.0) + time
        yield Fraction("line_balance", minutes, ideal)
        for stage, time in slowest.items():
            if time:
                yield Fraction("bottleneck_operation", time, busy, part=stage)
