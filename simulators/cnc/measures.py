"""What truly holds of a furniture cell beside KPIs: spindles, tools, nests, lead time, energy."""

from collections.abc import Iterable

from simulators.journal import JournalEvent, NestEnd, RegisterGain, ToolChange
from simulators.meter import BASE_UNITS_PER
from simulators.truth.story import Doing, Story
from simulators.truth.trade import Fraction, TradeMeasures, WindowFacts

__all__ = ["CncMeasures"]

_KWH = BASE_UNITS_PER["energy_kwh"]
_HOUR_MS = 3_600_000
_ENERGY = ("cutting", "auxiliary", "idle")


class CncMeasures(TradeMeasures):
    """Sums what spindles, tools and nests tell, and how long orders were under way."""

    def __init__(self, story: Story) -> None:
        super().__init__(story)
        self._first, self._last = self.rates.stage_units[0], self.rates.stage_units[-1]
        self._begun: dict[str, int | None] = {}
        """Order to its start at the first stage; None when it ran before the run began."""

    def take(self, event: JournalEvent, doing: Doing) -> None:  # noqa: ARG002  # told by the machines
        """Sum registers, lives of tools and nests."""
        unit = event.unit
        match event:
            case RegisterGain():
                self.add(event.amount, event.register, unit)
            case ToolChange():
                self.add(1, "changes", unit)
                if event.whole:
                    self.add(event.cutting_ms, "life", unit)
                    self.add(1, "lives", unit)
            case NestEnd():
                self.add(event.planned, "planned", unit)
                self.add(event.good, "good", unit)
                self.add(event.sheet_dm2, "sheet", unit)
                self.add(event.good_dm2, "area", unit)
            case _:
                pass

    def turn(self, unit: str, t: int, before: Doing, after: Doing) -> None:
        """Follow orders from their start at the first stage to their end at the last."""
        if before.order == after.order:
            return
        if unit in self._first and after.order and after.order not in self._begun:
            self._begun[after.order] = t if t > self.story.start else None
        if unit not in self._last or not before.order:
            return
        if any(self.story.doing(other).order == before.order for other in self._last):
            return
        begun = self._begun.pop(before.order, None)
        if begun is not None:
            self.add(t - begun, "lead_time")
            self.add(1, "orders")

    def fractions(self, facts: WindowFacts) -> Iterable[Fraction]:
        """Return the measures of each machine, then the cell's."""
        sums = facts.sums
        for unit, row in facts.units.items():
            busy, apt = row["planned_busy_time_s"], row["actual_production_time_s"]
            yield Fraction("program_standard_ratio", row["planned_run_time_produced_s"], apt, unit)

            def of(name: str, unit: str = unit) -> float:
                return sums.get((name, unit), 0.0)

            cutting = of("cutting_ms")
            if of("spindle_ms"):
                yield Fraction("spindle_time_share", of("spindle_ms") / 1000, busy, unit)
                yield Fraction("cutting_time_share", cutting / 1000, busy, unit)
                yield Fraction("tool_changes", of("changes"), cutting / _HOUR_MS, unit)
            yield Fraction("tool_life", of("life") / 1000, of("lives"), unit)
            yield Fraction("nest_panel_yield", of("good"), of("planned"), unit)
            yield Fraction("nest_material_yield", of("area"), of("sheet"), unit)
        lead, orders = sums.get(("lead_time",), 0.0), sums.get(("orders",), 0.0)
        yield Fraction("order_lead_time", lead / 1000, orders)
        panels = facts.line["good_quantity"]
        for part in _ENERGY:
            used = sum(sums.get((f"energy_{part}", unit), 0.0) for unit in facts.units)
            yield Fraction("energy_per_panel", used / _KWH, panels, part=part)
