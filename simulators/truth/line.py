"""What truly happened on a line as its constraint saw it, the stage with the largest PRI.

The line follows the order timeline of the running constraint's first unit and passes to the next
order's constraint when that unit starts the next order.
"""

from simulators.journal import Pieces
from simulators.scenario import LineConfig
from simulators.truth.unit import Leaf, Window

__all__ = ["LineRates", "LineSums", "LineTruth"]


class LineRates:
    """Planned run times of units, stages and the line per product, from the scenario alone."""

    def __init__(self, config: LineConfig) -> None:
        self.stage_units = [stage.units for stage in config.stages]
        self.stage_of = {
            unit: number for number, units in enumerate(self.stage_units) for unit in units
        }
        self.items = {unit.id: unit.items_per_count for unit in config.units}
        self.pri_s = {
            product.id: product.planned_run_time_per_item_s for product in config.products
        }
        self.constraint: dict[str, int] = {}
        """Product to the number of its constraint stage; of equals the earlier."""
        self.line_pri_s: dict[str, float] = {}
        """Product to the planned run time per line item at its constraint stage, s."""
        self.weight: dict[tuple[str, str], float] = {}
        """Product and unit of its constraint stage to the unit's share of the stage's capacity."""
        for product, pri in self.pri_s.items():
            capacities = [
                sum(self.items[unit] / pri[unit] for unit in units) for units in self.stage_units
            ]
            stage_pri = [1 / capacity for capacity in capacities]
            number = stage_pri.index(max(stage_pri))
            self.constraint[product] = number
            self.line_pri_s[product] = stage_pri[number]
            for unit in self.stage_units[number]:
                share = self.items[unit] / pri[unit] / capacities[number]
                self.weight[product, unit] = share


class LineSums:
    """Integer sums of the constraint over some stretch, weighted only when they are read."""

    __slots__ = ("counts", "ms")

    def __init__(self) -> None:
        self.ms: dict[tuple[str, str, Leaf], int] = {}
        """Running product, unit of its constraint stage, leaf."""
        self.counts: dict[tuple[str, str], list[int]] = {}
        """Product and unit to [good at the last counter, scrap, rework], in the unit's count."""

    def add(self, other: "LineSums") -> None:
        """Add the sums of another stretch."""
        for key, ms in other.ms.items():
            self.ms[key] = self.ms.get(key, 0) + ms
        for key2, counts in other.counts.items():
            mine = self.counts.setdefault(key2, [0, 0, 0])
            for position, n in enumerate(counts):
                mine[position] += n


class LineTruth:
    """Follows the running constraint."""

    def __init__(self, config: LineConfig) -> None:
        self.rates = LineRates(config)
        self._last_counter = config.last_counter
        self.cell = LineSums()
        self.windows: dict[Window, LineSums] = {}
        self.product = config.orders[0].product
        self.stage = self.rates.constraint[self.product]

    @property
    def members(self) -> tuple[str, ...]:
        """Units of the running constraint stage."""
        return self.rates.stage_units[self.stage]

    @property
    def leader(self) -> str:
        """Unit whose orders the line follows."""
        return self.members[0]

    def pass_to(self, product: str) -> None:
        """Pass to the constraint of a product; every member's time has been shared out before."""
        self.product = product
        self.stage = self.rates.constraint[product]

    def share(self, unit: str, leaf: Leaf, ms: int) -> None:
        """Take a member's time in."""
        key = (self.product, unit, leaf)
        self.cell.ms[key] = self.cell.ms.get(key, 0) + ms

    def count(self, pieces: Pieces) -> None:
        """Take pieces in: good at the last counter, scrap and rework from the constraint on."""
        at_end = pieces.unit == self._last_counter
        product = pieces.product
        behind = self.rates.stage_of[pieces.unit] >= self.rates.constraint[product]
        if not at_end and not (behind and (pieces.scrap or pieces.rework)):
            return
        mine = self.cell.counts.setdefault((product, pieces.unit), [0, 0, 0])
        if at_end:
            mine[0] += pieces.good
        if behind:
            mine[1] += pieces.scrap
            mine[2] += pieces.rework

    def fold(self, windows: list[Window]) -> None:
        """Move the cell into its windows."""
        for window in windows:
            sums = self.windows.get(window)
            if sums is None:
                sums = self.windows[window] = LineSums()
            sums.add(self.cell)
        self.cell = LineSums()
