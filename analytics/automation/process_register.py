"""The process register: every piece of production equipment and every operation, connected or not.

People keep it as two CSV files; what they leave out is taken from births.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from contract.messages import ControlType, DigitalInterface
from contract.path import EquipmentPath

# Declared to run by itself once started (see the decision record on evidence).
AUTOMATIC: frozenset[ControlType] = frozenset(("automatic", "numerical_control"))
# May be found running by itself, so that upper bounds count it.
PERHAPS_AUTOMATIC: frozenset[ControlType] = AUTOMATIC | {"semi_automatic"}


@dataclass(frozen=True, slots=True)
class Equipment:
    """One machine or workstation.

    Args:
        net_value_cny: net book value, CNY.
        connected: an agent is meant to read it.
        required_tags: how many values it should give at every heartbeat.
        standby_power_kw: what it draws when it is asleep; None where nobody has measured it.
        gateway: what connecting it would need; empty for nothing or where it is connected.
    """

    path: EquipmentPath
    name_en: str
    name_zh: str
    kind: str
    net_value_cny: float
    digital_interface: DigitalInterface
    control_type: ControlType
    connected: bool
    required_tags: int
    standby_power_kw: float | None = None
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredOperation:
    """One operation at one unit; levels of automation are 1 to 7 (Frohm et al. 2008), 0 unknown."""

    path: EquipmentPath
    id: str
    name_en: str
    name_zh: str
    standard_time_s: float
    control_type: ControlType
    key: bool
    level_physical: int = 0
    level_cognitive: int = 0


@dataclass(frozen=True, slots=True)
class ProcessRegister:
    """All equipment and operations of some sites, in order of their paths and ids."""

    equipment: Mapping[EquipmentPath, Equipment]
    operations: tuple[RegisteredOperation, ...]

    def below(self, place: EquipmentPath) -> "ProcessRegister":
        """Return what stands at a place or below it."""
        return ProcessRegister(
            {path: one for path, one in self.equipment.items() if path.lies_in(place)},
            tuple(one for one in self.operations if one.path.lies_in(place)),
        )
