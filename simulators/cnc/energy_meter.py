"""The energy meter device in a machine's supply, and the air and material meters beside it.

OPC 40550-1 has no energy value, so energy comes from a device of its own: one register that counts
all, and three that split it into cutting (spindles and axes), auxiliary (vacuum, extraction and
control while cutting) and idle (whatever runs otherwise).
"""

from simulators.cnc.section import PowerSection
from simulators.cnc.situation import PowerLevel
from simulators.work_unit import WorkUnit

__all__ = ["EnergyMeter"]

_MW_PER_KW = 1_000_000
_UJ_PER_WH = 3_600_000_000
_UL_PER_L = 1_000_000
_UG_PER_G = 1_000_000


class EnergyMeter:
    """Follows a machine's power level."""

    def __init__(self, unit: WorkUnit, power: PowerSection) -> None:
        self._unit = unit
        self._power = power
        self._total = unit.meter("energy_kwh", "Meter.ActiveEnergyImport_Wh", per_count=_UJ_PER_WH)
        self._cutting = unit.meter("", "Meter.CuttingEnergy_Wh", per_count=_UJ_PER_WH)
        self._auxiliary = unit.meter("", "Meter.AuxiliaryEnergy_Wh", per_count=_UJ_PER_WH)
        self._idle = unit.meter("", "Meter.IdleEnergy_Wh", per_count=_UJ_PER_WH)
        self._air = unit.meter("compressed_air_m3", "Meter.Air_NL", per_count=_UL_PER_L)
        self._material = unit.meter("material_in_kg", "Material.In_g", per_count=_UG_PER_G)
        self._waste = unit.meter("waste_kg", "Material.Waste_g", per_count=_UG_PER_G)
        unit.register("energy_cutting", self._cutting.book)
        unit.register("energy_auxiliary", self._auxiliary.book)
        unit.register("energy_idle", self._idle.book)
        self.power_w = 0
        """Active power now, W."""

    def follow(self, level: PowerLevel, *, wear: float) -> None:
        """Run at a power level from now on; a worn tool (0..1) takes more to cut."""
        power = self._power
        cutting = auxiliary = idle = air = 0.0
        if level == "run":
            cutting = power.cutting_kw * (1 + power.wear_gain * wear)
            auxiliary = power.ready_kw + power.vacuum_kw + power.extraction_kw
            air = power.air_run_l_min
        elif level == "held":
            idle = power.ready_kw + power.vacuum_kw + power.extraction_kw
            air = power.air_ready_l_min
        elif level == "ready":
            idle = power.ready_kw
            air = power.air_ready_l_min
        elif level == "standby":
            idle = power.standby_kw
        now = self._unit.now
        rates = [round(kw * _MW_PER_KW) for kw in (cutting, auxiliary, idle)]
        self._cutting.set_rate(now, rates[0])
        self._auxiliary.set_rate(now, rates[1])
        self._idle.set_rate(now, rates[2])
        self._total.set_rate(now, sum(rates))
        self._air.set_rate(now, round(air * 1_000_000 / 60_000))
        self.power_w = sum(rates) // 1000

    def material_in(self, grams: float) -> None:
        """Take material in now."""
        self._material.add(round(grams) * _UG_PER_G)

    def waste(self, grams: float) -> None:
        """Give waste off now."""
        self._waste.add(round(grams) * _UG_PER_G)
