"""What machines truly used while they made nothing, and would not have used asleep.

Cells of lines enter; one row per place and window leaves.
"""

from collections.abc import Sequence

from simulators.meter import BASE_UNITS_PER
from simulators.truth.green import GreenTruth, Level, LineCells
from simulators.truth.unit import Window

__all__ = ["standby_row"]

_HOUR_MS = 3_600_000


def standby_row(level: Level, path: str, window: Window, lines: Sequence[LineCells]) -> GreenTruth:
    """Return energy outside production beyond what sleep takes, of all of it, kWh.

    Of each unit that somebody has measured asleep and that used energy, not below 0.
    """
    saving = idle = 0.0
    per = BASE_UNITS_PER["energy_kwh"]
    for line in lines:
        for unit in line.config.units:
            power_kw = unit.standby_power_kw
            mine = [
                (key, amount)
                for key, amount in line.amounts.items()
                if (key.unit, key.kind) == (unit.id, "energy_kwh")
            ]
            if power_kw is None or not mine:
                continue
            outside = sum(amount for key, amount in mine if key.leaf != "production") / per
            hours = line.idle_ms.get(unit.id, 0) / _HOUR_MS
            saving += max(0.0, outside - power_kw * hours)
            idle += outside
    return GreenTruth(level, path, *window, "standby_saving_kwh", "", "", saving, idle)
